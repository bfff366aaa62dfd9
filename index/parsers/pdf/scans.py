"""Pages that are pictures of text: drawn and recognised (OCR), where the extra ``[ocr]`` is installed.

What is recognised is put on the page as if it were printed there, so that columns, tables, paragraphs over pages and
running headers are told by the same rules as those of any other page, and every line has its place.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean, median
from typing import TYPE_CHECKING

import pypdfium2

from index.parsers import ocr
from index.parsers.pdf.layout import Fragment, Style
from index.parsers.pdf.page import Page, Recognised
from index.parsers.pdf.reading import is_picture, letters_of
from index.parsers.pdf.rows import rows_of
from index.parsers.picture_order import LevelLine, levelled, regions

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

MAX_SCANS = 40  # pages of one file: each takes some seconds

_WIDTH = 1500  # pixels to which a page is drawn: A4 at 180 dots an inch
_MAX_PIXELS = 6_000_000
_TYPE = 0.85  # of the height of a recognised line: the size of its type
_SAME_TYPE = 0.2  # by which a line's height may differ from the usual one and be of the usual size
_MORE = 2.0  # times the letters printed over a picture: so many recognised ones replace them


def read_scans(document: pypdfium2.PdfDocument, pages: Sequence[Page]) -> None:
    """Fill pages that are pictures of text with what is recognised in them, the first ``MAX_SCANS`` of them."""
    if not ocr.is_available():
        return
    scans = [page for page in pages if is_picture(page)]
    for page in scans[:MAX_SCANS]:
        _recognise(document, page)
    for page in scans[MAX_SCANS:]:
        page.passed_over = True


def _recognise(document: pypdfium2.PdfDocument, page: Page) -> None:
    picture, scale = _drawn(document, page.number)
    found = ocr.recognise(picture)
    legible = [line for line in found if line.confidence >= ocr.MIN_CONFIDENCE]
    rows = rows_of(_fragments(levelled(legible), scale))
    text = letters_of(rows)
    if text and (page.illegible or len(text) > _MORE * len(page.text)):
        page.rows, page.margin, page.text = rows, [], text
        page.upright = page.shown
        page.illegible = False
        page.recognised = Recognised(fmean(line.confidence for line in legible), len(found) - len(legible))


def _drawn(document: pypdfium2.PdfDocument, number: int) -> "tuple[NDArray[numpy.uint8], float]":
    """Return a page as height x width x 3 and how many pixels a point is."""
    page = document[number]
    try:
        width, height = (max(1.0, side) for side in page.get_size())
        scale = min(_WIDTH / width, math.sqrt(_MAX_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            return bitmap.to_numpy()[:, :, :3].copy(), scale
        finally:
            bitmap.close()
    finally:
        page.close()


def _fragments(lines: Sequence[LevelLine], scale: float) -> Iterator[Fragment]:
    """Yield recognised lines in points: those of one level on one base line, those of nearly one size in one size."""
    if not lines:
        return
    usual = median(line.height for line in lines)
    # Levelled lines are turned about the corner of the page; on the whole they stay where they are.
    right = fmean((line.line.box[0] + line.line.box[2] - line.left - line.right) / 2 for line in lines)
    down = fmean((line.line.box[1] + line.line.box[3]) / 2 - line.middle for line in lines)
    for rows in regions(lines):
        for row in rows:
            middle = median(line.middle for line in row) + down
            for line in row:
                height = usual if abs(line.height - usual) <= _SAME_TYPE * usual else line.height
                style = Style("", round(2 * _TYPE * height / scale) / 2 or 0.5)
                base = middle / scale + (style.ascent - style.descent) / 2 * style.size
                yield Fragment(line.text, (line.left + right) / scale, (line.right + right) / scale, base, style)
