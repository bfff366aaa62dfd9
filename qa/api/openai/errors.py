"""OpenAI's shape of an error. `problems.error_document` alone chooses between it and our own."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from qa.schemas.responses import FaultOut, Out, Printable

# Where OpenAI has a name of its own; otherwise the code is our kind's name.
_CODES: Mapping[str, str] = {"unauthorized": "invalid_api_key"}
# The field that is at fault, where no validation has named one.
_PARAMS: Mapping[str, str] = {"model-not-found": "model", "no-language-model": "model", "bad-question": "messages"}


class ErrorOut(Out):
    """What an error says."""

    message: Printable = Field(description="what to do about it")
    type: Literal["invalid_request_error", "server_error"]
    param: Printable | None = Field(description="the field at fault")
    code: str = Field(description="the kind of problem")


class OpenAIErrorOut(Out):
    """What went wrong, as OpenAI's clients expect it."""

    media_type: ClassVar[str] = "application/json"
    error: ErrorOut

    @classmethod
    def of(cls, slug: str, status: int, message: str, faults: Sequence[FaultOut]) -> "tuple[int, OpenAIErrorOut]":
        """Return status and body. An invalid request is 400 there, which OpenAI's clients have an error for, not 422.

        ``faults`` are those that validation found; the first of them is named as ``param``.
        """
        error = ErrorOut(
            message=message,
            type="server_error" if status >= 500 else "invalid_request_error",
            param=_param(faults[0]) if faults else _PARAMS.get(slug),
            code=_CODES.get(slug, slug.replace("-", "_")),
        )
        return 400 if status == 422 else status, cls(error=error)


def speaks_openai(path: str) -> bool:
    """Say whether clients of this path expect OpenAI's errors."""
    return path == "/v1" or path.startswith("/v1/")


def _param(fault: FaultOut) -> str | None:
    """Write a JSON pointer as OpenAI does: ``#/messages/0/content`` -> ``messages[0].content``."""
    steps = (fault.pointer or "").removeprefix("#").split("/")[1:]
    written = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps)
    return written.removeprefix(".") or fault.parameter
