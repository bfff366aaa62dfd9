"""The things that move through `index`: frozen, and standard library only.

All offsets are Unicode code points into ``Document.text`` and half-open, as Python slices are.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open, non-empty range of code points.

    Raises:
        ValueError: the range is empty, reversed or negative.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Furniture:
    """A block that belongs to the page and not to the text: a menu, a teaser, a sign-up form, front matter."""

    span: Span
    why: str  # one short phrase for a person: "list of links"


@dataclass(frozen=True, slots=True)
class Section:
    """From ``start`` on, up to the next section, the text stands under this heading path."""

    start: int
    path: tuple[str, ...]  # outermost heading first; () ends all headings


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of one file. ``text`` is never altered after this point."""

    text: str
    title: str | None = None
    url: str | None = None
    date: str | None = None  # ISO 8601, as precise as the file tells
    pages: tuple[int, ...] = ()  # where each page starts in text; empty where there are no pages
    sections: tuple[Section, ...] = ()  # ascending by start
    furniture: tuple[Furniture, ...] = ()  # ascending, not overlapping
    rows: tuple[Span, ...] = ()  # records (CSV rows, JSON lines): no passage crosses from one into another


@dataclass(frozen=True, slots=True)
class Document:
    """A source text as it was read, with the place names that citations need.

    ``id`` depends on where the document comes from and never on what it says; ``sha256`` on what it says alone.
    """

    id: str
    source: str  # file (relative to its source folder) or url, for people
    title: str
    text: str
    url: str | None = None
    date: str | None = None
    pages: tuple[int, ...] = ()
    sections: tuple[Section, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    rows: tuple[Span, ...] = ()
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.text.encode()).hexdigest())

    @classmethod
    def of(cls, document_id: str, source: str, content: Content) -> "Document":
        """Name ``content``; a document without a title of its own is called after its source."""
        return cls(
            id=document_id,
            source=source,
            title=_storable(content.title or source),
            text=content.text,
            url=_storable(content.url) if content.url else None,
            date=content.date,
            pages=content.pages,
            sections=tuple(Section(s.start, tuple(map(_storable, s.path))) for s in content.sections),
            furniture=content.furniture,
            rows=content.rows,
        )

    def page_at(self, offset: int) -> int | None:
        """Return the 1-based page on which ``offset`` lies, or None where there are no pages."""
        return bisect_right(self.pages, offset) or None if self.pages else None

    def headings_at(self, offset: int) -> tuple[str, ...]:
        """Return the heading path in force at ``offset``, outermost first."""
        place = bisect_right(self.sections, offset, key=lambda section: section.start)
        return self.sections[place - 1].path if place else ()


def _storable(name: str) -> str:
    """Return ``name`` with a mark for each half of a character: JSON can hold such halves, and UTF-8 cannot."""
    return name.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, retrieved and quoted from.

    Invariant: ``document.text[span.start:span.end] == text``.
    """

    id: str
    document_id: str
    text: str
    span: Span
    context: str = ""  # title and heading path: given to encoder and lexical index, never quoted

    @classmethod
    def cut(cls, document: Document, span: Span, context: str = "") -> "Passage":
        """Cut ``span`` out of ``document``.

        Raises:
            ValueError: the span reaches past the end of the document.
        """
        if span.end > len(document.text):
            raise ValueError(f"{span} is not in {document.id} ({len(document.text)} characters)")
        text = document.text[span.start : span.end]
        key = "\0".join((document.id, str(span.start), str(span.end), context, text))
        return cls(hashlib.sha256(key.encode()).hexdigest()[:20], document.id, text, span, context)

    @property
    def indexed_text(self) -> str:
        """What the encoder and the lexical index are given: the context, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def embedding_key(self) -> str:
        """Name what is embedded: passages of equal key have equal vectors, wherever they stand."""
        return hashlib.sha256(self.indexed_text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a document came in, and from which bytes, read in which way: the same fingerprint needs no second reading."""

    origin: Literal["folder", "upload"] = "folder"
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index's ledger: a document that was indexed, or a file that was skipped and why."""

    document_id: str
    source: str
    title: str
    provenance: Provenance
    status: Literal["indexed", "skipped"]
    reason: str | None = None  # why it was skipped
    sha256: str | None = None  # of the text; None for a skipped file
    characters: int = 0
    pages: int | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its place in one question's ranking."""

    passage: Passage
    score: float  # fused; higher is better, comparable within one question
    dense: float  # cosine of question and passage
    lexical: float  # BM25; 0 where no term of the question occurs
