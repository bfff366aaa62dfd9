"""The JSON that clients get: apart from the records, so that it can stay the same while they move."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from index.records import Block, BlockKind, LedgerEntry
from index.units import ContextKind
from qa.answering.records import (
    Answer,
    Citation,
    DocumentView,
    Mode,
    NearPassage,
    Reason,
    Verification,
    VerifyReason,
)


class Out(BaseModel):
    """Base of what clients get."""

    model_config = ConfigDict(frozen=True)


class HighlightOut(Out):
    """The part of a quote that answers most directly; offsets into the quote."""

    start: int
    end: int
    text: str


class ContextOut(Out):
    """Words that belong to a quote and stand elsewhere in its document; offsets into the document."""

    kind: ContextKind
    start: int
    end: int
    text: str


class CitationOut(Out):
    """An exact quote and where it stands."""

    number: int
    document_id: str
    title: str
    source: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    page: int | None
    highlights: list[HighlightOut]
    block: BlockKind
    context: list[ContextOut]

    @classmethod
    def of(cls, citation: Citation) -> "CitationOut":
        """Write one citation out."""
        return cls(
            number=citation.number,
            document_id=citation.document_id,
            title=citation.title,
            source=citation.source,
            sha256=citation.sha256,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            prefix=citation.prefix,
            suffix=citation.suffix,
            page=citation.page,
            highlights=[
                HighlightOut(start=h.start, end=h.end, text=citation.quote[h.start : h.end])
                for h in citation.highlights
            ],
            block=citation.block,
            context=[ContextOut.model_validate(part, from_attributes=True) for part in citation.context],
        )


class PassageOut(Out):
    """A passage near the question."""

    document_id: str
    start: int
    end: int
    text: str
    title: str
    source: str
    score: float

    @classmethod
    def of(cls, passage: NearPassage) -> "PassageOut":
        """Write one passage out, its score rounded."""
        return cls(
            document_id=passage.document_id,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            title=passage.title,
            source=passage.source,
            score=rounded(passage.score),
        )


class AnswerOut(Out):
    """The whole reply. Byte for byte the same on one machine and generation, apart from ``timings_ms``."""

    answer_id: str
    question: str
    standalone_question: str
    answerable: bool
    confidence: float
    reason: Reason | None
    answer: str
    citations: list[CitationOut]
    passages: list[PassageOut]
    mode: Mode
    generation: str
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, answer: Answer) -> "AnswerOut":
        """Write an answer out."""
        return cls(
            answer_id=answer.answer_id,
            question=answer.question,
            standalone_question=answer.standalone_question,
            answerable=answer.answerable,
            confidence=rounded(answer.confidence),
            reason=answer.reason,
            answer=answer.answer,
            citations=[CitationOut.of(citation) for citation in answer.citations],
            passages=[PassageOut.of(passage) for passage in answer.passages],
            mode=answer.mode,
            generation=answer.generation,
            timings_ms={name: round(value, 3) for name, value in answer.timings_ms.items()},
        )


class VerificationOut(Out):
    """Whether the quote stands there now; if not, why, and what does."""

    verified: bool
    reason: VerifyReason | None
    actual: str | None

    @classmethod
    def of(cls, verification: Verification) -> "VerificationOut":
        """Write a verification out."""
        return cls(verified=verification.verified, reason=verification.reason, actual=verification.actual)


class DocumentOut(Out):
    """One line of the list of documents."""

    id: str
    title: str
    source: str
    sha256: str | None
    characters: int
    pages: int | None
    passages: int
    status: Literal["indexed", "skipped"]
    reason: str | None
    warnings: list[str]

    @classmethod
    def of(cls, row: LedgerEntry) -> "DocumentOut":
        """Write one row out."""
        return cls(
            id=row.id,
            title=row.title,
            source=row.source,
            sha256=row.sha256,
            characters=row.characters,
            pages=row.pages,
            passages=row.passages,
            status=row.status,
            reason=row.reason,
            warnings=list(row.warnings),
        )


class DocumentsOut(Out):
    """Every document of the current generation, and every file that was skipped."""

    documents: list[DocumentOut]


class SpanOut(Out):
    """A stretch of the text."""

    start: int
    end: int


class BlockOut(Out):
    """A stretch of the text that the layout sets apart; what does not apply to its kind is left out."""

    kind: BlockKind
    start: int
    end: int
    parent: int | None = None  # place in the list of the block that this one completes
    level: int | None = None
    label: str | None = None
    cells: list[SpanOut | None] | None = None
    header: int | None = None  # place in the list of the row that names this row's columns
    why: str | None = None

    @classmethod
    def of(cls, block: Block) -> "BlockOut":
        """Write one block out."""
        found = cls.model_validate(block, from_attributes=True)
        return found if block.cells else found.model_copy(update={"cells": None})

    @model_serializer(mode="wrap")
    def _without_absent(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class DocumentViewOut(Out):
    """One document in full; ``pages`` holds the offset at which each page starts."""

    id: str
    title: str
    source: str
    sha256: str | None
    characters: int
    passages: int
    status: Literal["indexed", "skipped"]
    reason: str | None
    warnings: list[str]
    url: str | None
    date: str | None
    text: str
    pages: list[int]
    blocks: list[BlockOut]

    @classmethod
    def of(cls, view: DocumentView) -> "DocumentViewOut":
        """Write a document out."""
        row = DocumentOut.of(view.entry).model_dump(exclude={"pages"})
        content = view.document.content
        return cls(
            **row,
            url=content.url,
            date=content.date,
            text=content.text,
            pages=list(content.pages),
            blocks=[BlockOut.of(block) for block in content.blocks],
        )


class ExamplesOut(Out):
    """Questions that the documents answer, each checked by asking it."""

    questions: list[str]


class CapabilitiesOut(Out):
    """What this server lets its caller do, so that a page offers nothing that would be refused."""

    write: bool
    modes: list[Mode]
    formats: list[str]  # endings of file names that can be read
    removable: list[str]  # ids of the documents that DELETE would remove


class StoredOut(Out):
    """A judgement that was kept."""

    stored: Literal[True] = True


class HealthOut(Out):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class ReadyOut(Out):
    """Questions can be answered."""

    generation: str


class LoadingOut(Out):
    """Questions cannot be answered yet."""

    reason: str
    progress: float  # 0..1


def rounded(number: float) -> float:
    """Round to four decimals; a negative zero becomes zero, so that equal answers are equal bytes."""
    return round(number, 4) + 0.0
