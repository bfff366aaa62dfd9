"""PPTX: each slide a heading with its lists, tables and notes, one page a slide."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.placeholder import PlaceholderGraphicFrame

from index.parsers.office.charts import write_chart
from index.parsers.office.diagrams import write_diagram
from index.parsers.office.ooxml import open_package
from index.parsers.office.slide_order import in_reading_order, measure
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import may_be_heading, title_of
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_CONTENT_TYPE = b"presentationml"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY, PP_PLACEHOLDER.VERTICAL_OBJECT)
_MARGINS = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_TOP = 1 / 3  # of a slide, in which its title begins
_MAX_LINES = 2  # of a title
_LARGE = 28.0  # points: a title's type, whatever stands below it
_USUAL = 18.0  # points, where nothing is said
_MARKS = (qn("a:buChar"), qn("a:buAutoNum"), qn("a:buBlip"))


def parse_slides(data: bytes, name: str) -> Content:
    """Read one presentation. Hidden slides are read too: they are part of the file as it is sent.

    Raises:
        UnreadableDocumentError: not a presentation, broken, encrypted, or too large unpacked.
    """
    presentation = Presentation(io.BytesIO(open_package(data, name, _CONTENT_TYPE, "presentation")))
    out = OfficeWriter()
    pages: list[int] = []
    first: str | None = None
    footers: dict[str, None] = {}
    unread: list[int] = []
    for number, slide in enumerate(presentation.slides, start=1):
        before = out.length
        title, box = _title(slide, presentation.slide_height or 0)
        first = first or title
        if title:
            out.heading(title, 1)
        for shape in _shapes(slide.shapes, box):
            if _kind(shape) == PP_PLACEHOLDER.FOOTER:
                footers[shape.text_frame.text.strip()] = None
            else:
                _write_shape(out, shape)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            out.plain(slide.notes_slide.notes_text_frame.text.replace("\v", "\n"), "note")
        written = out.written_since(before)
        pages.append(written.start if written and number > 1 else before)
        if written is None and len(slide.shapes):
            unread.append(number)
    for footer in footers:
        out.plain(footer, "page_footer")
    properties = presentation.core_properties
    return Content(
        text=out.text(),
        title=title_of(first, None, properties.title),
        date=properties.created.date().isoformat() if properties.created else None,
        pages=tuple(pages),
        blocks=out.blocks(),
        warnings=tuple(f"Slide {number} holds pictures only, which are not read." for number in unread),
    )


def _title(slide: Any, height: int) -> tuple[str | None, Any]:  # noqa: ANN401 - python-pptx has no types
    """Return what a slide ``height`` high is called, and the element that says so and nothing else."""
    given = next((shape for shape in slide.placeholders if _kind(shape) in _TITLES), None)
    if given is not None and (words := _words(given)):
        return words, given._element
    box = _set_as_title(slide, height)
    return (None, None) if box is None else (_words(box), box._element)


def _words(shape: Any) -> str:  # noqa: ANN401 - python-pptx has no types
    return " ".join(shape.text_frame.text.split())


def _set_as_title(slide: Any, height: int) -> Any:  # noqa: ANN401 - python-pptx has no types
    """Return the box that is set as the title of a slide that has none: short, at the top, and large or bold."""
    boxes = [
        shape
        for shape in slide.shapes
        if shape.has_text_frame
        and shape.text_frame.text.strip()
        and _kind(shape) not in (*_MARGINS, PP_PLACEHOLDER.FOOTER)
    ]
    top = min(boxes, key=lambda box: (measure(box, "top") or 0, measure(box, "left") or 0), default=None)
    if top is None or top.is_placeholder or (measure(top, "top") or 0) > height * _TOP:
        return None
    lines = [each.text for each in top.text_frame.paragraphs if each.text.strip()]
    text = _words(top)
    if len(lines) > _MAX_LINES or not may_be_heading(text) or not any(map(str.isalpha, text)):
        return None
    largest = max((_size(box) for box in boxes if box is not top), default=0)
    return top if _stands_out(top, largest) else None


def _stands_out(box: Any, largest: float) -> bool:  # noqa: ANN401 - python-pptx has no types
    """Say whether a box is large, or larger or bolder than the others, whose largest type is ``largest``."""
    size = _size(box)
    is_bold = all(run.font.bold for run in _runs(box))
    return size >= _LARGE or (size >= largest if is_bold else size > max(largest, _USUAL))


def _size(box: Any) -> float:  # noqa: ANN401 - python-pptx has no types
    """Return the size of a box's largest type in points, as far as the box itself says."""
    return max((run.font.size.pt for run in _runs(box) if run.font.size), default=_USUAL)


def _runs(box: Any) -> list[Any]:  # noqa: ANN401 - python-pptx has no types
    return [run for paragraph in box.text_frame.paragraphs for run in paragraph.runs if run.text.strip()]


def _shapes(shapes: Any, title: Any) -> Iterator[Any]:  # noqa: ANN401 - python-pptx has no types
    """Yield all shapes in reading order, those of groups too, without the title, whose element is ``title``."""
    stack = _in_order(shapes, title)
    while stack:
        shape = stack.pop()
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            stack.extend(_in_order(shape.shapes, title))
        else:
            yield shape


def _in_order(shapes: Any, title: Any) -> list[Any]:  # noqa: ANN401 - python-pptx has no types
    """Return the shapes that say something, the first to be read last."""
    return in_reading_order([shape for shape in shapes if _is_read(shape) and shape._element is not title])[::-1]


def _is_read(shape: Any) -> bool:  # noqa: ANN401 - python-pptx has no types
    if shape.has_text_frame:
        return bool(shape.text_frame.text.strip()) and _kind(shape) not in (*_TITLES, *_MARGINS)
    return shape.shape_type == MSO_SHAPE_TYPE.GROUP or isinstance(shape, GraphicFrame | PlaceholderGraphicFrame)


def _kind(shape: Any) -> Any:  # noqa: ANN401 - python-pptx has no types
    return shape.placeholder_format.type if shape.is_placeholder else None


def _write_shape(out: OfficeWriter, shape: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    if shape.has_text_frame:
        paragraphs = [each for each in shape.text_frame.paragraphs if each.text.strip()]
        is_list = _kind(shape) in _LISTS and len(paragraphs) > 1
        for paragraph in paragraphs:
            text = paragraph.text.replace("\v", "\n")
            if _is_item(paragraph, is_list):
                out.item(text, paragraph.level, str(shape.shape_id))
            else:
                out.plain(text)
    elif getattr(shape, "has_table", False) and shape.has_table:
        table = shape.table
        write_table(out, [_row(row, bool(table.first_row) and not number) for number, row in enumerate(table.rows)])
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        with suppress(KeyError):  # the file lacks the part that holds it
            write_chart(out, shape.chart._chartSpace)
    else:
        write_diagram(out, shape)


def _is_item(paragraph: Any, is_list: bool) -> bool:  # noqa: ANN401 - python-pptx has no types
    properties = paragraph._p.pPr
    if properties is None:
        return is_list
    if properties.find(qn("a:buNone")) is not None:
        return False
    return is_list or any(properties.find(mark) is not None for mark in _MARKS)


def _row(row: Any, is_header: bool) -> Row:  # noqa: ANN401 - python-pptx has no types
    cells: list[Cell] = []
    for cell in row.cells:
        if cell.is_spanned and cell._tc.hMerge:
            if cells:
                cells[-1] = Cell(cells[-1].text, cells[-1].columns + 1, cells[-1].continues)
        else:
            cells.append(Cell(" ".join(cell.text.split()), continues=bool(cell.is_spanned)))
    return Row(cells, is_header)
