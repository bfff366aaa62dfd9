"""What a system said to each question: the rows of a run, as they are kept in rows.jsonl."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from index.records import Span
from qa.evaluation.errors import RunError
from qa.evaluation.metrics.evidence import Place


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage at its place in the ranking."""

    document_id: str
    start: int
    end: int
    score: float

    @property
    def key(self) -> str:
        """Return a name that no other passage has."""
        return f"{self.document_id}\0{self.start}\0{self.end}"

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.document_id, Span(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Range:
    """Two offsets as a system gave them, not yet believed to be a span."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as the system gave it, not yet believed: offsets may be anything."""

    document_id: str
    start: int
    end: int
    quote: str
    highlights: tuple[Range, ...] = ()  # inside the quote, the most direct answer first

    @property
    def highlight(self) -> str:
        """Return the words that answer most directly; the whole quote where none are marked."""
        return self.quote[self.highlights[0].start : self.highlights[0].end] if self.highlights else self.quote

    @property
    def place(self) -> Place | None:
        """Return where it says it stands, or None where that is no place at all."""
        return Place(self.document_id, Span(self.start, self.end)) if 0 <= self.start < self.end else None


@dataclass(frozen=True, slots=True)
class Row:
    """Everything a system said to one question. None: it was not asked for that."""

    id: str
    passages: tuple[RankedPassage, ...]  # best first
    latency_ms: float
    answerable: bool | None = None
    confidence: float | None = None
    reason: str | None = None
    answer: str | None = None  # what a person is shown, markers included
    citations: tuple[Quoted, ...] = ()
    forced_citations: tuple[Quoted, ...] | None = None  # what it would have quoted, had it not been free to abstain
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


_ROW = TypeAdapter(Row)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write one JSON object per row: the fields above, with ``ranking`` (document ids) and ``forced_highlight``."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            fields = {"id": row.id, "ranking": row.ranking, "forced_highlight": row.forced_highlight, **asdict(row)}
            file.write(json.dumps({**fields, "latency_ms": round(row.latency_ms, 3)}, ensure_ascii=False) + "\n")


def read_rows(path: Path) -> list[Row]:
    """Read rows as `write_rows` wrote them.

    Raises:
        RunError: the file is missing or not such a file.
    """
    try:
        return [_ROW.validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError) as fault:
        raise RunError(f"{path}: not the rows of a run: {fault}") from fault
