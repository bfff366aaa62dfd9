"""Blank strips between columns, and what kind of text stands between them."""

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from index.parsers.pdf.rows import Row, Segment

_GUTTER = 0.8  # of the font size: the least width of a blank strip between columns
_WORDS = 3  # in small letters: a line of prose has so many,
_LETTERS = 12  # or in a script without blanks so many letters
_LONG = 28  # letters: with any small word among several this is prose too
_FULL = 0.6  # of the column's width
_PROSE = 0.5  # of a column's lines
_CROSSED = 0.2  # of a table's rows may run across one of its blank strips
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

Gap = tuple[float, float]


@dataclass(slots=True)
class Zone:
    """What stands between two blank strips: its segments by the number of their row."""

    left: float
    right: float
    segments: dict[int, list[Segment]] = field(default_factory=dict)

    def add(self, row: int, segment: Segment) -> None:
        """Put a segment of a row here."""
        self.segments.setdefault(row, []).append(segment)

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """Return what of ``rows`` stands here."""
        return [rows[number].part(segments) for number, segments in sorted(self.segments.items())]

    @property
    def edges(self) -> tuple[float, float]:
        """Where its text begins and ends."""
        segments = [segment for row in self.segments.values() for segment in row]
        return min(segment.left for segment in segments), max(segment.right for segment in segments)


def joined(zones: Sequence[Zone]) -> Zone:
    """Return neighbouring zones as one."""
    whole = Zone(zones[0].left, zones[-1].right)
    for zone in zones:
        for number, segments in zone.segments.items():
            whole.segments.setdefault(number, []).extend(segments)
    return whole


def is_prose(zone: Zone) -> bool:
    """Say whether a column is filled with lines of running text, or holds a table of its own."""
    if any(segment.table is not None for segments in zone.segments.values() for segment in segments):
        return True
    if len(zone.segments) < 2:
        return False
    left, right = zone.edges
    width = right - left
    lines = sum(
        segment.right - segment.left >= _FULL * width and is_wordy(segment.text)
        for segments in zone.segments.values()
        for segment in segments
    )
    return lines >= _PROSE * len(zone.segments)


@lru_cache(maxsize=4096)  # a line is looked at several times
def is_wordy(text: str) -> bool:
    """Say whether a line looks like running text."""
    small = sum(word[0].islower() for word in text.split())
    if small >= _WORDS or (small and len(text) >= _LONG and text.count(" ") >= _WORDS):
        return True
    return not text.isascii() and len(_UNCASED.findall(text)) >= _LETTERS


def narrowed(free: Sequence[Gap], row: Row) -> list[Gap]:
    """Return what of blank strips a row leaves free."""
    least = _GUTTER * row.size
    if len(row.segments) == 1:
        left, right = row.segments[0].left, row.segments[0].right
        parts = [part for start, end in free for part in ((start, min(end, left)), (max(start, right), end))]
        return [part for part in parts if part[1] - part[0] >= least]
    edges = [-math.inf]
    for segment in row.segments:
        edges += [segment.left, segment.right]
    edges.append(math.inf)
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    found: list[Gap] = []
    i = j = 0
    while i < len(free) and j < len(gaps):
        start, end = max(free[i][0], gaps[j][0]), min(free[i][1], gaps[j][1])
        if end - start >= least:
            found.append((start, end))
        if free[i][1] < gaps[j][1]:
            i += 1
        else:
            j += 1
    return found


def table_gutters(rows: Sequence[Row]) -> list[Gap]:
    """Return the blank strips that few of the rows with several cells run across."""
    several = [row for row in rows if len(row.segments) > 1]
    allowed = int(_CROSSED * len(several)) or int(len(several) > 2)
    edges: list[tuple[float, int]] = []
    for row in several:
        for segment in row.segments:
            edges += [(segment.left, 1), (segment.right, -1)]
    edges.sort()
    found: list[Gap] = []
    over, start = 0, -math.inf
    for place, step in edges:
        if over <= allowed < over + step:
            if place - start >= _GUTTER * several[0].size and start > -math.inf:
                found.append((start, place))
        elif over > allowed >= over + step:
            start = place
        over += step
    return found


def zones_of(rows: Sequence[Row], gutters: Sequence[Gap]) -> list[Zone]:
    """Share out the segments of rows to the columns between blank strips."""
    middles = [(start + end) / 2 for start, end in gutters]
    edges = [-math.inf, *middles, math.inf]
    zones = [Zone(left, right) for left, right in pairwise(edges)]
    for number, row in enumerate(rows):
        for segment in row.segments:
            # What runs across strips belongs to the column in which it begins.
            zones[bisect_right(middles, segment.left)].add(number, segment)
    return [zone for zone in zones if zone.segments]
