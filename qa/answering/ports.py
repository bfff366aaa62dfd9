"""What HTTP, terminal, MCP and evaluation may ask of the product. Tests give them a fake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.records import LedgerEntry
from index.search import Retriever
from qa.answering.records import (
    Answer,
    DocumentView,
    Mode,
    OriginalFile,
    Overview,
    Readiness,
    SearchResult,
    Turn,
    Verification,
)

QUESTION_LIMIT = 2000  # characters
SMALLEST_SCALE, LARGEST_SCALE = 0.25, 4.0  # of a picture of a page; 1 is 72 dots an inch

UploadStage = Literal["reading", "encoding"]  # a file is parsed, then its passages are encoded
UploadProgress = Callable[[UploadStage, float], None]  # the share of the stage that is done, 0 to 1

FeedbackKind = Literal["wrong_answer", "wrong_quote", "should_abstain", "helpful", "right_statement"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it arrives, before anything is made of it."""

    text: str
    history: tuple[Turn, ...] = ()
    k: int = 5  # passages to return, 1..50
    documents: tuple[str, ...] | None = None  # search only these,
    collections: tuple[str, ...] | None = None  # and the documents of these
    mode: Mode = "extractive"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user says of one answer."""

    answer_id: str
    kind: FeedbackKind
    note: str | None = None
    statement: int | None = None  # of a right_statement: its number among the closest, or of an answer's quotes


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for, and where; nothing is read and nothing answered."""

    text: str
    k: int = 5  # passages to return, 1..50
    documents: tuple[str, ...] | None = None  # search only these,
    collections: tuple[str, ...] | None = None  # and the documents of these
    retriever: Retriever = "hybrid"


def unwatched(stage: UploadStage, share: float) -> None:
    """Take no notice of an upload's progress."""


class AnsweringError(Exception):
    """Base of what the assistant raises on purpose; the message says what to do."""


class NotReadyError(AnsweringError):
    """No verified generation is loaded yet; ask again shortly."""


class UnknownDocumentError(AnsweringError):
    """A document id that the current generation does not hold."""

    @classmethod
    def of(cls, document_id: str) -> "UnknownDocumentError":
        """Name the id, and where the known ones are listed."""
        return cls(f"there is no document {document_id}; GET /api/documents lists what there is")


class UnknownCollectionError(AnsweringError):
    """A collection that the current generation does not hold."""

    @classmethod
    def of(cls, name: str) -> "UnknownCollectionError":
        """Name it, and where the known ones are listed."""
        return cls(f"there is no collection {name}; GET /api/documents names the collection of each document")


class MissingFileError(AnsweringError):
    """The file that a document was read from is no longer there."""


class ChangedFileError(AnsweringError):
    """The file that a document was read from is no longer what was indexed."""


class UnknownPageError(AnsweringError):
    """A page that the document does not have."""


class NoPictureError(AnsweringError):
    """A page of which there can be no picture: the format has none, or it cannot be drawn."""


class BadQuestionError(AnsweringError):
    """An empty or over-long question, or one with characters that are no text."""


class FetchError(AnsweringError):
    """A web address that may not be fetched, or cannot."""


class NoLanguageModelError(AnsweringError):
    """Mode "llm" was asked for and no LLM server is configured."""


class TooManyRequestsError(AnsweringError):
    """So many came within a minute that they cannot have been meant."""


class WritingDisabledError(AnsweringError):
    """Documents can be added or deleted only where QA_WRITE=1."""


def check_text(question: Question) -> None:
    """Refuse a question that cannot be answered whatever the documents say.

    Raises:
        BadQuestionError: it is empty, too long, or holds a character that is no text.
    """
    check_searchable(question.text)
    if any(not is_text(turn.content) for turn in question.history):
        raise BadQuestionError("the conversation holds a character that is no text (NUL, or half of a surrogate pair)")


def check_searchable(text: str) -> None:
    """Refuse words that cannot be searched for whatever the documents say.

    Raises:
        BadQuestionError: as for `check_text`.
    """
    if not text.strip():
        raise BadQuestionError("the question is empty; type what you would like to know")
    if len(text.strip()) > QUESTION_LIMIT:
        raise BadQuestionError(
            f"the question has {len(text.strip()):,} characters; ask in at most {QUESTION_LIMIT:,}, or add the text as "
            "a document"
        )
    if not is_text(text):
        raise BadQuestionError("the question holds a character that is no text (NUL, or half of a surrogate pair)")


def check_scale(scale: float) -> None:
    """Refuse a scale at which no page is drawn.

    Raises:
        ValueError: it is not from ``SMALLEST_SCALE`` to ``LARGEST_SCALE``.
    """
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise ValueError(f"pages are drawn at a scale from {SMALLEST_SCALE} to {LARGEST_SCALE}, not {scale}")


def is_text(text: str) -> bool:
    """Say whether every character is one of a text: no NUL, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


class Assistant(Protocol):
    """The one object behind every surface. All calls are synchronous, thread-safe and may take CPU time."""

    def ask(self, question: Question) -> Answer:
        """Answer from the documents, or say that they do not.

        Raises:
            NotReadyError, UnknownDocumentError, UnknownCollectionError, BadQuestionError, NoLanguageModelError.
        """
        ...

    def search(self, query: Query) -> SearchResult:
        """Return the passages nearest to a query, whether or not they answer it.

        Raises:
            NotReadyError, UnknownDocumentError, UnknownCollectionError, BadQuestionError.
        """
        ...

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        """Check a quote against the document as it is now; see `qa.answering.records.verify`.

        Raises:
            NotReadyError.
        """
        ...

    def documents(self) -> Sequence[LedgerEntry]:
        """List every document of the current generation and every file that was skipped, by source.

        Raises:
            NotReadyError.
        """
        ...

    def document(self, document_id: str) -> DocumentView:
        """Return one document in full.

        Raises:
            NotReadyError, UnknownDocumentError.
        """
        ...

    def overview(self, document_id: str) -> Overview:
        """Say what a document is about, with the offered questions that it answers, as far as these are known already.

        Raises:
            NotReadyError, UnknownDocumentError.
        """
        ...

    def original(self, document_id: str) -> OriginalFile:
        """Return the file that a document was read from, if it still is what was indexed.

        Raises:
            NotReadyError, UnknownDocumentError, MissingFileError, ChangedFileError.
        """
        ...

    def page_picture(self, document_id: str, page: int, scale: float) -> bytes:
        """Return a page, counted from 1, as it is printed: a PNG picture of ``scale`` times 72 dots an inch.

        Raises:
            NotReadyError, UnknownDocumentError, MissingFileError, ChangedFileError, UnknownPageError, NoPictureError.
            ValueError: see `check_scale`.
        """
        ...

    def examples(self, document_id: str | None = None) -> Sequence[str]:
        """Return up to six questions that the documents, or one of them, answer, each checked by asking it.

        Raises:
            NotReadyError, UnknownDocumentError.
        """
        ...

    def feedback(self, feedback: Feedback) -> None:
        """Keep what a user says of an answer; one that is not remembered is kept without its question."""
        ...

    def readiness(self) -> Readiness:
        """Say whether questions can be answered now; until they can, all but this and ``feedback`` are refused."""
        ...

    def add_document(
        self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched
    ) -> LedgerEntry:
        """Index an uploaded file, in place of an earlier one of its name and folder; after an error nothing changed.

        Args:
            name: the file's name, with its ending.
            data: what is in it.
            folder: where it lay, as ``laws/2024``; its first part is the document's collection.
            progress: called as the work goes on; what it raises ends the work, and is raised here.

        Raises:
            WritingDisabledError, NotReadyError, UnreadableDocumentError (the name or the content), StoreError.
        """
        ...

    def delete_document(self, document_id: str) -> None:
        """Remove an uploaded document, wholly or not at all; files of the source folders are removed there.

        Raises:
            WritingDisabledError, NotReadyError, UnknownDocumentError, StoreError.
        """
        ...
