"""Blocks in the making: inside of what they stand, and up to where it goes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.parsers.blocks import BlockBuilder
from index.records import Block, BlockKind, Span

_MAX_DEPTH = 14  # what is nested deeper stands beside what it is nested in


@dataclass(slots=True)
class Draft:
    """A block whose end is not known yet."""

    kind: BlockKind
    start: int
    end: int
    parent: int | None
    level: int | None = None
    label: str | None = None
    cells: tuple[Span | None, ...] = ()
    header: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A block that holds what stands up to line ``last``, or all that is set in by ``indent`` at least."""

    draft: int
    last: int | None = None
    indent: int | None = None

    def holds(self, first: int, indent: int) -> bool:
        """Say whether what begins on line ``first``, set in by ``indent``, is inside."""
        return (self.last is None or first <= self.last) and (self.indent is None or indent >= self.indent)


@dataclass(slots=True)
class Drafts:
    """All blocks so far, and the ones that are open."""

    all: list[Draft] = field(default_factory=list)
    open: list[Container] = field(default_factory=list)

    @property
    def inner(self) -> int | None:
        """The innermost open block."""
        return self.open[-1].draft if self.open else None

    def add(self, kind: BlockKind, span: Span, parent: int | None = None) -> int:
        """Add a block, by default as part of the innermost open one, and return its number."""
        self.all.append(Draft(kind, span.start, span.end, self.inner if parent is None else parent))
        self.reach(span.end)
        return len(self.all) - 1

    def reach(self, end: int) -> None:
        """Let all open blocks go on to ``end``, but questions: their answers stand behind them."""
        for container in self.open:
            draft = self.all[container.draft]
            if draft.kind != "question":
                draft.end = max(draft.end, end)

    def enter(self, container: Container) -> None:
        """Open a block for what follows."""
        if len(self.open) < _MAX_DEPTH:
            self.open.append(container)

    def leave(self, first: int, indent: int) -> bool:
        """Close the blocks that do not hold what begins there; say whether there were any."""
        kept = next((i for i, each in enumerate(self.open) if not each.holds(first, indent)), len(self.open))
        closed = kept < len(self.open)
        del self.open[kept:]
        return closed

    def _is_before(self, first: int, second: int) -> bool:
        """Say whether a block comes before another in the order of the text, as what it belongs to must."""
        one, other = self.all[first], self.all[second]
        return (one.start, -one.end, first) < (other.start, -other.end, second)

    def leave_all(self) -> None:
        """Close all."""
        self.open.clear()

    def build(self, others: Sequence[Block] = ()) -> tuple[Block, ...]:
        """Return the blocks in the order of the text, with ``others``, which belong to none of them.

        What is boilerplate as a whole is nothing else besides, headings excepted: what stands below them still does.
        """
        marked = apart(
            [block for block in others if block.kind == "boilerplate"]
            + [Block("boilerplate", Span(d.start, d.end), why=d.why) for d in self.all if d.kind == "boilerplate"]
        )
        blocks = BlockBuilder()
        number: dict[int, int | None] = {}
        starts = [block.start for block in marked]
        for place, draft in enumerate(self.all):
            span = Span(draft.start, draft.end)
            around = bisect_right(starts, draft.start) - 1
            inside = around >= 0 and marked[around].span.contains(span)
            if draft.kind == "heading":
                number[place] = blocks.heading(span, draft.level or 1, draft.label)
            elif inside or draft.kind == "boilerplate":
                number[place] = None
            else:
                parent = (
                    None if draft.parent is None or not self._is_before(draft.parent, place) else number[draft.parent]
                )
                header = None if draft.header is None else number[draft.header]
                number[place] = blocks.add(draft.kind, span, parent, draft.cells, header)
        blocks.extend(marked)
        blocks.extend(block for block in others if block.kind != "boilerplate")
        return blocks.build()


def apart(marked: Sequence[Block]) -> list[Block]:
    """Return boilerplate in the order of the text; of what overlaps the earlier, or the wider, holds."""
    found: list[Block] = []
    for block in sorted(marked, key=lambda block: (block.start, -block.end)):
        end = found[-1].end if found else 0
        if block.start >= end:
            found.append(block)
        elif block.end > end:
            found.append(replace(block, span=Span(end, block.end)))
    return found
