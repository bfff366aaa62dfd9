"""The file's own outline: bookmarks say which pieces are headings, and of which level."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import pypdfium2

from index.parsers.pdf.pieces import Piece

_MAX_BOOKMARKS = 5_000
_MAX_LINES = 4
_NUMBER = re.compile(r"^(?:(?:chapter|section|part|appendix)\s+)?[\dIVXLCA-Z]{0,5}(?:\.\d+)*[.):]?\s+", re.IGNORECASE)
_MAX_HEADING = 200  # characters
_SIGNS = re.compile(r"[\W_]+")

_Bookmark = tuple[str, str, int]  # its name, the same without a number in front, its level


def outlined(document: pypdfium2.PdfDocument, pieces: Sequence[Piece]) -> dict[int, int]:
    """Make pieces headings that a bookmark names, and return their levels by their ``id``.

    A bookmark whose words stand nowhere on its page, or the one before or behind it, is left out.
    """
    wanted = _bookmarks(document)
    levels: dict[int, int] = {}
    if not wanted:
        return levels
    for piece in pieces:
        if piece.kind not in ("heading", "paragraph", "item") or len(piece.lines) > _MAX_LINES:
            continue
        first = piece.page
        level = _level(piece.text, [each for page in (first, first - 1, first + 1) for each in wanted.get(page, ())])
        if level is not None:
            piece.kind = "heading"
            levels[id(piece)] = level
    return levels


def _bookmarks(document: pypdfium2.PdfDocument) -> dict[int, list[_Bookmark]]:
    wanted: dict[int, list[_Bookmark]] = defaultdict(list)
    for bookmark in islice(document.get_toc(), _MAX_BOOKMARKS):
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        if page is not None and (name := _plain(bookmark.get_title())):
            wanted[page].append((name, _plain(_NUMBER.sub("", name)), bookmark.level + 1))
    return wanted


def _level(text: str, bookmarks: Sequence[_Bookmark]) -> int | None:
    if not bookmarks or len(text) > _MAX_HEADING:
        return None
    names = {_plain(text), _plain(_NUMBER.sub("", text))}
    return next((level for name, bare, level in bookmarks if name in names or bare in names), None)


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text).strip().lower()
