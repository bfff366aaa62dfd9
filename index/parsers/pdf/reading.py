"""What of a PDF could not be read, page by page; and when that is so much that the file is refused."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
import pypdfium2.raw as raw

from index.errors import UnreadableDocumentError
from index.parsers.pdf.page import Page

_MIN_LEGIBLE = 0.7  # share of letters that a text layer must name; fonts without that table give boxes
_MIN_WORDS = 0.35  # share of letters and digits; of prose more than nine in ten are
_ILLEGIBLE = re.compile("[\ufffd\ue000-\uf8ff]")
_SYMBOL = re.compile(r"[^\w\s._=*\-–—•●·…|+#/\\]")  # rules and leaders are drawn with the others
_PICTURE = 0.5  # of a page: what is on it is mostly a picture
_FEW = 200  # letters beside such a picture
_MUCH = 100  # hidden letters that are worth a word
_XFA = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
_WAIT = re.compile(r"please wait", re.IGNORECASE)
_OCR = "run text recognition (OCR) over it first"


def checked(pages: Sequence[Page], document: pypdfium2.PdfDocument, name: str) -> None:
    """Refuse a file of which nothing, or nothing legible, was read; drop the pages that are illegible.

    Raises:
        UnreadableDocumentError: a scan, unnamed letters, symbols, or a form that only one program shows.
    """
    for page in pages:
        page.text = _text(page)
    whole = " ".join(page.text for page in pages)
    if all(page.is_damaged for page in pages):
        raise UnreadableDocumentError(f"{name}: its pages are damaged; print it to a new PDF.")
    if not whole.strip():
        raise UnreadableDocumentError(f"{name}: has no text layer, only pictures ({len(pages)} pages); {_OCR}.")
    if document.get_formtype() in _XFA and _WAIT.search(whole):
        raise UnreadableDocumentError(
            f"{name}: is an XFA form, whose content only Adobe's programs show; print it to a new PDF."
        )
    counts = [_Letters.of(page.text) for page in pages]
    if _Letters.sum(counts).are_illegible:
        raise UnreadableDocumentError(f"{name}: its fonts do not say which characters they show; {_OCR}.")
    for page, count in zip(pages, counts, strict=True):
        if count.are_illegible:
            page.rows, page.margin, page.illegible = [], [], True


def _text(page: Page) -> str:
    lines = [line.text for line in page.margin]
    for row in page.rows:
        lines += [fragment.text for fragment in row.fragments]
        lines += [line.text for segment in row.segments if segment.table is not None for line in segment.table.lines]
    return " ".join(lines)


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

    @classmethod
    def sum(cls, counts: Sequence["_Letters"]) -> "_Letters":
        """Add counts up."""
        return cls(*(sum(numbers) for numbers in zip(*((c.all, c.boxes, c.symbols) for c in counts), strict=True)))

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
    yield from _of_pages(
        [page for page in pages if page.illegible],
        "{Pages} {is} left out: the fonts do not say which characters they show; "
        "run text recognition (OCR) over the file.",
    )
    yield from _of_pages(
        [page for page in pages if not page.illegible and not page.text.strip() and page.drawn],
        "{Pages} {holds} no text, only a picture; run text recognition (OCR) over the file to have it read.",
    )
    yield from _of_pages(
        [page for page in pages if page.pictures > _PICTURE and 0 < len(page.text.strip()) < _FEW],
        "{Pages} {is} mostly a picture: only the words that are printed over it were read; "
        "run text recognition (OCR) over the file to have the rest read.",
    )
    hidden = [page for page in pages if page.hidden > _MUCH]
    count = sum(page.hidden for page in hidden)
    yield from _of_pages(hidden, f"{{Pages}} {{holds}} text that cannot be seen ({count} characters); it was left out.")
    marks = sorted({" ".join(page.watermarks) for page in pages if page.watermarks})
    if marks:
        yield f"A watermark was left out: {'; '.join(marks)[:200]}."
    if document.get_formtype() in _XFA:
        yield "The file is an XFA form; values that only Adobe's programs show were not read."


def _of_pages(pages: Iterable[Page], sentence: str) -> Iterator[str]:
    """Yield the sentence for each run of pages."""
    numbers = [page.number for page in pages]
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number + 1 for _, number in group]
        several = len(run) > 1
        yield sentence.format(
            Pages=f"Pages {run[0]} to {run[-1]}" if several else f"Page {run[0]}",
            **{"is": "are" if several else "is", "holds": "hold" if several else "holds"},
        )
