"""Tables of Word documents: rows under the row that names their columns, groups, merged cells."""

import pytest

from index.records import Content
from tests.parsers.test_office_docx import p, read
from tests.parsers.views import words, words_at


def table(*rows: str, properties: str = "") -> str:
    return f"<w:tbl>{properties}{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(cell if cell.startswith("<w:tc") else f"<w:tc>{p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def cell(text: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def cells(content: Content) -> list[list[str | None]]:
    return [[words_at(content, span) if span else None for span in block.cells] for block in content.of_kind("row")]


def test_a_table_is_rows_with_cells_under_the_row_that_names_them() -> None:
    """Each row is a line, and knows its columns' names."""
    content = read(p("Prices:"), table(row("Boat", "Seats"), row("Lark", "4"), row("Wren", "12")))
    rows = content.of_kind("row")

    assert content.text == "Prices:\n\nBoat\tSeats\nLark\t4\nWren\t12"
    assert cells(content) == [["Boat", "Seats"], ["Lark", "4"], ["Wren", "12"]]
    assert [row.header for row in rows] == [None, None, None], "two columns may as well be labels with their values"
    assert content.blocks[content.of_kind("table")[0].parent or 0].kind == "paragraph"


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ((row("Boat", "Seats", "Year"), row("Lark", "4", "1990"), row("Wren", "12", "1991")), True),
        ((row("Boat", "Seats", properties="<w:tblHeader/>"), row("Lark", "four")), True),
        (
            (
                row(f"<w:tc>{p('Boat', run='<w:b/>')}</w:tc>", f"<w:tc>{p('Rig', run='<w:b/>')}</w:tc>"),
                row("Lark", "gaff"),
            ),
            True,
        ),
        ((row("Year", "Fee of a berth"), row("1988", "65 marks"), row("1992", "80 marks")), True),
        ((row("Day", "Keeper"), row("Saturday", "Ida Moe"), row("Sun 4 May", "Ole Vik")), True),
        ((row("Boat", "Lark"), row("Saturday", "Ida Moe"), row("Crew", "Ole Vik")), False),
        ((row("1988", "of oak"), row("1992", "of pine"), row("1994", "of steel")), False),
        ((row("Law", "Norway"), row("Notice", "four weeks")), False),
        ((row("Lark", "4", "1990"), row("Wren", "12", "1991")), False),
        ((row("Owner:", "Ida Moe", "of Bergen"), row("Crew:", "4", "6")), False),
    ],
)
def test_a_row_names_the_columns_only_where_it_surely_does(rows: tuple[str, ...], header: bool) -> None:
    """The file's word, bold type, or words over figures; labels with values are no header."""
    first, second = read(table(*rows)).of_kind("row")[:2]

    assert first.header is None
    assert (second.header is not None) == header


def test_merged_cells_are_written_once_and_stand_in_each_of_their_columns() -> None:
    """Across: in both columns; downwards: in the later row too."""
    across, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

    content = read(
        table(
            row("Town", "Adults", "Children"),
            row(cell("Oslo", start), cell("34 crowns", across)),
            row(cell("", on), "30 crowns", "12 crowns"),
        )
    )

    assert content.text == "Town\tAdults\tChildren\nOslo\t34 crowns\n30 crowns\t12 crowns"
    assert cells(content)[1:] == [["Oslo", "34 crowns", "34 crowns"], ["Oslo", "30 crowns", "12 crowns"]]


@pytest.mark.parametrize(
    ("lower", "headers"), [(("", "adults", "children", ""), 2), (("Oslo", "none", "many", "May"), 1)]
)
def test_names_under_a_merged_name_are_a_second_row_of_names(lower: tuple[str, ...], headers: int) -> None:
    """They stand under the merged cell alone; a row with a name of its own is data."""
    across = '<w:gridSpan w:val="2"/>'

    content = read(
        table(
            row("Town", cell("Beds", across), "Since"),
            row(*lower),
            row("Moss", "40", "9", "1990"),
            row("Bodo", "3", "2", "2001"),
        )
    )

    rows = content.of_kind("row")
    assert content.blocks[rows[2].header or 0] == rows[headers - 1]
    assert rows[1].header is not None


def test_a_row_across_all_columns_is_the_parent_of_the_rows_below_it() -> None:
    """A group's label goes along with its rows."""
    label = '<w:gridSpan w:val="3"/>'

    content = read(
        table(
            row("Boat", "Seats", "Year"), row(cell("Rowing", label)), row("Lark", "4", "1990"), row("Wren", "6", "1991")
        )
    )
    rows = content.of_kind("row")

    assert words_at(content, content.blocks[rows[2].parent or 0].span) == "Rowing"
    assert words_at(content, content.blocks[rows[3].header or 0].span) == "Boat\tSeats\tYear"


def test_a_table_in_a_cell_is_read_where_it_stands() -> None:
    """Neither lost nor said twice."""
    inner = table(row("wool", "48 crowns"))

    content = read(
        table(row("Course", "Material", "Fee"), row("Weaving", f"<w:tc>{p('with')}{inner}<w:p/></w:tc>", "66 crowns"))
    )

    assert content.text.endswith("Weaving\twith wool 48 crowns\t66 crowns")


def test_a_row_with_long_cells_holds_their_paragraphs_and_lists() -> None:
    """A clause in a cell is read sentence by sentence, and still belongs to its row."""
    clause = p("The keeper lights the lamp at dusk. " * 15) + p("He writes down:") + p("ships", "<w:numPr/>")

    content = read(table(row("Duties", f"<w:tc>{clause}</w:tc>"), row("Law", "Norway")))
    first = content.of_kind("row")[0]

    assert [words_at(content, span)[:6] for span in first.cells if span] == ["Duties", "The ke"]
    assert [content.blocks[block.parent or 0] for block in content.of_kind("paragraph")] == [first] * 3
    assert content.blocks[content.of_kind("list")[0].parent or 0].kind == "paragraph"
    assert words(content, "item") == ["ships"]
