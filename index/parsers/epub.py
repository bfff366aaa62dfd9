"""EPUB: the chapters in reading order, each read as a page that is all text; the table of contents is boilerplate."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.boilerplate import merged
from index.errors import UnreadableDocumentError
from index.parsers.archive import member_of, open_archive
from index.parsers.blocks import BlockBuilder
from index.parsers.dates import iso_date
from index.parsers.decoding import decode_markup
from index.parsers.html_blocks import page_of
from index.parsers.html_roles import Role
from index.parsers.tidy import one_line
from index.records import Content, Span

_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/rights.xml"
_SELF_CLOSING = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)/>"
)
_DEFINITIONS = re.compile(r"<!DOCTYPE[^<>\[]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


@dataclass(slots=True)
class _Book:
    """The text so far, with its blocks and what is no part of it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: BlockBuilder = field(default_factory=BlockBuilder)
    marks: list[tuple[Span, str | None]] = field(default_factory=list)

    def add(self, markup: str, contents: bool) -> None:
        """Append a chapter; ``contents`` says that it is the book's own table of contents."""
        page = page_of(LexborHTMLParser(_as_html(markup)))
        if not page.text:
            return
        if self.length:
            self.pieces.append("\n\n")
            self.length += 2
        for block in page.blocks:
            span = Span(self.length + block.start, self.length + block.end)
            aside = contents or Role.NAVIGATION in block.roles
            self.marks.append((span, "table of contents" if aside else None))
            if block.level and not aside:
                self.blocks.heading(span, block.level)
        self.pieces.append(page.text)
        self.length += len(page.text)


def parse_epub(data: bytes, name: str) -> Content:
    """Read one e-book.

    Raises:
        UnreadableDocumentError: not an EPUB, broken, protected, or too large unpacked.
    """
    with open_archive(data, name) as archive:
        if _RIGHTS in archive.namelist():
            raise UnreadableDocumentError(f"{name}: is protected (DRM); only books without protection can be read.")
        package_path = _package_path(archive, name)
        package = _parsed(archive, package_path, name)
        book = _Book()
        for path, contents in _reading_order(package, posixpath.dirname(package_path)):
            book.add(decode_markup(member_of(archive, path, name), path), contents)
    book.blocks.extend(merged(book.marks))
    return Content(
        text="".join(book.pieces),
        title=_said(package, "dc:title"),
        date=iso_date(_said(package, "dc:date") or ""),
        blocks=book.blocks.build(),
    )


def _parsed(archive: zipfile.ZipFile, path: str, name: str) -> LexborHTMLParser:
    """Parse one of the archive's XML files as if it were HTML: that parser knows no entities to resolve or fetch."""
    return LexborHTMLParser(_as_html(decode_markup(member_of(archive, path, name), name)))


def _as_html(markup: str) -> str:
    """Write XML's self-closing elements out, and drop its own definitions.

    To HTML ``<title/>`` opens a title that holds the rest of the page, and a list of entities is text.
    """
    return _SELF_CLOSING.sub(r"<\1\2></\1>", _DEFINITIONS.sub("", markup, count=1))


def _package_path(archive: zipfile.ZipFile, name: str) -> str:
    root = _parsed(archive, _CONTAINER, name).css_first("rootfile")
    path = root.attributes.get("full-path") if root is not None else None
    if not path:
        raise UnreadableDocumentError(f"{name}: is an archive but no EPUB; is the suffix right?")
    return path


def _reading_order(package: LexborHTMLParser, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of each chapter, and whether it is the table of contents."""
    items: dict[str, LexborNode] = {item.attributes.get("id") or "": item for item in package.css("item")}
    seen: set[str] = set()
    for reference in package.css("itemref"):
        item = items.get(reference.attributes.get("idref") or "")
        href = item.attributes.get("href") if item is not None else None
        if item is None or not href or item.attributes.get("media-type") not in _PAGES:
            continue
        path = posixpath.normpath(posixpath.join(folder, unquote(href)))
        if path not in seen:
            seen.add(path)
            yield path, "nav" in (item.attributes.get("properties") or "").split()


def _said(package: LexborHTMLParser, tag: str) -> str | None:
    found = (node for node in package.root.traverse() if node.tag == tag) if package.root is not None else ()
    return next((text for node in found if (text := one_line(node.text(deep=False)))), None)
