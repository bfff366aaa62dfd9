"""The things that move through `index`: frozen, and standard library only.

All offsets are Unicode code points into ``Document.text`` and half-open, as Python slices are.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
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


BlockKind = Literal[
    "heading", "paragraph", "list", "item", "table", "row", "term", "description", "question", "code", "caption",
    "note", "form_field", "page_header", "page_footer", "boilerplate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text that the layout sets apart, and what it is. Blocks alter nothing: they are places.

    What belongs together is said by ``parent``, the place in ``Content.blocks`` of the earlier block that this one
    completes: a list's lead-in, an item's list, a row's table, a description's term, an answer's question. A heading
    needs none: it stands over all that follows up to the next one of its level.
    """

    kind: BlockKind
    span: Span
    parent: int | None = None
    level: int | None = None  # of a heading, 1 outermost
    label: str | None = None  # what a heading is called, where its span holds markup or more than that
    cells: tuple[Span | None, ...] = ()  # of a row, by column: None where empty, in an earlier row where merged with it
    header: int | None = None  # of a row: place in ``Content.blocks`` of the row that names its columns
    why: str | None = None  # of boilerplate: one short phrase for a person ("list of links")

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.span.start

    @property
    def end(self) -> int:
        """Where it ends; exclusive."""
        return self.span.end


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """Where a stretch of the text is printed: a rectangle on a page, in points from the page's top left corner."""

    start: int
    end: int
    page: int  # 1-based
    left: float
    top: float
    right: float
    bottom: float
    turned: int = 0  # quarter turns clockwise of the direction in which it reads, from "left to right"


@dataclass(frozen=True, slots=True)
class Content:
    """What a parser makes of one file. ``text`` is never altered after this point.

    Raises:
        ValueError: a block or page does not stand in the text, blocks are out of order, or one belongs to a later one.
    """

    text: str
    title: str | None = None
    url: str | None = None
    date: str | None = None  # ISO 8601, as precise as the file tells
    pages: tuple[int, ...] = ()  # where each page starts in text; empty where there are no pages
    page_labels: tuple[str, ...] = ()  # what is printed on each page ("iv"), where the file tells; else empty
    lines: tuple[PlacedLine, ...] = ()  # ascending by start; empty where there are no printed pages
    page_sizes: tuple[tuple[float, float], ...] = ()  # width and height of each page as printed, in points; else empty
    blocks: tuple[Block, ...] = ()  # ascending by start
    warnings: tuple[str, ...] = ()  # what of the file could not be read, a sentence each

    def __post_init__(self) -> None:
        length, before = len(self.text), 0
        for number, block in enumerate(self.blocks):
            inside = before <= block.start and block.end <= length
            cells = all(cell is None or cell.end <= block.end for cell in block.cells)
            earlier = all(place is None or 0 <= place < number for place in (block.parent, block.header))
            if not (inside and cells and earlier):
                raise ValueError(f"block {number} ({block.kind} at {block.span}) has no such place")
            before = block.start
        if not all(0 <= page <= length for page in self.pages) or any(a > b for a, b in pairwise(self.pages)):
            raise ValueError("pages do not stand in the text")
        if not all(0 <= line.start < line.end <= length for line in self.lines):
            raise ValueError("lines do not stand in the text")

    def of_kind(self, kind: BlockKind) -> tuple[Block, ...]:
        """Return the blocks of one kind, in order."""
        return tuple(block for block in self.blocks if block.kind == kind)


@dataclass(frozen=True, slots=True)
class Document:
    """A source text as it was read, with the place names that citations need.

    ``id`` depends on where the document comes from and never on what it says; ``sha256`` on what it says alone.
    """

    id: str
    source: str  # file (relative to its source folder) or url, for people
    content: Content
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.content.text.encode()).hexdigest())

    @property
    def text(self) -> str:
        """What all offsets count in."""
        return self.content.text

    @property
    def title(self) -> str:
        """What the document is called; one without a title of its own is called after its source."""
        return _storable(self.content.title or self.source)

    def page_at(self, offset: int) -> int | None:
        """Return the 1-based page on which ``offset`` lies, or None where there are no pages.

        Where lines are placed they decide: a page's notes may stand behind the beginning of the next page.
        """
        lines = self.content.lines
        if lines:
            return lines[max(0, bisect_right(lines, offset, key=lambda line: line.start) - 1)].page
        pages = self.content.pages
        return bisect_right(pages, offset) or None if pages else None


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
    context: str = ""  # title, headings and the like: given to encoder and lexical index, never quoted
    reading: str = ""  # what they are given instead of the text, where that is to be read in another form

    @classmethod
    def cut(cls, document: Document, span: Span, context: str = "", reading: str = "") -> "Passage":
        """Cut ``span`` out of ``document``.

        Raises:
            ValueError: the span reaches past the end of the document.
        """
        if span.end > len(document.text):
            raise ValueError(f"{span} is not in {document.id} ({len(document.text)} characters)")
        text = document.text[span.start : span.end]
        form = reading if reading != text else ""
        key = "\0".join((document.id, str(span.start), str(span.end), context, text, *filter(None, (form,))))
        return cls(hashlib.sha256(key.encode()).hexdigest()[:20], document.id, text, span, context, form)

    @property
    def indexed_text(self) -> str:
        """What the encoder and the lexical index are given: the context, then the text as it is to be read."""
        text = self.reading or self.text
        return f"{self.context}\n{text}" if self.context else text

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
class LedgerEntry:
    """One line of the index's ledger: a document that was indexed, or a file that was skipped and why."""

    id: str
    source: str
    title: str
    provenance: Provenance
    status: Literal["indexed", "skipped"]
    reason: str | None = None  # why it was skipped
    sha256: str | None = None  # of the text; None for a skipped file
    characters: int = 0
    pages: int | None = None
    passages: int = 0
    warnings: tuple[str, ...] = ()  # what of the file could not be read
    date: str | None = None  # of the document, as its `Content` has it

    @classmethod
    def of(cls, document: Document, passages: int, provenance: Provenance) -> "LedgerEntry":
        """Return the entry of an indexed document that was cut into so many passages."""
        return cls(
            id=document.id,
            source=document.source,
            title=document.title,
            provenance=provenance,
            status="indexed",
            sha256=document.sha256,
            characters=len(document.text),
            pages=len(document.content.pages) or None,
            passages=passages,
            warnings=document.content.warnings,
            date=document.content.date,
        )

    @classmethod
    def skipped(
        cls, document_id: str, source: str, provenance: Provenance, reason: str, warnings: tuple[str, ...] = ()
    ) -> "LedgerEntry":
        """Return the entry of a file of which nothing can be indexed."""
        return cls(document_id, source, source, provenance, "skipped", reason, warnings=warnings)

    @property
    def collection(self) -> str | None:
        """The folder directly under a source in which it lies, at whatever depth; None where it lies in none.

        An upload lies in the folder that it was sent with.
        """
        folder, slash, _ = self.source.partition("/")
        return folder if slash else None

    @property
    def is_uploaded(self) -> bool:
        """Say whether it came in over HTTP, and may go that way."""
        return self.provenance.origin == "upload"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its place in one question's ranking."""

    passage: Passage
    score: float  # fused; higher is better, comparable within one question
    dense: float  # cosine of question and passage
    lexical: float  # BM25; 0 where no term of the question occurs
