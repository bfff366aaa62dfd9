"""The order in which lines on a picture are read: a page held askew is levelled, columns go one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from statistics import median

from index.parsers.ocr import Point, RecognisedLine

_COLUMN_LINES = 4  # on either side of a gutter
_COLUMN_LETTERS = 20  # in the middle line of either side: less is a table
_COLUMN_FILL = 0.6  # share of its side's width that the middle line takes
_GUTTERS = 100  # places across the page that are tried


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A recognised line, and where it would stand if the page were level; pixels."""

    line: RecognisedLine
    left: float
    top: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        """What it says."""
        return self.line.text

    @property
    def height(self) -> float:
        """Of its letters, with what reaches above and below."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half its height."""
        return (self.top + self.bottom) / 2


Row = list[LevelLine]  # what is printed on one level, from left to right


def levelled(lines: Sequence[RecognisedLine]) -> list[LevelLine]:
    """Turn all lines by the angle at which most of the page's print runs."""
    long = [line for line in lines if line.box[2] - line.box[0] > 3 * (line.box[3] - line.box[1])]
    ways = [_way(line) for line in long]
    angle = atan2(median(y for _, y in ways), median(x for x, _ in ways)) if ways else 0.0
    return [_turned(line, angle) for line in lines]


def _way(line: RecognisedLine) -> Point:
    """Return which way its letters follow one another, one long."""
    (x, y), (other_x, other_y) = line.corners[:2]
    length = hypot(other_x - x, other_y - y) or 1.0
    return (other_x - x) / length, (other_y - y) / length


def _turned(line: RecognisedLine, angle: float) -> LevelLine:
    across, along = cos(-angle), sin(-angle)

    def turned(point: Point) -> Point:
        x, y = point
        return x * across - y * along, x * along + y * across

    (a, b), (c, d), (e, f), (g, h) = map(turned, line.corners)
    return LevelLine(line, (a + g) / 2, (b + d) / 2, (c + e) / 2, (f + h) / 2)


def regions(lines: Sequence[LevelLine]) -> list[list[Row]]:
    """Return the parts of a page in reading order, each of them rows: the columns, and what stands between them."""
    found: list[list[Row]] = []
    waiting = [sorted(lines, key=lambda line: (line.middle, line.left))]
    while waiting:
        part = waiting.pop()
        if split := _columns(part):
            waiting += [each for each in reversed(split) if each]
        elif part:
            found.append(_rows(part))
    return found


def _columns(lines: Sequence[LevelLine]) -> list[list[LevelLine]] | None:
    """Return what stands above the widest-reaching columns, the left, the right, and what stands below."""
    best: tuple[int, int, float] | None = None  # from, to, gutter
    for gutter in _gutters(lines):
        start = 0
        for place in range(len(lines) + 1):
            if place < len(lines) and not lines[place].left < gutter < lines[place].right:
                continue
            if place - start > (best[1] - best[0] if best else 0) and _is_two_columns(lines[start:place], gutter):
                best = start, place, gutter
            start = place + 1
    if best is None:
        return None
    start, end, gutter = best
    left = [line for line in lines[start:end] if line.right <= gutter]
    right = [line for line in lines[start:end] if line.right > gutter]
    return [list(lines[:start]), left, right, list(lines[end:])]


def _gutters(lines: Sequence[LevelLine]) -> list[float]:
    if len(lines) < 2 * _COLUMN_LINES:
        return []
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    return [first + (last - first) * step / _GUTTERS for step in range(1, _GUTTERS)]


def _is_two_columns(lines: Sequence[LevelLine], gutter: float) -> bool:
    return _is_column([line for line in lines if line.right <= gutter]) and _is_column(
        [line for line in lines if line.left >= gutter]
    )


def _is_column(lines: Sequence[LevelLine]) -> bool:
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    usual = median(line.right - line.left for line in lines)
    return median(len(line.text) for line in lines) >= _COLUMN_LETTERS and usual >= _COLUMN_FILL * width


def _rows(lines: Sequence[LevelLine]) -> list[Row]:
    """Put on one row what stands on one level; ``lines`` are ordered by their middle."""
    rows: list[Row] = []
    for line in lines:
        before = rows[-1] if rows else None
        if before and abs(line.middle - median(each.middle for each in before)) < 0.5 * min(
            line.height, before[-1].height
        ):
            before.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]
