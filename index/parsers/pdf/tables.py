"""What tables with and without ruling lines have in common."""

import re
from collections.abc import Sequence

from index.parsers.pdf.layout import Cell

_NUMERIC = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*[A-Za-z%]{0,4}")
_VALUE = re.compile(r"([^:]*[A-Za-z)])\s?:\s+(?=[A-Z]|\S*\d)")  # a label, and what it is said to be behind a colon
_MOSTLY = 0.5
_MAX_HEADERS = 2  # rows in bold type that name columns; more are data in bold type


def cell_text(cell: Cell | None) -> str:
    """Return the words of a cell, roughly."""
    return " ".join(line.text for line in cell.lines) if cell is not None else ""


def header_rows(rows: Sequence[Sequence[Cell | None]]) -> int:
    """Return how many rows at the top name the columns; a title or names of groups may stand above their names."""
    count = _rows_of_names(rows)
    return count + (count == 1 and _are_names_below(rows))


def holds_values(row: Sequence[Cell | None]) -> bool:
    """Say whether a cell of a row holds a label with its value, as "Order: 12": such a row is data, bold or not.

    A label that two cells have tells columns apart: "Team: North", "Team: South".
    """
    cells = {id(cell): cell_text(cell) for cell in row}
    labels = [found[1] for text in cells.values() if (found := _VALUE.match(text))]
    return any(labels.count(label) == 1 for label in labels)


def _are_names_below(rows: Sequence[Sequence[Cell | None]]) -> bool:
    """Say whether the second row has more words than the first, and mostly figures below them."""
    if len(rows) < 4:
        return False
    (first, second), others = rows[:2], rows[2:]
    words = [place for place, cell in enumerate(second) if cell is not None]
    if len(_distinct(second)) <= max(1, len(_distinct(first))) or any(_is_numeric(cell) for cell in second):
        return False
    numeric = [place for place in words if sum(_is_numeric(row[place]) for row in others) > _MOSTLY * len(others)]
    return len(numeric) >= _MOSTLY * len(words)


def _distinct(row: Sequence[Cell | None]) -> set[int]:
    return {id(cell) for cell in row if cell is not None}


def _rows_of_names(rows: Sequence[Sequence[Cell | None]]) -> int:
    if len(rows) < 2 or holds_values(rows[0]):
        return 0
    bold = _bold_rows(rows)
    if 0 < bold < len(rows):
        return bold if bold <= _MAX_HEADERS else 1
    first, others = rows[0], rows[1:]
    if any(cell_text(cell).endswith(":") for cell in first if cell) or any(_is_numeric(cell) for cell in first if cell):
        return 0
    columns = range(len(first))
    numeric = any(
        first[i] is not None and sum(_is_numeric(row[i]) for row in others) > _MOSTLY * len(others) for i in columns
    )
    return int(numeric and all(first[i] is not None for i in columns[1:]))


def _bold_rows(rows: Sequence[Sequence[Cell | None]]) -> int:
    """Return how many rows at the top are bold throughout, where those below them are not."""
    count = 0
    for row in rows:
        cells = [cell for cell in row if cell is not None]
        if len(_distinct(row)) < 2 or not all(line.bold for cell in cells for line in cell.lines):
            break
        count += 1
    return count


def _is_numeric(cell: Cell | None) -> bool:
    return cell is not None and _NUMERIC.fullmatch(cell_text(cell)) is not None
