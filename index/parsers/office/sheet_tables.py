"""What stands in a sheet: titles, tables with the rows that name their columns, and notes below them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from index.parsers.office.tables import Cell, Row, names_columns, write_table
from index.parsers.office.writer import OfficeWriter

_MAX_TITLE = 80  # characters of a line that is a table's title
_SENTENCE_ENDS = (".", "!", "?")
_ROWS_BELOW = 30  # that are looked at to tell whether a row names their columns

Figures = Literal["none", "years", "some"]  # whether a row holds numbers, dates or truth values


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells as they are shown."""

    cells: list[str]
    figures: Figures
    spans: dict[int, int]  # columns that a cell covers, by where it begins

    @property
    def filled(self) -> int:
        """How many cells are not empty."""
        return sum(map(bool, self.cells))


def write_sheet(out: OfficeWriter, lines: Sequence[Line]) -> None:
    """Write the rows of a sheet that are not empty, all equally wide."""
    if not lines or len(lines[0].cells) < 2:
        for line in lines:
            out.plain(line.cells[0])
        return
    heads = [number for number in range(len(lines)) if _names_columns(lines, number)]
    if not heads and all(line.figures == "none" for line in lines):
        heads = _head_of_words(lines)
    above = lines[: heads[0]] if heads else lines
    if heads and all(line.figures == "none" for line in above):
        _write_titles(out, above)
    else:
        _write_part(out, None, above)
    for place, head in enumerate(heads):
        end = heads[place + 1] if place + 1 < len(heads) else len(lines)
        _write_part(out, lines[head], lines[head + 1 : end])


def _names_columns(lines: Sequence[Line], number: int) -> bool:
    """Say whether a row of words, or of years, stands above figures and names their columns."""
    line, below = lines[number], lines[number + 1 : number + 1 + _ROWS_BELOW]
    first = next((each for each in below if each.filled > 1), None)  # a label of a group may stand above it
    if first is None or first.figures == "none" or line.figures == "some":
        return False
    if line.figures == "years" and (line.cells[0].isdigit() or all(each.figures == "years" for each in below)):
        return False
    return _fits(line, below)


def _head_of_words(lines: Sequence[Line]) -> list[int]:
    """Return the number of the first wide row of a sheet of words, where it names the columns."""
    width = max(line.filled for line in lines)
    wide = next((number for number, line in enumerate(lines) if line.filled >= max(2, width - 1)), None)
    return [wide] if wide is not None and _fits(lines[wide], lines[wide + 1 :][:_ROWS_BELOW]) else []


def _fits(line: Line, below: Sequence[Line]) -> bool:
    width = max((each.filled for each in below), default=0)
    if line.filled < max(2, width - 1):
        return False
    columns = [column for column, cell in enumerate(line.cells) if cell or column == 0]
    rest = [[each.cells[column] for column in columns] for each in below]
    return names_columns([line.cells[column] for column in columns], rest)


def _write_part(out: OfficeWriter, head: Line | None, lines: Sequence[Line]) -> None:
    """Write a table with the titles above it, where it has no row that names its columns, and the notes below it."""
    width = (head.filled if head else max((line.filled for line in lines), default=0)) / 2
    data = [number for number, line in enumerate(lines) if line.figures != "none" or line.filled > max(width, 1)]
    begin = 0 if head else (data[0] if data else len(lines))
    end = data[-1] + 1 if data else begin
    _write_titles(out, lines[:begin])
    table = lines[begin:end]
    rows = [_row(line, below, head) for line, below in zip_longest(table, table[1:])]
    if head:
        rows.insert(0, Row(list(_cells(head)), is_header=True))
    if rows:
        write_table(out, rows)
    for line in lines[end:]:
        _write_words(out, line)


def _write_titles(out: OfficeWriter, lines: Sequence[Line]) -> None:
    """Write what stands above a table; a short line of one cell right above it is what the table is called."""
    for line in lines[:-1]:
        _write_words(out, line)
    for line in lines[-1:]:
        title = next(filter(None, line.cells), "")
        if line.filled == 1 and len(title) <= _MAX_TITLE and not title.endswith(_SENTENCE_ENDS):
            out.plain(title, "caption")
        else:
            _write_words(out, line)


def _write_words(out: OfficeWriter, line: Line) -> None:
    out.plain("\t".join(filter(None, line.cells)))


def _row(line: Line, below: Line | None, head: Line | None) -> Row:
    """Return a row; one label right above a row that is full names the group of those below it."""
    if head and below and line.cells[0] and line.filled == 1 and below.filled >= max(2, head.filled - 1):
        return Row([Cell(line.cells[0], len(line.cells))])
    return Row(list(_cells(line)))


def _cells(line: Line) -> Iterator[Cell]:
    column = 0
    while column < len(line.cells):
        width = min(max(line.spans.get(column, 1), 1), len(line.cells) - column)
        yield Cell(line.cells[column], width)
        column += width
