"""What is drawn on a page besides text, as far as it says what the text is: ruling lines, filled areas, pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as raw

from index.parsers.pdf import native
from index.parsers.pdf.layout import Box, Frame

_THIN = 2.6  # points: what is no wider is a line
_SHORT = 5.0  # points: what is no longer is a dot or a letter's part
_MAX_OBJECTS = 20_000  # of a page that are looked at; maps and plots have more, and their lines rule no table
_MAX_LINES = 1_500
_MAX_SEGMENTS = 400  # of one path
_MAX_BARS = 6_000  # segments of a path of rectangles alone
_MAX_LOOKED_AT = 200_000  # segments of a page
_MAX_DEPTH = 5  # of forms within forms
_SHAPES = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)
_RECTANGLE = (4, 5)  # segments

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Shapes:
    """Places in the frame in which the page is shown."""

    across: list[Box] = field(default_factory=list)  # ruling lines from left to right
    down: list[Box] = field(default_factory=list)  # and from top to bottom
    fills: list[tuple[Box, tuple[int, int, int]]] = field(default_factory=list)  # filled areas with their colours
    pictures: list[Box] = field(default_factory=list)
    segments: int = 0  # of filled paths so far
    partly: list[Box] = field(default_factory=list)  # areas of which only parts are filled: frames, letters as paths


def shapes_of(page: pypdfium2.PdfPage, frame: Frame) -> Shapes:
    """Return the shapes of a page; of a page with very many none, for it is a drawing."""
    shapes = Shapes()
    address = native.address_of(page.raw)
    objects = _page_objects(address)
    for count, (kind, handle, matrix) in enumerate(objects):
        if count > _MAX_OBJECTS or len(shapes.across) + len(shapes.down) > _MAX_LINES:
            return Shapes(pictures=shapes.pictures)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _add_path(shapes, handle, matrix, frame)
        else:
            shapes.pictures.append(_bounds(handle, matrix, frame))
    return shapes


def _page_objects(page: int) -> Iterator[tuple[int, int, Matrix]]:
    """Yield kind, object and the matrix of the form it stands in, of all paths and pictures."""
    object_at, object_type = native.object_at, native.object_type
    for i in range(native.object_count(page)):
        handle = object_at(page, i)
        kind = object_type(handle)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _form_objects(handle, _SAME)
        elif kind in _SHAPES:
            yield kind, handle, _SAME


def _form_objects(form: int, outer: Matrix) -> Iterator[tuple[int, int, Matrix]]:
    waiting = [(form, outer, 0)]
    while waiting:
        form, outer, depth = waiting.pop()
        native.object_matrix(form, native.BUFFER.matrix)
        matrix = _product(tuple(native.BUFFER.floats), outer)
        for i in range(native.form_object_count(form)):
            handle = native.form_object_at(form, i)
            kind = native.object_type(handle)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                waiting.append((handle, matrix, depth + 1))
            elif kind in _SHAPES:
                yield kind, handle, matrix


def _product(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _point(x: float, y: float, matrix: Matrix, frame: Frame) -> tuple[float, float]:
    if matrix is not _SAME:
        x, y = matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
    return frame.place(x, y)


def _bounds(handle: int, matrix: Matrix, frame: Frame) -> Box:
    buffer = native.BUFFER
    native.object_bounds(handle, *buffer.four_floats)
    left, bottom, right, top = buffer.floats[:4]
    if matrix is _SAME and not frame.turned:
        return Box(left - frame.left, frame.top - top, right - frame.left, frame.top - bottom)
    return _box(*_point(left, bottom, matrix, frame), *_point(right, top, matrix, frame))


def _box(x: float, y: float, other_x: float, other_y: float) -> Box:
    return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _add_path(shapes: Shapes, handle: int, matrix: Matrix, frame: Frame) -> None:
    buffer = native.BUFFER
    native.path_draw_mode(handle, *buffer.four_numbers[:2])
    filled, stroked = buffer.numbers[0], buffer.numbers[1]
    if not filled and not stroked:
        return
    box = _bounds(handle, matrix, frame)
    if _add_line(shapes, box):
        return
    count = native.path_segment_count(handle)
    if filled and count <= _MAX_BARS:
        native.fill_color(handle, *buffer.four_numbers)
        red, green, blue, ink = buffer.numbers[:4]
        if ink and count > _RECTANGLE[1]:
            _add_parts(shapes, handle, matrix, frame, (red, green, blue))
        elif ink:
            shapes.fills.append((box, (red, green, blue)))
    if stroked and count in _RECTANGLE:
        _add_edges(shapes, box)
    elif stroked and count <= _MAX_SEGMENTS:
        _add_segments(shapes, handle, matrix, frame)


def _add_parts(shapes: Shapes, handle: int, matrix: Matrix, frame: Frame, color: tuple[int, int, int]) -> None:
    """Take the parts of a path: where each is a rectangle, as the rules of a table often are; else one that fills all.

    Of a frame and the like there is no telling what it covers.
    """
    shapes.segments += native.path_segment_count(handle)
    if shapes.segments > _MAX_LOOKED_AT:
        shapes.partly.append(_bounds(handle, matrix, frame))
        return
    parts: list[list[tuple[float, float]]] = []
    straight = True
    for kind, point in _segments(handle, matrix, frame):
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        elif kind != raw.FPDF_SEGMENT_LINETO:
            straight = False
        parts[-1].append(point)
    boxes = [_around(points) for points in parts if len(points) > 1]
    if straight and all(len(points) <= _RECTANGLE[1] for points in parts):
        shapes.fills += [(box, color) for box in boxes if not _add_line(shapes, box)]
    elif len(boxes) == 1:
        shapes.fills.append((boxes[0], color))
    else:
        shapes.partly += boxes


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, down = ([point[axis] for point in points] for axis in (0, 1))
    return Box(min(across), min(down), max(across), max(down))


def _add_line(shapes: Shapes, box: Box) -> bool:
    """Take a thin shape for a line; say whether it is thin."""
    if box.height <= _THIN and box.width > _SHORT:
        shapes.across.append(box)
    elif box.width <= _THIN and box.height > _SHORT:
        shapes.down.append(box)
    return min(box.width, box.height) <= _THIN


def _add_edges(shapes: Shapes, box: Box) -> None:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    shapes.across += [Box(left, top, right, top), Box(left, bottom, right, bottom)]
    shapes.down += [Box(left, top, left, bottom), Box(right, top, right, bottom)]


def _add_segments(shapes: Shapes, handle: int, matrix: Matrix, frame: Frame) -> None:
    """Take the straight parts of a path for lines."""
    before: tuple[float, float] | None = None
    for kind, point in _segments(handle, matrix, frame):
        if before is not None and kind == raw.FPDF_SEGMENT_LINETO:
            _add_line(shapes, _box(*before, *point))
        before = point


def _segments(handle: int, matrix: Matrix, frame: Frame) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield the kind of each segment of a path, and where it ends."""
    buffer, own = native.BUFFER, _own(handle, matrix)
    for i in range(native.path_segment_count(handle)):
        segment = native.path_segment_at(handle, i)
        native.segment_point(segment, *buffer.four_floats[:2])
        yield native.segment_type(segment), _point(buffer.floats[0], buffer.floats[1], own, frame)


def _own(handle: int, outer: Matrix) -> Matrix:
    """Return the matrix of a path's own points."""
    native.object_matrix(handle, native.BUFFER.matrix)
    return _product(tuple(native.BUFFER.floats), outer)
