"""Fragments into the cells of ruled tables."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from index.parsers.pdf.bands import printed_rows
from index.parsers.pdf.grids import Grid, Place, grids_of
from index.parsers.pdf.layout import Box, Cell, Fragment, Table
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import Row, cut_rows, one_segment
from index.parsers.pdf.shapes import Shapes
from index.parsers.pdf.tables import header_rows, holds_values

_LOW = 10.0  # points: how far below a cell's middle a base line may be
_MIN_CELLS = 3  # with text
_FILLED = 0.3  # of a table's cells hold text; boxes around other things hold less
_MAX_LETTERS = 400  # of a cell on average; what holds more is a page's layout, not a table
_APART = 5.0  # points between a table and its header
_MAX_HEADERS = 3
_LOOSE_GAP = 2.5  # of the font size
_MAX_LOOSE = 0.15  # of the lines in cells are cut by wide gaps; else the lines do not rule what stands between them


def ruled_tables(fragments: Sequence[Fragment], shapes: Shapes) -> tuple[list[Table], list[Fragment]]:
    """Return the ruled tables of a page, and the fragments that stand in none."""
    tables: list[Table] = []
    rest = sorted(fragments, key=_base)

    def holds_text(box: Box) -> bool:
        return sum(box.left < each.left < box.right for each in _between(rest, box)) >= _MIN_CELLS

    for grid in grids_of(shapes, holds_text):
        inside: dict[Place, list[Fragment]] = defaultdict(list)
        for fragment in _between(rest, grid.box):
            if place := grid.cell_at(fragment):
                inside[place].append(fragment)
        table = _table(grid, inside)
        if table is not None:
            tables.append(table)
            taken = {id(fragment) for found in inside.values() for fragment in found}
            rest = [fragment for fragment in rest if id(fragment) not in taken]
    return _joined(tables), rest


def _base(fragment: Fragment) -> float:
    return fragment.base


def _between(fragments: Sequence[Fragment], box: Box) -> Sequence[Fragment]:
    """Return those of fragments, from top to bottom, that may stand in a box."""
    first = bisect_left(fragments, box.top, key=_base)
    return fragments[first : bisect_left(fragments, box.bottom + _LOW, lo=first, key=_base)]


def _joined(tables: list[Table]) -> list[Table]:
    """Join tables that stand one right under the other with as many columns: a header is often ruled by itself."""
    found: list[Table] = []
    for table in sorted(tables, key=lambda table: table.box.top):
        above = found[-1] if found else None
        if above is None or not _is_one(above, table):
            found.append(table)
            continue
        names = len(above.rows) <= _MAX_HEADERS and not any(map(holds_values, above.rows))
        headers = above.headers or (len(above.rows) if names else 0)
        box = Box(above.box.left, above.box.top, table.box.right, table.box.bottom)
        found[-1] = Table([*above.rows, *table.rows], box, headers)
    return found


def _is_one(above: Table, below: Table) -> bool:
    one, other = above.box, below.box
    return (
        len(above.rows[0]) == len(below.rows[0])
        and 0 <= other.top - one.bottom + _APART <= 2 * _APART
        and max(abs(one.left - other.left), abs(one.right - other.right)) <= _APART
    )


def _table(grid: Grid, inside: dict[Place, list[Fragment]]) -> Table | None:
    filled = len({grid.whole[place] for place in inside})
    letters = sum(len(fragment.text) for fragments in inside.values() for fragment in fragments)
    if filled < _MIN_CELLS or filled < _FILLED * len(set(grid.whole.values())) or letters > _MAX_LETTERS * filled:
        return None
    parts: dict[Place, list[Place]] = defaultdict(list)
    for place, first in grid.whole.items():
        parts[first].append(place)
    if any(not _is_rectangle(places) for places in parts.values() if any(place in inside for place in places)):
        return None
    rows_of_cells = {
        first: cut_rows(each for place in places for each in inside.get(place, ())) for first, places in parts.items()
    }
    every = [row for rows in rows_of_cells.values() for row in rows]
    if sum(map(_is_loose, every)) > _MAX_LOOSE * len(every):
        return None
    return _of_cells(grid, _cells(grid, parts, rows_of_cells))


def _of_cells(grid: Grid, cells: Mapping[Place, Cell]) -> Table | None:
    rows: list[list[Cell | None]] = []
    for number in range(grid.rows):
        row = [cells.get((column, number)) for column in range(grid.columns)]
        if any(cell is not None and not (rows and cell in rows[-1]) for cell in row):
            rows.append(row)
    columns = [number for number in range(grid.columns) if any(row[number] is not None for row in rows)]
    rows = list(printed_rows([[row[number] for number in columns] for row in rows]))
    if len(rows) < 2 or len(columns) < 2:
        return None
    return Table(rows, grid.box, header_rows(rows))


def _is_loose(row: Row) -> bool:
    return any(after.left - before.right > _LOOSE_GAP * row.size for before, after in pairwise(row.segments))


def _is_rectangle(places: Sequence[Place]) -> bool:
    if len(places) == 1:
        return True
    columns, rows = {column for column, _ in places}, {row for _, row in places}
    return len(columns) * len(rows) == len(places)


def _cells(
    grid: Grid, parts: Mapping[Place, Sequence[Place]], rows: Mapping[Place, Sequence[Row]]
) -> dict[Place, Cell]:
    """Return the cell at every place where there is text; one cell at all places that it covers."""
    found: dict[Place, Cell] = {}
    for first, places in parts.items():
        if rows[first]:
            left, right = min(grid.xs[column] for column, _ in places), max(grid.xs[column + 1] for column, _ in places)
            cell = Cell([line_of([one_segment(row.segments)], (left, right)) for row in rows[first]])
            found.update((place, cell) for place in places)
    return found
