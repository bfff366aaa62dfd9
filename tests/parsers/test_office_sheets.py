"""Workbooks: sheets as tables whose rows know their columns' names."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, parse
from index.parsers.archive import open_archive
from index.parsers.office import sheets
from index.records import Content
from tests.parsers.samples import SHIPS, archive, ods, workbook
from tests.parsers.views import words, words_at


def read(*rows: list[str | float | date]) -> Content:
    return PARSERS[".xlsx"](workbook(("Boats", rows)), "a.xlsx")


def test_each_sheet_is_a_heading_with_its_table() -> None:
    """Rows stand one a line, with cells and the row that names them."""
    content = PARSERS[".xlsx"](
        workbook(("Ships", SHIPS), ("Fares", [["Town", "Fare"], ["Oslo", 34], ["Moss", 12]])), "a.xlsx"
    )
    row = content.of_kind("row")[1]

    assert content.text.startswith(
        "Ships\n\nYear\tShips\tRemark\n1871\t96\tfirst light\n1902\t118\tno lamp\n\nFares\n\n"
    )
    assert words(content, "heading") == ["Ships", "Fares"]
    assert [words_at(content, cell) for cell in row.cells if cell] == ["1871", "96", "first light"]
    assert words_at(content, content.blocks[row.header or 0].span) == "Year\tShips\tRemark"


def test_a_sheet_with_one_word_in_each_row_is_read() -> None:
    """No row is wide enough to name the columns, though there are several."""
    content = read(["Boats", ""], ["", "the blue one"])

    assert content.text.split() == "Boats Boats the blue one".split()
    assert not words(content, "row")


def test_values_are_shown_as_a_person_sees_them() -> None:
    """Whole numbers without a point, no error of binary fractions, dates to the day."""
    content = read(["a", "b"], [3.0, 0.1 + 0.2], [date(2024, 5, 1), datetime(2024, 5, 1, 10, 30)], [1e20, -2.5])

    assert words(content, "row")[1:] == ["3\t0.3", "2024-05-01\t2024-05-01 10:30", "1e+20\t-2.5"]


def test_titles_above_and_notes_below_a_table_are_no_rows_of_it() -> None:
    """A sheet is laid out like a page: titles, a table, remarks."""
    content = read(
        ["The club lets boats."],
        ["The boats of the club"],
        [],
        ["As of May", "", ""],
        ["Boat", "Seats", "Built"],
        [],
        ["Lark", 4, 1990],
        ["Wren", 12, 1991],
        ["Total", 16, ""],
        ["The Wren is let."],
    )
    header = content.of_kind("row")[0]

    assert words(content, "paragraph") == ["The club lets boats.", "The Wren is let."]
    assert words(content, "caption") == ["The boats of the club\nAs of May"]
    assert content.blocks[content.of_kind("table")[0].parent or 0] == content.of_kind("caption")[0]
    assert words_at(content, header.span) == "Boat\tSeats\tBuilt"
    assert all(content.blocks[row.header or 0] == header for row in content.of_kind("row")[1:])


def test_a_second_table_of_a_sheet_has_its_own_columns() -> None:
    """Rows never go under the names of another table."""
    content = read(
        ["Boat", "Seats", "Built"], ["Lark", 4, 1990], ["In winter"], ["Boat", "Place", "Rent"], ["Lark", "Moss", 12.5]
    )

    assert len(content.of_kind("table")) == 2
    assert words_at(content, content.blocks[content.of_kind("row")[-1].header or 0].span) == "Boat\tPlace\tRent"


def test_a_table_below_another_is_called_by_the_lines_of_few_cells_right_above_it() -> None:
    """What is a note to the table above, a sentence or an address calls no table."""
    names: list[str | float | date] = ["Boat", "Seats", "Built", "Rent"]
    first: list[str | float | date] = ["Lark", 4, 1990, 9.5]
    table = [names, first]
    content = read(
        ["Rowing", "Club"],
        *table,
        ["(a) Without oars"],
        ["Sailing", "Club"],
        *table,
        ["* To members"],
        *table,
        ["http://boats.example"],
        *table,
        ["End of list"],
    )
    callers = [content.blocks[each.parent].span if each.parent else None for each in content.of_kind("table")]

    assert [span and words_at(content, span) for span in callers] == ["Rowing\tClub", "Sailing\tClub", None, None]
    assert words(content, "paragraph") == ["(a) Without oars", "* To members", "http://boats.example", "End of list"]


def test_a_label_alone_above_full_rows_names_their_group() -> None:
    """A row that is merely not filled in yet names nothing."""
    content = read(
        ["Day", "Opens", "Closes"],
        ["Winter"],
        ["Monday", 9, 17],
        ["Sunday", 10, 16],
        ["Holiday"],
        ["Eve"],
        ["May", 8, 12],
    )
    rows = {words_at(content, row.span): row for row in content.of_kind("row")}

    parents = {words: words_at(content, content.blocks[row.parent or 0].span) for words, row in rows.items()}

    assert parents["Sunday\t10\t16"] == "Winter"
    assert parents["May\t8\t12"] == "Eve"
    assert parents["Holiday"] == "Winter" != parents["Eve"]


def test_years_may_name_columns_and_labels_with_values_name_none() -> None:
    """A row of figures is a row, unless it is years over something else."""
    years = read(["", 2022, 2023], ["Oil", 14.5, 13.5], ["Wax", 2.5, 3.5])
    labels = read(["Invoice", "B-12"], ["Date", "soon"], ["Sum", 120])

    assert words_at(years, years.blocks[years.of_kind("row")[1].header or 0].span) == "2022\t2023"
    assert [row.header for row in labels.of_kind("row")] == [None] * 3


def test_empty_rows_and_columns_are_left_out() -> None:
    """Nobody sees them."""
    content = read([], ["", "Boat", "", "Seats", "Built"], [], ["", "Lark", "", 4, 1990])

    assert words(content, "row") == ["Boat\tSeats\tBuilt", "Lark\t4\t1990"]


def test_what_is_not_read_of_a_workbook_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hidden sheets, and rows past the bound."""
    monkeypatch.setattr(sheets, "MAX_CELLS", 6)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown, hidden = book.add_worksheet("Shown"), book.add_worksheet("Notes")
        hidden.hide()
        for number in range(5):
            shown.write_row(number, 0, [f"boat {number}", "red", "green"])
        hidden.write(0, 0, "secret")

    content = sheets.parse_sheets(path.read_bytes(), "a.xlsx")

    assert "secret" not in content.text
    assert "boat 1" in content.text
    assert "boat 2" not in content.text
    assert [warning.split('"')[1] for warning in content.warnings] == ["Shown", "Notes"]
    assert "up to row 2" in content.warnings[0]


def test_an_open_document_sheet_is_read_alike() -> None:
    """Only the file differs."""
    content = PARSERS[".ods"](ods(*SHIPS), "a.ods")

    assert content == PARSERS[".xlsx"](workbook(("Ships", SHIPS)), "a.xlsx")


def test_a_cell_far_out_ends_in_text_or_in_a_reason() -> None:
    """A small file may claim a sheet of seventeen thousand million cells."""
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        "</sheetData></worksheet>"
    )
    parts = unpacked(workbook(("Far", [[1.0]])))

    with pytest.raises(UnreadableDocumentError, match=r"a\.xlsx: "):
        parse(archive({**parts, "xl/worksheets/sheet1.xml": xml}), "a.xlsx")


def test_entities_are_not_expanded_in_workbooks() -> None:
    """A few lines of entities would else be gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE sst [<!ENTITY e0 "ha">{levels}]><sst><si><t>&e11;</t></si></sst>'
    parts = unpacked(workbook(("Ships", SHIPS)))

    try:
        text = parse(archive({**parts, "xl/sharedStrings.xml": xml}), "a.xlsx").text
    except UnreadableDocumentError as error:
        text = str(error)

    assert "haha" not in text


def unpacked(data: bytes) -> dict[str, str | bytes]:
    with open_archive(data, "a") as opened:
        return {member: opened.read(member) for member in opened.namelist()}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("cut", ["</table:table>", "<table:table-row>", "</office:body>"])
def test_a_sheet_whose_table_has_no_end_is_refused(cut: str) -> None:
    """At once: the library that reads it would look for the end for ever."""
    with zipfile.ZipFile(io.BytesIO(ods(*SHIPS))) as packed:
        members = {name: packed.read(name).decode() for name in packed.namelist()}
    content = members["content.xml"]
    members["content.xml"] = content[: content.rindex(cut)] + content[content.rindex(cut) + len(cut) :]

    with pytest.raises(UnreadableDocumentError, match=r"content\.xml is broken"):
        PARSERS[".ods"](archive(members), "a.ods")


def test_years_and_counts_in_two_columns_have_names_above_them() -> None:
    """Labels with their values, of which a form is made, have none."""
    counted = read(["Year", "Ducks"], [2021, 110], [2022, 140], [2023, 160])
    form = read(["Name", "Lark"], ["Boat", "Wren"], ["Seats", 4])

    assert [row.header is not None for row in counted.of_kind("row")] == [False, True, True, True]
    assert all(row.header is None for row in form.of_kind("row"))


@pytest.mark.parametrize("extent", ["1:3", "A:B", "A1", "A1:B9"])
def test_what_a_sheet_says_of_its_own_extent_is_a_hint(extent: str) -> None:
    """Some programs name whole rows, at which the library gives a sheet up, or a part of it."""
    file, changed = io.BytesIO(workbook(("Boats", [["Town", "Fare"], ["Oslo", 34], ["Moss", 12]]))), io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(changed, "w") as after:
        for path in before.namelist():
            part = before.read(path)
            if path == "xl/worksheets/sheet1.xml":
                assert b'<dimension ref="A1:B3"/>' in part
                part = part.replace(b'ref="A1:B3"', f'ref="{extent}"'.encode())
            after.writestr(path, part)

    assert PARSERS[".xlsx"](changed.getvalue(), "a.xlsx").text == "Boats\n\nTown\tFare\nOslo\t34\nMoss\t12"
