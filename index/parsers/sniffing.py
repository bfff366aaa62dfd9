"""Which parser reads a file whose suffix says nothing: by its first bytes."""

import re
from collections.abc import Collection

from index.errors import UnsupportedFormatError
from index.parsers.decoding import kind_of
from index.parsers.registry import SOURCE_SUFFIXES

_LOOKED_AT = 16384  # bytes: generated manual pages define their macros before they say what they are
_ARCHIVES = (
    (b"mimetypeapplication/epub+zip", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", ".odp"),
    (b"META-INF/container.xml", ".epub"),
    (b"word/document.xml", ".docx"),
    (b"ppt/presentation.xml", ".pptx"),
    (b"xl/workbook.xml", ".xlsx"),
)
_FIRST = (
    (re.compile(rb"%PDF-"), ".pdf"),
    (re.compile(rb"\{\\rtf"), ".rtf"),
    (
        re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S),
        ".html",
    ),
    (re.compile(rb"\s*<\?xml\b"), ".xml"),
    (re.compile(rb"#![^\n]{0,80}\bpython"), ".py"),
    (re.compile(rb"#![^\n]{0,80}\b(?:node|deno)\b"), ".js"),
    (re.compile(rb"#!"), ".sh"),
    (re.compile(rb"\s*(?:[.'][^\n]*\n(?:[^\n]*\n)*?)?\.[ \t]*(?:TH|Dd|Dt)[ \t]"), ".man"),
)
_MARKS = (b"\xef\xbb\xbf",)


def suffix_of(data: bytes, name: str, suffix: str, known: Collection[str]) -> str:
    """Return the suffix whose parser reads ``data``: its own if it is known, else by what the file holds.

    Text in an encoding that is recognised is read as plain text.

    Raises:
        UnsupportedFormatError: it is of a kind that is not read; the message says which.
    """
    if suffix in known:
        return suffix
    found = suffix_by_content(data)
    if found in known:
        return found
    kind = kind_of(data)
    if kind is None:
        return ".txt"
    said = f"{suffix} is not read" if suffix else "it has no suffix"
    formats = ", ".join(each for each in known if each not in SOURCE_SUFFIXES)
    raise UnsupportedFormatError(
        f"{name}: {said}, and by its content it is {kind}; formats read: {formats}, programs and settings."
    )


def suffix_by_content(data: bytes) -> str:
    """Return the suffix that a file of such content usually has; "" where its first bytes tell nothing."""
    if data.startswith(b"PK\x03\x04"):
        return next((suffix for sign, suffix in _ARCHIVES if sign in data), "")
    head = data[:_LOOKED_AT]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return next((suffix for pattern, suffix in _FIRST if pattern.match(head)), "")
