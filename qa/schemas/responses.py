"""The JSON that clients get: `Schema.model_validate(record)` makes it from the record whose fields have the same names.

Schemas stand apart from the records, so that the API can stay the same while the records change. A record's field
that its schema lacks fails `tests/api/test_schemas.py`, unless it is listed there as left out on purpose.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from index.context import ContextKind
from index.records import BlockKind, Span
from qa.answering.records import Certainty, Mode, Reason, VerifyReason


def rounded(number: float) -> float:
    """Round to four decimals; a negative zero becomes zero, so that equal answers are equal bytes."""
    return round(number, 4) + 0.0


def if_any(description: str | None = None) -> Any:  # noqa: ANN401 - as pydantic's own Field
    """Return a field that is left out of the JSON where it is null or an empty list."""
    return Field(default=None, exclude_if=lambda value: value in (None, []), description=description)


Score = Annotated[float, AfterValidator(rounded)]
Milliseconds = Annotated[float, AfterValidator(lambda value: round(value, 3))]
# Text that repeats what a client sent: what cannot be written as UTF-8 (lone surrogates) is replaced.
Printable = Annotated[str, BeforeValidator(lambda text: text.encode("utf-8", "replace").decode())]


class Out(BaseModel):
    """Base of what clients get."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class SpanOut(Out):
    """A range of the text."""

    start: int
    end: int


class HighlightOut(SpanOut):
    """The part of a quote that answers most directly; offsets into the quote."""

    text: str


class BlockOut(Out):
    """A range of the text that the layout sets apart; what does not apply to its kind is left out."""

    kind: BlockKind
    start: int
    end: int
    parent: int | None = if_any("place in the list of the block that this one completes")
    level: int | None = if_any("of a heading; 1 is outermost")
    label: str | None = if_any("what a heading is called, where the text there holds more than that")
    cells: list[SpanOut | None] | None = if_any("of a row, by column; null where empty")
    header: int | None = if_any("place in the list of the row that names this row's columns")
    why: str | None = if_any("of boilerplate: how it was recognised")


class ContextOut(Out):
    """Words that belong to a quote and stand elsewhere in its document; offsets into the document."""

    kind: ContextKind
    start: int
    end: int
    text: str
    cells: list[SpanOut | None] | None = if_any("of the names of columns, one by one: offsets into the text")


class BoxOut(Out):
    """A rectangle on a printed page, in points from the page's top left corner; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class TextBoxOut(BoxOut):
    """The rectangle of one printed line or cell, with the stretch of the document's text that is printed in it."""

    start: int
    end: int
    turned: int = Field(description="quarter turns clockwise of the direction in which it reads")


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
    boxes: list[BoxOut]
    highlights: list[HighlightOut]
    block: BlockKind
    context: list[ContextOut]
    layout: list[BlockOut] | None = if_any("the blocks with a shape of their own in the quote; offsets into the quote")

    @field_validator("highlights", mode="before")
    @classmethod
    def _add_text(cls, highlights: tuple[Span, ...], info: ValidationInfo) -> list[dict[str, Any]]:
        quote = info.data.get("quote", "")
        return [{"start": span.start, "end": span.end, "text": quote[span.start : span.end]} for span in highlights]


class PassageOut(Out):
    """A passage near the question."""

    document_id: str
    start: int
    end: int
    text: str
    title: str
    source: str
    score: Score


class FoundPassageOut(Out):
    """A passage that a search found."""

    document_id: str
    start: int
    end: int
    text: str
    context: list[ContextOut]
    title: str
    source: str
    sha256: str = Field(description="of the document's text: a changed document has another")
    page: int | None
    score: Score = Field(description="by which passages are ranked; comparable within one search")
    dense: Score | None = Field(description="cosine of query and passage; null where only words are compared")
    lexical: Score | None = Field(description="BM25; null where only meaning is compared")


class SearchOut(Out):
    """The passages nearest to a query, best first, whether or not they answer it."""

    passages: list[FoundPassageOut]
    generation: str
    timings_ms: dict[str, Milliseconds]


class AnswerOut(Out):
    """The whole reply. Byte for byte the same on one machine and generation, apart from ``timings_ms``."""

    answer_id: str
    question: str
    standalone_question: str
    answerable: bool
    confidence: Score
    certainty: Certainty | None
    reason: Reason | None
    answer: str
    citations: list[CitationOut]
    closest: list[CitationOut]
    passages: list[PassageOut]
    mode: Mode
    generation: str
    timings_ms: dict[str, Milliseconds]


class VerificationOut(Out):
    """Whether the quote stands there now; if not, why, and what does."""

    verified: bool
    reason: VerifyReason | None
    actual: str | None


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
    progress: Score  # 0..1


class FaultOut(Out):
    """One fault of a request, and where it is."""

    pointer: Printable | None = if_any("JSON pointer into the body")
    parameter: Printable | None = if_any("name of the path or query parameter")
    detail: Printable


class ProblemOut(Out):
    """What went wrong, as RFC 9457 problem details."""

    media_type: ClassVar[str] = "application/problem+json"
    type: str = Field(description="the kind of problem: urn:cited-qa:<name>")
    title: str
    status: int
    detail: Printable = Field(description="what to do about it")
    instance: Printable = Field(description="the path that was asked for")
    errors: list[FaultOut] | None = if_any("with 422: each fault and its place")
