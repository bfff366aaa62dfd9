"""Numbers in the margin that count a page's lines: drafts of laws and manuscripts have them, and nobody reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.parsers.pdf.layout import Fragment
from index.parsers.pdf.paragraphs import ends_sentence
from index.parsers.pdf.rows import Row, rows_of
from index.parsers.pdf.zones import is_wordy

_ALIGNED = 2.0  # points
_DIGITS = 4
_ENOUGH = {1: 6, 2: 5, 5: 4, 10: 3}  # numbers that count on, by step, show that lines are counted
_ROWS = (0.5, 1.4)  # of the lines that are counted are there
_WORDY = 0.5  # of the lines
_FLOWS = 0.3  # of the lines go on a sentence; items that are numbered each begin one
_GAP = 0.4  # of the font size, at least, between a number and its line

Edge = Callable[[Fragment], float]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the numbers of lines stand."""

    is_right: bool  # of the text
    edge: Edge  # by which they are aligned
    at: float

    def holds(self, fragment: Fragment) -> bool:
        return abs(self.edge(fragment) - self.at) <= _ALIGNED


def without_line_numbers(pages: Sequence[list[Row]]) -> list[list[Row]]:
    """Return the rows of pages without the numbers that count their lines.

    One page with many of them shows it, and where they stand; on the others there may be few.
    """
    candidates = [{is_right: _at_edge(rows, is_right) for is_right in (False, True)} for rows in pages]
    places = [
        place
        for rows, found in zip(pages, candidates, strict=True)
        for is_right, numbers in found.items()
        for edge in (_left, _right)  # numbers of one digit stand alike on both sides, and do not on the next page
        if (place := _place(rows, numbers, is_right, edge)) is not None
    ]
    if not places:
        return list(pages)
    distinct = _distinct(places)
    return [_without(rows, found, distinct) for rows, found in zip(pages, candidates, strict=True)]


def _without(rows: list[Row], found: dict[bool, list[Fragment]], places: Sequence[_Place]) -> list[Row]:
    dropped = {
        id(number)
        for is_right, numbers in found.items()
        for number in numbers
        if any(place.is_right == is_right and place.holds(number) for place in places)
    }
    if not dropped:
        return rows
    tables = [row for row in rows if not row.fragments]
    kept = [fragment for row in rows for fragment in row.fragments if id(fragment) not in dropped]
    return sorted([*tables, *rows_of(kept)], key=lambda row: row.base)


def _distinct(places: Sequence[_Place]) -> list[_Place]:
    """Return places that differ; a document has two or three."""
    found: dict[tuple[bool, Edge, int], _Place] = {}
    for place in places:
        found.setdefault((place.is_right, place.edge, round(place.at / _ALIGNED)), place)
    return list(found.values())


def _at_edge(rows: Sequence[Row], is_right: bool) -> list[Fragment]:
    """Return the numbers that stand first in their rows, or last."""
    found: list[Fragment] = []
    for row in rows:
        if not row.fragments:
            continue
        number, *others = row.fragments[::-1] if is_right else row.fragments
        if not _is_number(number):
            continue
        gap = number.left - max(each.right for each in others) if is_right and others else _GAP * number.size
        gap = min(each.left for each in others) - number.right if others and not is_right else gap
        if gap >= _GAP * number.size:
            found.append(number)
    return found


def _is_number(fragment: Fragment) -> bool:
    text = fragment.text
    is_digits = len(text) <= _DIGITS and text.isascii() and text.isdigit()
    return is_digits and fragment.host is None and not fragment.is_value


def _place(rows: Sequence[Row], numbers: Sequence[Fragment], is_right: bool, edge: Edge) -> _Place | None:
    """Return where numbers, aligned by an edge, count the lines of a page, if they do."""
    if len(numbers) < min(_ENOUGH.values()):
        return None
    column = _aligned(numbers, edge)
    run, step = _longest_run(column)
    if step not in _ENOUGH or len(run) < _ENOUGH[step]:
        return None
    between = [row for row in rows if run[0].base - run[0].size / 2 <= row.base <= run[-1].base + run[-1].size / 2]
    if not _is_margin(between, column, is_right) or not _are_running(between, column, step * (len(run) - 1) + 1):
        return None
    return _Place(is_right, edge, edge(run[0]))


def _left(fragment: Fragment) -> float:
    return fragment.left


def _right(fragment: Fragment) -> float:
    return fragment.right


def _aligned(numbers: Sequence[Fragment], edge: Edge) -> list[Fragment]:
    """Return the most numbers that stand under each other, from top to bottom."""
    ordered = sorted(numbers, key=edge)
    best, start = (0, 0), 0
    for stop in range(1, len(ordered) + 1):
        while edge(ordered[stop - 1]) - edge(ordered[start]) > _ALIGNED:
            start += 1
        best = max(best, (start, stop), key=lambda each: each[1] - each[0])
    return sorted(ordered[slice(*best)], key=lambda fragment: fragment.base)


def _longest_run(numbers: Sequence[Fragment]) -> tuple[Sequence[Fragment], int]:
    """Return the most numbers in a row that count by the same step, and the step."""
    best, start, step = (0, 0, 0), 0, 0
    for place, (above, below) in enumerate(pairwise(numbers)):
        now = int(below.text) - int(above.text)
        if now != step:
            start, step = place, now
        best = max(best, (place + 2 - start, start, step), key=lambda each: each[0])
    length, start, step = best
    return numbers[start : start + length], step


def _is_margin(rows: Sequence[Row], numbers: Sequence[Fragment], is_right: bool) -> bool:
    """Say whether nothing else stands where the numbers do, nor further out."""
    taken = {id(number) for number in numbers}
    places = [(each.left, each.right) for row in rows for each in row.fragments if id(each) not in taken]
    places += [(each.left, each.right) for row in rows for each in row.segments if each.table is not None]
    if is_right:
        least = min(number.left for number in numbers)
        return all(right <= least for _, right in places)
    most = max(number.right for number in numbers)
    return all(left >= most for left, _ in places)


def _are_running(rows: Sequence[Row], numbers: Sequence[Fragment], counted: int) -> bool:
    """Say whether rows are lines of text, about as many as are counted, whose sentences go on from line to line."""
    taken = {id(number) for number in numbers}
    words = [[each.text for each in row.fragments if id(each) not in taken] for row in rows]
    lines = [" ".join(found) for found in words if found]
    if not _ROWS[0] * counted <= len(lines) <= _ROWS[1] * counted:
        return False
    flows = sum(
        below[:1].islower() and (above[-1:].isalnum() or above[-1:] in "-,;") and not ends_sentence(above)
        for above, below in pairwise(lines)
    )
    return sum(map(is_wordy, lines)) >= _WORDY * len(lines) and flows >= _FLOWS * (len(lines) - 1)
