"""Which rows of a sheet name the columns of the rows below them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.parsers.office.tables import names_columns

_ROWS_BELOW = 30  # that are looked at to tell whether a row names their columns
_MOST_ROWS = 4  # of one head
_MAX_PIECE = 40  # characters of a name's part in one row of a head
_MAX_WORDS = 3  # of a name that ends with a full stop ("No.")
_NOTE = re.compile(r"\s*[(\[]\d{1,2}[)\]]$")  # the mark of a footnote at a name's end

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

    @property
    def covered(self) -> int:
        """How many columns are under its cells that are not empty."""
        return sum(self.spans.get(column, 1) for column, cell in enumerate(self.cells) if cell)


def heads_of(lines: Sequence[Line]) -> list[range]:
    """Return the rows that name columns, each run of them for the rows below it up to the next."""
    heads: list[range] = []
    for number in range(len(lines)):
        begin = heads[-1].stop if heads else 0
        first = _first_of_head(lines, number, begin)
        if first is not None and not _goes_on(lines, number, begin, first):
            heads.append(range(first, number + 1))
    if not heads and all(line.figures == "none" for line in lines):
        return _head_of_words(lines)
    return heads


def _first_of_head(lines: Sequence[Line], number: int, begin: int) -> int | None:
    """Return the first row of the head that ends with a row; None where no head does."""
    below = lines[number + 1 : number + 1 + _ROWS_BELOW]
    is_whole = _names_columns(lines[number], below)
    first = _top_of_names(lines, number, begin, is_whole)
    if first < number and _names_columns(_joined(lines[first : number + 1]), below):
        return first
    return number if is_whole else None


def _goes_on(lines: Sequence[Line], number: int, begin: int, first: int) -> bool:
    """Say whether the row below is a part of the same head."""
    further = _first_of_head(lines, number + 1, begin) if number + 1 < len(lines) else None
    return further is not None and further <= first


def _top_of_names(lines: Sequence[Line], number: int, begin: int, is_whole: bool) -> int:
    """Return the first row of the names that go on down to a row.

    Args:
        lines: all rows.
        number: the last row of the names.
        begin: the first row that may be among them.
        is_whole: whether the last row names the columns by itself: what stands above may then be no part of its names.
    """
    low, first = lines[number], number
    if not _holds_names(low):
        return number
    while first > max(begin, number - _MOST_ROWS):
        above = lines[first - 1]
        if not _holds_names(above) or (is_whole and not _is_above_all(above, low)):
            break
        first -= 1
    while first < number and _is_title(lines[first], low):
        first += 1
    return first if number - first < _MOST_ROWS else number


def _holds_names(line: Line) -> bool:
    """Say whether a row holds short names, and not just the label of a group, or a title."""
    return (
        line.figures == "none"
        and (line.filled > 1 or not line.cells[0])
        and all(
            len(cell) <= _MAX_PIECE and not (cell.endswith((".", "!", "?")) and len(cell.split()) > _MAX_WORDS)
            for cell in line.cells
        )
    )


def _is_above_all(line: Line, low: Line) -> bool:
    """Say whether a row names all columns that ``low`` names, or groups of them by cells that are merged."""
    return line.covered >= low.filled or any(width > 1 and line.cells[start] for start, width in line.spans.items())


def _is_title(line: Line, low: Line) -> bool:
    return line.filled == 1 and (line.covered == 1 or line.covered >= low.filled - 1)


def _joined(lines: Sequence[Line]) -> Line:
    """Return the names that stand one below the other as one row; a merged cell names each column under it."""
    cells: list[list[str]] = [[] for _ in lines[0].cells]
    for line in lines:
        for column, cell in enumerate(line.cells):
            for each in cells[column : column + max(line.spans.get(column, 1), 1)] if cell else ():
                each.append(cell)
    return Line([" ".join(parts) for parts in cells], "none", {})


def _names_columns(line: Line, below: Sequence[Line]) -> bool:
    """Say whether a row of words, or of years, stands above figures and names their columns."""
    first = next((each for each in below if each.filled > 1), None)  # a label of a group may stand above it
    if first is None or first.figures == "none" or line.figures == "some":
        return False
    if line.figures == "years" and (line.cells[0].isdigit() or all(each.figures == "years" for each in below)):
        return False
    return _fits(line, below)


def _head_of_words(lines: Sequence[Line]) -> list[range]:
    """Return the first wide row of a sheet of words, where it names the columns."""
    width = max(line.filled for line in lines)
    wide = next((number for number, line in enumerate(lines) if line.filled >= max(2, width - 1)), None)
    fits = wide is not None and _fits(lines[wide], lines[wide + 1 : wide + 1 + _ROWS_BELOW])
    return [range(wide, wide + 1)] if wide is not None and fits else []


def _fits(line: Line, below: Sequence[Line]) -> bool:
    width = max((each.filled for each in below), default=0)
    if line.filled < max(2, width - 1):
        return False
    columns = [column for column, cell in enumerate(line.cells) if cell or column == 0]
    rest = [[each.cells[column] for column in columns] for each in below]
    return names_columns([_NOTE.sub("", line.cells[column]) for column in columns], rest)
