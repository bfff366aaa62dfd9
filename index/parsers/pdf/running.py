"""Running headers and footers: what returns at the edge of page after page and says nothing by its numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.parsers.pdf.rows import Row

_EDGE = 4  # rows at the top and at the bottom that are looked at
_MAX_ROW = 160  # characters
_SAME_PLACE = 3.0  # points
_APART = 1.5  # of the font size, at least, between a running row and the text, from base line to base line,
_USUAL_APART = 1.25  # and of the usual distance of rows
_OFTEN = 3  # pages on which a row returns; in a short document, or with a page's number, two are enough
_SHORT = 4  # pages
_NO_PAGE = 4  # digits: so long a number is no page's, if nothing else says so
_SAMPLE = 12  # rows from a page's middle for the usual distance
_ROMAN = r"[ivxlc]+|[IVXLC]+"
_PAGE_WORD = r"(?:page|seite|pagina|página|p\.|s\.|pg\.?)"
_NUMBER = re.compile(
    rf"\W*(?:{_PAGE_WORD}\s*)?(\d{{1,5}}|{_ROMAN})(?:\s*(?:of|/|von|de|sur)\s*(\d{{1,5}}))?\W*", re.IGNORECASE
)
_EDGE_NUMBER = re.compile(r"^([1-9]\d{0,4})(?!\S)|(?<!\S)([1-9]\d{0,4})$|(?<=page\s)([1-9]\d{0,4})\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_OF_PAGES = re.compile(r"#\s*(?:of|/|von|de|sur)\s*[#\d]{1,5}", re.IGNORECASE)

Side = Literal["page_header", "page_footer"]


@dataclass(frozen=True, slots=True)
class Running:
    """What a row at a page's edge is."""

    side: Side
    key: str  # its words, with # for the page's number
    is_number: bool = False  # it says nothing but the page's number


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row at a page's edge."""

    page: int
    row: Row
    key: str
    is_number: bool
    apart: bool  # from the row that follows, seen from the edge

    @property
    def slot(self) -> tuple[int, int]:
        """Name place and size, for rows that stand alike on their pages."""
        return round(self.row.base / _SAME_PLACE), round(self.row.size * 2)


def running_rows(pages: Sequence[Sequence[Row]]) -> list[dict[int, Running]]:
    """Return for each page its running rows by the rows' ``id``.

    A row counts only where all rows between it and the edge count too, and where something else is on most pages: a
    record on each page is no header.
    """
    offsets = _offsets(pages)
    found: list[dict[int, Running]] = [{} for _ in pages]
    sides: tuple[tuple[Side, bool], ...] = (("page_header", False), ("page_footer", True))
    for side, from_bottom in sides:
        edges = [
            list(_edges(number, rows, from_bottom, offsets, len(pages) < _OFTEN)) for number, rows in enumerate(pages)
        ]
        counts = _counts(edges)
        slots = {each.slot for edge in edges for each in edge if counts[each.key] >= _OFTEN and not each.is_number}
        returning = {id(each) for edge in edges for each in edge if _returns(each, counts, len(pages))}
        apart = _apart_keys(edges)
        for number, edge in enumerate(edges):
            for each in _group(edge, returning, slots, apart):
                found[number][id(each.row)] = Running(side, each.key, each.is_number)
    return found if _leaves_text(pages, found) else [{} for _ in pages]


def _leaves_text(pages: Sequence[Sequence[Row]], found: Sequence[Mapping[int, Running]]) -> bool:
    filled = [(rows, marks) for rows, marks in zip(pages, found, strict=True) if rows]
    empty = sum(all(id(row) in marks for row in rows) for rows, marks in filled)
    return empty * 2 <= len(filled) or len(filled) == 1


def _offsets(pages: Sequence[Sequence[Row]]) -> set[int]:
    """Return how the numbers printed on the pages differ from the pages' places, where they run with them."""
    votes: Counter[int] = Counter()
    for number, rows in enumerate(pages):
        edge = {id(row): row for row in [*rows[:_EDGE], *rows[-_EDGE:]]}.values()
        segments = {segment.text for row in edge if row.base for segment in row.segments}
        printed = {int(match[1]) for text in segments if (match := _NUMBER.fullmatch(text)) and match[1].isdigit()}
        votes.update(value - number for value in printed)
    return {1} | {offset for offset, count in votes.items() if count > 1 and count * 4 >= len(pages)}


def _edges(page: int, rows: Sequence[Row], from_bottom: bool, offsets: set[int], is_short: bool) -> Iterator[_Edge]:
    ordered = rows[: -_EDGE - 2 : -1] if from_bottom else rows[: _EDGE + 1]
    middle = rows[len(rows) // 2 :][:_SAMPLE]
    distances = sorted(abs(one.base - other.base) for one, other in pairwise(middle))
    usual = distances[len(distances) // 2] if distances else 0.0
    for place, row in enumerate(ordered[:_EDGE]):
        text = "\t".join(segment.text for segment in row.segments)
        if len(text) > _MAX_ROW or any(segment.table is not None for segment in row.segments):
            return
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        distance = abs(row.base - after.base) if after is not None else 0.0
        size = max(row.size, after.size) if after is not None else row.size
        apart = after is None or distance >= max(_APART * size, _USUAL_APART * min(usual, 2 * size))
        numbers = {page + offset for offset in offsets}
        key = "\t".join(_key(segment.text, numbers) for segment in row.segments)
        yield _Edge(page, row, key, _is_number(row, numbers, is_short and apart and not place), apart)


def _is_number(row: Row, numbers: set[int], is_short: bool) -> bool:
    """Say whether a row is nothing but its page's number."""
    if len(row.segments) != 1 or not (found := _NUMBER.fullmatch(row.segments[0].text)):
        return False
    if not found[1].isdigit():
        return found[1].islower()
    return int(found[1]) in numbers or (is_short and len(found[1]) < _NO_PAGE)


def _key(text: str, numbers: set[int]) -> str:
    """Return a row's words with # for the page's number, where a page's number stands."""
    text = " ".join(text.split())
    if not _DIGIT.search(text):
        return text

    def mark(found: re.Match[str]) -> str:
        printed = found[1] or found[2] or found[3]
        return "#" if int(printed) in numbers else found[0]

    return _OF_PAGES.sub("#", _EDGE_NUMBER.sub(mark, text))


def _counts(edges: Sequence[Sequence[_Edge]]) -> Counter[str]:
    """Count on how many pages each key stands at about the same place."""
    places: dict[str, list[float]] = defaultdict(list)
    for edge in edges:
        for key, base in {each.key: each.row.base for each in edge}.items():
            places[key].append(base)
    counts: Counter[str] = Counter()
    for key, bases in places.items():
        bases.sort()
        middle = bases[len(bases) // 2]
        counts[key] = sum(abs(base - middle) <= _SAME_PLACE for base in bases)
    return counts


def _returns(each: _Edge, counts: Mapping[str, int], pages: int) -> bool:
    count = counts[each.key]
    return count >= _OFTEN or (count > 1 and (pages <= _SHORT or "#" in each.key))


def _apart_keys(edges: Sequence[Sequence[_Edge]]) -> set[str]:
    """Return the keys of rows that stand apart from the text on most of their pages."""
    votes: Counter[str] = Counter()
    for edge in edges:
        for each in edge:
            votes[each.key] += 1 if each.apart else -1
    return {key for key, vote in votes.items() if vote > 0}


def _group(edge: Sequence[_Edge], returning: set[int], slots: set[tuple[int, int]], apart: set[str]) -> list[_Edge]:
    """Return the running rows of one edge of a page, from the edge inwards."""
    group: list[_Edge] = []
    for each in edge:
        if each.is_number or id(each) in returning or (each.slot in slots and each.apart):
            group.append(each)
        else:
            break
    # What stands close to the text is the first or last line of it.
    while group and not group[-1].apart and group[-1].key not in apart and not group[-1].is_number:
        group.pop()
    return group
