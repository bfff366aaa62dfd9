"""What a person would call the document."""

import re
from collections.abc import Sequence

from index.parsers.pdf.markers import NUMBERED
from index.parsers.pdf.pieces import Piece
from index.parsers.tidy import one_line

_NO_TITLE = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|title|document|template|slide|layout|print|(?:word|pdf)? ?document"
    r"|(?:power ?point )?presentation|microsoft word)\s*\d*\)?|.*\.\w{2,4}|\S*[_\d]\S*|\W*",
    re.IGNORECASE,
)
_NO_HEADLINE = re.compile(
    r"(?:table of )?contents|index|abstract|preface|foreword|inhalt(?:sverzeichnis)?|sommaire|\W*|(?:https?:|www\.)\S*"
    r"|\S+\.(?:com|org|net|edu|gov)",
    re.IGNORECASE,
)
_MADE_BY = re.compile(r"^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - ", re.IGNORECASE)
_MAX_TITLE = 200  # characters
_FIRST_PAGES = 2  # a cover may have none
_TEXT = 200  # characters of text, or of a table: a title has no more above it
_WORD = re.compile(r"\w{4,}")


def title_of(stated: str, pieces: Sequence[Piece]) -> str | None:
    """Return the title that the file states, else the largest type on its first page; None where there is neither.

    A stated title is none if a program filled it in, if it is a file's name, or if none of its words stands on the
    first page where another title does.
    """
    first = [piece for piece in pieces if piece.page < _FIRST_PAGES]
    headline = _headline([piece for piece in first if piece.page == 0]) or _headline(first)
    title = one_line(_MADE_BY.sub("", stated.strip()))
    if title is None or _NO_TITLE.fullmatch(title):
        return headline
    if headline is not None and not _is_printed(title, first):
        return headline
    return title[:_MAX_TITLE]


def _is_printed(title: str, first: Sequence[Piece]) -> bool:
    printed = set(_WORD.findall(" ".join(piece.text for piece in first).lower()))
    words = _WORD.findall(title.lower())
    return not words or any(word in printed for word in words)


def _headline(first: Sequence[Piece]) -> str | None:
    headings: list[Piece] = []
    above = 0  # characters of text
    for piece in first:
        if piece.kind != "heading" or piece.names_record:
            above += len(piece.text)
        elif above < _TEXT and not _NO_HEADLINE.fullmatch(piece.text) and not NUMBERED.match(piece.text):
            headings.append(piece)
    if not headings:
        return None
    largest = max(piece.size for piece in headings)
    found = next(piece for piece in headings if piece.size == largest)
    title = one_line(found.text)
    return title if title and len(title) <= _MAX_TITLE else None
