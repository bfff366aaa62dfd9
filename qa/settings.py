"""Settings: read once from the environment and an optional TOML file, then fixed."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from qa.answering.confidence import Strictness

_PREFIX = "QA_"
_FILE_KEY = "QA_CONFIG"
_DEFAULT_FILE = Path("qa.toml")
_USER = re.compile(r"^(\w[\w+.-]*://)?.*@", re.DOTALL)  # up to the last @, as a password may hold anything
_NO_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")  # a % that begins no character
_MASK = "***"
# Read by the test suite alone; a developer may have them set while running the program.
_OTHERS = frozenset(
    {_FILE_KEY, "QA_TEST_DATA", "QA_TEST_SEEDS", "QA_REQUIRE_BROWSER", "QA_REQUIRE_STRACE", "QA_CHROMIUM"}
)


# Names of earlier versions, with those of now: refused, as a setting that is passed over in silence does harm.
_RENAMED = {"open": "open_browser", "llm_seconds": "llm_timeout"}


class SettingsError(Exception):
    """A setting is unknown or cannot be what it says; names it and what it may be."""


class Settings(BaseModel):
    """Everything that may be set. In the environment each name is in capitals behind ``QA_``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[Path, ...] = Field((Path("seeds"),), description="files or folders, joined by `:` (`;` on Windows)")
    data: Path = Field(Path(".qa-data"), description="folder for everything that is written")
    store: SecretStr | None = Field(
        None, description="`postgresql://` address of a database for the index, uploads and feedback; else in QA_DATA"
    )
    host: str = Field("127.0.0.1", description="address to listen at; beyond this machine a key is required")
    port: int = Field(8000, ge=0, le=65535, description="port to listen at")
    api_key: SecretStr | None = Field(None, min_length=8, description="bearer token that requests must carry")
    keys_file: Path | None = Field(None, description="file of further keys, each with a name and what it allows")
    allow_anonymous: bool = Field(False, description="listen beyond this machine without a key")
    allowed_hosts: tuple[str, ...] = Field((), description="further names in the Host header, joined by commas")
    write: bool = Field(False, description="allow uploads and deletions over HTTP")
    allow_fetch: bool = Field(
        False, description="with QA_WRITE=1, let documents be fetched from web addresses; never from this network"
    )
    allow_removal: bool = Field(False, description="let `qa index` remove more than half of the documents unasked")
    longest_wait: float = Field(
        30.0, gt=0, le=3600, description="seconds that a question may have to wait for its turn; beyond, it is refused"
    )
    open_browser: bool = Field(False, description="open a browser when the server is ready")
    model: str | None = Field(None, description="another sentence-transformers model: a folder or a hub id")
    allow_download: bool = Field(False, description="fetch a model named by hub id")
    strictness: Strictness = Field(
        "balanced", description="how sure an answer must be: `strict`, `balanced` or `lenient`"
    )
    llm_url: str | None = Field(
        None, repr=False, description="OpenAI-compatible server that may word answers, as `http://127.0.0.1:8080/v1`"
    )
    llm_model: str | None = Field(None, description="model to ask for there")
    llm_key: SecretStr | None = Field(None, description="key to send there")
    llm_timeout: float = Field(30.0, gt=0, le=600, description="seconds that it may take for one answer")
    llm_unsupported: Literal["drop", "mark"] = Field(
        "drop", description="what becomes of its sentences that fail the check: `drop`, or `mark`"
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _split_sources(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file or environment holds
        if isinstance(value, str):
            parts = [part for part in value.split(os.pathsep) if part]
            if not parts:
                raise ValueError("names no file or folder")
            return tuple(parts)
        return value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file or environment holds
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("store")
    @classmethod
    def _check_store(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        try:  # never with the error of whoever reads it: that may repeat the password
            scheme, place, path, *_ = urlsplit(value.get_secret_value())
            escaped = not _NO_ESCAPE.search(value.get_secret_value())
            fits = scheme in ("postgresql", "postgres") and bool(place or path) and escaped
        except ValueError:
            fits = False
        if not fits:
            raise ValueError("must be an address like postgresql://user@host/database, a % in it written as %25")
        return value

    @field_validator("llm_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be a base URL like http://127.0.0.1:8080/v1")
        if parts.username is not None or parts.password is not None:
            raise ValueError("holds a password; put the key into QA_LLM_KEY")
        return value.rstrip("/") if parts.path.strip("/") else f"{value.rstrip('/')}/v1"

    @field_validator("llm_key")
    @classmethod
    def _check_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]+", value.get_secret_value()):
            raise ValueError("must be printable ASCII without blanks, to be sent in a header")
        return value

    @model_validator(mode="after")
    def _check_language_model(self) -> Self:
        if self.llm_url is not None and not self.llm_model:
            raise ValueError("QA_LLM_URL is set and QA_LLM_MODEL is not; name the model to ask for there")
        return self

    def masked(self) -> dict[str, object]:
        """Return every setting for showing; a secret is shown as set, and taken out of addresses."""
        return {
            f"{_PREFIX}{name.upper()}": _shown(value)
            for name, value in ((name, getattr(self, name)) for name in type(self).model_fields)
        }


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; the environment wins over the file (``QA_CONFIG``, else ``qa.toml`` where there is one).

    Raises:
        SettingsError: an unknown name, or a value that does not fit.
    """
    values: dict[str, Any] = _from_file(environment.get(_FILE_KEY))
    for key, value in environment.items():
        if key.startswith(_PREFIX) and key not in _OTHERS and value != "":
            values[key.removeprefix(_PREFIX).lower()] = value
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError("; ".join(map(_explained, error.errors()))) from error


def with_store(settings: Settings, address: str) -> Settings:
    """Return ``settings`` for the database at ``address``.

    Raises:
        SettingsError: it is no such address.
    """
    try:
        return Settings(**{**settings.model_dump(), "store": address})
    except ValidationError as error:
        raise SettingsError("; ".join(map(_explained, error.errors()))) from error


def _from_file(named: str | None) -> dict[str, Any]:
    path = Path(named) if named else _DEFAULT_FILE
    if named is None and not path.exists():
        return {}
    try:
        with path.open("rb") as file:
            return dict(tomllib.load(file))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error


# What a value must be, by the type of pydantic's error; its own words name types of Python and never the setting.
_MUST_BE = {
    "bool_parsing": "must be 1 or 0",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "string_type": "must be a text",
    "path_type": "must be a path",
    "too_short": "must have at least {min_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}


def _explained(fault: Mapping[str, Any]) -> str:
    place, kind = fault["loc"], fault["type"]
    name = f"{_PREFIX}{place[0]}".upper() if place else "settings"
    if place and place[0] in _RENAMED:
        return f"{name} is now called {_PREFIX}{_RENAMED[str(place[0])].upper()}; set that instead"
    if kind == "extra_forbidden":
        known = ", ".join(f"{_PREFIX}{field.upper()}" for field in Settings.model_fields)
        return f"{name} is not a setting; known are {known}"
    said = _MUST_BE[kind].format(**fault.get("ctx", {})) if kind in _MUST_BE else fault["msg"]
    return f"{name} {said}" if place else said


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        address = value.get_secret_value()
        return without_secrets(address) if "://" in address else "(set)"
    if isinstance(value, tuple):
        return [str(part) for part in value]
    if isinstance(value, str):
        return without_secrets(value)
    return str(value) if isinstance(value, Path) else value


def without_secrets(address: str) -> str:
    """Return ``address`` with user, password and query masked, each of which may hold a secret. Rather too much."""
    shown = _USER.sub(lambda found: f"{found[1] or ''}{_MASK}@", address)
    place, mark, _ = shown.partition("?")
    return f"{place}?{_MASK}" if mark else place
