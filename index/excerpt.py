"""The layout of an excerpt: the blocks that begin in a stretch of a document, in the offsets of that stretch."""

from bisect import bisect_left
from dataclasses import replace

from index.records import Block, BlockKind, Content, Span

# Prose has no shape, and what is boilerplate is not quoted.
_WITHOUT_SHAPE: tuple[BlockKind, ...] = ("paragraph", "boilerplate")


def blocks_in(content: Content, span: Span) -> tuple[Block, ...]:
    """Return the blocks with a shape of their own that begin in ``span``, cut at its end.

    ``parent`` and ``header`` count in what is returned, None where that block is not in it; so do ``cells``, None
    where a cell stands elsewhere.
    """
    blocks = content.blocks
    first = bisect_left(blocks, span.start, key=lambda block: block.start)
    last = bisect_left(blocks, span.end, lo=first, key=lambda block: block.start)
    chosen = [number for number in range(first, last) if blocks[number].kind not in _WITHOUT_SHAPE]
    place = {number: new for new, number in enumerate(chosen)}
    return tuple(
        replace(
            blocks[number],
            span=Span(blocks[number].start - span.start, min(blocks[number].end, span.end) - span.start),
            parent=_moved(blocks[number].parent, place),
            header=_moved(blocks[number].header, place),
            cells=_cells(blocks[number], span),
            label=None,
        )
        for number in chosen
    )


def cells_of(content: Content, row: Span) -> tuple[Span | None, ...]:
    """Return the cells of the row that stands at ``row``, in its own offsets; none where no row does."""
    blocks = content.blocks
    first = bisect_left(blocks, row.start, key=lambda block: block.start)
    for block in blocks[first : first + 3]:  # a table may begin at the same place
        if block.kind == "row" and block.span == row:
            return _cells(block, row)
    return ()


def _moved(number: int | None, place: dict[int, int]) -> int | None:
    return place.get(number) if number is not None else None


def _cells(block: Block, within: Span) -> tuple[Span | None, ...]:
    return tuple(
        Span(cell.start - within.start, cell.end - within.start) if cell and within.contains(cell) else None
        for cell in block.cells
    )
