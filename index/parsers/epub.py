"""EPUB: the chapters in reading order, each read as a page that is all text; the table of contents is boilerplate."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.errors import UnreadableDocumentError
from index.parsers.archive import member_of, open_archive
from index.parsers.dates import iso_date
from index.parsers.decoding import decode_markup
from index.parsers.epub_contents import Entry, contents_of
from index.parsers.html.chapter import chapter_of
from index.parsers.html.repair import repaired
from index.parsers.tidy import one_line
from index.records import Block, Content, Span

_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/rights.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_NCX = "application/x-dtbncx+xml"


@dataclass(slots=True)
class _Book:
    """The text so far, with its blocks."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    deeper: int = 0  # how many levels the last chapter's headings stand under what their tags say

    def add(self, markup: str, entry: Entry | None, is_contents: bool) -> None:
        """Append a chapter.

        Args:
            markup: of the chapter.
            entry: what the book's table of contents says of it, if it is in there.
            is_contents: whether it is that table itself.
        """
        text, blocks = chapter_of(markup, "table of contents" if is_contents else None, entry.label if entry else None)
        if not text:
            return
        if self.length:
            self.pieces.append("\n\n")
            self.length += 2
        if entry is not None:
            self.deeper = entry.depth - min((block.level for block in blocks if block.level), default=entry.depth)
        before = len(self.blocks)
        self.blocks += (_moved(block, self.length, before, self.deeper) for block in blocks)
        self.pieces.append(text)
        self.length += len(text)


def _moved(block: Block, characters: int, blocks: int, levels: int) -> Block:
    """Return a chapter's block as one of the book's, behind so many characters and blocks."""

    def moved(span: Span) -> Span:
        return Span(span.start + characters, span.end + characters)

    return Block(
        block.kind,
        moved(block.span),
        None if block.parent is None else block.parent + blocks,
        None if block.level is None else max(1, block.level + levels),
        block.label,
        tuple(None if cell is None else moved(cell) for cell in block.cells),
        None if block.header is None else block.header + blocks,
        block.why,
    )


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
        folder = posixpath.dirname(package_path)
        entries = _contents(archive, package, folder, name)
        book = _Book()
        for path, is_contents in _reading_order(package, folder):
            markup = decode_markup(member_of(archive, path, name), path)
            book.add(markup, entries.get(path), is_contents)
    return Content(
        text="".join(book.pieces),
        title=_said(package, "dc:title"),
        date=iso_date(_said(package, "dc:date") or ""),
        blocks=tuple(book.blocks),
    )


def _parsed(archive: zipfile.ZipFile, path: str, name: str) -> LexborHTMLParser:
    """Parse one of the archive's XML files as if it were HTML: that parser knows no entities to resolve or fetch."""
    return LexborHTMLParser(repaired(decode_markup(member_of(archive, path, name), name)))


def _contents(archive: zipfile.ZipFile, package: LexborHTMLParser, folder: str, name: str) -> Mapping[str, Entry]:
    """Return what the book's table of contents says of each chapter, by path; empty where it has none that is whole."""
    members = set(archive.namelist())
    for item in package.css("item"):
        is_nav = "nav" in (item.attributes.get("properties") or "").split()
        path = _path(folder, item.attributes.get("href") or "")
        if path in members and (is_nav or item.attributes.get("media-type") == _NCX):
            found = contents_of(_parsed(archive, path, name))
            if found:
                return {_path(posixpath.dirname(path), href): entry for href, entry in reversed(found)}
    return {}


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(urldefrag(href).url)))


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
        path = _path(folder, href)
        if path not in seen:
            seen.add(path)
            yield path, "nav" in (item.attributes.get("properties") or "").split()


def _said(package: LexborHTMLParser, tag: str) -> str | None:
    found = (node for node in package.root.traverse() if node.tag == tag) if package.root is not None else ()
    return next((text for node in found if (text := one_line(node.text(deep=False)))), None)
