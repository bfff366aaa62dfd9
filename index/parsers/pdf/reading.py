"""What of a PDF could not be read, page by page; and when that is so much that the file is refused."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

import pypdfium2
import pypdfium2.raw as raw

from index.errors import UnreadableDocumentError
from index.parsers import ocr
from index.parsers.pdf.page import Page
from index.parsers.pdf.rows import Row

_MIN_LEGIBLE = 0.7  # share of letters that a text layer must name; fonts without that table give boxes
_MIN_WORDS = 0.35  # share of letters and digits; of prose more than nine in ten are
_ILLEGIBLE = re.compile("[\ufffd\ue000-\uf8ff]")
_SYMBOL = re.compile(r"[^\w\s._=*\-–—•●·…|+#/\\]")  # rules and leaders are drawn with the others
_PICTURE = 0.5  # of a page: what is on it is mostly a picture
_FEW = 200  # letters beside such a picture
_MUCH = 100  # hidden letters that are worth a word
_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
_WAIT = re.compile(r"please wait", re.IGNORECASE)


def look_over(pages: Sequence[Page]) -> None:
    """Note what letters each page has, and whether they can be read."""
    for page in pages:
        page.text = " ".join([*(line.text for line in page.margin), letters_of(page.rows)]).strip()
        page.illegible = _Letters.of(page.text).are_illegible


def is_picture(page: Page) -> bool:
    """Say whether all or nearly all of a page is a picture, or may as well be one."""
    return page.illegible or (not page.text and page.drawn) or _is_mostly_picture(page)


def _is_mostly_picture(page: Page) -> bool:
    return page.pictures > _PICTURE and 0 < len(page.text) < _FEW


def checked(pages: Sequence[Page], document: pypdfium2.PdfDocument, name: str) -> None:
    """Refuse a file of which nothing, or nothing legible, was read; drop the pages that are illegible.

    Raises:
        UnreadableDocumentError: a scan, unnamed letters, symbols, or a form that only one program shows.
    """
    whole = " ".join(page.text for page in pages)
    if all(page.is_damaged for page in pages):
        raise UnreadableDocumentError(f"{name}: its pages are damaged; print it to a new PDF.")
    if not whole.strip():
        raise UnreadableDocumentError(
            f"{name}: has no text layer, only pictures ({len(pages)} pages){_none_recognised()}; {_advice()}."
        )
    if document.get_formtype() in _XFA and _WAIT.search(whole):
        raise UnreadableDocumentError(
            f"{name}: is an XFA form, whose content only Adobe's programs show; print it to a new PDF."
        )
    if _Letters.of(whole).are_illegible:
        raise UnreadableDocumentError(f"{name}: its fonts do not say which characters they show; {_advice()}.")
    for page in pages:
        if page.illegible:
            page.rows, page.margin = [], []


def _none_recognised() -> str:
    return ", and no legible text was recognised in them" if ocr.is_available() else ""


def _advice() -> str:
    """Say what has text in pictures read."""
    other = "run text recognition (OCR) over the file"
    return f"a sharper scan may help, or {other} elsewhere" if ocr.is_available() else f"{ocr.INSTALL}, or {other}"


def letters_of(rows: Sequence[Row]) -> str:
    """Return all words of rows in no order, to count in."""
    words: list[str] = []
    for row in rows:
        words += [fragment.text for fragment in row.fragments]
        words += [line.text for segment in row.segments if segment.table is not None for line in segment.table.lines]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Letters:
    """How much of a text is letters that have a name, and how much is signs."""

    all: int
    boxes: int
    symbols: int

    @classmethod
    def of(cls, text: str) -> "_Letters":
        """Count the letters of ``text``."""
        boxes = 0 if text.isascii() else len(_ILLEGIBLE.findall(text))
        return cls(len(text) - text.count(" "), boxes, len(_SYMBOL.findall(text)))

    @property
    def are_illegible(self) -> bool:
        """Say whether too much of them cannot be read."""
        return self.boxes > (1 - _MIN_LEGIBLE) * self.all or self.symbols > (1 - _MIN_WORDS) * self.all


def warnings_of(pages: Sequence[Page], document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Yield a sentence for each part that was not read."""
    yield from _of_pages(
        [page for page in pages if page.is_damaged],
        "{Pages} {is} damaged and could not be read; print the file to a new PDF.",
    )
    advice = _advice()
    yield from _of_pages(
        [page for page in pages if page.illegible],
        f"{{Pages}} {{is}} left out: the fonts do not say which characters they show; {advice}.",
    )
    unread = [page for page in pages if page.recognised is None and is_picture(page) and not page.illegible]
    yield from _of_pages(
        [page for page in unread if page.passed_over and not page.text],
        "{Pages} {holds} no text, only a picture, and {was} not read: recognising more pages of one file takes too "
        "long; split it.",
    )
    yield from _of_pages(
        [page for page in unread if not page.passed_over and not page.text],
        f"{{Pages}} {{holds}} no text, only a picture{_none_recognised()}; to have {{it}} read {advice}.",
    )
    yield from _of_pages(
        [page for page in unread if page.text and not (ocr.is_available() and not page.passed_over)],
        "{Pages} {is} mostly a picture: only the words that are printed over it were read; to have the rest read "
        f"{advice}.",
    )
    yield from _of_recognised(pages)
    hidden = [page for page in pages if page.hidden > _MUCH]
    count = sum(page.hidden for page in hidden)
    yield from _of_pages(hidden, f"{{Pages}} {{holds}} text that cannot be seen ({count} characters); it was left out.")
    marks = sorted({" ".join(page.watermarks) for page in pages if page.watermarks})
    if marks:
        yield f"A watermark was left out: {'; '.join(marks)[:200]}."
    if document.get_formtype() in _XFA:
        yield "The file is an XFA form; values that only Adobe's programs show were not read."


def _of_recognised(pages: Sequence[Page]) -> Iterator[str]:
    """Say which pages were read from their pictures, and how surely."""
    read = [(page, page.recognised) for page in pages if page.recognised is not None]
    if not read:
        return
    sure = fmean(how.confidence for _, how in read)
    yield from _of_pages(
        [page for page, _ in read],
        f"The text of {{pages}} was recognised from {{a_picture}} (OCR), with a mean confidence of {sure:.0%} over "
        "all such pages; compare quotes with the page.",
    )
    for page, how in read:
        if how.dropped:
            yield (
                f"{how.dropped} line(s) of page {page.number + 1} could not be made out and are left out; a sharper "
                "scan may help."
            )


def _of_pages(pages: Iterable[Page], sentence: str) -> Iterator[str]:
    """Yield the sentence for each run of pages."""
    numbers = [page.number for page in pages]
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number + 1 for _, number in group]
        several = len(run) > 1
        words = {"is": "are", "holds": "hold", "was": "were", "it": "them", "a_picture": "pictures"}
        named = f"pages {run[0]} to {run[-1]}" if several else f"page {run[0]}"
        yield sentence.format(
            pages=named,
            Pages=named.capitalize(),
            **{one: many if several else one.replace("_", " ") for one, many in words.items()},
        )
