"""The body of a Word document: paragraphs, lists, tables and text boxes in order, as blocks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.parsers.layout.wording import is_said
from index.parsers.office.docx_numbering import Marker, Numbering
from index.parsers.office.docx_styles import Style, Styles
from index.parsers.office.docx_text import CHECKED, UNCHECKED, ParagraphReader, has_check_box, one_line_of
from index.parsers.office.docx_xml import (
    CELL,
    NOT_SHOWN,
    PARAGRAPH,
    PROPERTIES,
    ROW,
    TABLE,
    Element,
    inside,
    integer,
    is_on,
    switched,
    tag,
    text_boxes,
    value_at,
    values_in,
)  # fmt: skip
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import is_clause, is_first_of, may_be_heading, section_of
from index.parsers.office.typed_lists import TypedLists
from index.parsers.office.writer import OfficeWriter

_BOX = re.compile(f"[{CHECKED}{UNCHECKED}☑]")
_STYLE, _OUTLINE = tag("pStyle"), tag("outlineLvl")
_TITLE_SIZE = 32  # half points: 16 points, which running text does not have
_MAX_SPAN = 200  # columns
_FIRST_ROW = 0x20  # bit of a table's look

# Finds what comes behind a paragraph. Numbers are counted when a paragraph is looked at, so that is put off.
Following = Callable[[], Element | None]


@dataclass(frozen=True, slots=True)
class _Line:
    """What a paragraph shows."""

    text: str
    marker: Marker | None
    style: Style


class BodyWriter:
    """Writes the blocks of one document and remembers what it may be called."""

    def __init__(self, out: OfficeWriter, styles: Styles, numbering: Numbering, reader: ParagraphReader) -> None:
        self._out, self._styles, self._numbering, self._reader = out, styles, numbering, reader
        self._lines: dict[Element, _Line] = {}  # a number is counted once, however often a paragraph is looked at
        self._styled_level = 0  # of the last heading that has a heading's style
        self._section = 0  # the number of the last bold line that surely is the heading of a section
        self._tables = 0  # that are being written, one in another
        self._is_first = True  # nothing was written yet
        self.title: str | None = None
        self.first_heading: str | None = None

    def write(self, element: Element) -> None:
        """Write all blocks inside ``element``, however they are wrapped."""
        stack = list(reversed(list(element)))
        typed = TypedLists()
        while stack:
            inner = stack.pop()
            if inner.tag == PARAGRAPH:
                self._paragraph(inner, partial(self._following, stack), typed)
                stack.extend(reversed(list(text_boxes(inner))))
            elif inner.tag == TABLE:
                self._table(inner)
            elif inner.tag not in NOT_SHOWN:
                stack.extend(reversed(list(inner)))

    def lines(self, element: Element) -> Iterator[str]:
        """Yield what the paragraphs inside ``element`` show, with those of tables in it."""
        stack = list(reversed(list(element)))
        while stack:
            inner = stack.pop()
            if inner.tag == PARAGRAPH:
                if text := self._text(inner):
                    yield text
                stack.extend(reversed(list(text_boxes(inner))))
            elif inner.tag not in NOT_SHOWN:
                stack.extend(reversed(list(inner)))

    def _line(self, paragraph: Element) -> _Line:
        line = self._lines.get(paragraph)
        if line is None:
            style = self._styles.of(values_in(paragraph, PROPERTIES).get(_STYLE))
            text = self._reader.text(paragraph)
            if style.role == "code" and is_said(text):  # set in the style of code for its look
                style = replace(style, role="text")
            line = _Line(text, self._numbering.marker(paragraph), style)
            self._lines[paragraph] = line
        return line

    def _text(self, paragraph: Element) -> str:
        line = self._line(paragraph)
        return line.marker.text + line.text if line.marker and line.text else line.text

    def _following(self, stack: Sequence[Element]) -> Element | None:
        """Return the next paragraph with words, or what else comes next; what is to be written is last in ``stack``."""
        return next((each for each in reversed(stack) if each.tag != PARAGRAPH or self._line(each).text), None)

    def _paragraph(self, paragraph: Element, following: Following, typed: TypedLists) -> None:
        line, text = self._line(paragraph), self._text(paragraph)
        if not text:
            return
        style, level = line.style, self._level(paragraph, line, following)
        is_first, self._is_first = self._is_first, False
        if style.role == "title" or (is_first and level is None and self._is_set_as_title(paragraph, text)):
            self.title = self.title or " ".join(text.split())
            self._out.plain(text)
        elif level is not None:
            self.first_heading = self.first_heading or " ".join(text.split())
            self._out.heading(text, level)
        elif has_check_box(paragraph) and _BOX.search(text):
            self._fields(text)
        elif style.role == "code":
            self._out.code(text)
        elif style.role == "contents":
            self._out.boilerplate(text, "table of contents")
        else:
            self._item_or_plain(line, text, following, typed)
            return
        typed.close()

    def _item_or_plain(self, line: _Line, text: str, following: Following, typed: TypedLists) -> None:
        is_typed = line.marker is None and line.style.role == "text"
        depth = typed.level(text if is_typed else "", lambda: self._typed(following()))
        if line.marker is not None:
            self._out.item(text, line.marker.level, str(line.marker.list_id))
        elif depth is not None:
            self._out.item(text, depth, "typed")
        else:
            self._out.plain(text, "caption" if line.style.role == "caption" else "paragraph")

    def _typed(self, following: Element | None) -> str | None:
        """Return what the next paragraph says where its mark, if it has one, was typed."""
        if following is None or following.tag != PARAGRAPH:
            return None
        line = self._line(following)
        return line.text if line.marker is None and line.style.role == "text" else None

    def _level(self, paragraph: Element, line: _Line, following: Following) -> int | None:
        """Return a heading's level; None for running text.

        Args:
            paragraph: its element.
            line: what it shows.
            following: finds the next paragraph with words, or what else comes next.
        """
        values = values_in(paragraph, PROPERTIES)
        outline = integer(values.get(_OUTLINE))
        if outline is not None and not 0 <= outline < 9:  # one deeper stands for running text
            return None
        level = outline + 1 if outline is not None else line.style.level
        if level is not None:
            if is_clause(line.text):
                return None
            if outline is None:
                self._styled_level = level
            return level
        if not self._is_set_as_heading(paragraph, line.text, following, kept=bool(switched(values, "keepNext"))):
            return None
        return self._styled_level + 1 + (line.marker.level if line.marker else 0)

    def _is_set_as_heading(self, paragraph: Element, text: str, following: Following, *, kept: bool) -> bool:
        """Say whether a paragraph surely is a heading: short and bold, and kept with the next or before plain text.

        In a table bold words name a row or a column.
        """
        if not self._reader.is_bold(paragraph):
            return False
        if self._opens_section(self._text(paragraph), following):
            return True
        if not may_be_heading(text):
            return False
        return kept or (not self._tables and self._goes_on_plainly(following()))

    def _opens_section(self, text: str, following: Following) -> bool:
        """Say whether the numbers tell that a bold line is a section's heading, however it ends."""
        section = section_of(text)
        if section is None or self._tables:
            return False
        below = following()
        is_paragraph = below is not None and below.tag == PARAGRAPH
        is_followed = below is not None and is_paragraph and is_first_of(section, self._text(below))
        if is_followed or (section == self._section + 1 and section > 1 and text.endswith(":")):
            self._section = section
            return True
        return False

    def _goes_on_plainly(self, following: Element | None) -> bool:
        """Say whether the next paragraph is running text, or a table comes next."""
        if following is None or following.tag != PARAGRAPH:
            return following is not None and following.tag == TABLE
        return self._line(following).style.role == "text" and not self._reader.is_bold(following)

    def _is_set_as_title(self, paragraph: Element, text: str) -> bool:
        return may_be_heading(text) and (self._reader.size(paragraph) or 0) >= _TITLE_SIZE

    def _fields(self, text: str) -> None:
        """Write each box of a paragraph with the words that it stands before, or behind."""
        boxes = [found.start() for found in _BOX.finditer(text)]
        if boxes[0] > 0 and boxes[-1] == len(text) - 1:
            ends = [box + 1 for box in boxes]
            pieces = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        else:
            self._out.plain(text[: boxes[0]])
            pieces = [text[start:end] for start, end in zip(boxes, [*boxes[1:], len(text)], strict=True)]
        for piece in pieces:
            self._field(piece.strip())

    def _field(self, text: str) -> None:
        if _BOX.match(text):
            begin = len(text) - len(text[1:].lstrip())
            self._out.field(text, (begin, len(text)), (0, 1))
        else:
            self._out.field(text, (0, len(text[:-1].rstrip())), (len(text) - 1, len(text)))

    def _table(self, table: Element) -> None:
        elements = [row for row in inside(table, ROW) if row.find(f"{tag('trPr')}/{tag('del')}") is None]
        apart = self._first_row_apart(table)
        rows = [self._row(element, number, apart) for number, element in enumerate(elements)]
        if max((row.width for row in rows), default=0) > 1:
            self._tables += 1
            write_table(self._out, rows)
            self._tables -= 1
            return
        for element in elements:  # a box around some text
            for cell in inside(element, CELL):
                self.write(cell)

    def _first_row_apart(self, table: Element) -> bool:
        style = self._styles.of(value_at(table, "tblPr", "tblStyle"))
        look = table.find(f"{tag('tblPr')}/{tag('tblLook')}")
        if not style.has_header_row or look is None:
            return False
        said = look.get(tag("firstRow"))
        if said is not None:
            return said in ("1", "true", "on")
        mask = value_at(table, "tblPr", "tblLook") or "0"
        return all(digit in "0123456789abcdefABCDEF" for digit in mask) and bool(int(mask, 16) & _FIRST_ROW)

    def _row(self, row: Element, number: int, first_row_apart: bool) -> Row:
        elements = list(inside(row, CELL))
        bold = number < 3 and all(self._is_bold(element) for element in elements)
        return Row(
            [self._cell(element) for element in elements],
            is_header=bool(is_on(row, "trPr", "tblHeader")),
            is_bold=bold or (first_row_apart and number == 0),
        )

    def _cell(self, cell: Element) -> Cell:
        merged = value_at(cell, "tcPr", "vMerge")
        return Cell(
            text=one_line_of(self.lines(cell)),
            columns=min(max(integer(value_at(cell, "tcPr", "gridSpan")) or 1, 1), _MAX_SPAN),
            continues=merged is not None and merged != "restart",
            write=partial(self.write, cell),
        )

    def _is_bold(self, cell: Element) -> bool:
        filled = [each for each in inside(cell, PARAGRAPH) if self._line(each).text]
        return all(self._reader.is_bold(each) for each in filled)
