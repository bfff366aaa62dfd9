"""Characters of a PDF as people write them: ligatures apart, nothing invisible; Arabic forms pdfium undoes itself."""

import re

from index.parsers.tidy import whole

# Ligatures are one letter to a printer and two to everybody who searches.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_HYPHENS = {0xFFFE: "-", 0x0002: "-"}  # pdfium's signs for a hyphen at a line's end
_TABLE = {**_LIGATURES, **_HYPHENS, 0x00A0: " ", 0x202F: " ", 0x2007: " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SOFT = re.compile("\u00ad(?!$)")  # at a line's end it is a hyphen that was printed


def clean(text: str) -> str:
    """Return ``text`` without what only printers and programs see."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text.translate(_TABLE))
    return whole(_SOFT.sub("", text)).strip()
