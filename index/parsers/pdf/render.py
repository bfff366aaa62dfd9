"""A page of a PDF as a picture."""

import pypdfium2

from index.errors import UnreadableDocumentError
from index.parsers.pdf.opening import open_pdf
from index.parsers.pdf.png import png_of

_MAX_PIXELS = 16_000_000  # four bytes each while a page is drawn


def render_pdf(data: bytes, name: str, page: int, scale: float) -> bytes:
    """Return a page, counted from 1, as a PNG picture of ``scale`` times 72 dots an inch.

    A page so large that this would be more than 16 million dots is drawn at the largest scale that is not.

    Raises:
        UnreadableDocumentError: not a PDF, broken, encrypted, or without such a page.
    """
    document = open_pdf(data, name)
    try:
        if not 1 <= page <= len(document):
            raise UnreadableDocumentError(f"{name}: has no page {page}; its pages are 1 to {len(document)}.")
        return _drawn(document[page - 1], scale)
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage, scale: float) -> bytes:
    width, height = page.get_size()
    scale = min(scale, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)  # red before blue, as PNG wants it
    try:
        return png_of(bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, memoryview(bitmap.buffer))
    finally:
        bitmap.close()
        page.close()
