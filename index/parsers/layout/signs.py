"""What a format's own marks say of its lines, before their layout is looked at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from index.parsers.layout.columns import Table
from index.parsers.layout.headings import Heading
from index.parsers.layout.lines import Line
from index.records import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Hidden:
    """Lines that are one block and nothing else, such as a comment."""

    lines: range
    kind: BlockKind = "boilerplate"
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """The marks of one text.

    Attributes:
        headings: the headings, with their levels; None where they are to be told from the layout.
        hidden: what is taken out before anything else is looked at.
        marked: boilerplate that is a part of a line; what finds it has taken it out of the line.
        closers: further lines, with their columns, behind which nothing that is set in more goes on.
        codes: the first and last lines of code.
        tables: those that are not told from their layout.
        captions: lines that name the table below them.
        fields: lines that begin with a name, with the characters up to what it stands for; None: by the layout.
        sure_terms: whether a line over text that is set in is a term even where there is no other.
        bare_grids: whether bars make a table without any drawn line.
        manual: whether the text is set as manual pages are.
        sure_codes: whether nothing is code but what is marked as such, and a synopsis.
    """

    headings: Sequence[Heading] | None = None
    hidden: Sequence[Hidden] = ()
    marked: Sequence[Block] = ()
    closers: Sequence[tuple[int, int]] = ()
    codes: Mapping[int, int] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    captions: Collection[int] = ()
    fields: Mapping[int, int] | None = None
    sure_terms: bool = False
    bare_grids: bool = False
    manual: bool = False
    sure_codes: bool = False


ReadSigns = Callable[[list[Line]], Signs]
