"""Plain text: the text is the file; a headline and a date line on top of it are taken as title and date."""

import re
from collections.abc import Sequence

from index.boilerplate import boilerplate
from index.parsers import frontmatter
from index.parsers.dates import is_date_line, iso_date
from index.parsers.decoding import decode
from index.records import Block, Content

_BLOCK = re.compile(r"\S[^\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*\S[^\r\n]*)*")
_MAX_HEADLINE = 150  # characters
_BLOCKS_ON_TOP = 6  # headline, subtitle, date, byline: further down a lone date is part of the text
_NO_HEADLINE_END = (".", ",", ";", ":", "…")


def parse_text(data: bytes, name: str) -> Content:
    """Read a plain text file.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    marked = front.boilerplate() + boilerplate(text, front.end)
    top = _top_blocks(text, marked)
    return Content(
        text=text,
        title=front.title or _headline(top),
        url=front.url,
        date=front.date
        or next((iso_date(line) for block in top for line in block.splitlines() if is_date_line(line)), None),
        pages=_pages(text),
        blocks=marked,
    )


def _pages(text: str) -> tuple[int, ...]:
    """Return where pages start in a text that has form feeds between them, as printed reports and RFCs do."""
    if "\f" not in text:
        return ()
    return (0, *(found.end() for found in re.finditer("\f", text)))


def _top_blocks(text: str, marked: Sequence[Block]) -> list[str]:
    """Return the first blocks that belong to the text, as they stand."""
    top: list[str] = []
    for found in _BLOCK.finditer(text):
        if any(piece.span.start < found.end() and found.start() < piece.span.end for piece in marked):
            continue
        top.append(found[0].strip())
        if len(top) == _BLOCKS_ON_TOP:
            break
    return top


def _headline(top: Sequence[str]) -> str | None:
    """Return the first block where it reads like a headline: one short line, no sentence end, text below it."""
    if len(top) < 2 or is_date_line(top[0]):
        return None
    first = top[0]
    one_line = "\n" not in first and "\r" not in first
    begins_well = first[0].isupper() or first[0].isdigit() or not first[0].isascii()
    if one_line and begins_well and len(first) <= _MAX_HEADLINE and not first.endswith(_NO_HEADLINE_END):
        return first
    return None
