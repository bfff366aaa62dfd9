"""Text that nobody sees on the page: without ink, in the colour of what is behind it, cut off, or a watermark."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from index.parsers.pdf.glyphs import Sheets
from index.parsers.pdf.layout import Box, Fragment, Frame, Style
from index.parsers.pdf.shapes import Shapes

_WORD = (15.0, 6.0)  # points: a smaller area is behind no word
_SMALLEST = 1.0  # points
_SAME_COLOR = 6  # of 255
_LIGHT = 140  # of 255, on average
_FAINT = 160  # opacity of 255
_WATERMARK = 1.6  # times the usual size, or
_LARGE = 24.0  # points
_STRAIGHT_WATERMARK = 2.5  # times the usual size, where it is not turned
_SCANNED = 0.5  # of the page is a picture, behind which recognised text lies


@dataclass(slots=True)
class Seen:
    """What of a page's text can be seen."""

    sheets: Sheets
    hidden: int = 0  # letters left out
    watermarks: list[str] = field(default_factory=list)


def seen_of(sheets: Sheets, shapes: Shapes, frame: Frame) -> Seen:
    """Part what is seen from what is not."""
    fragments = [fragment for sheet in sheets.values() for fragment in sheet]
    if not fragments:
        return Seen(sheets)
    recognised = _is_recognised(fragments, shapes, frame)
    areas = [fill for fill in reversed(shapes.fills) if fill[0].width > _WORD[0] and fill[0].height > _WORD[1]]
    colors = {color for _, color in areas}
    styles = {id(fragment.style): fragment.style for fragment in fragments}
    suspects = {number for number, style in styles.items() if _is_suspect(style, recognised, colors)}
    seen = Seen({})
    for angle, sheet in sheets.items():
        upright = frame.upright(angle)
        kept = [each for each in sheet if _is_inside(each, upright)]
        seen.hidden += sum(len(each.text) for each in sheet) - sum(len(each.text) for each in kept)
        if suspects:
            kept = _without_unseen(
                kept, seen, suspects, _Page(shapes, frame, upright, _usual(fragments), recognised, areas)
            )
        if kept:
            seen.sheets[angle] = kept
    return seen


def _is_suspect(style: Style, recognised: bool, colors: set[tuple[int, int, int]]) -> bool:
    return (
        style.size < _SMALLEST
        or (style.unseen and not recognised)
        or style.color[:3] in colors
        or _is_pale(style.color)  # white and transparent ones too
    )


def _usual(fragments: Sequence[Fragment]) -> float:
    return median(fragment.style.size for fragment in fragments)


@dataclass(frozen=True, slots=True)
class _Page:
    """What decides whether text on it is seen."""

    shapes: Shapes
    frame: Frame
    upright: Frame
    usual: float
    recognised: bool
    areas: Sequence[tuple[Box, tuple[int, int, int]]]  # that may be behind a word, the uppermost first


def _without_unseen(sheet: Sequence[Fragment], seen: Seen, suspects: set[int], page: _Page) -> list[Fragment]:
    kept: list[Fragment] = []
    for fragment in sheet:
        if id(fragment.style) not in suspects:
            kept.append(fragment)
        elif _is_watermark(fragment, sheet, page.usual):
            seen.watermarks.append(fragment.text)
        elif _is_unseen(fragment, page):
            seen.hidden += len(fragment.text)
        else:
            kept.append(fragment)
    return kept


def _is_recognised(fragments: Sequence[Fragment], shapes: Shapes, frame: Frame) -> bool:
    """Say whether the text without ink is what a program read in the picture before it."""
    unseen = sum(len(fragment.text) for fragment in fragments if fragment.style.unseen)
    inked = sum(len(fragment.text) for fragment in fragments) - unseen
    area = max((picture.width * picture.height for picture in shapes.pictures), default=0.0)
    return unseen > inked and area >= _SCANNED * frame.width * frame.height


def _is_inside(fragment: Fragment, frame: Frame) -> bool:
    middle = (fragment.left + fragment.right) / 2
    return 0 <= middle <= frame.width and 0 <= fragment.base - fragment.style.size / 3 <= frame.height


def _is_pale(color: tuple[int, int, int, int]) -> bool:
    return sum(color[:3]) >= 3 * _LIGHT or color[3] < _FAINT


def _is_watermark(fragment: Fragment, sheet: Sequence[Fragment], usual: float) -> bool:
    """Say whether a fragment is large pale letters across the page, or under its text."""
    style = fragment.style
    if not _is_pale(style.color) or style.size < _WATERMARK * usual:
        return False
    if style.angle % 90:
        return style.size >= min(_LARGE, 2 * usual)
    return style.size >= _STRAIGHT_WATERMARK * usual and sum(_overlaps(fragment, other) for other in sheet) > 1


def _overlaps(fragment: Fragment, other: Fragment) -> bool:
    return (
        fragment is not other
        and min(fragment.right, other.right) - max(fragment.left, other.left) > 1.0
        and fragment.top < other.base < fragment.base + other.style.size / 2
    )


def _is_unseen(fragment: Fragment, page: _Page) -> bool:
    style = fragment.style
    if style.size < _SMALLEST or not style.color[3] or (style.unseen and not page.recognised):
        return True
    if style.unseen:
        return False
    box = page.upright.shown(fragment.box, page.frame)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    if any(area.holds(x, y) for area in (*page.shapes.pictures, *page.shapes.partly)):
        return False
    behind = next((color for area, color in page.areas if area.holds(x, y)), (255, 255, 255))
    return all(abs(ink - paper) <= _SAME_COLOR for ink, paper in zip(style.color, behind, strict=False))
