"""Numbers and marks that hang out to the left of the text that they count, which look like a table's first column."""

import re
from collections.abc import Sequence

from index.parsers.pdf.markers import is_dash, is_marker
from index.parsers.pdf.rows import Row, one_segment
from index.parsers.pdf.zones import Zone, is_wordy

_NEARLY = 0.9  # of the entries
_WORDY = 0.5  # of the lines beside them
_DEPTH = re.compile(r"\(?(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){1,5}[.)]?")  # a bare "12" may be a value


def is_hanging(zones: Sequence[Zone]) -> bool:
    """Say whether what stands before the last of some columns is nothing but marks, and the last is running text."""
    *marks, text = zones
    entries = [
        (number, segment.text)
        for zone in marks
        for number, segments in sorted(zone.segments.items())
        for segment in segments
        if segment.right <= zone.right  # what runs on over the text is a heading
    ]
    if not entries or not _is_mark(entries[0][1]):  # a column's name stands first
        return False
    hanging = sum(_is_mark(words) and (number in text.segments) for number, words in entries)
    lines = [segment.text for segments in text.segments.values() for segment in segments]
    return hanging >= _NEARLY * len(entries) and sum(map(is_wordy, lines)) >= _WORDY * len(lines)


def whole(rows: Sequence[Row]) -> list[Row]:
    """Return rows with each mark and the words behind it as one."""
    return [row.part([one_segment(row.segments)]) if _begins_with_mark(row) else row for row in rows]


def _begins_with_mark(row: Row) -> bool:
    return len(row.segments) > 1 and _is_mark(row.segments[0].text) and all(s.table is None for s in row.segments)


def _is_mark(words: str) -> bool:
    return is_marker(words) or is_dash(words) or _DEPTH.fullmatch(words) is not None
