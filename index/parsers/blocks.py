"""Collects blocks in whatever order a parser finds them, and puts them in the order of the text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.parsers.tidy import one_line
from index.records import Block, BlockKind, Content, Span

_MAX_HEADING = 200  # characters: a heading longer than this is a paragraph set in a heading's style


@dataclass(slots=True)
class BlockBuilder:
    """``add`` returns a block's number here, by which others name it as their parent or header."""

    _blocks: list[Block] = field(default_factory=list)

    def add(
        self,
        kind: BlockKind,
        span: Span,
        parent: int | None = None,
        cells: Sequence[Span | None] = (),
        header: int | None = None,
    ) -> int:
        """Add a block that belongs to the block numbered ``parent``."""
        self._blocks.append(Block(kind, span, parent=parent, cells=tuple(cells), header=header))
        return len(self._blocks) - 1

    def heading(self, span: Span, level: int, label: str | None = None) -> int | None:
        """Add a heading called ``label``, or else by its own words; what is too long to be one is a paragraph."""
        name = one_line(label)
        if label is not None and (name is None or len(name) > _MAX_HEADING):
            return None
        if label is None and len(span) > _MAX_HEADING:
            return self.add("paragraph", span)
        self._blocks.append(Block("heading", span, level=level, label=name))
        return len(self._blocks) - 1

    def boilerplate(self, span: Span, why: str) -> int:
        """Add a stretch that is no part of the text, and why it is not."""
        self._blocks.append(Block("boilerplate", span, why=why))
        return len(self._blocks) - 1

    def embed(self, content: Content, offset: int, without: BlockKind | None = None) -> dict[int, int]:
        """Add the blocks of a text that stands at ``offset`` in this one, but for one kind; return their numbers."""
        numbers: dict[int | None, int | None] = {None: None}
        for number, block in enumerate(content.blocks):
            if block.kind == without:
                continue
            numbers[number] = len(self._blocks)
            cells = tuple(None if cell is None else _moved(cell, offset) for cell in block.cells)
            parent, header = numbers.get(block.parent), numbers.get(block.header)
            self._blocks.append(
                replace(block, span=_moved(block.span, offset), parent=parent, header=header, cells=cells)
            )
        return {old: new for old, new in numbers.items() if old is not None and new is not None}

    def extend(self, blocks: Iterable[Block]) -> None:
        """Add blocks that belong to no others."""
        self._blocks.extend(blocks)

    def build(self) -> tuple[Block, ...]:
        """Return all blocks by their place, the wider first, their numbers put right."""
        order = sorted(
            range(len(self._blocks)), key=lambda i: (self._blocks[i].span.start, -self._blocks[i].span.end, i)
        )
        place = {old: new for new, old in enumerate(order)}
        return tuple(_renumbered(self._blocks[old], place) for old in order)


def _renumbered(block: Block, place: Mapping[int, int]) -> Block:
    if block.parent is None and block.header is None:
        return block
    parent = None if block.parent is None else place[block.parent]
    header = None if block.header is None else place[block.header]
    return Block(block.kind, block.span, parent, block.level, block.label, block.cells, header, block.why)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)
