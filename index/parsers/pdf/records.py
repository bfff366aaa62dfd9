"""Records that take a page each: invoices, pay slips, certificates. Their first line names them."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.parsers.pdf.paragraphs import ends_sentence
from index.parsers.pdf.pieces import Piece

_MIN_PAGES = 3
_MOST = 0.6  # of the pages with text begin alike
_MAX_NAME = 60  # characters
_NUMBER = re.compile(r"\d+")


def name_records(pages: Sequence[list[Piece]]) -> None:
    """Make the first lines of pages headings where most pages begin alike but for a number of their own.

    A page's own number names no record.
    """
    begins: dict[str, dict[int, str]] = defaultdict(dict)  # by what they have in common: by page, its first line
    for page, pieces in enumerate(pages):
        if pieces and pieces[0].kind == "paragraph" and (key := _key(line := pieces[0].lines[0].text)):
            begins[key][page] = line
    filled = sum(map(bool, pages))
    for alike in begins.values():
        enough = len(alike) >= max(_MIN_PAGES, _MOST * filled) and len(set(alike.values())) == len(alike)
        if enough and not all(str(page + 1) in _NUMBER.findall(line) for page, line in alike.items()):
            for page in alike:
                pages[page][:1] = _parted(pages[page][0])


def _key(line: str) -> str | None:
    """Return a line with a sign for each number; None where it has none, is nothing else, or is a sentence."""
    if len(line) > _MAX_NAME or ends_sentence(line) or not _NUMBER.search(line):
        return None
    key = _NUMBER.sub("#", line)
    return key if any(map(str.isalpha, key)) else None


def _parted(piece: Piece) -> list[Piece]:
    """Return a paragraph's first line as a heading, and what is left of it."""
    name = Piece("heading", piece.lines[:1], names_record=True)
    rest = piece.lines[1:]
    return [name, Piece("paragraph", rest, {number - 1 for number in piece.breaks if number})] if rest else [name]
