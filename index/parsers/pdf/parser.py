"""PDF: the text as a person reads it, in its order, with its structure and the place of every line."""

import gc
from collections.abc import Iterator, Sequence

import pypdfium2

from index.parsers.dates import iso_date
from index.parsers.pdf.blocks import write_pieces
from index.parsers.pdf.columns import arrange, single
from index.parsers.pdf.flow import joined
from index.parsers.pdf.fonts import Fonts
from index.parsers.pdf.hyphens import Hyphens
from index.parsers.pdf.kinds import Usual, pieces_of
from index.parsers.pdf.layout import Element, Line
from index.parsers.pdf.levels import set_levels
from index.parsers.pdf.line_numbers import without_line_numbers
from index.parsers.pdf.opening import open_pdf
from index.parsers.pdf.outline import outlined
from index.parsers.pdf.page import Page, read_page
from index.parsers.pdf.pieces import Piece
from index.parsers.pdf.reading import checked, look_over, warnings_of
from index.parsers.pdf.records import name_records
from index.parsers.pdf.running import Running, running_rows
from index.parsers.pdf.scans import read_scans
from index.parsers.pdf.title import title_of
from index.parsers.pdf.writing import Writer
from index.records import Content, PlacedLine


def parse_pdf(data: bytes, name: str) -> Content:
    """Read the text of a PDF; pages that are pictures of text are read with the extra ``[ocr]``.

    Raises:
        UnreadableDocumentError: not a PDF, broken, encrypted, or without legible text.
    """
    document = open_pdf(data, name)
    # A page is some hundreds of small objects, none of which holds itself: looking for such takes a tenth of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        fonts = Fonts()
        pages = [_read(document, number, fonts) for number in range(len(document))]
        look_over(pages)
        read_scans(document, pages)
        checked(pages, document, name)
        return _content(document, pages)
    finally:
        if collects:
            gc.enable()
        document.close()


def _read(document: pypdfium2.PdfDocument, number: int, fonts: Fonts) -> Page:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page.damaged(number)
    try:
        return read_page(page, number, fonts)
    finally:
        page.close()


def _content(document: pypdfium2.PdfDocument, pages: Sequence[Page]) -> Content:
    for page, rows in zip(pages, without_line_numbers([page.rows for page in pages]), strict=True):
        page.rows = rows
    running = running_rows([page.rows for page in pages])
    elements = [_elements(page, marks) for page, marks in zip(pages, running, strict=True)]
    lines = [line for page in elements for element in page for line in _lines(element)]
    usual = Usual.of(lines)
    bodies = [list(pieces_of(found, usual, page.rules)) for page, found in zip(pages, elements, strict=True)]
    name_records(bodies)
    pieces: list[Piece] = []
    seen: set[str] = set()
    for page, marks, body in zip(pages, running, bodies, strict=True):
        pieces += _running_pieces(page, marks, "page_header", seen)
        pieces += body
        pieces += _margin_pieces(page, seen)
        pieces += _running_pieces(page, marks, "page_footer", seen)
    pieces = joined(pieces)
    labels = outlined(document, pieces)
    set_levels(pieces, labels)
    writer = Writer(Hyphens(line.text for line in lines), [(page.upright, page.shown) for page in pages])
    write_pieces(pieces, writer)
    text = writer.text
    meta = document.get_metadata_dict()
    printed = tuple(document.get_page_label(number) for number in range(len(pages)))
    return Content(
        text=text,
        title=title_of(meta.get("Title", ""), pieces),
        date=iso_date(meta.get("CreationDate", "")),
        pages=_starts(writer.placed, len(pages), len(text)),
        page_labels=printed if any(printed) else (),
        lines=tuple(sorted(writer.placed, key=lambda line: line.start)),
        page_sizes=tuple((round(page.shown.width, 1), round(page.shown.height, 1)) for page in pages),
        blocks=writer.blocks.build(),
        warnings=tuple(warnings_of(pages, document)),
    )


def _elements(page: Page, marks: dict[int, Running]) -> list[Element]:
    """Return the lines and tables of a page in reading order, running rows left out."""
    found = list(arrange([row for row in page.rows if id(row) not in marks]))
    for element in found:
        for line in _lines(element):
            line.page = page.number
    return found


def _lines(element: Element) -> Sequence[Line]:
    return (element,) if isinstance(element, Line) else element.lines


def _running_pieces(page: Page, marks: dict[int, Running], side: str, seen: set[str]) -> Iterator[Piece]:
    """Yield the headers or footers of a page: at their first place to be found, then as what returns."""
    for row in page.rows:
        mark = marks.get(id(row))
        if mark is None or mark.side != side:
            continue
        lines = [line for line in single([row], (row.left, row.right)) if isinstance(line, Line)]
        for line in lines:
            line.page = page.number
        if mark.is_number:
            yield Piece("boilerplate", lines, why="page number")
        elif mark.key in seen:
            yield Piece("boilerplate", lines, why="running header" if side == "page_header" else "running footer")
        else:
            seen.add(mark.key)
            yield Piece(mark.side, lines)


def _margin_pieces(page: Page, seen: set[str]) -> Iterator[Piece]:
    for line in page.margin:
        line.page = page.number
        if line.text in seen:
            yield Piece("boilerplate", [line], why="margin text")
        else:
            seen.add(line.text)
            yield Piece("paragraph", [line], beside=True)


def _starts(placed: Sequence[PlacedLine], count: int, length: int) -> tuple[int, ...]:
    """Return where each page's own text begins; a page without any begins where the next one does."""
    first = [length] * count
    for line in placed:
        first[line.page - 1] = min(first[line.page - 1], line.start)
    for number in range(count - 2, -1, -1):
        first[number] = min(first[number], first[number + 1])
    return tuple(first)
