"""ODT: headings, paragraphs, lists and tables in order, then the notes, then page headers and footers."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from index.errors import UnreadableDocumentError
from index.parsers.archive import member_of, open_archive
from index.parsers.office.docx_styles import is_code_style
from index.parsers.office.docx_xml import Element, integer
from index.parsers.office.odt_text import NOT_SHOWN, PARAGRAPHS, ParagraphReader, Styles, q
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import is_clause, title_of
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_MAX_COLUMNS = 200


def parse_odt(data: bytes, name: str) -> Content:
    """Read one OpenDocument text. Comments, deleted and struck text are not part of it.

    Raises:
        UnreadableDocumentError: not an OpenDocument text, broken, encrypted, or too large unpacked.
    """
    with open_archive(data, name) as archive:
        content = _part(archive, "content.xml", name)
        styles_part = _part(archive, "styles.xml", name, etree.Element("none"))
        meta = _part(archive, "meta.xml", name, etree.Element("none"))
    body = content.find(f"{q('office:body')}/{q('office:text')}")
    if body is None:
        raise UnreadableDocumentError(f"{name}: is an archive but no OpenDocument text; is the suffix right?")
    styles = Styles(content, styles_part)
    writer = _Writer(OfficeWriter(), styles, ParagraphReader(styles))
    writer.write(body)
    for mark, note in writer.reader.notes:
        text = "\n".join(writer.lines(note, skip=q("text:note-citation")))
        writer.out.plain(f"[{mark}] {text}" if text else "", "note")
    seen: set[str] = set()
    for element in styles_part.iter(q("style:header"), q("style:footer")):
        text = "\n".join(writer.lines(element))
        if text not in seen:
            seen.add(text)
            writer.out.plain(text, "page_header" if element.tag == q("style:header") else "page_footer")
    created = next((each.text for each in meta.iter(q("meta:creation-date"))), None)
    return Content(
        text=writer.out.text(),
        title=title_of(
            writer.title, writer.first_heading, next((each.text for each in meta.iter(q("dc:title"))), None)
        ),
        date=created[:10] if created else None,
        blocks=writer.out.blocks(),
    )


def _part(archive: zipfile.ZipFile, path: str, name: str, otherwise: Element | None = None) -> Element:
    """Return the root of a part, without resolving any entity."""
    if otherwise is not None and path not in archive.namelist():
        return otherwise
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: Element = etree.fromstring(member_of(archive, path, name), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(f"{name}: its part {path} is broken ({error}); save it anew.") from error
    return root


@dataclass(slots=True)
class _Writer:
    """Writes one document's blocks and remembers what it may be called."""

    out: OfficeWriter
    styles: Styles
    reader: ParagraphReader
    title: str | None = None
    first_heading: str | None = None
    _texts: dict[Element, str] = field(default_factory=dict)  # notes in a paragraph are collected once
    _headings: list[int] = field(default_factory=list)  # how far the numbers of headings have come
    _ended: dict[str, list[int]] = field(default_factory=dict)  # how far the lists of each style had come

    def write(self, element: Element) -> None:
        """Write all blocks inside ``element``, however they are wrapped."""
        stack = list(reversed(list(element)))
        while stack:
            inner = stack.pop()
            if inner.tag in PARAGRAPHS:
                self._paragraph(inner)
                stack.extend(reversed(list(inner.iter(q("draw:text-box")))))
            elif inner.tag == q("text:list"):
                self._list(inner)
            elif inner.tag == q("table:table"):
                self._table(inner)
            elif inner.tag == q("text:table-of-content"):
                self.out.boilerplate("\n".join(self.lines(inner)), "table of contents")
            elif inner.tag not in NOT_SHOWN or inner.tag == q("draw:text-box"):
                stack.extend(reversed(list(inner)))

    def lines(self, element: Element, skip: str = "") -> Iterator[str]:
        """Yield what the paragraphs inside ``element`` show."""
        stack = list(reversed(list(element)))
        while stack:
            inner = stack.pop()
            if inner.tag in PARAGRAPHS:
                if text := self._text(inner):
                    yield text
            elif inner.tag not in NOT_SHOWN and inner.tag != skip and inner.tag != q("text:index-source"):
                stack.extend(reversed(list(inner)))

    def _text(self, paragraph: Element) -> str:
        if paragraph not in self._texts:
            self._texts[paragraph] = self.reader.text(paragraph)
        return self._texts[paragraph]

    def _paragraph(self, paragraph: Element) -> None:
        text = self._text(paragraph)
        names = self.styles.of(paragraph.get(q("text:style-name"))).names
        if not text:
            return
        if paragraph.tag == q("text:h") and not is_clause(text):
            level = max(integer(paragraph.get(q("text:outline-level"))) or 1, 1)
            text = self._heading_number(level) + text
            self.first_heading = self.first_heading or " ".join(text.split())
            self.out.heading(text, level)
        elif "title" in names:
            self.title = self.title or " ".join(text.split())
            self.out.plain(text)
        elif "caption" in names:
            self.out.plain(text, "caption")
        elif any(is_code_style(name.replace("_20_", " ")) for name in names):
            self.out.code(text)
        else:
            self.out.plain(text)

    def _heading_number(self, level: int) -> str:
        level = min(level, 10)
        counts = self._headings
        del counts[level:]
        while len(counts) < level:
            counts.append(self.styles.start("", len(counts)) - (1 if len(counts) == level - 1 else 0))
        counts[-1] += 1
        return self.styles.marker("", counts)

    def _list(self, element: Element) -> None:
        """Write a list with the lists in its items; what stands deeper in an item is its continuation."""
        style = element.get(q("text:style-name")) or ""
        goes_on = element.get(q("text:continue-numbering")) == "true"
        counts = self._ended.get(style, [])[:1] if goes_on else []
        stack: list[tuple[Element, int, bool]] = [(element, -1, False)]  # element, level, whether it begins an item
        while stack:
            inner, level, begins = stack.pop()
            if inner.tag == q("text:list"):
                style = inner.get(q("text:style-name")) or style
                stack.extend((child, level + 1, False) for child in reversed(list(inner)))
            elif inner.tag in (q("text:list-item"), q("text:list-header")):
                own = list(inner)
                is_item = inner.tag == q("text:list-item")
                stack.extend((child, level, is_item and not number) for number, child in reversed(list(enumerate(own))))
            elif inner.tag in PARAGRAPHS:
                self._item(inner, level, style, counts, begins)
            elif inner.tag == q("table:table"):
                self._table(inner)
        self._ended[style] = counts

    def _item(self, paragraph: Element, level: int, style: str, counts: list[int], begins: bool) -> None:
        level = min(level, 9)
        del counts[level + 1 :]
        while len(counts) <= level:
            counts.append(self.styles.start(style, len(counts)) - (1 if begins and len(counts) == level else 0))
        counts[level] += 1 if begins else 0
        text = self._text(paragraph)
        if paragraph.tag == q("text:h") and not is_clause(text):
            self._paragraph(paragraph)
        elif text and begins:
            self.out.item(self.styles.marker(style, counts) + text, level, style)
        else:
            self.out.plain(text)

    def _table(self, table: Element) -> None:
        elements = list(_rows(table, is_header=False))
        rows = [Row(list(self._cells(element)), is_header) for element, is_header in elements]
        if max((row.width for row in rows), default=0) > 1:
            write_table(self.out, rows)
            return
        for element, _ in elements:
            for cell in element:
                self.write(cell)

    def _cells(self, row: Element) -> Iterator[Cell]:
        beside = 0  # columns that the cell before covers too
        for cell in row:
            repeated = min(integer(cell.get(q("table:number-columns-repeated"))) or 1, _MAX_COLUMNS)
            if cell.tag == q("table:table-cell"):
                text = " ".join(" ".join(self.lines(cell)).split())
                width = min(integer(cell.get(q("table:number-columns-spanned"))) or 1, _MAX_COLUMNS)
                beside = width - 1
                for _ in range(repeated):
                    yield Cell(text, width, write=partial(self.write, cell))
            elif cell.tag == q("table:covered-table-cell"):
                for _ in range(repeated - min(beside, repeated)):
                    yield Cell("", continues=True)
                beside -= min(beside, repeated)


def _rows(table: Element, is_header: bool) -> Iterator[tuple[Element, bool]]:
    """Yield the rows of a table in order, each with whether it names the columns."""
    stack = [(child, is_header) for child in reversed(list(table))]
    while stack:
        element, header = stack.pop()
        if element.tag == q("table:table-row"):
            yield element, header
        elif element.tag in (q("table:table-header-rows"), q("table:table-rows"), q("table:table-row-group")):
            inside = header or element.tag == q("table:table-header-rows")
            stack.extend((child, inside) for child in reversed(list(element)))
