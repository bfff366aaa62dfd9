"""PPTX: each slide a heading with its lists, tables and notes, one page a slide."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.oxml.ns import qn

from index.parsers.office.charts import write_chart
from index.parsers.office.ooxml import open_package
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import title_of
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_CONTENT_TYPE = b"presentationml"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY, PP_PLACEHOLDER.VERTICAL_OBJECT)
_MARGINS = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
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
        title = _title(slide)
        first = first or title
        if title:
            out.heading(title, 1)
        for shape in _shapes(slide.shapes):
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


def _title(slide: Any) -> str | None:  # noqa: ANN401 - python-pptx has no types
    for shape in slide.placeholders:
        if _kind(shape) in _TITLES:
            return " ".join(shape.text_frame.text.split()) or None
    return None


def _shapes(shapes: Any) -> Iterator[Any]:  # noqa: ANN401 - python-pptx has no types
    """Yield all shapes in reading order, those of groups too, without the title."""
    stack = list(reversed(list(shapes)))
    while stack:
        shape = stack.pop()
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            stack.extend(reversed(list(shape.shapes)))
        elif _kind(shape) not in (*_TITLES, *_MARGINS):
            yield shape


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
