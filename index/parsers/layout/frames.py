"""Frames of signs drawn around text, as licences and notices have them: what stands within is text like any other."""

from collections.abc import Sequence

from index.parsers.layout.lines import Line

_SIGNS = "*#"
_LEAST_LINES = 3
_LEAST_COLUMNS = 20


def unframed(lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those within a frame without its two edges; the lines of its top and bottom stay.

    A frame's lines all begin and end with the same sign, at the same columns.
    """
    found = list(lines)
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and _edges(lines[last]) == _edges(lines[first]) is not None:
            last += 1
        inside = [number for number in range(first, last) if lines[number].words.strip(_SIGNS)]
        if last - first >= _LEAST_LINES and len(inside) >= 2:
            for number in inside:
                found[number] = _without_edges(lines[number])
        first = max(last, first + 1)
    return found


def _edges(line: Line) -> tuple[str, int, int] | None:
    """Return the sign at both ends of a line and its columns; None where it has none."""
    words = line.words
    if len(words) < _LEAST_COLUMNS or words[0] != words[-1] or words[0] not in _SIGNS:
        return None
    return words[0], line.indent, line.reach


def _without_edges(line: Line) -> Line:
    inner = line.words[1:-1]
    words = inner.strip()
    lead = len(inner) - len(inner.lstrip()) if words else 0
    first = line.first + 1 + lead
    return Line(line.start, first, first + len(words), line.indent + 1 + lead, words)
