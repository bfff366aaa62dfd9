"""Presentations: each slide a heading with its lists, tables and notes."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches, Pt

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.views import paths, words, words_at


def read(*fill: Callable[[Any], None]) -> Content:
    """Read a presentation with one slide for each function that fills one."""
    presentation = Presentation()
    for each in fill:
        each(presentation.slides.add_slide(presentation.slide_layouts[1]))
    file = io.BytesIO()
    presentation.save(file)
    return PARSERS[".pptx"](file.getvalue(), "a.pptx")


def lamp(slide: Any) -> None:  # noqa: ANN401
    slide.shapes.title.text = "The lamp"
    frame = slide.placeholders[1].text_frame
    frame.text = "It burns"
    for text, level in (("whale oil", 1), ("wax", 1), ("It is dark by day", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    slide.notes_slide.notes_text_frame.text = "Mention the keeper."


def fares(slide: Any) -> None:  # noqa: ANN401
    slide.shapes.title.text = "Fares"
    slide.placeholders[1].text = "By boat"
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(2)).table
    for number, cells in enumerate((("Town", "Fare"), ("Oslo", "34"), ("all others", ""))):
        for column, text in enumerate(cells):
            table.cell(number, column).text = text
    table.cell(2, 0).merge(table.cell(2, 1))


def test_slides_are_headings_with_lists_by_level_and_notes() -> None:
    """Bullets keep their levels; what is only said is a note."""
    content = read(lamp)

    assert content.text == "The lamp\n\nIt burns\nwhale oil\nwax\nIt is dark by day\n\nMention the keeper."
    assert paths(content) == [("The lamp",)]
    assert words(content, "item") == ["It burns\nwhale oil\nwax", "whale oil", "wax", "It is dark by day"]
    assert words(content, "note") == ["Mention the keeper."]
    assert content.title == "The lamp"


def boxes(*texts: tuple[str, float, float, bool]) -> Callable[[Any], None]:
    """Fill a slide with boxes of text, each with its inches from the top, points of its type, and bold or not."""

    def fill(slide: Any) -> None:  # noqa: ANN401
        for shape in list(slide.placeholders):
            shape._element.getparent().remove(shape._element)
        for text, top, size, bold in texts:
            frame = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(4), Inches(1)).text_frame
            run = frame.paragraphs[0].add_run()
            run.text, run.font.bold = text, bold
            run.font.size = Pt(size)

    return fill


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        ([("It burns oil", 2, 28, False), ("The lamp", 0.5, 40, False)], "The lamp"),
        ([("The lamp", 0.5, 20, True), ("It burns oil", 2, 20, False)], "The lamp"),
        ([("The lamp", 0.5, 20, False), ("It burns oil", 2, 20, False)], None),
        ([("The lamp", 0.5, 20, True), ("It burns oil", 2, 24, False)], None),
        ([("It burns oil at night.", 0.5, 40, False), ("The lamp", 2, 40, False)], None),
        ([("The lamp", 4, 40, False), ("It burns oil", 5, 20, False)], None),
        ([("15", 0.5, 40, False), ("It burns oil", 5, 20, False)], None),
    ],
)
def test_a_slide_without_a_title_is_called_as_the_short_large_or_bold_box_at_its_top(
    texts: list[tuple[str, float, float, bool]], title: str | None
) -> None:
    """Its words stand before all others then, wherever the file has the box."""
    content = read(boxes(*texts))

    assert paths(content) == ([(title,)] if title else [])
    assert content.title == title
    assert sorted(content.text.split("\n\n")) == sorted(text for text, *_ in texts)


def test_a_slide_is_a_page() -> None:
    """A citation can name its slide."""
    content = read(lamp, fares)

    assert [content.text[start:].split("\n")[0] for start in content.pages] == ["The lamp", "Fares"]


def test_tables_on_slides_have_rows_under_their_names() -> None:
    """Merged cells are said once."""
    content = read(fares)
    rows = content.of_kind("row")

    assert words(content, "row") == ["Town\tFare", "Oslo\t34", "all others"]
    assert words_at(content, content.blocks[rows[1].header or 0].span) == "Town\tFare"
    assert rows[2].cells[0] == rows[2].cells[1]


def test_a_chart_is_the_table_that_it_is_drawn_from() -> None:
    """Its title is what the table is called; a missing value is an empty cell."""

    def chart(slide: Any) -> None:  # noqa: ANN401
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = ["2021", "2022"]
        data.add_series("Ships", (96, 118.5))
        data.add_series("Boats", (None, 204))
        place = (Inches(1), Inches(1), Inches(4), Inches(3))
        drawn = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
        drawn.has_title = True
        drawn.chart_title.text_frame.text = "What passed by"

    content = read(chart)
    rows = content.of_kind("row")

    assert words(content, "caption") == ["What passed by"]
    assert words(content, "row") == ["Ships\tBoats", "2021\t96", "2022\t118.5\t204"]
    assert [row.header for row in rows[1:]] == [content.blocks.index(rows[0])] * 2
    assert content.warnings == ()


def test_text_in_groups_is_read_and_a_slide_of_pictures_is_said() -> None:
    """Nothing is dropped in silence."""

    def grouped(slide: Any) -> None:  # noqa: ANN401
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1)).text_frame.text = "In a group"

    content = read(grouped, lambda slide: slide.shapes.add_group_shape())

    assert content.text == "In a group"
    assert content.warnings == ("Slide 2 holds pictures only, which are not read.",)
