"""The order in which boxes on a slide are read: by where they stand, not by which was drawn last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pptx.exc import InvalidXmlError

_MOST = 40  # boxes of a slide that are looked at together
_SLACK = 0.1  # of a box at each side, by which neighbours may overlap
_FEWEST = 2  # boxes of a column


@dataclass(frozen=True, slots=True)
class _Box:
    """A shape and where it stands, without the slack."""

    shape: Any
    left: float
    right: float
    top: float
    bottom: float


def in_reading_order(shapes: Sequence[Any]) -> list[Any]:
    """Return shapes from top to bottom; those that clearly stand in columns column by column.

    Where one says nothing of its place that can be read, or there are too many, they stay in the file's order.
    """
    places = [tuple(measure(shape, each) for each in ("left", "top", "width", "height")) for shape in shapes]
    if len(shapes) < _FEWEST or len(shapes) > _MOST or any(None in place for place in places):
        return list(shapes)
    boxes = [
        _Box(
            shape,
            left + _SLACK * width,
            left + (1 - _SLACK) * width,
            top + _SLACK * height,
            top + (1 - _SLACK) * height,
        )
        for shape, (left, top, width, height) in zip(shapes, places, strict=True)
    ]
    return [box.shape for box in _read(boxes)]


def measure(shape: Any, name: str) -> Any:  # noqa: ANN401 - python-pptx has no types
    """Return how far a shape stands from the left or the top, or how large it is; None where that cannot be read."""
    try:
        return getattr(shape, name)
    except (ValueError, InvalidXmlError):  # no whole number, or none
        return None


def _read(boxes: Sequence[_Box]) -> list[_Box]:
    bands = _cut(boxes, lambda box: (box.top, box.bottom))
    found: list[_Box] = []
    place = 0
    while place < len(bands):
        end = next((end for end in range(len(bands), place, -1) if _columns(bands[place:end])), place + 1)
        columns = _columns(bands[place:end])
        if columns:
            for column in columns:
                found += _read(column)
        else:
            found += _row(bands[place])
        place = end
    return found


def _columns(bands: Sequence[Sequence[_Box]]) -> list[list[_Box]]:
    """Return the columns of boxes that stand side by side in some bands; none where there are no such columns."""
    columns = _cut([box for band in bands for box in band], lambda box: (box.left, box.right))
    if len(columns) < _FEWEST or any(len(column) < _FEWEST for column in columns):
        return []
    return columns if all(_overlap(left, right) for left, right in pairwise(columns)) else []


def _overlap(left: Sequence[_Box], right: Sequence[_Box]) -> bool:
    """Say whether two columns stand beside rather than below one another."""
    return min(box.top for box in left) < max(box.bottom for box in right) and min(box.top for box in right) < max(
        box.bottom for box in left
    )


def _row(boxes: Sequence[_Box]) -> list[_Box]:
    """Return boxes that no line parts from top to bottom: from left to right, where a line parts them so."""
    columns = _cut(boxes, lambda box: (box.left, box.right))
    if len(columns) == 1:
        return sorted(boxes, key=lambda box: (box.top, box.left))
    return [box for column in columns for box in (_read(column) if len(column) > 1 else column)]


def _cut(boxes: Sequence[_Box], extent: Callable[[_Box], tuple[float, float]]) -> list[list[_Box]]:
    """Return the boxes in groups, between which nothing stands in one direction."""
    groups: list[list[_Box]] = []
    reach = 0.0
    for box in sorted(boxes, key=extent):
        begin, end = extent(box)
        if not groups or begin > reach:
            groups.append([])
            reach = end
        groups[-1].append(box)
        reach = max(reach, end)
    return groups
