"""Fragments to rows: what stands on one base line across the page, cut where a gap may part columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.parsers.pdf.layout import Box, Fragment, Table
from index.parsers.pdf.markers import SECTION_NUMBER, TICK_BOXES, is_dash, is_marker, is_ticked

_SAME_BASE = 0.1  # of the font size
_ABOUT_BASE = 0.36  # of the font size, where nothing stands over the other: cells, marks
_SCRIPT_BASE = 0.5  # of the larger font size: raised or lowered letters
_SCRIPT_SIZE = 0.87  # of the size around it
_GAP = 0.8  # of the font size: wider gaps may part columns
_MARKER_GAP = 5.0  # of the font size, from a list's mark to its text,
_FIRST_MARKER_GAP = 8.0  # and where the mark stands first in its row
_MARKER_PARTS = 4  # "[KMN", "+", "02]"
_DASH_GAP = 1.6  # of the font size, the same where the mark may be an empty cell
_LABEL_GAP = 25.0  # of the font size, from a label to what was written into the field
_LEADERS = 4  # dots that stand apart
_NUMBER_GAP = 3.5  # of the font size, from a heading's number to the heading
_LOOSE_GAP = 6.0  # of the font size: no wider in a justified line
_MAX_LOOSE = 40  # segments of a row that may be a justified line
_ALONE_GAP = 2.5  # of the font size, no wider where nothing else stands behind a gap as wide
_NEAR = 2.0  # of the font size: rows further apart say nothing about one another
_ALIGNED = 2.0  # points
_SHORT = 4.0  # of the font size: cells that may be centred,
_CENTRED = 2.0  # points, twice the distance of their middles
_ALIGNED_ROWS = 5  # up and down in which aligned edges are looked for,
_ALIGNED_WITH = 2  # and so many make a column


@dataclass(slots=True, eq=False)
class Segment:
    """Neighbouring fragments of a row without a gap that could part columns."""

    fragments: list[Fragment]
    left: float
    right: float
    table: Table | None = None  # a table stands here

    @property
    def text(self) -> str:
        """Its words, roughly: what decides where it belongs, not what is written."""
        return " ".join(fragment.text for fragment in self.fragments)

    @property
    def size(self) -> float:
        """The size of most of its type."""
        return max(self.fragments, key=lambda fragment: len(fragment.text)).style.size

    @property
    def box(self) -> Box:
        """The rectangle around it."""
        tops, bottoms = (fragment.top for fragment in self.fragments), (fragment.bottom for fragment in self.fragments)
        return Box(self.left, min(tops), self.right, max(bottoms))


@dataclass(slots=True, eq=False)
class Row:
    """What stands on one base line, from left to right."""

    base: float
    size: float
    fragments: list[Fragment] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where its first segment begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where its last segment ends."""
        return self.segments[-1].right

    def part(self, segments: list[Segment]) -> "Row":
        """Return the row with only some of its segments."""
        return Row(self.base, self.size, [f for segment in segments for f in segment.fragments], segments)

    def takes(self, fragment: Fragment) -> bool:
        """Say whether a fragment belongs to this row."""
        size = fragment.style.size
        distance = max(abs(fragment.base - self.base), abs(fragment.base - self.fragments[0].base))
        larger, smaller = (size, self.size) if size > self.size else (self.size, size)
        if distance <= _SAME_BASE * smaller:
            return True
        if distance > (_SCRIPT_BASE if smaller <= _SCRIPT_SIZE * larger else _ABOUT_BASE) * larger:
            return False
        return not any(
            min(each.right, fragment.right) - max(each.left, fragment.left) > 1.0 for each in self.fragments[-8:]
        )

    def add(self, fragment: Fragment) -> None:
        """Take a fragment in; the largest type sets the base line."""
        if fragment.style.size > self.size or not self.fragments:
            self.base, self.size = fragment.base, fragment.style.size
        self.fragments.append(fragment)


def rows_of(fragments: Iterable[Fragment]) -> list[Row]:
    """Return the rows of a page from top to bottom, each cut into segments where columns may part."""
    rows = cut_rows(fragments)
    _close_loose_lines(rows)
    return rows


def cut_rows(fragments: Iterable[Fragment]) -> list[Row]:
    """Return rows from top to bottom, each cut into segments wherever there is a wide gap."""
    rows: list[Row] = []
    of_host: dict[int, Row] = {}
    scripts: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.base):
        if fragment.host is not None:
            scripts.append(fragment)
            continue
        of_host[id(fragment)] = _row_for(fragment, rows)
    for fragment in scripts:
        if (row := of_host.get(id(fragment.host))) is not None:
            row.fragments.append(fragment)
        else:
            rows.append(Row(fragment.base, fragment.style.size, [fragment]))
    rows.sort(key=lambda row: row.base)
    for row in rows:
        row.fragments = _without_leaders(row.fragments)
        row.segments = list(_segments(row.fragments))
        if len(row.segments) == 2 and (_is_numbered(*row.segments) or _is_field(*row.segments)):
            row.segments = [one_segment(row.segments)]
        if any(fragment.is_value for fragment in row.fragments):
            row.segments = list(_with_labels(row.segments))
    return rows


def _without_leaders(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Return fragments from left to right, without the rows of dots that only lead the eye."""
    dots = sum(not fragment.text.strip(" .·") for fragment in fragments)
    kept = fragments if dots < _LEADERS else [fragment for fragment in fragments if fragment.text.strip(" .·")]
    return sorted(kept or fragments, key=lambda fragment: fragment.left)


def _is_numbered(number: Segment, text: Segment) -> bool:
    """Say whether a row is a heading with its number."""
    size = number.fragments[0].style.size
    return (
        SECTION_NUMBER.fullmatch(number.text) is not None
        and text.left - number.right <= _NUMBER_GAP * size
        and abs(size - text.fragments[0].style.size) < _SAME_BASE * size
        and number.fragments[0].style.bold == text.fragments[0].style.bold
    )


def _is_field(label: Segment, box: Segment) -> bool:
    """Say whether a row is a label and the box behind it that is ticked, or not."""
    is_near = box.left - label.right <= _LABEL_GAP * label.size
    return is_near and box.text in TICK_BOXES and is_ticked(label.text + box.text)


def one_segment(segments: Sequence[Segment]) -> Segment:
    """Return segments of a row as one."""
    fragments = [fragment for segment in segments for fragment in segment.fragments]
    return Segment(fragments, segments[0].left, segments[-1].right)


def _row_for(fragment: Fragment, rows: list[Row]) -> Row:
    """Put a fragment into one of the last two rows, or into a new one."""
    for row in rows[:-3:-1]:
        if row.takes(fragment):
            row.add(fragment)
            return row
    row = Row(fragment.base, fragment.style.size, [fragment])
    rows.append(row)
    return row


def _with_labels(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Join what was written into a form's field to the label in front of it."""
    before: Segment | None = None
    for segment in segments:
        is_value = segment.fragments[0].is_value
        if before is not None and is_value and segment.left - before.right <= _LABEL_GAP * segment.size:
            before.fragments.extend(segment.fragments)
            before.right = segment.right
            continue
        if before is not None:
            yield before
        before = segment
    if before is not None:
        yield before


def _segments(fragments: Sequence[Fragment]) -> Iterator[Segment]:
    current: Segment | None = None
    for fragment in fragments:
        if current is not None and fragment.left - current.right <= _room(current, fragment, fragments[0]):
            current.fragments.append(fragment)
            current.right = max(current.right, fragment.right)
            continue
        if current is not None:
            yield current
        current = Segment([fragment], fragment.left, fragment.right)
    if current is not None:
        yield current


def _room(before: Segment, fragment: Fragment, first: Fragment) -> float:
    """Return how far ``fragment`` may stand from what is before it and still belong to it."""
    if before.fragments[-1].is_value:
        return 0.0
    size = max(before.fragments[-1].style.size, fragment.style.size)
    if len(before.fragments) <= _MARKER_PARTS and is_marker("".join(each.text for each in before.fragments)):
        return (_MARKER_GAP if before.fragments[0] is not first else _FIRST_MARKER_GAP) * size
    if is_dash(before.fragments[-1].text):
        return _DASH_GAP * size
    return _GAP * size


def _close_loose_lines(rows: Sequence[Row]) -> None:
    """Join what only the wide blanks of a justified line part.

    The lines above and below such a line run across its gaps, and nothing is aligned with what follows a gap.
    """
    for number, row in enumerate(rows):
        if 1 < len(row.segments) <= _MAX_LOOSE:
            around = rows[max(0, number - _ALIGNED_ROWS) : number + _ALIGNED_ROWS + 1]
            near = [other for other in around if other is not row and abs(other.base - row.base) <= _NEAR * row.size]
            if near or len(around) == 1:
                others = [other for other in around if other is not row]
                row.segments = _without_loose_gaps(row, near, others)


def _without_loose_gaps(row: Row, near: Sequence[Row], others: Sequence[Row]) -> list[Segment]:
    kept = [row.segments[0]]
    for before, after in pairwise(row.segments):
        gap, middle = after.left - before.right, (after.left + before.right) / 2
        alone = gap <= _ALONE_GAP * row.size
        crossed = gap <= _LOOSE_GAP * row.size and any(
            segment.left < middle < segment.right for other in near for segment in other.segments
        )
        aligned = _aligned(after, middle, others) if crossed or alone else _ALIGNED_WITH
        if (crossed and aligned < _ALIGNED_WITH) or (alone and not aligned):
            kept[-1].fragments.extend(after.fragments)
            kept[-1].right = after.right
        else:
            kept.append(after)
    return kept


def _aligned(after: Segment, middle: float, others: Sequence[Row]) -> int:
    """Count what also stands right of a gap and begins at the same place, or ends there as cells of numbers do.

    Or stands under the same middle, as short cells do; one alone may happen to.
    """
    beside = [(number, each) for row in others for number, each in enumerate(row.segments) if each.left > middle]
    edges = sum(
        abs(each.left - after.left) <= _ALIGNED or (bool(number) and abs(each.right - after.right) <= _ALIGNED)
        for number, each in beside
    )
    centred = sum(bool(number) and _are_centred(each, after) for number, each in beside)
    return max(edges, centred if centred >= _ALIGNED_WITH else 0)


def _are_centred(segment: Segment, after: Segment) -> bool:
    is_short = max(segment.right - segment.left, after.right - after.left) <= _SHORT * after.size
    return is_short and abs(segment.left + segment.right - after.left - after.right) <= _CENTRED
