"""PDF: the text layer, page after page, with running headers and footers marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile
from statistics import median

import pypdfium2

from index.boilerplate import merged
from index.errors import UnreadableDocumentError
from index.parsers.blocks import BlockBuilder
from index.parsers.dates import iso_date
from index.parsers.pdf_lines import Line, lines_of, page_text, unbroken, vocabulary, whole_lines
from index.parsers.pdf_running import running_lines
from index.parsers.tidy import one_line
from index.records import Content, Span

_MARK_WITHIN = 1024  # bytes in which the format's mark has to stand
_MIN_LEGIBLE = 0.7  # share of letters that a text layer must name; fonts without that table give boxes
_ILLEGIBLE = re.compile("[\ufffd\ue000-\uf8ff]")
_NO_TITLE = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|title|document\d*)\)?|.*\.\w{2,4}|\S*[_\d]\S*|\W*", re.IGNORECASE
)
_MADE_BY = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - ", re.IGNORECASE)
_MAX_TITLE = 200  # characters
_LARGER = 1.2  # times the usual font size: the headline of a first page


def parse_pdf(data: bytes, name: str) -> Content:
    """Read the text layer of a PDF.

    Raises:
        UnreadableDocumentError: not a PDF, broken, encrypted, or without a legible text layer (a scan).
    """
    document = _open(data, name)
    try:
        pages = _pages(document)
        _check_legible(pages, name)
        return _content(document, pages)
    finally:
        document.close()


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    if b"%PDF-" not in data[:_MARK_WITHIN]:
        raise UnreadableDocumentError(f"{name}: by its content this is no PDF; is the suffix right?")
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "is encrypted; remove its password and try again"
        else:
            reason = f"cannot be opened ({error}); print it to a new PDF"
        raise UnreadableDocumentError(f"{name}: {reason}.") from error


def _pages(document: pypdfium2.PdfDocument) -> list[list[Line]]:
    pages: list[list[Line]] = []
    for page in document:
        pages.append(whole_lines(lines_of(page)))
        page.close()
    known = vocabulary(line for page in pages for line in page)
    return [[replace(line, text=unbroken(line.text, known)) for line in page] for page in pages]


def _check_legible(pages: Sequence[Sequence[Line]], name: str) -> None:
    letters = sum(len(line.text) for page in pages for line in page)
    if not letters:
        raise UnreadableDocumentError(
            f"{name}: has no text layer, only pictures ({len(pages)} pages); run text recognition (OCR) over it first."
        )
    boxes = sum(len(_ILLEGIBLE.findall(line.text)) for page in pages for line in page)
    if boxes > (1 - _MIN_LEGIBLE) * letters:
        raise UnreadableDocumentError(
            f"{name}: its fonts do not tell which letters they show; run text recognition (OCR) over it first."
        )


def _content(document: pypdfium2.PdfDocument, pages: Sequence[Sequence[Line]]) -> Content:
    pieces: list[str] = []
    starts: list[int] = []
    marks: list[tuple[Span, str | None]] = []
    length = 0
    running = running_lines([[line.text for line in page] for page in pages])
    for lines, whys in zip(pages, running, strict=True):
        text, places = page_text(lines)
        if text and length:
            pieces.append("\n\n")
            length += 2
        starts.append(length)
        marks += [
            (Span(length + place, length + place + len(line.text)), whys.get(number))
            for number, (place, line) in enumerate(zip(places, lines, strict=True))
        ]
        pieces.append(text)
        length += len(text)
    text = "".join(pieces)
    meta = document.get_metadata_dict()
    blocks = BlockBuilder()
    for span, level, label in _outline(document, text, starts):
        blocks.heading(span, level, label)
    blocks.extend(merged(marks))
    return Content(
        text=text,
        title=_stated_title(meta.get("Title", "")) or _headline(pages, running),
        date=iso_date(meta.get("CreationDate", "")),
        pages=tuple(starts),
        blocks=blocks.build(),
    )


def _stated_title(stated: str) -> str | None:
    """Return the title the file states, unless a program filled it in or it is a file's name."""
    title = one_line(_MADE_BY.sub("", stated.strip()))
    return None if title is None or _NO_TITLE.fullmatch(title) else title[:_MAX_TITLE]


def _headline(pages: Sequence[Sequence[Line]], running: Sequence[Mapping[int, str]]) -> str | None:
    """Return the lines in the largest type on top of the first page, where they stand out."""
    first = [line for number, line in enumerate(pages[0]) if number not in running[0]]
    sizes = [line.size for line in first]
    if not sizes or max(sizes) < _LARGER * median(sizes):
        return None
    largest = max(sizes)
    above = dropwhile(lambda line: line.size < largest, first)
    title = one_line(" ".join(line.text for line in takewhile(lambda line: line.size >= largest, above)))
    return title if title and len(title) <= _MAX_TITLE else None


def _outline(document: pypdfium2.PdfDocument, text: str, starts: Sequence[int]) -> Iterator[tuple[Span, int, str]]:
    """Yield place, level and name of the file's bookmarks: at their words, or at their page's start without these."""
    for bookmark in document.get_toc():
        label = one_line(bookmark.get_title())
        target = bookmark.get_dest()
        number = target.get_index() if target is not None else None
        if label is None or number is None or not 0 <= number < len(starts):
            continue
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        if place := _place(label, text, starts[number], end):
            yield place, bookmark.level + 1, label


def _place(label: str, text: str, start: int, end: int) -> Span | None:
    """Return where ``label`` stands between two places: on a line of its own, else anywhere.

    Where it is not found that is the first character, and None where there is none.
    """
    words = r"\s+".join(map(re.escape, label.split()))
    for pattern in (rf"^[\d.\s]*{words}$", words):
        if found := re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(text, start, end):
            return Span(found.start(), found.end())
    return Span(start, start + 1) if start < len(text) else None
