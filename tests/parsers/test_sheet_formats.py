"""Numbers of workbooks as the program shows them."""

import io

import pytest
import xlsxwriter

from index.parsers import PARSERS
from index.parsers.office.number_formats import general, parse_format
from tests.parsers.samples import archive, workbook
from tests.parsers.test_office_sheets import unpacked
from tests.parsers.views import words


def formatted(value: float, code: str) -> str:
    """Return the one number of a sheet, which begins neither in the first row nor in the first column."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Boats & more")
        sheet.write(2, 1, "Lark")
        sheet.write(2, 3, value, book.add_format({"num_format": code}))
        sheet.write(3, 1, "Wren")
        sheet.write(3, 3, 5)
    rows = words(PARSERS[".xlsx"](file.getvalue(), "a.xlsx"), "row")
    assert rows[1] == "Wren\t5"
    return rows[0].removeprefix("Lark\t")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.0773480662983425, "0.0%", "7.7%"),
        (0.5, "0%", "50%"),
        (3.0, "0.00", "3.00"),
        (2.675, "0.00", "2.68"),
        (-1234567.4, "#,##0", "-1,234,567"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (1234.5, "€ #,##0", "€ 1,235"),
        (-12.0, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "$(12.00)"),
        (0.0, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "$-"),
        (-3.0, "0.0;[Red](0.0)", "(3.0)"),
        (-0.01, "0.0", "0.0"),
        (1234567.0, '#,##0.0,"k"', "1,234.6k"),
        (0.25, "#.##", ".25"),
        (7.0, "0.##", "7"),
        (7.0, "000", "007"),
        (12.0, 'General" kg"', "12 kg"),
        (123456789.0, "000-00-0000", "123-45-6789"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(value: float, code: str, text: str) -> None:
    """Rounded, with its currency, and with the sign that its format gives it."""
    assert formatted(value, code) == text


@pytest.mark.parametrize(
    ("hours", "code", "text"),
    [
        (26.5, "[h]:mm", "26:30"),
        (26.5, "[hh]:mm:ss", "26:30:00"),
        (1.5, "[mm]:ss", "90:00"),
        (26.5, '[Red][h]" h "mm" min"', "26 h 30 min"),
        (0.01, "[s].00", "36.00"),
        (0.5, "[h]:mm;@", "0:30"),
        (26.5, "[h]:mm AM/PM", "26:30:00"),  # no format at all
        (-1.5, "[h]:mm", "-1:30"),
    ],
)
def test_a_duration_reads_as_its_format_shows_it(hours: float, code: str, text: str) -> None:
    """More than a day is so many hours."""
    assert formatted(hours / 24, code) == text


@pytest.mark.parametrize(
    "code", ["General", "@", "yyyy-mm-dd", "[h]:mm", "# ?/?", "0.00E+00", "[>100]0;0.0", '0 "a', "0.0.0", "0;0;0;0;0"]
)
def test_what_is_no_known_format_of_numbers_changes_nothing(code: str) -> None:
    """Better the number as it is kept than a wrong one."""
    assert parse_format(code) is None


def test_a_number_that_a_format_hides_is_read() -> None:
    """It is there all the same."""
    assert formatted(7.0, ";;;") == "7"


def test_a_number_without_a_format_has_no_tail_of_binary_noise() -> None:
    """A sheet shows eleven digits of it; whole numbers keep theirs."""
    assert [general(value) for value in (2.2000000000000002, 1 / 3, 12345678901234.0, 123456789012.5)] == [
        "2.2",
        "0.33333333333",
        "12345678901234",
        "123456789012.5",
    ]


def test_merged_cells_are_known_below_empty_rows() -> None:
    """The library counts the rows of a sheet from its top, but columns from the first that is filled."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Boats")
        for number, row in enumerate((["Boat", "Seats", "Built"], ["Lark", 4, 1990], ["Wren", "", 1991])):
            sheet.write_row(3 + number, 1, row)
        sheet.merge_range(5, 1, 5, 2, "Wren")
    row = PARSERS[".xlsx"](file.getvalue(), "a.xlsx").of_kind("row")[-1]

    assert row.cells[0] == row.cells[1] is not None


@pytest.mark.parametrize(
    ("part", "content"),
    [("xl/styles.xml", "<styleSheet"), ("xl/_rels/workbook.xml.rels", '<!DOCTYPE a [<!ENTITY b "c">]><a/>')],
)
def test_values_are_read_where_the_formats_are_broken(part: str, content: str) -> None:
    """Formats are an addition to what is read."""
    parts = unpacked(workbook(("Ships", [["Lark", 4]])))

    try:
        text = PARSERS[".xlsx"](archive({**parts, part: content}), "a.xlsx").text
    except Exception as error:  # noqa: BLE001 - the library may refuse the whole workbook
        assert "a.xlsx: " in str(error)  # noqa: PT017
    else:
        assert "4" in text
