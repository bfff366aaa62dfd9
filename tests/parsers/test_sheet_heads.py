"""Heads of sheets: names of columns that stand in several rows."""

import io

import pytest
import xlsxwriter

from index.parsers import PARSERS
from index.reading_text import column_names
from index.records import Content
from index.structure import Structure
from tests.parsers.samples import workbook
from tests.parsers.views import words

Rows = list[list[str | float]]
BOATS: Rows = [["Lark", 0.5, 4, 120], ["Wren", 0.25, 12, 90], ["Gull", 0.25, 6, 80]]


def read(rows: Rows, *merged: tuple[int, int, int, str]) -> Content:
    """Read a sheet of ``rows``, with cells of a row merged from a column up to another."""
    if not merged:
        return PARSERS[".xlsx"](workbook(("Boats", rows)), "a.xlsx")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Boats")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for number, first, last, text in merged:
            sheet.merge_range(number, first, number, last, text)
    return PARSERS[".xlsx"](file.getvalue(), "a.xlsx")


def names(content: Content) -> list[str]:
    """Return the names of the columns, as the last row knows them."""
    row = content.of_kind("row")[-1]
    return column_names(Structure(content), row)


@pytest.mark.parametrize("above", [[], [["The boats of the club"]], [["", "", "May", ""]]])
def test_names_that_go_on_in_further_rows_are_one_head(above: Rows) -> None:
    """They are joined column by column; a lone row above them is a title."""
    content = read(
        [
            *above,
            ["Boat", "Share", "Seats", "Least"],
            ["", "of Trips", "", "Monthly"],
            ["", "", "", "Rent (2)"],
            *BOATS,
        ]
    )

    assert names(content) == ["Boat", "Share of Trips", "Seats", "Least Monthly Rent (2)"]
    assert len(content.of_kind("table")) == 1
    assert words(content, "caption") == [cell for row in above for cell in row if cell]


def test_two_full_rows_of_names_are_one_head() -> None:
    """So is a second row of names above other figures of the sheet."""
    content = read([["Boat", "Share", "Seats", "Rent"], ["Name", "of Trips", "for Guests", "a Month"], *BOATS])
    second = read([*BOATS, ["Boat", "Share", "Least", "Rent"], ["", "of Trips", "Rent", ""], *BOATS])

    assert names(content) == ["Boat Name", "Share of Trips", "Seats for Guests", "Rent a Month"]
    assert names(second) == ["Boat", "Share of Trips", "Least Rent", "Rent"]
    assert [row.header for row in second.of_kind("row")][:3] == [None] * 3


def test_a_merged_cell_names_the_columns_under_it() -> None:
    """Each has its own name below."""
    content = read([["", "", "", ""], ["Boat", "Share", "Least", "Most"], *BOATS], (0, 2, 3, "Rent"))
    title = read([["", "", "", ""], ["Boat", "Share", "Least", "Most"], *BOATS], (0, 0, 3, "All boats"))

    assert names(content) == ["Boat", "Share", "Rent Least", "Rent Most"]
    assert names(title) == ["Boat", "Share", "Least", "Most"]


@pytest.mark.parametrize(
    "above",
    [
        [["Written by", "Anna"]],
        [["This sheet names all the boats of the club.", "It is kept by Anna.", "It is renewed.", "Ask her."]],
    ],
)
def test_words_above_a_row_of_names_are_no_part_of_it(above: Rows) -> None:
    """The row names all the columns by itself."""
    content = read([*above, ["Boat", "Share", "Seats", "Rent"], *BOATS])

    assert names(content) == ["Boat", "Share", "Seats", "Rent"]


def test_many_rows_of_words_above_figures_are_no_head() -> None:
    """They are rows of a table, of which some have no figures."""
    words_alone: Rows = [[f"{name}boat", "all", "few", "none"] for name in "abcdef"]
    content = read([["Boat", "Share", "Seats", "Rent"], *words_alone, *BOATS])

    assert "Share" not in " ".join(names(content))
