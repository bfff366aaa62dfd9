"""What the shells (HTTP, terminal, MCP, evaluation) may ask of the house. Tests hand them fakes of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.records import LedgerEntry
from qa.answering.records import Answer, DocumentView, Mode, Readiness, Turn, Verification

QUESTION_LIMIT = 2000  # characters

FeedbackKind = Literal["wrong_answer", "wrong_quote", "should_abstain"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it arrives, before anything is made of it."""

    text: str
    history: tuple[Turn, ...] = ()
    k: int = 5  # passages to return, 1..50
    documents: tuple[str, ...] | None = None  # search only these
    mode: Mode = "extractive"


class AnsweringError(Exception):
    """Base of what the assistant raises on purpose; the message says what to do."""


class NotReadyError(AnsweringError):
    """No verified generation is loaded yet; ask again shortly."""


class UnknownDocumentError(AnsweringError):
    """A document id that the current generation does not hold."""


class BadQuestionError(AnsweringError):
    """An empty or over-long question, or one with characters that are no text."""


class NoLanguageModelError(AnsweringError):
    """Mode "llm" was asked for and no LLM server is configured."""


class WritingDisabledError(AnsweringError):
    """Documents can be added or deleted only where QA_WRITE=1."""


class Assistant(Protocol):
    """The one object behind every surface. All calls are synchronous, thread-safe and may take CPU time."""

    def ask(self, question: Question) -> Answer:
        """Answer from the documents, or say that they do not.

        Raises:
            NotReadyError, UnknownDocumentError, BadQuestionError, NoLanguageModelError.
        """
        ...

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        """Check a quote against the document as it is now."""
        ...

    def documents(self) -> Sequence[LedgerEntry]:
        """List every document of the current generation and every file that was skipped, by source."""
        ...

    def document(self, document_id: str) -> DocumentView:
        """Return one document in full.

        Raises:
            UnknownDocumentError.
        """
        ...

    def examples(self) -> Sequence[str]:
        """Return up to six questions that the current documents answer, each checked by asking it."""
        ...

    def feedback(self, answer_id: str, kind: FeedbackKind, note: str | None) -> None:
        """Keep a user's judgement of an answer."""
        ...

    def readiness(self) -> Readiness:
        """Say whether questions can be answered now."""
        ...

    def add_document(self, name: str, data: bytes) -> LedgerEntry:
        """Index an uploaded file; where it cannot be read the entry's status is "skipped".

        Raises:
            WritingDisabledError.
        """
        ...

    def delete_document(self, document_id: str) -> None:
        """Remove an uploaded document.

        Raises:
            WritingDisabledError, UnknownDocumentError.
        """
        ...
