"""The order in which a page is read: columns one after the other, tables row by row, all else from top to bottom."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.parsers.pdf.aligned import arranged_run
from index.parsers.pdf.layout import Element
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import Row
from index.parsers.pdf.zones import Gap, Zone, is_prose, narrowed, zones_of

_MAX_DEPTH = 6
_LARGER = 1.12  # times the usual size: a heading between tables
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
    for band in _bands(rows):
        gutters = band.gutters()
        if not gutters or depth > _MAX_DEPTH:
            yield from single(band.rows)
            continue
        zones = zones_of(band.rows, gutters)
        if sum(map(is_prose, zones)) > 1:
            for zone in zones:
                yield from arrange(zone.rows(band.rows), depth + 1)
        else:
            for run in _runs(band.rows):
                for part in arranged_run(run):
                    if isinstance(part, Zone):
                        yield from arrange(part.rows(run), depth + 1)
                    elif isinstance(part, list):
                        yield from single(part)
                    else:
                        yield part


def single(rows: Sequence[Row]) -> Iterator[Element]:
    """Yield the rows of one column."""
    if not rows:
        return
    column = min(row.left for row in rows), max(row.right for row in rows)
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
    distances = sorted(below.base - above.base for above, below in zip(rows, rows[1:], strict=False))
    far = _FAR * max(distances[len(distances) // 2], usual) if distances else math.inf
    start = 0
    for number in range(1, len(rows)):
        above, below = rows[number - 1], rows[number]
        heading = any(len(row.segments) == 1 and row.size > _LARGER * usual for row in (above, below))
        if heading or below.base - above.base > far:
            yield rows[start:number]
            start = number
    yield rows[start:]
