"""PDF: headings, lists, code, tables of contents and forms as blocks."""

import pytest

from index.parsers import PARSERS
from index.records import Block, Content
from tests.parsers.drawing_pdf import BOLD, MAPPED, MONO, Field, column, drawn, row, text
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
    """A value is text at its place; where nothing is printed beside its field, its accessible name stands there."""
    page = [
        text(72, 700, "Name of the skipper:"),
        text(72, 660, "Sail number:"),
        text(95, 620, "with a spinnaker"),
        text(95, 600, "with a motor"),
        text(72, 540, "Send this sheet to the club before the race."),
    ]
    fields = [
        Field(200, 690, "a", "Maria Holm"),
        Field(200, 656, "b", ""),
        Field(72, 616, "c", value=True, width=14),
        Field(72, 596, "d", value=False, width=14),
        Field(320, 500, "e", "Westhaven", tooltip="Home port"),
    ]

    content = parse_pdf(drawn([page], fields={0: fields}))

    filled = [cells(content, block) for block in content.of_kind("form_field")]
    assert filled == [["Name of the skipper:", "Maria Holm"], ["Home port:", "Westhaven"]]
    assert "Name of the skipper: Maria Holm" in content.text
    assert "☒ with a spinnaker\n☐ with a motor" in content.text


@pytest.mark.parametrize("gap", [6, 120])
def test_a_box_behind_its_label_is_a_field(gap: float) -> None:
    """A field of the form or a printed box: its label, and whether it is ticked."""
    signs = {ord("X"): "☒", ord("O"): "☐"}
    page = [
        text(72, 700, "With a cot"),
        text(118 + gap, 700, "X", font=MAPPED),
        text(72, 660, "With a stove"),
        text(127 + gap, 660, "O", font=MAPPED),
        text(72, 620, "Sauna"),
    ]

    content = parse_pdf(drawn([page], fields={0: [Field(101 + gap, 616, "c", value=True, width=14)]}, unicode=signs))

    assert not content.of_kind("table")
    filled = [cells(content, block) for block in content.of_kind("form_field")]
    assert filled == [["With a cot", "☒"], ["With a stove", "☐"], ["Sauna", "☒"]]


def test_a_box_at_the_end_of_a_sentence_is_no_field() -> None:
    page = [*column(72, 700, ["I have read the rules of the club and agree to keep", "them in the house"])]
    page.append(text(155, 688, "X", font=MAPPED))

    content = parse_pdf(drawn([page], unicode={ord("X"): "☐"}))

    assert content.text == "I have read the rules of the club and agree to keep them in the house ☐"


def test_boxes_behind_several_cells_stay_in_their_table() -> None:
    page = [each for n, day in enumerate(("Monday", "Tuesday", "Friday")) for each in row(700 - 16 * n, {72: day})]
    page += [text(left, 700 - 16 * n, "X", font=MAPPED) for n in range(3) for left in (180, 260)]

    content = parse_pdf(drawn([page], unicode={ord("X"): "☒"}))

    assert rows(content) == [[day, "☒", "☒"] for day in ("Monday", "Tuesday", "Friday")]


def test_items_and_amounts_in_bold_are_no_headings() -> None:
    """A bullet says that a line is an item, an amount behind a label that it says something by itself."""
    page = [
        text(72, 760, "Works with these lamps:", font=BOLD),
        *(text(80, 740 - 16 * i, f"• F6C{number}-RKM", font=BOLD) for i, number in enumerate((110, 150, 230))),
        *column(72, 660, PROSE * 2),
        text(72, 560, "TOTAL PREMIUM $ 2,191.91", font=BOLD, size=14),
        *column(72, 540, PROSE * 2),
        text(72, 440, "Lamps of 1871", font=BOLD),
        *column(72, 420, PROSE),
    ]

    content = parse_pdf(drawn([page]))

    assert [words_at(content, block.span) for block in content.of_kind("heading")][-1] == "Lamps of 1871"
    assert len(content.of_kind("item")) == 3
    assert "TOTAL PREMIUM $ 2,191.91" in [words_at(content, block.span) for block in content.of_kind("paragraph")]
