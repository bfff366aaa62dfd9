"""DOCX: paragraphs, list items, tables, text boxes and notes in order; headings by style or outline level."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import docx
from docx.oxml import parse_xml

from index.errors import UnreadableDocumentError
from index.parsers import docx_text as xml
from index.parsers.archive import open_archive
from index.parsers.blocks import BlockBuilder
from index.parsers.docx_text import Element
from index.parsers.tidy import one_line, whole
from index.parsers.writer import TextWriter
from index.records import Content, Span

_MAIN_PART = "word/document.xml"
_NOTES = re.compile(r"/(?:footnotes|endnotes)\.xml$")
_NO_NOTE = ("separator", "continuationSeparator", "continuationNotice")
_HEADING_STYLE = re.compile(r"heading ([1-9])$")
_MAX_ROW = 500  # characters: a longer table row is page layout, and its paragraphs are blocks of their own
_LEVEL_OF_TITLE = 0
_DEEPEST = 9  # heading level


def parse_docx(data: bytes, name: str) -> Content:
    """Read one Word document. Page headers and footers, comments and deleted text are not part of the text.

    Raises:
        UnreadableDocumentError: not a Word document, broken, encrypted, or too large unpacked.
    """
    with open_archive(data, name) as archive:
        if _MAIN_PART not in archive.namelist():
            raise UnreadableDocumentError(f"{name}: is an archive but no Word document; is the suffix right?")
    document = docx.Document(io.BytesIO(data))
    reading = _Reading(_levels(document))
    reading.body(document.element.body)
    for note in _notes(document):
        reading.body(note)
    properties = document.core_properties
    title = one_line(properties.title) or reading.title()
    return Content(
        text=reading.writer.text(),
        title=title,
        date=properties.created.date().isoformat() if properties.created else None,
        blocks=reading.blocks.build(),
    )


class _Reading:
    """Writes one document's blocks and remembers its titles."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self._levels = levels
        self.writer = TextWriter()
        self.blocks = BlockBuilder()
        self._titles: list[tuple[int, str]] = []  # level and words of the titles and headings

    def title(self) -> str | None:
        """Return the paragraph in the Title style, else the first heading."""
        return min(self._titles, key=lambda found: found[0] > _LEVEL_OF_TITLE, default=(0, None))[1]

    def body(self, element: Element) -> None:
        """Write all blocks inside ``element``, however they are wrapped."""
        stack = list(reversed(list(element)))
        while stack:
            inner = stack.pop()
            if inner.tag == xml.PARAGRAPH:
                self._paragraph(inner)
                stack.extend(reversed(list(xml.text_boxes(inner))))
            elif inner.tag == xml.ROW and self._row(inner):
                continue
            else:
                stack.extend(reversed(list(inner)))

    def _paragraph(self, paragraph: Element) -> None:
        text = whole(xml.paragraph_text(paragraph))
        if not text:
            return
        level = self._level(paragraph)
        kind = "li" if level is None and xml.property_of(paragraph, xml.LIST) is not None else "p"
        start = self.writer.add(text, kind)
        if level is not None and (label := one_line(text)):
            self._titles.append((level, label))
            if level > _LEVEL_OF_TITLE:
                self.blocks.heading(Span(start, self.writer.length), level)

    def _row(self, row: Element) -> bool:
        """Write a table row on one line, its cells apart by tabs; False where it is too long to be data."""
        cells = xml.row_cells(row)
        line = whole("\t".join(cells))
        if len(line) > _MAX_ROW:
            return False
        if line.strip():
            self.writer.add(line.strip(), "tr")
        return True

    def _level(self, paragraph: Element) -> int | None:
        """Return a heading's level, 0 for the document's title; None for running text."""
        outline = xml.property_of(paragraph, xml.OUTLINE)
        if outline is not None and (outline.get(xml.VALUE) or "").isdigit():
            level = int(outline.get(xml.VALUE) or 0) + 1
            return level if level <= _DEEPEST else None  # one deeper stands for running text
        style = xml.property_of(paragraph, xml.STYLE)
        return self._levels.get(style.get(xml.VALUE) or "") if style is not None else None


def _levels(document: Any) -> dict[str, int]:  # noqa: ANN401 - python-docx has no types
    """Return the heading level of each paragraph style that has one, its own or its base's."""
    found: dict[str, int] = {}
    for style in document.styles:
        base, steps = style, 0
        while base is not None and steps < 10:
            level = _own_level((base.name or "").lower())
            if level is not None:
                found[style.style_id] = level
                break
            base, steps = getattr(base, "base_style", None), steps + 1
    return found


def _own_level(style: str) -> int | None:
    if style == "title":
        return _LEVEL_OF_TITLE
    heading = _HEADING_STYLE.match(style)
    return int(heading[1]) if heading else None


def _notes(document: Any) -> Iterator[Element]:  # noqa: ANN401 - python-docx has no types
    """Yield the footnotes and endnotes."""
    for part in document.part.package.iter_parts():
        if _NOTES.search(str(part.partname)):
            for note in parse_xml(part.blob):
                if not any(value in _NO_NOTE for value in note.attrib.values()):
                    yield note
