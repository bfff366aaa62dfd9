"""Tables that stand side by side on a sheet: blank columns part them, and each is read by itself."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from index.parsers.office.sheet_heads import Figures, Line

_FEWEST = 2  # rows and columns of a table
_MOST = 20  # runs of columns that are looked at: a sheet of more is one table, set apart here and there
_WIDE = 2  # blank columns, which no table has between its own
_NUMBER = re.compile(r"[-+(]?[^\w\s]{0,3}\d[\d.,'\s]*\s?[^\w\s]?\)?")  # no label: not a time, a date, or "Room 4"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet as it was read; ``number`` counts the empty rows too."""

    number: int
    cells: list[str]
    figures: list[Figures]  # what each cell is
    spans: dict[int, int]  # columns that a cell covers, by where it begins

    def filled(self, columns: range) -> int:
        """How many cells in these columns are not empty."""
        return sum(map(bool, self.cells[columns.start : columns.stop]))


def parts_of(rows: Sequence[SheetRow]) -> list[list[Line]]:
    """Return the lines of a sheet, those of tables that stand side by side apart, without empty rows and columns.

    Args:
        rows: those that are not empty.
    """
    sides = _sides(rows)
    if len(sides) > 1:
        return [_lines(side) for side in sides]
    parts: list[list[Line]] = []
    together: list[SheetRow] = []  # rows that no column parts: one table may go on below an empty row
    for band in _bands(rows):
        sides = _sides(band)
        if len(sides) == 1:
            together.extend(band)
            continue
        parts += [_lines(part) for part in (together, *sides) if part]
        together = []
    return [*parts, _lines(together)] if together else parts


def _lines(rows: Sequence[SheetRow]) -> list[Line]:
    """Return rows without the columns that are empty in all of them."""
    used = sorted(set().union(*(compress(range(len(row.cells)), row.cells) for row in rows)))
    return [_line(row, used) for row in rows]


def _line(row: SheetRow, used: Sequence[int]) -> Line:
    spans = {
        place: bisect_left(used, column + row.spans[column]) - place
        for place, column in enumerate(used)
        if column in row.spans
    }
    here = [column for column in used if column < len(row.cells)]
    kinds = {row.figures[column] for column in here} - {"none"}
    figures: Figures = "none" if not kinds else "years" if kinds == {"years"} else "some"
    return Line([row.cells[column] for column in here] + [""] * (len(used) - len(here)), figures, spans)


def _bands(rows: Sequence[SheetRow]) -> Iterator[Sequence[SheetRow]]:
    """Yield the rows between empty rows together."""
    begin = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end].number > rows[end - 1].number + 1:
            yield rows[begin:end]
            begin = end


def _sides(rows: Sequence[SheetRow]) -> list[list[SheetRow]]:
    """Return the rows in one piece; or else the title above all tables, and the rows of each table."""
    if len(rows) < _FEWEST:
        return [list(rows)]
    top = next((place for place, row in enumerate(rows) if row.filled(range(len(row.cells))) > 1), 0)
    has_title = top > 0 and rows[top].number > rows[top - 1].number + 1
    body = rows[top:] if has_title else rows
    runs = _runs(body)
    if len(runs) > _MOST:
        return [list(rows)]
    tables = runs[:1]
    for run in runs[1:]:
        if _stand_apart(body, tables[-1], run):
            tables.append(run)
        else:
            tables[-1] = range(tables[-1].start, run.stop)
    if len(tables) < _FEWEST:
        return [list(rows)]
    sides = [_cut(body, table) for table in tables]
    return [list(rows[:top]), *sides] if has_title else sides


def _cut(rows: Sequence[SheetRow], columns: range) -> list[SheetRow]:
    """Return what stands in some columns."""
    first, last = columns.start, columns.stop
    return [
        SheetRow(
            row.number,
            row.cells[first:last],
            row.figures[first:last],
            {column - first: width for column, width in row.spans.items() if column in columns},
        )
        for row in rows
        if row.filled(columns)
    ]


def _runs(rows: Sequence[SheetRow]) -> list[range]:
    """Return the runs of columns that are not blank in all rows; a lone column belongs to the run before it."""
    used: set[int] = set()
    for row in rows:
        used.update(compress(range(len(row.cells)), row.cells))
        reach = 0
        for column, width in row.spans.items():
            if column < len(row.cells) and row.cells[column]:
                end = min(column + width, len(row.cells))
                used.update(range(max(column, reach), end))
                reach = max(reach, end)
    runs: list[range] = []
    for column in sorted(used):
        if runs and column == runs[-1].stop:
            runs[-1] = range(runs[-1].start, column + 1)
        else:
            runs.append(range(column, column + 1))
    found = runs[:1]
    for run in runs[1:]:
        if len(run) < _FEWEST or len(found[-1]) < _FEWEST:
            found[-1] = range(found[-1].start, run.stop)
        else:
            found.append(run)
    return found


def _stand_apart(rows: Sequence[SheetRow], left: range, right: range) -> bool:
    """Say whether what is on both sides of blank columns surely are tables: that on the right has labels of its own."""
    here, there = [row for row in rows if row.filled(left)], [row for row in rows if row.filled(right)]
    if not (_is_table(here, left) and _is_table(there, right)):
        return False
    if _names(here[0], left) == _names(there[0], right) and here[0].number == there[0].number:
        return True
    labels = [row.cells[right.start] for row in there if row.cells[right.start]]
    if 4 * len(labels) < 3 * len(there) or 2 * sum(1 for each in labels if _NUMBER.fullmatch(each)) >= len(labels):
        return False
    if right.start - left.stop >= _WIDE:
        return True
    is_same_height = (here[0].number, here[-1].number) == (there[0].number, there[-1].number)
    return not is_same_height and _is_whole(here, left) and _is_whole(there, right)


def _is_table(rows: Sequence[SheetRow], columns: range) -> bool:
    return sum(1 for row in rows if row.filled(columns) >= _FEWEST) >= _FEWEST


def _names(row: SheetRow, columns: range) -> list[str]:
    return row.cells[columns.start : columns.stop]


def _is_whole(rows: Sequence[SheetRow], columns: range) -> bool:
    """Say whether rows have no holes, and stand right below one another."""
    return all(below.number == above.number + 1 for above, below in pairwise(rows)) and all(
        row.filled(columns) == len(columns) for row in rows
    )
