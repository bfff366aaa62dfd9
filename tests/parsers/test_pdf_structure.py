"""PDF: headings, lists, tables, captions, code, tables of contents and forms as blocks."""

import pytest

from index.parsers import PARSERS
from index.records import Block, Content
from tests.parsers.drawing_pdf import BOLD, MONO, Field, area, column, drawn, grid, line, row, text
from tests.parsers.views import paths, words_at

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


def test_headings_by_their_type() -> None:
    """Larger type stands over smaller, and bold lines between paragraphs are headings too."""
    page = [
        text(72, 760, "The Northern Lights", size=20),
        text(72, 720, "First light", size=14),
        *column(72, 700, PROSE),
        text(72, 640, "Keepers", font=BOLD),
        *column(72, 625, PROSE),
        text(72, 560, "Second light", size=14),
        *column(72, 540, PROSE),
    ]

    content = parse_pdf(drawn([page]))

    assert paths(content) == [
        ("The Northern Lights",),
        ("The Northern Lights", "First light"),
        ("The Northern Lights", "First light", "Keepers"),
        ("The Northern Lights", "Second light"),
    ]


def test_numbers_of_headings_say_their_level() -> None:
    """Where all headings are set alike, "2.1" stands under "2"."""
    page = []
    for i, heading in enumerate(("1 Lamps", "1.1 Oil", "1.2 Gas", "2 Keepers")):
        page += [text(72, 760 - 100 * i, heading, font=BOLD), *column(72, 740 - 100 * i, PROSE)]

    content = parse_pdf(drawn([page]))

    assert paths(content) == [("1 Lamps",), ("1 Lamps", "1.1 Oil"), ("1 Lamps", "1.2 Gas"), ("2 Keepers",)]


def test_a_long_bold_paragraph_is_no_heading() -> None:
    """Nor is bold type a heading where everything is bold."""
    loud = [text(72, 700 - 40 * i, f"Name of keeper {i}: Lund", font=BOLD) for i in range(8)]

    content = parse_pdf(drawn([loud, [*column(72, 700, PROSE * 3, font=BOLD), *column(72, 500, PROSE * 5)]]))

    assert not content.of_kind("heading")


def test_a_list_with_its_lead_in() -> None:
    """Items keep their marks, wrapped lines belong to them, and the list to the line that announces it."""
    page = [
        text(72, 700, "Whoever wants to become keeper needs:"),
        text(90, 680, "1."),
        text(115, 680, "a certificate of the school of navigation that is not older than ten years"),
        text(115, 668, "and a letter of the parish;"),
        text(90, 654, "2."),
        text(115, 654, "good eyes."),
    ]

    content = parse_pdf(drawn([page]))

    items = content.of_kind("item")
    assert [words_at(content, item.span) for item in items] == [
        "1. a certificate of the school of navigation that is not older than ten years and a letter of the parish;",
        "2. good eyes.",
    ]
    outer = content.blocks[items[0].parent or 0]
    assert outer.kind == "list"
    assert words_at(content, content.blocks[outer.parent or 0].span) == "Whoever wants to become keeper needs:"


def test_lists_in_lists() -> None:
    """An item that stands further to the right belongs to the one before it, whose span holds it."""
    page = [
        text(72, 700, "• lamps"),
        text(90, 686, "– of oil"),
        text(90, 672, "– of gas"),
        text(72, 658, "• keepers"),
    ]

    content = parse_pdf(drawn([page]))

    items = [words_at(content, block.span) for block in content.of_kind("item")]
    assert items == ["• lamps\n– of oil\n– of gas", "– of oil", "– of gas", "• keepers"]
    inner = content.of_kind("list")[1]
    assert inner.parent is not None
    assert content.blocks[inner.parent].kind == "item"


def test_a_name_with_an_initial_is_no_item() -> None:
    """ "A. Lund" begins like an item, and nothing follows that goes on counting."""
    page = [text(72, 700, "A. Lund was the first keeper of the lamp."), *column(72, 660, PROSE)]

    assert not parse_pdf(drawn([page])).of_kind("list")


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
    """Cells that stand aligned over several rows are a table; an empty cell is told as empty."""
    page = [
        *column(72, 760, PROSE),
        *row(700, {72: "Port", 200: "Ships", 300: "Crew", 400: "Since"}, font=BOLD),
        *row(684, {72: "Berg", 200: "12", 300: "40", 400: "1871"}),
        *row(668, {72: "Odde", 300: "21", 400: "1902"}),
        *row(652, {72: "Skerry Bay", 200: "7", 400: "1988"}),
        *column(72, 600, PROSE),
    ]

    content = parse_pdf(drawn([page]))

    assert rows(content) == [
        ["Port", "Ships", "Crew", "Since"],
        ["Berg", "12", "40", "1871"],
        ["Odde", None, "21", "1902"],
        ["Skerry Bay", "7", None, "1988"],
    ]
    assert content.text.split("\n\n")[0] == content.text.split("\n\n")[-1] == " ".join(PROSE)


def test_columns_of_numbers_aligned_at_the_right() -> None:
    """Cells may end at the same place instead of beginning there."""
    page = [
        *row(700, {72: "Port", 250: "Ships"}, font=BOLD),
        *row(684, {72: "Berg", 262: "112"}),
        *row(668, {72: "Odde", 254: "1,204"}),
        *row(652, {72: "Skerry Bay", 273: "7"}),
    ]

    content = parse_pdf(drawn([page]))

    assert rows(content)[1:] == [["Berg", "112"], ["Odde", "1,204"], ["Skerry Bay", "7"]]


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


def test_code_keeps_its_lines_and_indents() -> None:
    """What is set in one width is code; the paragraph that announces it is its parent."""
    page = [
        *column(72, 760, PROSE),
        text(72, 700, "The lamp is lit by this script:"),
        text(72, 680, "def light():", font=MONO),
        text(72 + 4 * 6, 668, "lamp.on()", font=MONO),
    ]

    content = parse_pdf(drawn([page]))

    (code,) = content.of_kind("code")
    assert words_at(content, code.span) == "def light():\n    lamp.on()"
    assert code.parent is not None
    assert words_at(content, content.blocks[code.parent].span) == "The lamp is lit by this script:"


def test_a_table_of_contents_is_no_text() -> None:
    """Headings with the pages on which they stand are not quoted; the dots between them are not written."""
    entries = (
        "1 Lamps ........................ 3",
        "1.1 Oil ....................... 4",
        "2 Keepers .................... 9",
    )
    page = [text(72, 740, "Contents", size=16), *column(72, 700, entries)]

    content = parse_pdf(drawn([page, column(72, 700, PROSE)]))

    (contents,) = content.of_kind("boilerplate")
    assert contents.why == "table of contents"
    assert words_at(content, contents.span) == "1 Lamps\t3\n1.1 Oil\t4\n2 Keepers\t9"
    assert content.title is None


def test_what_was_written_into_a_form_stands_behind_its_label() -> None:
    """A value is text at its place; where nothing is printed beside its field, what a reader is told stands there."""
    page = [
        text(72, 700, "Name of the applicant:"),
        text(72, 660, "Length of the boat:"),
        text(95, 620, "with electricity"),
        text(95, 600, "with water"),
        text(72, 540, "The form is handed in at the harbour office."),
    ]
    fields = [
        Field(200, 696, "a", "Lovisa Andersdal"),
        Field(200, 656, "b", ""),
        Field(72, 616, "c", value=True, width=14),
        Field(72, 596, "d", value=False, width=14),
        Field(320, 500, "e", "Skerry Bay", tooltip="Harbour"),
    ]

    content = parse_pdf(drawn([page], fields={0: fields}))

    filled = [cells(content, block) for block in content.of_kind("form_field")]
    assert filled == [["Name of the applicant:", "Lovisa Andersdal"], ["Harbour:", "Skerry Bay"]]
    assert "Name of the applicant: Lovisa Andersdal" in content.text
    assert "☒ with electricity\n☐ with water" in content.text


@pytest.mark.parametrize("size", [1, 8])
def test_pages_of_a_chart_cost_no_table(size: int) -> None:
    """Lines that rule nothing, and areas that hold no text, make no table of the words around them."""
    bars = [area(100 + 30 * i, 300, 20, 10 * size * i, (0.2, 0.2, 0.8)) for i in range(6)]
    page = [*bars, line(90, 300, 300, 300), line(90, 300, 90, 500), text(90, 280, "1900"), *column(72, 700, PROSE)]

    assert not parse_pdf(drawn([page])).of_kind("table")
