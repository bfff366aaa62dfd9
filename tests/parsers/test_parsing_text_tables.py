"""Plain text: tables by columns that line up, or by lines that are drawn."""

import pytest

from index.parsers import parse
from index.records import Content
from tests.parsers.views import words, words_at


def read(text: str) -> Content:
    return parse(text.encode(), "a.txt")


def cells(content: Content) -> list[list[str | None]]:
    return [[words_at(content, cell) if cell else None for cell in row.cells] for row in content.of_kind("row")]


def headers(content: Content) -> list[str | None]:
    return [
        words_at(content, content.blocks[row.header].span) if row.header is not None else None
        for row in content.of_kind("row")
    ]


def test_columns_that_line_up_are_a_table() -> None:
    """With the sentence that announces it; the line under the names is no row, and they are each row's header."""
    text = (
        "The ferry goes at these hours:\n\n  from     to       hour\n  -----    -----    -----\n"
        "  Molde    Bodo     9:40\n  Bodo     Tromso   13:05\n"
    )

    content = read(text)

    (table,) = content.of_kind("table")
    assert table.parent is not None
    assert words_at(content, content.blocks[table.parent].span) == "The ferry goes at these hours:"
    assert cells(content) == [["from", "to", "hour"], ["Molde", "Bodo", "9:40"], ["Bodo", "Tromso", "13:05"]]
    assert headers(content) == [None, "from     to       hour", "from     to       hour"]
    assert [block.why for block in content.of_kind("boilerplate")] == ["line of a table"]


def test_names_in_capitals_or_over_numbers_are_a_header() -> None:
    """A first row like the others is none."""
    capitals = read("TOWN     RANK\nMolde    first\nBodo     second\n")
    numbers = read("town     fee\nMolde    12\nBodo     7.50\n")
    first = read("port    service\n8143    telemetry\n5512    meter bus\n")
    plain = read("red      the left side\ngreen    the right side\nwhite    the mast\n")

    assert headers(capitals) == [None, "TOWN     RANK", "TOWN     RANK"]
    assert headers(numbers) == [None, "town     fee", "town     fee"]
    assert headers(first) == [None, "port    service", "port    service"]
    assert headers(plain) == [None, None, None]


def test_one_line_under_all_names_makes_them_a_header() -> None:
    """Not a heading: it has columns."""
    text = "Article      Unit     Price\n---------------------------\n"
    text += "Rope         m         2.40\nFlag         piece    19.00\n"

    content = read(text)

    assert headers(content)[1:] == ["Article      Unit     Price"] * 2
    assert cells(content)[1] == ["Rope", "m", "2.40"]


def test_the_last_cell_may_go_on_below_itself() -> None:
    """It is one cell then; an empty one is none."""
    text = "w    wind\nr    rain that lasts for\n     the whole day\n?    \nf    fog\n".replace("?    \n", "")

    content = read(f"The letters of the log mean:\n\n{text}")

    assert [" ".join((row[1] or "").split()) for row in cells(content)] == [
        "wind",
        "rain that lasts for the whole day",
        "fog",
    ]


def test_a_cell_that_goes_on_beside_others_is_the_only_one_without_a_place() -> None:
    """Half of a name is a wrong answer; the other cells of its row are as good as those of any row."""
    text = (
        "Well    Depth   Drilled by           Year\n"
        "------  ------  -------------------  ----\n"
        "1       41 m    Ole Ruud             1962\n"
        "2       63 m    Northern Wells       1978\n"
        "                and Pumps\n"
        "3       88 m    Ole Ruud             1981\n"
    )

    rows = parse(text.encode(), "wells.txt").of_kind("row")

    assert [[text[cell.start : cell.end] if cell else None for cell in row.cells] for row in rows[2:]] == [
        ["2", "63 m", None, "1978"],
        ["3", "88 m", "Ole Ruud", "1981"],
    ]
    assert text[rows[2].start : rows[2].end].endswith("and Pumps")


def test_tabs_part_columns() -> None:
    """However wide they are printed."""
    content = read("Molde\t\t12 euros\nBodo town\t7 euros\nOslo\t\t9 euros\n")

    assert cells(content) == [["Molde", "12 euros"], ["Bodo town", "7 euros"], ["Oslo", "9 euros"]]


def test_an_empty_cell_is_none() -> None:
    """The others keep their columns."""
    content = read("town      boat      berth\nMolde     Ida       3\nBodo                9\nOslo      Molly     4\n")

    assert cells(content)[2] == ["Bodo", None, "9"]


@pytest.mark.parametrize("bar", "|│")
def test_drawn_tables_have_rows_and_cells(bar: str) -> None:
    """A cell that is alone on its lines is one; of a row with several lines the words are kept, and no cell is said."""
    text = (
        "+------+--------+\n| town | fee    |\n+======+========+\n| Bodo | 7      |\n+------+--------+\n"
        "| Oslo | 9 or   |\n|      | more   |\n+------+--------+\n"
    ).replace("|", bar)

    content = read(text)

    assert cells(content) == [["town", "fee"], ["Bodo", "7"], []]
    assert "more" in words(content, "row")[2]
    assert headers(content)[1] == f"{bar} town {bar} fee    {bar}"


@pytest.mark.parametrize(
    "text",
    [
        # set to one length, as manual pages are
        "The  keeper  of  the  lamp writes the  hour of\neach  ship  that  he  sees into the  book  which\n"
        "hangs  beside  the door of his small room,\n",
        # items, and code
        "- red    one\n- blue   two\n- green  three\n",
        "int a = 3;    // one\nint b = 4;    // two\nint c = 5;    // three\n",
        "Only    this\nand     that.\n",
    ],
)
def test_other_lines_that_line_up_are_no_table(text: str) -> None:
    """Justified prose, items, code, and what is too short to tell."""
    assert read(text).of_kind("table") == ()


def test_a_caption_belongs_to_the_table_below_it() -> None:
    """It stands right over it."""
    content = read("Table 3. Fees of the ferry\n\ntown     fee\nMolde    12\nBodo     7\n")

    (table,) = content.of_kind("table")
    assert words(content, "caption") == ["Table 3. Fees of the ferry"]
    assert table.parent == 0
