"""The order in which a page is read: columns one after the other, tables row by row, all else from top to bottom."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.parsers.pdf.aligned import apart, arranged_run, is_described
from index.parsers.pdf.hanging import is_hanging
from index.parsers.pdf.layout import Element
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import Row
from index.parsers.pdf.zones import Gap, Zone, is_prose, narrowed, zones_of

_MAX_DEPTH = 6
_LARGER = 1.12  # times the usual size: a heading between tables
_MANY = 5  # lines make a column of prose, whatever stands beside it
_FAR = 2.5  # times the usual distance of rows


@dataclass(slots=True)
class _Band:
    """Rows in a row through which the same blank strips run."""

    rows: list[Row] = field(default_factory=list)
    free: list[Gap] = field(default_factory=lambda: [(-math.inf, math.inf)])
    left: float = math.inf
    right: float = -math.inf

    def gutters(self) -> list[Gap]:
        """Return the blank strips that have text on both sides."""
        return [gap for gap in self.free if gap[0] >= self.left and gap[1] <= self.right]

    def gutters_with(self, row: Row, free: Sequence[Gap]) -> list[Gap]:
        """Return the same once ``row`` is in too, and ``free`` is left of the strips."""
        left, right = min(self.left, row.left), max(self.right, row.right)
        return [gap for gap in free if gap[0] >= left and gap[1] <= right]

    def add(self, row: Row, free: list[Gap]) -> None:
        """Take a row in."""
        self.rows.append(row)
        self.free = free
        self.left, self.right = min(self.left, row.left), max(self.right, row.right)


def arrange(rows: Sequence[Row], depth: int = 0) -> Iterator[Element]:
    """Yield lines and tables in reading order."""
    if not rows:
        return
    column = min(row.left for row in rows), max(row.right for row in rows)
    for band in _bands(rows):
        gutters = band.gutters()
        if not gutters or depth > _MAX_DEPTH:
            yield from single(band.rows, column)
            continue
        if columns := _columns(band.rows, zones_of(band.rows, gutters)):
            for zone in columns:
                yield from arrange(zone.rows(band.rows), depth + 1)
        else:
            yield from _in_runs(band.rows, depth, column)


def _columns(rows: Sequence[Row], zones: Sequence[Zone]) -> Sequence[Zone]:
    """Return the columns that are read one after the other; none where the rows are read across."""
    if is_hanging(zones):
        return ()
    prose = [number for number, zone in enumerate(zones) if is_prose(zone)]
    if len(prose) > 1:
        return zones
    if prose and len(zones[prose[0]].segments) >= _MANY and not is_described(rows, zones, prose[0]):
        return apart(zones, prose[0])
    return ()


def _in_runs(rows: Sequence[Row], depth: int, column: tuple[float, float]) -> Iterator[Element]:
    for run in _runs(rows):
        for part in arranged_run(run):
            if isinstance(part, Zone):
                yield from arrange(part.rows(run), depth + 1)
            elif isinstance(part, list):
                yield from single(part, column)
            else:
                yield part


def single(rows: Sequence[Row], column: tuple[float, float]) -> Iterator[Element]:
    """Yield the rows of one column, from its left to its right edge."""
    for row in rows:
        for segment in row.segments:
            if segment.table is not None:
                yield segment.table
        if segments := [segment for segment in row.segments if segment.table is None]:
            yield line_of(segments, column)


def _bands(rows: Sequence[Row]) -> list[_Band]:
    bands: list[_Band] = []
    band = _Band()
    for number, row in enumerate(rows):
        free = narrowed(band.free, row)
        if band.rows:
            before, now = band.gutters(), band.gutters_with(row, free)
            between = len(now) < len(before) and _goes_on(band, rows[number + 1 : number + 3])
            if between:
                free = band.free
            elif not _belongs(before, now, row):
                bands.append(band)
                band = _Band()
                free = narrowed(band.free, row)
        band.add(row, free)
    if band.rows:
        bands.append(band)
    return bands


def _belongs(before: Sequence[Gap], now: Sequence[Gap], row: Row) -> bool:
    if not before:
        return bool(now) or len(row.segments) == 1
    return len(now) >= len(before) or (bool(now) and len(row.segments) > 1)


def _goes_on(band: _Band, following: Sequence[Row]) -> bool:
    """Say whether a table goes on behind a row that runs across its columns: a group's name, or a remark."""
    before = len(band.gutters())
    return before > 1 and any(
        len(row.segments) > 1 and len(band.gutters_with(row, narrowed(band.free, row))) >= before for row in following
    )


def _runs(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut rows where something else begins: at headings in larger type, and at wide gaps."""
    sizes = sorted(row.size for row in rows)
    usual = sizes[len(sizes) // 2]
    distances = sorted(below.base - above.base for above, below in pairwise(rows))
    far = _FAR * max(distances[len(distances) // 2], usual) if distances else math.inf
    start = 0
    for number in range(1, len(rows)):
        above, below = rows[number - 1], rows[number]
        heading = any(len(row.segments) == 1 and row.size > _LARGER * usual for row in (above, below))
        if heading or below.base - above.base > far:
            yield rows[start:number]
            start = number
    yield rows[start:]
