"""Tables of office documents: which row names the columns, and rows with merged cells as blocks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.notation import MONTH
from index.parsers.office.writer import OfficeWriter
from index.records import Span

_MAX_ROW = 500  # characters: the cells of a longer row hold blocks of their own
_MAX_NAME = 80  # characters of a cell that names a column
_FIGURE = re.compile(r"\d")
# Numbers, dates, times, days and months: what rows are looked up by, and no names of columns.
_KEY = re.compile(
    rf"\W*\d[\W\d]*|(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?|{MONTH})(?![^\W_]).*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\D*(?:19|20)\d\d\D*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row.

    ``write`` writes what is in it as blocks, where that is more than some words.
    """

    text: str
    columns: int = 1
    continues: bool = False  # the cell above, over this row
    write: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``is_header`` where the file says that it names the columns."""

    cells: Sequence[Cell]
    is_header: bool = False
    is_bold: bool = False

    @property
    def width(self) -> int:
        """How many columns it has."""
        return sum(cell.columns for cell in self.cells)

    @property
    def is_group(self) -> bool:
        """Say whether it is one label across all columns."""
        return len(self.cells) == 1 and self.cells[0].columns > 1 and not self.cells[0].continues


def write_table(out: OfficeWriter, rows: Sequence[Row]) -> None:
    """Write a table: its rows in order, each with the row that names its columns."""
    headers = header_rows(rows)
    table = out.open_table()
    group, header = table, None
    above: list[Span | None] = []
    for number, row in enumerate(rows):
        if row.is_group and number not in headers:
            group = table
        written = _write_row(out, row, group, header, above)
        if written is None:
            continue
        if number in headers:
            header = written
        elif row.is_group:
            group = written
    out.close_table(table)


def header_rows(rows: Sequence[Row]) -> frozenset[int]:
    """Return the numbers of the rows that name the columns: as the file says, else the first that surely does."""
    said = []
    for number, row in enumerate(rows):
        if not row.is_header:
            break
        said.append(number)
    if said and len(said) < len(rows):
        return frozenset(said)
    first = next((number for number, row in enumerate(rows) if not row.is_group), None)
    if first is None:
        return frozenset()
    texts = [[cell.text for cell in row.cells] for row in rows[first:]]
    bold = rows[first].is_bold and first + 1 < len(rows) and not rows[first + 1].is_bold
    if not names_columns(texts[0], texts[1:], bold):
        return frozenset()
    return frozenset((first, first + 1) if _is_parted(rows, first) else (first,))


def _is_parted(rows: Sequence[Row], first: int) -> bool:
    """Say whether the row below a row of names gives the columns under its merged cells a name each, and no others."""
    if first + 2 >= len(rows) or all(cell.columns == 1 for cell in rows[first].cells):
        return False
    upper = [cell for cell in rows[first].cells for _ in range(cell.columns)]
    lower = [cell for cell in rows[first + 1].cells for _ in range(cell.columns)]
    return len(upper) == len(lower) and all(
        bool(below.text) == (above.columns > 1) and below.columns == 1 and not _FIGURE.search(below.text)
        for above, below in zip(upper, lower, strict=True)
        if not below.continues
    )


def names_columns(first: Sequence[str], rest: Sequence[Sequence[str]], is_set_apart: bool = False) -> bool:
    """Say whether ``first`` surely names the columns of the rows in ``rest``.

    Args:
        first: the cells of the row.
        rest: the cells of the rows below it.
        is_set_apart: whether it is bold and they are not.
    """
    names = [cell for cell in first if cell]
    if not rest or len(names) < max(2, len(first) - 1) or 2 * len(set(names)) < len(names):
        return False
    if any(len(name) > _MAX_NAME or name.endswith(":") for name in names):
        return False
    if is_set_apart:
        return True
    if any(_FIGURE.search(name) and not _YEAR.fullmatch(name) for name in names):
        return False
    columns = [[row[place] for row in rest if place < len(row) and row[place]] for place in range(len(first))]
    with_figures = sum(_has_figures(column) for column in columns)
    if len(first) == 2:  # may as well be labels with their values
        has_figures = len(rest) > 2 and bool(columns[1]) and all(_FIGURE.search(cell) for cell in columns[1])
        return has_figures or _are_keys(first[0], columns[0], len(rest))
    return len(rest) > 1 or with_figures > 0


def _are_keys(name: str, column: Sequence[str], height: int) -> bool:
    """Say whether all rows of a column, but not its name, are numbers or days: so its name is no label of a value."""
    return 1 < height == len(column) and not _KEY.fullmatch(name) and all(map(_KEY.fullmatch, column))


def _has_figures(column: Sequence[str]) -> bool:
    return bool(column) and sum(1 for cell in column if _FIGURE.search(cell)) * 2 >= len(column)


def _write_row(out: OfficeWriter, row: Row, parent: int, header: int | None, above: list[Span | None]) -> int | None:
    """Write one row, and put the places of its cells into ``above``; None where there is nothing in it."""
    own = [cell for cell in row.cells if not cell.continues]
    if sum(len(cell.text) + 1 for cell in own) > _MAX_ROW and any(cell.write for cell in own):
        written = _write_blocks(out, own, parent, header)
    else:
        written = out.row([cell.text for cell in own], parent, header)
    if written is None:
        above[:] = above if not own else [None] * row.width
        return None
    number, spans = written
    places = iter(spans)
    cells: list[Span | None] = []
    for cell in row.cells:
        column = len(cells)
        span = (above[column] if column < len(above) else None) if cell.continues else next(places)
        cells.extend([span] * cell.columns)
    above[:] = cells
    out.set_cells(number, cells)
    return number


def _write_blocks(
    out: OfficeWriter, cells: Sequence[Cell], parent: int, header: int | None
) -> tuple[int, list[Span | None]] | None:
    number = out.open_row(parent, header)
    spans: list[Span | None] = []
    for cell in cells:
        spans.append(_written(out, cell))
        out.end_cell()
    out.close_row()
    return (number, spans) if any(spans) else None


def _written(out: OfficeWriter, cell: Cell) -> Span | None:
    before = out.length
    if cell.write:
        cell.write()
    else:
        out.plain(cell.text)
    return out.written_since(before)
