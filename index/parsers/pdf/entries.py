"""Entries of tables that take several lines each, with wider gaps between them: a talk, who gives it, and its hour."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.parsers.pdf.rows import Row
from index.parsers.pdf.zones import Zone

_CLOSE = (0.9, 1.45)  # of the font size, from line to line of an entry,
_PARTED = 1.5  # and times that, at least, from entry to entry
_MIN_ENTRIES = 3
_SEVERAL = 2  # of them have several lines
FIGURES = re.compile(r"[\W\d]*\d[\W\d]*[%a-zA-Z€$£]{0,4}")


def entries_of(rows: Sequence[Row], zones: Sequence[Zone]) -> set[int]:
    """Return the numbers of the rows that begin an entry; none where gaps part no entries of several lines.

    Each entry of several lines has one line with a first cell and others; there is no telling what two such would be.
    """
    distances = [below.base - above.base for above, below in pairwise(rows)]
    if len(rows) < _MIN_ENTRIES or not _are_close(min(distances), rows):
        return set()
    parted = _PARTED * min(distances)
    begins = [0, *(number for number, distance in enumerate(distances, start=1) if distance > parted)]
    entries = [range(start, stop) for start, stop in pairwise([*begins, len(rows)])]
    several = [entry for entry in entries if len(entry) > 1]
    if len(entries) < _MIN_ENTRIES or len(several) < _SEVERAL:
        return set()
    return set(begins) if all(_is_one(entry, zones) for entry in several) else set()


def _are_close(distance: float, rows: Sequence[Row]) -> bool:
    sizes = [row.size for row in rows]
    return _CLOSE[0] * max(sizes) <= distance <= _CLOSE[1] * min(sizes)


def _is_one(entry: range, zones: Sequence[Zone]) -> bool:
    """Say whether lines are one entry: all but one hold only words that go on in its cells, or stand above them."""
    first, *others = zones
    full = [number for number in entry if number in first.segments and any(number in zone.segments for zone in others)]
    if len(full) != 1:
        return False
    for number in entry:
        cells = [zone.segments[number] for zone in zones if number in zone.segments]
        if number not in full and any(FIGURES.fullmatch(segment.text) for cell in cells for segment in cell):
            return False
    return True
