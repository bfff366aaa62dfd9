"""What the reader of a page sees: its text, the lines of it, and the elements that hold them."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.parsers.html.roles import Role
from index.parsers.html.tree import LEVELS
from index.records import BlockKind, Span


@dataclass(frozen=True, slots=True)
class Use:
    """What an element around a leaf is for."""

    role: Role
    container: int
    is_named: bool  # only the words of its class or id say so


@dataclass(slots=True)
class Container:
    """An element that makes blocks, with the leaves inside it: those from ``first`` up to ``last``."""

    tag: str
    parent: int
    owner: int  # the nearest container around it that has a block of its own; 0 where there is none
    uses: tuple[Use, ...]  # of it and the elements around it, innermost first
    block: BlockKind | None = None  # what it is, where it has a block of its own
    partner: int = 0  # of a description: the container of its term
    style: str = ""  # its class and style, where those are given
    in_notes: bool = False  # among footnotes or endnotes,
    in_note: bool = False  # in one that has a block
    first: int = 0
    last: int = 0
    fields_before: int = 0  # buttons and fields of the page before it,
    fields_after: int = 0  # and up to its end

    @property
    def fields(self) -> int:
        """How many buttons and fields stand inside."""
        return self.fields_after - self.fields_before


@dataclass(slots=True)
class Leaf:
    """A paragraph, heading, list item, table row or the like that holds no other: a stretch of the text."""

    start: int
    end: int
    tag: str  # the innermost element that makes it a block
    container: int
    linked: int  # characters inside links,
    coded: int = 0  # in the type of code,
    bold: int = 0  # and in bold
    cells: tuple[Span | None, ...] = ()  # of a row, by column
    is_header: bool = False  # a row that names columns,
    is_group: bool = False  # or that names the rows below it

    @property
    def level(self) -> int:
        """Of a heading, 1 to 6; 0 for all else."""
        return LEVELS.get(self.tag, 0)

    @property
    def size(self) -> int:
        """How many characters it has; at least 1."""
        return self.end - self.start

    @property
    def link_share(self) -> float:
        """The share of its characters inside links."""
        return self.linked / self.size


@dataclass(frozen=True, slots=True)
class Page:
    """The visible text with its leaves in order; they cover all of it but the white space between them."""

    text: str
    leaves: Sequence[Leaf]
    containers: Sequence[Container]

    def words(self, leaf: Leaf) -> str:
        """Return what stands in a leaf."""
        return self.text[leaf.start : leaf.end]

    def uses(self, leaf: Leaf) -> tuple[Use, ...]:
        """Return what the elements around a leaf are for, innermost first."""
        return self.containers[leaf.container].uses
