"""The file's own outline: bookmarks say which pieces are headings, and of which level."""

import re
from collections import defaultdict
from collections.abc import Sequence

import pypdfium2

from index.parsers.pdf.pieces import Piece

_MAX_BOOKMARKS = 5_000
_MAX_LINES = 4
_NUMBER = re.compile(r"^(?:(?:chapter|section|part|appendix)\s+)?[\dIVXLCA-Z]{0,5}(?:\.\d+)*[.):]?\s+", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


def outlined(document: pypdfium2.PdfDocument, pieces: Sequence[Piece]) -> dict[int, int]:
    """Make pieces headings that a bookmark names, and return their levels by their ``id``.

    A bookmark whose words stand nowhere on its page, or the one before or behind it, is left out.
    """
    wanted: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for count, bookmark in enumerate(document.get_toc()):
        if count >= _MAX_BOOKMARKS:
            break
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        if page is not None and (name := _plain(bookmark.get_title())):
            wanted[page].append((name, bookmark.level + 1))
    levels: dict[int, int] = {}
    if not wanted:
        return levels
    for piece in pieces:
        if piece.kind not in ("heading", "paragraph", "item") or len(piece.lines) > _MAX_LINES:
            continue
        for page in (piece.page, piece.page - 1, piece.page + 1):
            level = _level(piece, wanted.get(page, ()))
            if level is not None:
                piece.kind = "heading"
                levels[id(piece)] = level
                break
    return levels


def _level(piece: Piece, bookmarks: Sequence[tuple[str, int]]) -> int | None:
    if not bookmarks:
        return None
    text = piece.text
    names = {_plain(text), _plain(_NUMBER.sub("", text))}
    return next((level for name, level in bookmarks if name in names or _plain(_NUMBER.sub("", name)) in names), None)


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", text).strip().lower()
