"""Bands of ruled tables that hold several printed rows: many tables rule off every few rows, and not each."""

import re
from collections.abc import Iterator, Sequence

from index.parsers.pdf.layout import Cell

_FIGURE = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*[A-Za-z%]{0,2}")
_LEAST_COLUMNS = 2  # of figures, one on each line
_LEVEL = 0.4  # of the font size: how far apart base lines of one row may be


def printed_rows(rows: Sequence[Sequence[Cell | None]]) -> Iterator[list[Cell | None]]:
    """Yield the rows, those that hold several printed ones as several.

    That is told by columns of figures: words may be wrapped, but a figure on each line is a row's. A cell of one line
    belongs to all of them, as a merged one does.
    """
    for number, row in enumerate(rows):
        beside = {id(cell) for other in rows[max(0, number - 1) : number + 2] if other is not row for cell in other}
        cells = {id(cell): cell for cell in row if cell is not None}
        merged = any(len(cell.lines) > 1 for key, cell in cells.items() if key in beside)
        if merged or not _are_several(list(cells.values())):
            yield list(row)
            continue
        count = max(len(cell.lines) for cell in cells.values())
        for place in range(count):
            parts = {key: cell if len(cell.lines) == 1 else Cell([cell.lines[place]]) for key, cell in cells.items()}
            yield [None if cell is None else parts[id(cell)] for cell in row]


def _are_several(cells: Sequence[Cell]) -> bool:
    """Say whether all cells of more than one line have their lines at the same heights, and figures on each of them."""
    high = [cell for cell in cells if len(cell.lines) > 1]
    if not high or len({len(cell.lines) for cell in high}) > 1:
        return False
    if sum(all(_FIGURE.fullmatch(line.text.strip()) for line in cell.lines) for cell in high) < _LEAST_COLUMNS:
        return False
    levels = zip(*(cell.lines for cell in high), strict=True)
    return all(
        max(line.base for line in level) - min(line.base for line in level) <= _LEVEL * level[0].size
        for level in levels
    )
