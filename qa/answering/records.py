"""What a question becomes on its way out. Offsets are code points, half-open, into ``Document.text``."""

from dataclasses import dataclass
from typing import Literal

from index.boxes import PageBox, boxes
from index.context import Context, ContextKind
from index.excerpt import blocks_in, cells_of
from index.prose import UNIT_LIMIT
from index.records import Block, BlockKind, Document, LedgerEntry, Span
from index.units import Unit

Mode = Literal["extractive", "llm"]
Reason = Literal["nothing_near", "near_but_silent", "needs_context", "not_a_question"]
Certainty = Literal["sure", "likely"]
VerifyReason = Literal["unknown_document", "changed_document", "out_of_range", "different_text"]

CONTEXT_LENGTH = 32  # characters of prefix and suffix, as in W3C TextQuoteSelector


class SpanError(ValueError):
    """A quote was asked for that does not stand in its document."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class CitedContext:
    """Words that belong to a quote and stand elsewhere in its document: a heading, a lead-in, the column names."""

    kind: ContextKind
    start: int
    end: int
    text: str
    cells: tuple[Span | None, ...] = ()  # of the names of columns: ``text[cell.start:cell.end]``, None where empty

    @classmethod
    def of(cls, document: Document, part: Context) -> "CitedContext":
        """Slice ``part`` out of ``document``."""
        start, end = part.span.start, part.span.end
        cells = cells_of(document.content, part.span) if part.kind == "columns" else ()
        return cls(part.kind, start, end, document.text[start:end], cells)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document and where they stand. Built by `of` alone, which slices and never searches."""

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
    boxes: tuple[PageBox, ...]  # the rectangles of the quote on its printed pages, in points; none of other formats
    highlights: tuple[Span, ...]  # inside the quote: ``quote[h.start:h.end]``; the most direct answer first
    block: BlockKind  # of the unit that is quoted
    context: tuple[CitedContext, ...]  # what belongs to it and stands elsewhere, in the order of the text
    layout: tuple[Block, ...] = ()  # lists, rows, terms, code and the like in the quote, in offsets of the quote

    @classmethod
    def of(cls, number: int, document: Document, unit: Unit, highlights: tuple[Span, ...] = ()) -> "Citation":
        """Quote ``unit`` of ``document``; ``highlights`` are given in the document's offsets.

        Raises:
            SpanError: the unit is not in the document, is longer than ``UNIT_LIMIT``, or a highlight leaves it.
        """
        span = unit.span
        if max(each.end for each in (span, *(part.span for part in unit.context))) > len(document.text):
            raise SpanError(f"{span} is not in {document.id} ({len(document.text)} characters)")
        if len(span) > UNIT_LIMIT:
            raise SpanError(f"a quote of {len(span)} characters; at most {UNIT_LIMIT} are allowed")
        if not all(span.contains(highlight) for highlight in highlights):
            raise SpanError(f"a highlight leaves its quote {span} in {document.id}")
        return cls(
            number=number,
            document_id=document.id,
            title=document.title,
            source=document.source,
            sha256=document.sha256,
            start=span.start,
            end=span.end,
            quote=document.text[span.start : span.end],
            prefix=document.text[max(0, span.start - CONTEXT_LENGTH) : span.start],
            suffix=document.text[span.end : span.end + CONTEXT_LENGTH],
            page=document.page_at(span.start),
            boxes=tuple(boxes(document.content, span)),
            highlights=tuple(Span(h.start - span.start, h.end - span.start) for h in highlights),
            block=unit.kind,
            context=tuple(CitedContext.of(document, part) for part in unit.context),
            layout=blocks_in(document.content, span),
        )

    @property
    def said(self) -> tuple[str, ...]:
        """The quote, and what belongs to it but for headings, which name and say nothing."""
        return (self.quote, *(part.text for part in self.context if part.kind != "heading"))


@dataclass(frozen=True, slots=True)
class PassageResult:
    """A passage near the question, whether or not it answers."""

    document_id: str
    start: int
    end: int
    text: str
    title: str
    source: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that a search found, with what belongs to it and stands elsewhere."""

    document_id: str
    start: int
    end: int
    text: str
    context: tuple[CitedContext, ...]  # in the order of the text
    title: str
    source: str
    sha256: str  # of the document's text
    page: int | None  # on which it begins
    score: float  # comparable within one search
    dense: float | None  # cosine; None where only words were searched for
    lexical: float | None  # BM25; None where only meaning was searched for


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first."""

    passages: tuple[FoundPassage, ...]
    generation: str
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to one question. ``answerable`` false means: no citations, and a reason."""

    answer_id: str
    question: str
    standalone_question: str
    answerable: bool
    confidence: float
    certainty: Certainty | None  # None where there is no answer
    reason: Reason | None
    answer: str
    citations: tuple[Citation, ...]
    closest: tuple[Citation, ...]  # where there is no answer: the statements that come nearest, at most three
    passages: tuple[PassageResult, ...]
    mode: Mode
    generation: str
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a quote stands where it is said to stand, in the document as it is now."""

    verified: bool
    reason: VerifyReason | None
    actual: str | None  # what stands there instead, where there is such a place


def verify(document: Document | None, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
    """Say whether ``quote`` stands at ``start`` to ``end`` of ``document``, and where not, the first thing wrong.

    Args:
        document: as it is now; None where there is none of the cited id.
        start: first code point of the quote.
        end: the one after its last.
        quote: what is said to stand there.
        sha256: of the text that was quoted; None: of any.
    """
    if document is None:
        return Verification(verified=False, reason="unknown_document", actual=None)
    actual = document.text[start:end] if 0 <= start < end <= len(document.text) else None
    if sha256 is not None and sha256 != document.sha256:
        return Verification(verified=False, reason="changed_document", actual=actual)
    if actual is None:
        return Verification(verified=False, reason="out_of_range", actual=None)
    if actual != quote:
        return Verification(verified=False, reason="different_text", actual=actual)
    return Verification(verified=True, reason=None, actual=actual)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A whole document with its line in the ledger."""

    entry: LedgerEntry
    document: Document


@dataclass(frozen=True, slots=True)
class Overview:
    """What a document is about, in its own words, and questions that are known to be answered by it."""

    citations: tuple[Citation, ...]  # its opening, then that of each of its first sections
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """The file that a document was read from."""

    name: str  # its own, without folders
    data: bytes
    sha256: str  # of the data; a document's own is of its text


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether questions can be answered now; if not, why and how far the loading is."""

    ready: bool
    reason: str | None
    progress: float  # 0..1
    generation: str | None
