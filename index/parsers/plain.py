"""Plain text: the text is the file; its layout says what is a heading, a list, a table, a term and so on."""

import re
from collections.abc import Sequence

from index.boilerplate import boilerplate
from index.parsers import frontmatter
from index.parsers.dates import is_date_line, iso_date
from index.parsers.decoding import decode
from index.parsers.layout.text import layout_of
from index.records import Block, Content

_BLOCK = re.compile(r"\S[^\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*\S[^\r\n]*)*")
_BLOCKS_ON_TOP = 6  # headline, subtitle, date, byline: further down a lone date is part of the text


def parse_text(data: bytes, name: str) -> Content:
    """Read a plain text file.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    marked = front.boilerplate() + boilerplate(text, front.end)
    top = _top_blocks(text, marked)
    layout = layout_of(text, front.end, marked)
    return Content(
        text=text,
        title=front.title or layout.title,
        url=front.url,
        date=front.date
        or next((iso_date(line) for block in top for line in block.splitlines() if is_date_line(line)), None),
        pages=_pages(text),
        blocks=layout.blocks,
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
