"""PDF: tables with ruling lines and without, and what only looks like one."""

import pytest

from index.parsers import PARSERS
from index.records import Block, Content
from tests.parsers.drawing_pdf import BOLD, REGULAR, area, column, drawn, grid, line, row, text
from tests.parsers.views import words_at

PROSE = (
    "The keeper of the northern lighthouse wrote down every ship that passed by day,",
    "and he lit the lamp for those that were still at sea when night had fallen over",
    "the cape and the islands.",
)


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def cells(content: Content, block: Block) -> list[str | None]:
    return [None if cell is None else words_at(content, cell) for cell in block.cells]


def rows(content: Content) -> list[list[str | None]]:
    return [cells(content, block) for block in content.of_kind("row")]


def test_a_ruled_table() -> None:
    """Rows are lines, cells are parted by tabs; wrapped cells are one; the bold row on top names the columns."""
    page = [
        text(72, 720, "Table 1: Lamps by year."),
        *grid((72, 160, 300, 400), (710, 690, 660, 640)),
        *row(696, {76: "Year", 164: "Lamp", 304: "Ships"}, font=BOLD),
        *row(678, {76: "1871", 164: "an oil lamp with", 304: "96"}),
        text(164, 666, "two wicks"),
        *row(646, {76: "1902", 164: "gas"}),
    ]

    content = parse_pdf(drawn([page]))

    assert "Year\tLamp\tShips\n1871\tan oil lamp with two wicks\t96\n1902\tgas" in content.text
    assert rows(content) == [
        ["Year", "Lamp", "Ships"],
        ["1871", "an oil lamp with two wicks", "96"],
        ["1902", "gas", None],
    ]
    head, first, _ = content.of_kind("row")
    table = content.blocks[first.parent or 0]
    assert head.header is None
    assert content.blocks[first.header or -1] == head
    assert content.blocks[table.parent or 0].kind == "caption"


def test_a_band_of_several_printed_rows_is_several_rows() -> None:
    """Where figures stand on each line; a cell of one line is that of all of them, and the title names no columns."""
    page = [
        *(line(72, y, 400, y) for y in (730, 710, 690, 640, 590)),
        *(line(x, 590, x, 710) for x in (160, 230, 300)),
        *(line(x, 590, x, 730) for x in (72, 400)),
        text(76, 716, "Ships that passed"),
        *row(696, {76: "Sea", 164: "Month", 234: "Ships", 304: "Boats"}),
        *row(678, {76: "North", 164: "May", 234: "96", 304: "1,204"}),
        *row(662, {164: "June", 234: "118", 304: "998"}),
        *row(646, {164: "July", 234: "120", 304: "875"}),
        *row(628, {76: "South", 164: "May", 234: "6", 304: "204"}),
        *row(612, {164: "June", 234: "18", 304: "98"}),
        *row(596, {164: "July", 234: "20", 304: "75"}),
    ]

    content = parse_pdf(drawn([page]))

    found = rows(content)
    assert [each[1:] for each in found[2:5]] == [["May", "96", "1,204"], ["June", "118", "998"], ["July", "120", "875"]]
    assert [each[0] for each in found[2:]] == ["North"] * 3 + ["South"] * 3
    names = content.of_kind("row")[1]
    assert all(content.blocks[each.header or 0] == names for each in content.of_kind("row")[2:])


def test_merged_cells_are_the_same_in_each_place() -> None:
    """A cell over two columns is in both; one over two rows is in both, and written once."""
    edges = [
        *(line(72, y, 400, y) for y in (700, 680, 640)),
        line(160, 660, 400, 660),
        *(line(x, 640, x, 700) for x in (72, 400)),
        line(160, 640, 160, 700),
        line(280, 640, 280, 680),
    ]
    page = [
        *edges,
        *row(686, {76: "Port", 164: "Ships in summer and winter"}, font=BOLD),
        *row(666, {164: "12", 284: "7"}),
        *row(646, {76: "Berg", 164: "9", 284: "4"}),
    ]

    content = parse_pdf(drawn([page]))

    assert rows(content) == [
        ["Port", "Ships in summer and winter", "Ships in summer and winter"],
        ["Berg", "12", "7"],
        ["Berg", "9", "4"],
    ]
    assert content.text.count("Berg") == 1


def test_a_row_over_all_columns_names_the_rows_below_it() -> None:
    """Rows under a group's name have it as their parent."""
    page = [
        *grid((72, 160), (700, 680, 660)),
        *(line(72, y, 300, y) for y in (700, 680, 660, 640, 620)),
        *(line(x, 620, x, 700) for x in (72, 300)),
        *(line(x, top - 20, x, top) for x in (160, 230) for top in (700, 660, 640)),
        *row(686, {76: "Port", 164: "Day", 234: "Night"}, font=BOLD),
        text(76, 666, "In winter"),
        *row(646, {76: "Berg", 164: "9", 234: "4"}),
        *row(626, {76: "Odde", 164: "5", 234: "2"}),
    ]
    page = [each for each in page if each != line(160, 660, 160, 700)]

    content = parse_pdf(drawn([page]))

    group = next(block for block in content.of_kind("row") if words_at(content, block.span) == "In winter")
    last = content.of_kind("row")[-1]
    assert content.blocks[last.parent or 0] == group
    assert cells(content, last) == ["Odde", "5", "2"]


def test_a_table_without_lines() -> None:
    """Cells that stand aligned over several rows are a table; an empty cell is None."""
    page = [
        *column(72, 760, PROSE),
        *row(700, {72: "Port", 200: "Ships", 300: "Crew", 400: "Since"}, font=BOLD),
        *row(684, {72: "Berg", 200: "12", 300: "40", 400: "1871"}),
        *row(668, {72: "Odde", 300: "21", 400: "1902"}),
        *row(652, {72: "Westhaven", 200: "7", 400: "1988"}),
        *column(72, 600, PROSE),
    ]

    content = parse_pdf(drawn([page]))

    assert rows(content) == [
        ["Port", "Ships", "Crew", "Since"],
        ["Berg", "12", "40", "1871"],
        ["Odde", None, "21", "1902"],
        ["Westhaven", "7", None, "1988"],
    ]
    assert content.text.split("\n\n")[0] == content.text.split("\n\n")[-1] == " ".join(PROSE)


@pytest.mark.parametrize("names_are_bold", [False, True])
def test_a_label_in_bold_type_alone_names_the_rows_below_it(names_are_bold: bool) -> None:
    """Where the other rows begin in bold type too, it is a row with empty cells."""
    names = BOLD if names_are_bold else REGULAR
    lines = {684: "In winter", 668: "Berg", 652: "Odde", 636: "In summer", 620: "Vest"}
    page = [
        *row(700, {72: "Port", 200: "Day", 300: "Night"}, font=BOLD),
        *(text(72, base, word, font=BOLD if word.startswith("In ") else names) for base, word in lines.items()),
        *(each for base in (668, 652, 620) for each in row(base, {200: str(base % 9), 300: "4"})),
    ]

    content = parse_pdf(drawn([page]))

    last = content.of_kind("row")[-1]
    parent = words_at(content, content.blocks[last.parent or 0].span)
    assert cells(content, last) == ["Vest", str(620 % 9), "4"]
    assert (parent == "In summer") is not names_are_bold


@pytest.mark.parametrize(
    ("first", "names"),
    [("Voyage: N-17", False), ("Master: Falk", False), ("Voyage", True), ("Part 1: Out", True), ("Lamp: in use", True)],
)
def test_a_bold_row_with_a_value_is_data(first: str, names: bool) -> None:
    """A label with what it says is worth finding; the names of columns are none."""
    page = [
        *grid((72, 200, 300, 400), (710, 690, 670, 650)),
        *row(696, {76: first, 204: "From", 304: "To"}, font=BOLD),
        *row(676, {76: "by sail", 204: "Berg", 304: "Odde"}),
        *row(656, {76: "by night", 204: "Vest", 304: "Berg"}),
    ]

    content = parse_pdf(drawn([page]))

    assert (content.of_kind("row")[1].header is not None) is names


def test_bold_names_over_words() -> None:
    """Columns of words have names too, where these are bold."""
    page = [
        *row(700, {72: "Port", 200: "Light"}, font=BOLD),
        *row(684, {72: "Berg", 200: "white"}),
        *row(668, {72: "Odde", 200: "red"}),
    ]

    content = parse_pdf(drawn([page]))

    head, *others = content.of_kind("row")
    assert [content.blocks[block.header or 0] for block in others] == [head, head]


def test_columns_of_numbers_aligned_at_the_right() -> None:
    """Cells may end at the same place instead of beginning there."""
    page = [
        *row(700, {72: "Port", 250: "Ships"}, font=BOLD),
        *row(684, {72: "Berg", 262: "112"}),
        *row(668, {72: "Odde", 254: "1,204"}),
        *row(652, {72: "Westhaven", 273: "7"}),
    ]

    content = parse_pdf(drawn([page]))

    assert rows(content)[1:] == [["Berg", "112"], ["Odde", "1,204"], ["Westhaven", "7"]]


def test_labels_and_their_values_are_read_together() -> None:
    """A form without fields: what is said stands behind its label, in two columns of such pairs as well."""
    page = [
        *row(700, {72: "Ship:", 160: "Anna", 300: "Harbour:", 400: "Berg"}),
        *row(684, {72: "Length:", 160: "12 m", 300: "Crew:", 400: "4"}),
        *row(668, {72: "Built:", 160: "1988", 300: "Master:", 400: "I. Falk"}),
    ]

    content = parse_pdf(drawn([page]))

    assert "Length:\t12 m\tCrew:\t4" in content.text.split("\n")


def test_a_label_beside_a_paragraph() -> None:
    """Descriptions that run over several lines stay with the words that they describe."""
    page = [
        *row(700, {72: "mooring", 160: "The place at which a boat is made fast, in a harbour or outside"}),
        text(160, 688, "of it, or at a buoy of the bay that has been given to it by the"),
        text(160, 676, "office of the harbour for a year."),
        *row(660, {72: "skerry", 160: "A small island of bare rock, over which the sea breaks in every"}),
        text(160, 648, "storm, and on which no boat can land, whatever the weather is in"),
        text(160, 636, "the bay itself."),
        *row(620, {72: "quay", 160: "A wall of stone at which ships lie to be laden, and to which they"}),
        text(160, 608, "are made fast by ropes."),
    ]

    content = parse_pdf(drawn([page]))

    assert [line.split("\t")[0] for line in content.text.split("\n")] == ["mooring", "skerry", "quay"]
    assert content.text.endswith(
        "quay\tA wall of stone at which ships lie to be laden, and to which they are made fast by ropes."
    )


def test_two_labels_beside_their_paragraphs_are_lines() -> None:
    """Too few for a table, they still belong to the text beside them."""
    page = [
        *row(700, {72: "\\lamp", 130: "Please write the name of the lamp behind this command, and the year in"}),
        text(130, 688, "which it was lit for the first time, and by whom, if that is known to you."),
        *row(660, {72: "\\ship", 130: "This command takes the name of a ship that has passed the cape at night"}),
        text(130, 648, "and was seen by the keeper."),
    ]

    content = parse_pdf(drawn([page]))

    assert [part.split()[0] for part in content.text.split("\n\n")] == ["\\lamp", "\\ship"]


@pytest.mark.parametrize("size", [1, 8])
def test_pages_of_a_chart_cost_no_table(size: int) -> None:
    """Lines that rule nothing, and areas that hold no text, make no table of the words around them."""
    bars = [area(100 + 30 * i, 300, 20, 10 * size * i, (0.2, 0.2, 0.8)) for i in range(6)]
    page = [*bars, line(90, 300, 300, 300), line(90, 300, 90, 500), text(90, 280, "1900"), *column(72, 700, PROSE)]

    assert not parse_pdf(drawn([page])).of_kind("table")
