"""Where the words of an extract stand in the text it was taken from, although it was cleaned and re-spaced."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

# CJK is cut into characters: an extract may put spaces where the page has none, and the other way round.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_RUN = 4  # words that must agree before a place is believed; shorter lines must agree whole


def words(text: str) -> list[tuple[str, int]]:
    """Return the words of ``text`` with the offset of each."""
    return [(found[0], found.start()) for found in _WORD.finditer(text)]


def covered(page: Sequence[str], extract: str) -> list[bool]:
    """Say for each word of ``page`` whether ``extract`` holds it at that place.

    The extract is followed line by line. A line is looked for from where the last one ended, then anywhere, so that a
    sentence that stands twice on a page is taken where the extract has it, and moved lines are found as well.
    """
    hits = [False] * len(page)
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for start in range(len(page) - _RUN + 1):
        places[tuple(page[start : start + _RUN])].append(start)
    cursor = 0
    for line in extract.splitlines():
        line_words = [word for word, _ in words(line)]
        if len(line_words) < _RUN:
            cursor = _mark_short(page, line_words, cursor, hits)
        else:
            cursor = _mark_line(page, line_words, cursor, places, hits)
    return hits


def _mark_line(
    page: Sequence[str],
    line: Sequence[str],
    cursor: int,
    places: dict[tuple[str, ...], list[int]],
    hits: list[bool],
) -> int:
    at = 0
    while at + _RUN <= len(line):
        found = _next_place(places.get(tuple(line[at : at + _RUN]), ()), cursor)
        if found is None:
            at += 1
            continue
        length = _agreeing(page, found, line, at)
        hits[found : found + length] = [True] * length
        at += length
        cursor = found + length
    return cursor


def _next_place(candidates: Sequence[int], cursor: int) -> int | None:
    """Return the first place at or after ``cursor``, else the last before it."""
    if not candidates:
        return None
    after = bisect_left(candidates, cursor)
    return candidates[after] if after < len(candidates) else candidates[-1]


def _agreeing(page: Sequence[str], start: int, line: Sequence[str], at: int) -> int:
    length = 0
    while start + length < len(page) and at + length < len(line) and page[start + length] == line[at + length]:
        length += 1
    return length


_NEAR = 400  # words: a short line (a heading, a name) is taken only close behind the line before it


def _mark_short(page: Sequence[str], line: Sequence[str], cursor: int, hits: list[bool]) -> int:
    size = len(line)
    if not size:
        return cursor
    for start in range(cursor, min(cursor + _NEAR, len(page) - size + 1)):
        if list(page[start : start + size]) == list(line):
            hits[start : start + size] = [True] * size
            return start + size
    return cursor
