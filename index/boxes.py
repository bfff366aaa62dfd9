"""Where a quote stands on the printed page: rectangles for any span of a document whose lines have their places."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from index.records import Content, PlacedLine, Span

# About how wide letters are beside one another, in proportional type; a line's own width sets the scale.
_NARROW, _WIDE = frozenset("iljtfrI.,;:'|!()[]{}` \t"), frozenset("mwMW@%—…")
_WIDTHS = {True: 0.5, False: 1.0}
_WIDE_WIDTH = 1.5
_BACKWARDS = (2, 3)  # quarter turns after which a line begins at its right, or at its lower end


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page, in points from the page's top left corner; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TextBox(PageBox):
    """The rectangle of one printed line or cell, with the stretch of the text that is printed in it."""

    start: int
    end: int
    turned: int  # quarter turns clockwise of the direction in which it reads


def boxes(content: Content, span: Span) -> list[PageBox]:
    """Return the rectangles of ``span``, one for each printed line or cell that it touches, in reading order.

    Of a line that it touches in part only that part is covered, by the usual widths of letters. Nothing comes
    back for text whose place is not known: what is not from a printed page, and what no line covers.
    """
    return [_part(content.text, line, start, end) for line, start, end in _touched(content, span)]


def text_boxes(content: Content, span: Span) -> list[TextBox]:
    """Return the same rectangles as `boxes`, each with the stretch of ``span`` that it covers."""
    found = []
    for line, start, end in _touched(content, span):
        box = _part(content.text, line, start, end)
        found.append(TextBox(box.page, box.left, box.top, box.right, box.bottom, start, end, line.turned))
    return found


def _touched(content: Content, span: Span) -> Iterator[tuple[PlacedLine, int, int]]:
    """Yield each placed line that ``span`` touches, with where its part of the line begins and ends."""
    lines = content.lines
    # Lines do not overlap, so that those before the first candidate end before the span begins.
    first = max(0, bisect_right(lines, span.start, key=lambda line: line.start) - 1)
    for line in lines[first:]:
        if line.start >= span.end:
            break
        if line.end > span.start:
            yield line, max(line.start, span.start), min(line.end, span.end)


def _part(text: str, line: PlacedLine, start: int, end: int) -> PageBox:
    """Return the rectangle of a part of a line; text from right to left is covered from the right."""
    before, inside, behind = (
        _width(text[line.start : start]),
        _width(text[start:end]),
        _width(text[end : line.end]),
    )
    whole = before + inside + behind
    if _runs_leftwards(text[line.start : line.end]) != (line.turned in _BACKWARDS):
        before, behind = behind, before
    left, top, right, bottom = line.left, line.top, line.right, line.bottom
    if line.turned % 2:
        scale = (bottom - top) / whole
        top, bottom = round(top + before * scale, 1), round(bottom - behind * scale, 1)
    else:
        scale = (right - left) / whole
        left, right = round(left + before * scale, 1), round(right - behind * scale, 1)
    return PageBox(line.page, left, top, right, bottom)


def _width(text: str) -> float:
    return sum(_WIDE_WIDTH if letter in _WIDE else _WIDTHS[letter in _NARROW] for letter in text)


def _runs_leftwards(text: str) -> bool:
    letters = sum("\u0590" <= letter <= "\u08ff" for letter in text)
    return 2 * letters > len(text)
