"""Boxes: where a quote stands on the printed page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.boxes import PageBox, boxes, text_boxes
from index.parsers import PARSERS
from index.records import Content, Document, PlacedLine, Span
from tests.parsers.drawing_pdf import column, drawn, grid, row

LINE = 12.0


@st.composite
def printed(draw: st.DrawFn) -> Content:
    """A text of lines, each placed somewhere, parted by line breaks or by nothing."""
    parts = draw(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=8))
    lines, text = [], ""
    for number, part in enumerate(parts):
        left, top, start = draw(st.integers(0, 300)), LINE * number, len(text)
        text += part
        right = left + draw(st.integers(1, 300))
        lines.append(PlacedLine(start, len(text), 1 + number // 3, left, top, right, top + 10))
        text += draw(st.sampled_from(["", "\n"]))
    return Content(text=text, lines=tuple(lines))


@given(printed(), st.data())
def test_a_span_has_one_box_for_each_line_it_touches(content: Content, data: st.DataObject) -> None:
    """Boxes lie within their lines, on their pages, in order; a whole line has all of its box."""
    start = data.draw(st.integers(0, len(content.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(content.text))))

    found = boxes(content, span)

    touched = [line for line in content.lines if span.overlaps(Span(line.start, line.end))]
    assert [(box.page, box.top, box.bottom) for box in found] == [
        (line.page, line.top, line.bottom) for line in touched
    ]
    for box, line in zip(found, touched, strict=True):
        assert line.left - 0.1 <= box.left <= box.right <= line.right + 0.1
        if span.contains(Span(line.start, line.end)):
            assert (box.left, box.right) == (line.left, line.right)


@given(printed(), st.data())
def test_boxes_of_text_name_the_stretches_that_they_cover(content: Content, data: st.DataObject) -> None:
    """Together they are what the lines hold of the span, in order, each in the rectangle that `boxes` gives it."""
    start = data.draw(st.integers(0, len(content.text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(content.text))))

    found = text_boxes(content, span)

    held = {place for line in content.lines for place in range(line.start, line.end)}
    assert [place for box in found for place in range(box.start, box.end)] == [
        place for place in range(span.start, span.end) if place in held
    ]
    assert [box for each in found for box in boxes(content, Span(each.start, each.end))] == [
        PageBox(box.page, box.left, box.top, box.right, box.bottom) for box in found
    ]


@given(printed(), st.data())
def test_the_boxes_of_two_halves_meet(content: Content, data: st.DataObject) -> None:
    """What follows in a line begins where the first part ends, or ends where it begins, from right to left."""
    line = data.draw(st.sampled_from(content.lines))
    middle = data.draw(st.integers(line.start, line.end))
    if middle in (line.start, line.end):
        return

    (first,) = boxes(content, Span(line.start, middle))
    (second,) = boxes(content, Span(middle, line.end))

    assert {first.left, first.right, second.left, second.right} >= {line.left, line.right}
    assert min(abs(first.right - second.left), abs(second.right - first.left)) <= 0.1


def test_text_that_is_not_printed_has_no_box() -> None:
    """Where the page is not known, nothing is made up."""
    placed = Content(text="one\n\ntwo", lines=(PlacedLine(0, 3, 1, 10, 10, 20, 20),))

    assert boxes(Content(text="one two"), Span(0, 3)) == []
    assert boxes(placed, Span(3, 8)) == []


def test_arabic_is_covered_from_the_right() -> None:
    """The first word of a line that runs leftwards stands at its right end."""
    text = "\u0645\u0648 \u0645\u0627\u0631\u0645\u0627"
    content = Content(text=text, lines=(PlacedLine(0, len(text), 1, 100, 10, 200, 20),))

    assert boxes(content, Span(0, 2))[0].right == 200
    assert boxes(content, Span(3, len(text)))[0].left == 100


@pytest.mark.parametrize(
    ("turned", "box"),
    [(0, (0, 0, 50, 8)), (1, (0, 0, 100, 4)), (2, (50, 0, 100, 8)), (3, (0, 4, 100, 8))],
)
def test_a_part_of_a_turned_line_lies_along_it(turned: int, box: tuple[float, float, float, float]) -> None:
    """Its first half begins at the top, at the right or at the bottom, as the line reads."""
    content = Content(text="aaaa", lines=(PlacedLine(0, 4, 1, 0, 0, 100, 8, turned),))

    (found,) = boxes(content, Span(0, 2))

    assert (found.left, found.top, found.right, found.bottom) == box


def test_a_quote_of_a_pdf_is_found_on_its_page() -> None:
    """A sentence over two lines has two boxes, a cell has its own."""
    page = [
        *column(72, 700, ("The lamp was lit first. The keeper wrote down", "every ship that passed by day.")),
        *grid((72, 160, 300), (610, 594, 578)),
        *row(598, {76: "Port", 164: "Ships"}),
        *row(582, {76: "Berg", 164: "12"}),
    ]
    content = PARSERS[".pdf"](drawn([page]), "a.pdf")

    def found(words: str) -> list[PageBox]:
        start = content.text.index(words)
        return boxes(content, Span(start, start + len(words)))

    first, second = found("The keeper wrote down every ship")
    assert 165 < first.left < 185
    assert second.left == 72
    assert 90 < first.top < first.bottom < second.bottom < 120
    assert [round(box.left) for box in found("Berg\t12")] == [76, 164]


def test_placed_lines_say_on_which_page_a_place_is() -> None:
    """What stands behind the beginning of the next page may still be on the page before."""
    lines = (PlacedLine(0, 3, 1, 0, 0, 9, 9), PlacedLine(4, 7, 2, 0, 0, 9, 9), PlacedLine(9, 13, 1, 0, 50, 9, 59))
    document = Document("d", "a.pdf", Content(text="one two\n\nnote", pages=(0, 4), lines=lines))

    assert [document.page_at(place) for place in (0, 3, 4, 8, 9, 12)] == [1, 1, 2, 2, 1, 1]
