"""Fragments into the cells of ruled tables."""

from collections import defaultdict
from collections.abc import Sequence

from index.parsers.pdf.grids import Grid, Place, grids_of
from index.parsers.pdf.layout import Box, Cell, Fragment, Table
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import rows_of
from index.parsers.pdf.shapes import Shapes
from index.parsers.pdf.tables import cell_text, header_rows

_MIN_CELLS = 3  # with text
_FILLED = 0.3  # of a table's cells hold text; boxes around other things hold less
_MAX_LETTERS = 400  # of a cell on average; what holds more is a page's layout, not a table
_APART = 5.0  # points between a table and its header
_MAX_HEADERS = 3
_MAX_LOOSE = 0.15  # of the lines in cells are cut by wide gaps; else the lines do not rule what stands between them


def ruled_tables(fragments: Sequence[Fragment], shapes: Shapes) -> tuple[list[Table], list[Fragment]]:
    """Return the ruled tables of a page, and the fragments that stand in none."""
    tables: list[Table] = []
    rest = list(fragments)
    for grid in grids_of(shapes):
        inside: dict[Place, list[Fragment]] = defaultdict(list)
        outside: list[Fragment] = []
        for fragment in rest:
            place = grid.cell_at(fragment)
            if place is None:
                outside.append(fragment)
            else:
                inside[place].append(fragment)
        table = _table(grid, inside)
        if table is not None:
            tables.append(table)
            rest = outside
    return _joined(tables), rest


def _joined(tables: list[Table]) -> list[Table]:
    """Join tables that stand one right under the other with as many columns: a header is often ruled by itself."""
    found: list[Table] = []
    for table in sorted(tables, key=lambda table: table.box.top):
        above = found[-1] if found else None
        if above is None or not _is_one(above, table):
            found.append(table)
            continue
        headers = above.headers or (len(above.rows) if len(above.rows) <= _MAX_HEADERS else 0)
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
    cells = _cells(grid, inside)
    filled = {id(cell): cell for cell in cells.values()}
    merged = len(set(grid.whole.values()))
    letters = sum(len(cell_text(cell)) for cell in filled.values())
    if len(filled) < _MIN_CELLS or len(filled) < _FILLED * merged or letters > _MAX_LETTERS * len(filled):
        return None
    lines = [line for cell in filled.values() for line in cell.lines]
    if sum("\t" in line.text for line in lines) > _MAX_LOOSE * len(lines):
        return None
    rows: list[list[Cell | None]] = []
    for number in range(grid.rows):
        row = [cells.get((column, number)) for column in range(grid.columns)]
        if any(cell is not None and not (rows and cell in rows[-1]) for cell in row):
            rows.append(row)
    columns = [number for number in range(grid.columns) if any(row[number] is not None for row in rows)]
    rows = [[row[number] for number in columns] for row in rows]
    if len(rows) < 2 or len(columns) < 2:
        return None
    return Table(rows, grid.box, header_rows(rows))


def _cells(grid: Grid, inside: dict[Place, list[Fragment]]) -> dict[Place, Cell]:
    """Return the cell at every place where there is text; one cell at all places that it covers."""
    parts: dict[Place, list[Place]] = defaultdict(list)
    for place, first in grid.whole.items():
        parts[first].append(place)
    found: dict[Place, Cell] = {}
    for places in parts.values():
        fragments = [fragment for place in places for fragment in inside.get(place, ())]
        if not fragments:
            continue
        left, right = min(grid.xs[column] for column, _ in places), max(grid.xs[column + 1] for column, _ in places)
        cell = Cell([line_of(row.segments, (left, right)) for row in rows_of(fragments)])
        found.update((place, cell) for place in places)
    return found
