"""What a system said to each question, as it is kept in rows.jsonl. Nothing in it is believed yet."""

import json
import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, PlainSerializer, TypeAdapter

from qa.evaluation.metrics.units import ShownText

Milliseconds = Annotated[float, PlainSerializer(lambda value: round(value, 3))]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage at its place in the ranking."""

    document_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Highlight:
    """The words of a quote that answer most directly, as offsets into it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ContextPiece:
    """What belongs to a quote and stands elsewhere in its document: heading, lead-in, column names, term, question."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ReportedCitation:
    """A citation as the system reports it: offsets may be anything until the document has been looked at."""

    document_id: str
    start: int
    end: int
    quote: str
    highlights: tuple[Highlight, ...] = ()  # the most direct answer first
    context: Annotated[tuple[ContextPiece, ...], Field(exclude_if=operator.not_)] = ()  # in reading order

    @property
    def shown(self) -> ShownText:
        """Return what a person is shown of it."""
        return ShownText(self.quote, "\n".join(piece.text for piece in self.context))

    @property
    def highlight(self) -> str:
        """Return the words that answer most directly; the whole quote where none are marked."""
        return self.quote[self.highlights[0].start : self.highlights[0].end] if self.highlights else self.quote


@dataclass(frozen=True, slots=True)
class Response:
    """Everything a system said to one question: a line of rows.jsonl. None: it was not asked for that."""

    id: str  # of the question
    passages: tuple[RankedPassage, ...]  # best first
    latency_ms: Milliseconds
    answerable: bool | None = None
    confidence: float | None = None
    reason: str | None = None
    answer: str | None = None  # what a person is shown, markers included
    citations: tuple[ReportedCitation, ...] = ()
    forced_citations: tuple[ReportedCitation, ...] | None = None  # what it quotes when it may not abstain
    relevant_passages: int | None = None  # how many passages of its index overlap the gold, ranked or not

    @property
    def ranking(self) -> list[str]:
        """Return the documents in the order of their first passage."""
        return list(dict.fromkeys(passage.document_id for passage in self.passages))

    @property
    def forced_highlight(self) -> str | None:
        """Return the first highlight of the first citation, abstention off; "" where nothing was quoted."""
        if self.forced_citations is None:
            return None
        return self.forced_citations[0].highlight if self.forced_citations else ""

    @property
    def answered(self) -> bool:
        """Say whether the system was asked to answer, and not only to rank."""
        return self.confidence is not None


_RESPONSE = TypeAdapter(Response)


def response(fields: Mapping[str, object]) -> Response:
    """Return the response with these fields; they may come from an `Answer`, ours or a server's, or from rows.jsonl.

    Raises:
        ValueError: one is missing or not what it should be. What is not declared above is passed over.
    """
    return _RESPONSE.validate_python(fields)


def row_lines(responses: Iterable[Response]) -> Iterator[str]:
    """Yield one JSON object per response: its fields, with ``ranking`` (document ids) and ``forced_highlight``."""
    for item in responses:
        derived = {"id": item.id, "ranking": item.ranking, "forced_highlight": item.forced_highlight}
        yield json.dumps(derived | _RESPONSE.dump_python(item, mode="json"), ensure_ascii=False)
