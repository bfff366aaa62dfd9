"""Pieces: what the document is put together from, in reading order. A piece becomes a block of the content."""

from dataclasses import dataclass, field

from index.parsers.pdf.layout import Line, Table
from index.records import BlockKind


@dataclass(slots=True, eq=False)
class Piece:
    """Lines that belong together, or a table."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)  # after these lines the line break was meant
    table: Table | None = None
    level: int | None = None
    why: str | None = None
    beside: bool = False  # it stands beside the text, whatever it is
    names_record: bool = False  # a heading of what stands on its page, and not of the document

    @property
    def size(self) -> float:
        """The size of its type."""
        return max(line.style.size for line in self.lines)

    @property
    def text(self) -> str:
        """Its words on one line, roughly."""
        if self.table is not None:
            return " ".join(line.text for line in self.table.lines)
        return " ".join(line.text for line in self.lines)

    @property
    def page(self) -> int:
        """The page on which it begins, from 0."""
        lines = self.lines or (self.table.lines if self.table is not None else [])
        return min((line.page for line in lines), default=0)
