"""DOCX: the body as blocks, then the notes, then what stands at the head and foot of the pages."""

import io
import re
from collections.abc import Iterator
from typing import Any, Literal

import docx
from docx.oxml import parse_xml

from index.parsers.office.docx_body import BodyWriter
from index.parsers.office.docx_numbering import Numbering
from index.parsers.office.docx_styles import Styles
from index.parsers.office.docx_text import Notes, ParagraphReader
from index.parsers.office.docx_xml import Element, empty_placeholders, is_on, tag
from index.parsers.office.ooxml import open_package
from index.parsers.office.titles import title_of
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_CONTENT_TYPE = b"wordprocessingml"
_NOTES = re.compile(r"/(footnote|endnote)s\.xml$")
_NO_NOTE = ("separator", "continuationSeparator", "continuationNotice")
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_PAGE_NUMBER = 30  # characters
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|pagina|página)?\W*\d*\W*(?:(?:of|von|de|di|van|/)?\W*\d*)?\W*", re.IGNORECASE
)


def parse_docx(data: bytes, name: str) -> Content:
    """Read one Word document. Comments, deleted and struck text are not part of the text.

    Raises:
        UnreadableDocumentError: not a Word document, broken, encrypted, or too large unpacked.
    """
    document = docx.Document(io.BytesIO(open_package(data, name, _CONTENT_TYPE, "Word document")))
    parts = {str(part.partname): part for part in document.part.package.iter_parts()}
    styles = Styles(_root(parts, "/styles.xml"))
    out, notes = OfficeWriter(), Notes()
    body = BodyWriter(out, styles, Numbering(_root(parts, "/numbering.xml"), styles), ParagraphReader(styles, notes))
    empty_placeholders(document.element.body)
    body.write(document.element.body)
    for kind, note in _notes(parts):
        mark = notes.known(kind, note.get(tag("id")) or "")
        text = "\n".join(body.lines(note))
        out.plain(f"[{mark}] {text}" if mark and text else text, "note")
    _write_margins(document, body, out)
    properties = document.core_properties
    return Content(
        text=out.text(),
        title=title_of(body.title, body.first_heading, properties.title),
        date=properties.created.date().isoformat() if properties.created else None,
        blocks=out.blocks(),
        warnings=tuple(_warnings(document.element.body)),
    )


def _root(parts: dict[str, Any], ending: str) -> Element | None:
    part = next((part for path, part in parts.items() if path.endswith(ending)), None)
    return None if part is None else _parsed(part)


def _parsed(part: Any) -> Element:  # noqa: ANN401 - python-docx has no types
    root: Element = parse_xml(part.blob)
    empty_placeholders(root)
    return root


def _notes(parts: dict[str, Any]) -> Iterator[tuple[str, Element]]:
    for path, part in parts.items():
        if found := _NOTES.search(path):
            for note in _parsed(part):
                if note.get(tag("type")) not in _NO_NOTE:
                    yield found[1], note


def _write_margins(document: Any, body: BodyWriter, out: OfficeWriter) -> None:  # noqa: ANN401 - python-docx has no types
    """Write the page headers and footers that are shown, each once, where they interrupt nothing."""
    sections = list(document.element.body.iter(tag("sectPr")))
    even = is_on(document.settings.element, "evenAndOddHeaders")
    seen: set[str] = set()
    kinds: tuple[Literal["page_header", "page_footer"], ...] = ("page_header", "page_footer")
    for kind in kinds:
        for section in sections:
            shown = {"default": True, "first": bool(is_on(section, "titlePg")), "even": bool(even)}
            for reference in section.iter(tag("headerReference" if kind == "page_header" else "footerReference")):
                part = document.part.related_parts.get(reference.get(_RELATED))
                if part is None or not shown.get(reference.get(tag("type")) or "default"):
                    continue
                text = "\n".join(line for line in body.lines(_parsed(part)) if not _is_page_number(line))
                if text not in seen:
                    seen.add(text)
                    out.plain(text, kind)


def _is_page_number(line: str) -> bool:
    return len(line) <= _MAX_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line) is not None


def _warnings(body: Element) -> Iterator[str]:
    if any(True for _ in body.iter(tag("altChunk"))):
        yield "A file that was inserted into the document was not read; open the document in Word and save it anew."
