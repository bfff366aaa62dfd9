"""Tables with ruling lines: lines that meet, and the cells between them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.parsers.pdf.layout import Box, Fragment
from index.parsers.pdf.shapes import Shapes

_NEAR = 2.5  # points: lines no further apart are one, and meet
_COVERED = 0.6  # of a cell's side has to be ruled
_MAX_LINES = 400  # each way; more are a drawing
_MAX_CELLS = 4_000  # of one grid; more is graph paper

Stretch = tuple[float, float, float]  # where a line lies, and from where to where it goes
Place = tuple[int, int]  # column, row


@dataclass(slots=True)
class Grid:
    """Ruled cells: where columns and rows begin and end, and which small cells are one."""

    xs: list[float]
    ys: list[float]
    box: Box
    whole: dict[Place, Place] = field(default_factory=dict)  # the first small cell of the one that each belongs to

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.ys) - 1

    def cell_at(self, fragment: Fragment) -> Place | None:
        """Return the small cell in which a fragment stands."""
        x, y = (fragment.left + fragment.right) / 2, fragment.base - fragment.style.size / 3
        if not self.box.holds(x, y):
            return None
        column = min(self.columns, max(1, bisect_left(self.xs, x))) - 1
        row = min(self.rows, max(1, bisect_left(self.ys, y))) - 1
        return column, row


def grids_of(shapes: Shapes, is_wanted: Callable[[Box], bool]) -> list[Grid]:
    """Return the grids that the ruling lines of a page make, of two rows or two columns at least.

    Args:
        shapes: what is drawn on the page.
        is_wanted: says whether a grid in this rectangle is of any use.
    """
    if not shapes.across or not shapes.down:
        return []
    lying = list(_straightened(((b.top + b.bottom) / 2, b.left, b.right) for b in shapes.across))
    standing = list(_straightened(((b.left + b.right) / 2, b.top, b.bottom) for b in shapes.down))
    if max(len(lying), len(standing)) > _MAX_LINES:
        return []
    return [grid for group in _meeting(lying, standing) if (grid := _grid(*group, is_wanted)) is not None]


def _straightened(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Join stretches that lie on one line and touch."""
    groups: list[list[Stretch]] = []
    for stretch in sorted(stretches):
        if groups and stretch[0] - groups[-1][0][0] <= _NEAR:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    for group in groups:
        place = sum(each[0] for each in group) / len(group)
        start, end = None, 0.0
        for _, begin, stop in sorted(group, key=lambda each: each[1]):
            if start is None:
                start, end = begin, stop
            elif begin <= end + _NEAR:
                end = max(end, stop)
            else:
                yield place, start, end
                start, end = begin, stop
        if start is not None:
            yield place, start, end


def _meeting(lying: Sequence[Stretch], standing: Sequence[Stretch]) -> list[tuple[list[Stretch], list[Stretch]]]:
    """Return groups of lines that meet one another, directly or over others."""
    standing = sorted(standing)
    places = [place for place, _, _ in standing]
    group = list(range(len(lying) + len(standing)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for number, (y, left, right) in enumerate(lying):
        for other in range(bisect_left(places, left - _NEAR), bisect_right(places, right + _NEAR)):
            _, top, bottom = standing[other]
            if top - _NEAR <= y <= bottom + _NEAR:
                group[root(len(lying) + other)] = root(number)
    found: dict[int, tuple[list[Stretch], list[Stretch]]] = defaultdict(lambda: ([], []))
    for number, line in enumerate([*lying, *standing]):
        found[root(number)][number >= len(lying)].append(line)
    return [group for group in found.values() if group[0] and group[1]]


def _grid(lying: Sequence[Stretch], standing: Sequence[Stretch], is_wanted: Callable[[Box], bool]) -> Grid | None:
    """Return the grid of lines that meet; a side that is open is closed at the lines' ends."""
    ends_x = [end for _, left, right in lying for end in (left, right)]
    ends_y = [end for _, top, bottom in standing for end in (top, bottom)]
    xs = _apart([*(place for place, _, _ in standing), min(ends_x), max(ends_x)])
    ys = _apart([*(place for place, _, _ in lying), min(ends_y), max(ends_y)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns * rows > _MAX_CELLS:
        return None
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    if not is_wanted(box):
        return None
    grid = Grid(xs, ys, box)
    walls = _walls(standing, xs, ys)
    floors = _walls(lying, ys, xs)
    _merge(grid, walls, {(row, column) for column, row in floors})
    return grid


def _apart(places: Iterable[float]) -> list[float]:
    """Return places ascending, with those that are near one another as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _walls(lines: Sequence[Stretch], places: Sequence[float], stops: Sequence[float]) -> set[Place]:
    """Return which sides of cells are ruled, as (number of the line, number of the cell along it)."""
    covered: dict[Place, float] = defaultdict(float)
    for place, start, end in lines:
        after = min(len(places) - 1, bisect_left(places, place))
        line = after - (after > 0 and place - places[after - 1] < places[after] - place)
        first = max(0, bisect_right(stops, start + _NEAR) - 1)
        for number in range(first, len(stops) - 1):
            if stops[number] >= end:
                break
            covered[line, number] += min(end, stops[number + 1]) - max(start, stops[number])
    return {
        (line, number)
        for (line, number), length in covered.items()
        if length >= _COVERED * (stops[number + 1] - stops[number])
    }


def _merge(grid: Grid, walls: set[Place], floors: set[Place]) -> None:
    """Say for every small cell which cell it is part of, where no line parts it from its neighbours."""
    whole = {(column, row): (column, row) for row in range(grid.rows) for column in range(grid.columns)}

    def first(place: Place) -> Place:
        while whole[place] != place:
            place = whole[place]
        return place

    for column, row in list(whole):
        for other, is_parted in (
            ((column - 1, row), (column, row) in walls),
            ((column, row - 1), (column, row) in floors),
        ):
            if other in whole and not is_parted:
                one, two = sorted((first(other), first((column, row))), key=lambda place: place[::-1])
                whole[two] = one
    grid.whole = {place: first(place) for place in whole}
