"""OpenAI's shape of an error. Which paths speak it is said here; `problems.told` is the one place that asks."""

from collections.abc import Mapping, Sequence
from typing import Any

MEDIA_TYPE = "application/json"
_ROOT = "/v1"
_UNPROCESSABLE = 422

# Where OpenAI has a name of its own; otherwise the code is our kind's name.
_CODES: Mapping[str, str] = {"unauthorized": "invalid_api_key"}
# The field that is at fault, where no validation has named one.
_PARAMS: Mapping[str, str] = {"model-not-found": "model", "no-language-model": "model", "bad-question": "messages"}


def applies_to(path: str) -> bool:
    """Say whether clients of this path expect OpenAI's errors."""
    return path == _ROOT or path.startswith(_ROOT + "/")


def status_of(status: int) -> int:
    """Return the status OpenAI would send: an invalid request is 400 there, which its clients have an error for."""
    return 400 if status == _UNPROCESSABLE else status


def code_of(slug: str) -> str:
    """Return the ``code`` of a kind of problem: ``model-not-found`` -> ``model_not_found``."""
    return _CODES.get(slug, slug.replace("-", "_"))


def body(slug: str, status: int, message: str, errors: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return the error; ``errors`` are the faults that validation found, the first of which is its ``param``."""
    return {
        "error": {
            "message": message,
            "type": "server_error" if status >= 500 else "invalid_request_error",
            "param": _param(errors[0]) if errors else _PARAMS.get(slug),
            "code": code_of(slug),
        }
    }


def _param(fault: Mapping[str, str]) -> str | None:
    """Write a JSON pointer as OpenAI does: ``#/messages/0/content`` -> ``messages[0].content``."""
    steps = fault.get("pointer", "").removeprefix("#").split("/")[1:]
    written = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps)
    return written.removeprefix(".") or fault.get("parameter")
