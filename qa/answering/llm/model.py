"""The LanguageModel port. Nothing that a model writes is trusted: qa/answering/llm/writer.py checks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

# What kept a language model from answering; "unsupported": it wrote, and nothing of it could be verified.
Failure = Literal["slow", "unreachable", "refused", "unreadable", "unsupported"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user"]
    content: str


class LanguageModelError(Exception):
    """There is no usable text; the message is for the log and holds neither documents nor keys."""

    def __init__(self, failure: Failure, message: str) -> None:
        super().__init__(message)
        self.failure = failure


class LanguageModel(Protocol):
    """Turns a prompt into text. Bounded in time and size; the text may be anything at all."""

    @property
    def name(self) -> str:
        """Names the model and all that changes what it writes; part of an answer's settings."""
        ...

    def complete(self, messages: Sequence[Message]) -> str:
        """Return what the model writes.

        Raises:
            LanguageModelError: it is slow, unreachable, refuses, or answers with what cannot be read.
        """
        ...
