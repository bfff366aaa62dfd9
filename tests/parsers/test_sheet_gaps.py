"""Rows of sheets in which a figure is missing."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.samples import workbook

Rows = list[list[str | float]]
NAMES: Rows = [["Pier", "Boat", "Seats"]]


def read(rows: Rows) -> Content:
    """Read a sheet of ``rows``."""
    return PARSERS[".xlsx"](workbook(("Boats", rows)), "a.xlsx")


def headers(content: Content) -> list[int | None]:
    """Return the row that names the columns of each row, by its place among the rows."""
    numbers = [number for number, block in enumerate(content.blocks) if block.kind == "row"]
    return [None if row.header is None else numbers.index(row.header) for row in content.of_kind("row")]


@pytest.mark.parametrize("mark", ["–", "-", "n/a", "none", "TBD", "not yet known"])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_missing_figure_names_no_column(mark: str, place: int) -> None:
    """Wherever its row stands in the table."""
    rows: Rows = [["North", "Lark", 4], ["North", "Wren", 12], ["South", "Gull", 6]]
    rows.insert(place, ["", "Tern", mark])

    content = read([*NAMES, *rows])

    assert headers(content) == [None, 0, 0, 0, 0]
    assert len(content.of_kind("table")) == 1


def test_a_column_may_be_called_none() -> None:
    """Its neighbours are words above figures too."""
    table: Rows = [["Course", "Much", "Little", "None"], ["Rowing", 4, 5, 6], ["Sailing", 7, 8, 9]]

    content = read([*table, *table])

    assert headers(content) == [None, 0, 0, None, 3, 3]
