"""Pictures of text: what is recognised, and what is said of it."""

import importlib.util
from collections.abc import Sequence

import pytest

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, ocr, parse
from index.parsers.ocr import RecognisedLine
from index.parsers.picture_blocks import content_of
from index.parsers.registry import PICTURES, UNTRUSTED
from tests.parsers.views import words

needs_ocr = pytest.mark.skipif(not ocr.is_available(), reason="needs the extra [ocr]")


def line(text: str, left: float, top: float, width: float = 0, height: float = 20, sure: float = 0.9) -> RecognisedLine:
    right, bottom = left + (width or 10 * len(text)), top + height
    return RecognisedLine(text, ((left, top), (right, top), (right, bottom), (left, bottom)), sure)


def prose(column: Sequence[str], left: float, top: float) -> list[RecognisedLine]:
    return [line(text, left, top + 26 * number, width=300) for number, text in enumerate(column)]


LEFT = [
    "The keeper wrote down every",
    "ship that passed the cape in",
    "a book bound in green leather",
    "which the museum shows.",
]
RIGHT = [
    "In winter the lamp failed for",
    "nine nights and the village lit",
    "fires on the beach to warn the",
    "ships that came from the north.",
]


def test_columns_are_read_one_after_another() -> None:
    """What stands beside a line in another column is not its continuation; a headline over both comes first."""
    page = [
        line("The Lamp of the Northern Cape and its Keepers", 0, 0, 640),
        *prose(LEFT, 0, 60),
        *prose(RIGHT, 340, 60),
    ]

    content = content_of([page])

    assert words(content, "paragraph")[1:] == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_table_is_read_row_by_row_under_its_header() -> None:
    """Cells that stand under one another are a table's, whose first row names the columns; an empty one is None."""
    rows = [
        ("Year", "Ships", "Remark"),
        ("1871", "96", "first light"),
        ("1902", "118", ""),
        ("1988", "240", "no keeper"),
    ]
    page = [
        line(cell, 200 * column, 30 * number)
        for number, row in enumerate(rows) for column, cell in enumerate(row) if cell
    ]  # fmt: skip

    content = content_of([page])

    assert words(content, "row") == [
        "Year\tShips\tRemark",
        "1871\t96\tfirst light",
        "1902\t118",
        "1988\t240\tno keeper",
    ]
    header, *others = content.of_kind("row")
    assert [content.blocks[row.header].span for row in others if row.header is not None] == [header.span] * 3
    assert others[1].cells[2] is None


def test_lines_of_a_paragraph_are_joined_and_a_gap_parts_two() -> None:
    """A word broken at a line's end is made whole; a gap between lines begins another paragraph."""
    page = [line("The lamp of the north-", 0, 0), line("ern cape was lit in 1871.", 0, 24), line("Nobody came.", 0, 90)]

    content = content_of([page])

    assert content.text == "The lamp of the northern cape was lit in 1871.\n\nNobody came."
    assert [content.text[place.start : place.end] for place in content.lines] == [
        "The lamp of the north", "ern cape was lit in 1871.", "Nobody came.",
    ]  # fmt: skip


def test_items_are_a_list_under_the_line_that_announces_them() -> None:
    """Marks begin items, and the line before that ends with a colon is what they belong to."""
    page = [line("The keeper has to:", 0, 0), line("1. trim the wick", 0, 26), line("2. fill the lamp", 0, 52)]

    content = content_of([page])

    assert words(content, "item") == ["1. trim the wick", "2. fill the lamp"]
    parent = content.of_kind("list")[0].parent
    assert parent is not None
    assert content.blocks[parent].kind == "paragraph"


def test_a_page_held_askew_is_read_by_its_own_lines() -> None:
    """Two cells on one slanting row stay on it although the next row's first cell is nearer in height."""
    slope = 0.06

    def askew(text: str, left: float, top: float) -> RecognisedLine:
        width = 10.0 * len(text)
        y, z = top + slope * left, top + slope * (left + width)
        return RecognisedLine(text, ((left, y), (left + width, z), (left + width, z + 18), (left, y + 18)), 0.9)

    rows = [("Lantern oil", "12 barrels"), ("Cotton wick", "40 metres"), ("Window panes", "6 sheets")]
    page = [
        askew(cell, 420 * column, 24 * number) for number, row in enumerate(rows) for column, cell in enumerate(row)
    ]

    content = content_of([page])

    assert words(content, "row") == ["\t".join(row) for row in rows]


def test_what_could_not_be_made_out_is_left_out_and_said() -> None:
    """A line of low confidence is no text, and a warning counts it and gives the mean of the others."""
    page = [line("The lamp was lit.", 0, 0, sure=0.9), line("Hj~ lkw", 0, 40, sure=0.3)]

    content = content_of([page])

    assert content.text == "The lamp was lit."
    assert "mean confidence of 90%" in content.warnings[0]
    assert content.warnings[1].startswith("1 line(s)")


def test_without_the_extra_a_picture_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the command."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(UnreadableDocumentError, match=r"is a picture; to read it install .* 'cited-qa\[ocr\]'"):
        PARSERS[".png"](b"", "a.png")


def test_every_picture_is_read_in_the_child_process() -> None:
    """A decoder of pictures is what a hostile file breaks first."""
    assert set(PICTURES) <= UNTRUSTED


@needs_ocr
def test_the_pages_of_a_fax_are_pages_with_their_lines_placed() -> None:
    """Each picture of a TIFF is a page; a line's rectangle is where it was drawn, in pixels."""
    from tests.parsers.pictures import drawn, saved  # noqa: PLC0415 - needs the extra

    one, two = drawn([(40, 30, 24, "The lamp was lit")]), drawn([(300, 120, 24, "Nobody came")])

    content = parse(saved(one, ".tiff", two), "a.tiff")

    assert content.text == "The lamp was lit\n\nNobody came"
    assert content.pages == (0, content.text.index("Nobody"))
    place = content.lines[1]
    assert (place.page, content.text[place.start : place.end]) == (2, "Nobody came")
    assert abs(place.left - 300) < 10
    assert place.top < 135 < place.bottom


@needs_ocr
def test_a_page_put_in_upside_down_is_read() -> None:
    """It is turned as a whole, so that its lines keep their order."""
    from tests.parsers.pictures import drawn, saved  # noqa: PLC0415 - needs the extra

    picture = drawn([(40, 30, 24, "The lamp was lit by the keeper."), (40, 130, 24, "Nobody came to the cape.")])

    content = parse(saved(picture.rotate(180)), "a.png")

    assert content.text == "The lamp was lit by the keeper.\n\nNobody came to the cape."


@needs_ocr
def test_light_print_on_nothing_is_read() -> None:
    """A transparent picture is put on a ground on which its letters show."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - the extra

    from tests.parsers.pictures import drawn, saved  # noqa: PLC0415 - needs the extra

    letters = ImageOps.invert(drawn([(40, 30, 24, "The lamp was lit")]))
    picture = Image.new("RGBA", letters.size, "white")
    picture.putalpha(letters)

    assert parse(saved(picture), "a.png").text == "The lamp was lit"


@needs_ocr
@pytest.mark.parametrize(("data", "reason"), [(b"GIF89a", "no picture"), (b"\x89PNG\r\n\x1a\n", "no picture|broken")])
def test_what_is_no_picture_is_refused(data: bytes, reason: str) -> None:
    """The reason says what is wrong with the file."""
    with pytest.raises(UnreadableDocumentError, match=reason):
        parse(data, "a.png")


@needs_ocr
def test_an_empty_picture_is_refused() -> None:
    """A picture without print gives nothing to answer from."""
    from tests.parsers.pictures import drawn, saved  # noqa: PLC0415 - needs the extra

    with pytest.raises(UnreadableDocumentError, match="no legible text"):
        parse(saved(drawn([])), "a.png")
