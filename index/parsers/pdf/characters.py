"""The characters of a page, each at the number by which pdfium knows it."""

import pypdfium2

from index.parsers.pdf import native
from index.parsers.pdf.cleaning import with_ligatures

_UNMAPPED = "\ufffd"


def characters_of(text_page: pypdfium2.PdfTextPage, address: int) -> str:
    """Return the characters of a page that stands at an address."""
    return with_ligatures(_text_of(text_page, address))


def _text_of(text_page: pypdfium2.PdfTextPage, address: int) -> str:
    """Return the page's characters, each at its number."""
    text: str = text_page.get_text_range()
    count = text_page.count_chars()
    if len(text) == count:
        return text
    codes = (native.char_unicode(address, i) for i in range(count))
    return "".join(chr(code) if 0 < code <= 0x10FFFF else _UNMAPPED for code in codes)
