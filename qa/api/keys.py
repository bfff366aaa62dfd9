"""The keys that callers may send: each with a name, which the log shows, and what it allows; from a file, or just one.

The file is TOML, a table for each key; whoever removes one from it withdraws it within a second:

    [alice]
    sha256 = "<hex digest of the key>"  # or: key = "<the key itself>"
    scope = "write"                     # read, write (and read), or admin (and both)
"""

import hashlib
import hmac
import logging
import re
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Scope = Literal["read", "write", "admin"]

_LOG = logging.getLogger(__name__)
_SCOPES: tuple[Scope, ...] = get_args(Scope)  # each allows what those before it do
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHORTEST = 8  # characters of a key
_LOOK_SECONDS = 1.0  # between two looks at the file


class KeysError(ValueError):
    """The file of keys cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its digest: what it is called, and what it allows."""

    name: str
    digest: bytes
    scope: Scope

    def allows(self, scope: Scope) -> bool:
        """Say whether whoever has the key may do what needs ``scope``."""
        return _SCOPES.index(scope) <= _SCOPES.index(self.scope)


class Keys:
    """The keys of a server; none at all where neither one nor a file is set."""

    def __init__(self, single: str | None, file: Path | None) -> None:
        """Take ``single``, which allows everything, and those in ``file``.

        Raises:
            KeysError: the file cannot be read, or is not what it should be.
        """
        self._single = () if single is None else (Key("key", _digest(single), "admin"),)
        self._file = file
        self._read: tuple[Key, ...] = () if file is None else read_keys(file)
        self._seen = _version(file)
        self._looked = time.monotonic()

    @property
    def are_needed(self) -> bool:
        """Whether callers must send one."""
        return bool(self._single) or self._file is not None

    def find(self, token: str) -> Key | None:
        """Return the key that ``token`` is. Digests are compared, so that neither its bytes nor its length show."""
        self._look()
        given = _digest(token)
        found = [key for key in (*self._single, *self._read) if hmac.compare_digest(key.digest, given)]
        return found[0] if found else None

    def _look(self) -> None:
        """Read the file again where it has changed; none of its keys is valid while it cannot be read."""
        if self._file is None or time.monotonic() < self._looked + _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        version = _version(self._file)
        if version == self._seen:
            return
        self._seen = version
        try:
            self._read = read_keys(self._file)
        except KeysError as error:
            self._read = ()
            _LOG.error("%s; none of its keys is valid until it is mended", error)
        else:
            _LOG.info("the keys were read again", extra={"count": len(self._read)})


def read_keys(file: Path) -> tuple[Key, ...]:
    """Return the keys of ``file``.

    Raises:
        KeysError: it cannot be read, or is not what it should be; never says a key.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeysError(f"the keys in {file} cannot be read ({error.strerror})") from error
    except ValueError:  # its message may repeat a line
        raise KeysError(f"the keys in {file} are not TOML; see docs/security.md") from None
    return tuple(_key(file, name, table) for name, table in tables.items())


def _key(file: Path, name: str, table: object) -> Key:
    fields = table if isinstance(table, dict) else {}
    scope, digest, secret = (fields.get(each) for each in ("scope", "sha256", "key"))
    if isinstance(secret, str) and len(secret) >= _SHORTEST and digest is None:
        digest = _digest(secret).hex()
    is_known = set(fields) <= {"scope", "sha256", "key"} and isinstance(digest, str) and _DIGEST.fullmatch(digest)
    if not _NAME.fullmatch(name) or scope not in _SCOPES or not is_known:
        raise KeysError(
            f"{file}: a key needs a name of letters, digits, '.', '_' and '-', a scope ({', '.join(_SCOPES)}), and "
            f"either sha256, of 64 hex digits, or key, of {_SHORTEST} characters or more; look at the {name[:64]!r}"
        )
    return Key(name, bytes.fromhex(str(digest)), scope)


def _version(file: Path | None) -> tuple[int, int, int] | None:
    try:
        status = None if file is None else file.stat()
    except OSError:
        return None
    return None if status is None else (status.st_mtime_ns, status.st_size, status.st_ino)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
