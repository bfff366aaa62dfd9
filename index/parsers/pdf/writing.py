"""Pieces to the document's text, with the place of every printed line and a block for every piece."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.parsers.blocks import BlockBuilder
from index.parsers.pdf.hyphens import Hyphens
from index.parsers.pdf.layout import Cell, Frame, Line
from index.records import PlacedLine, Span

_UNSPACED = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_ADDRESS = re.compile(r"(?:\bhttps?:|://\S*[/\-_=?&#.]|\bwww\.\S*[/\-_=?&#.])$")
_ADDRESS_GOES_ON = re.compile(r"[^\s.,;)]+[./?=&#_]\S|//")
_LATIN = "\u2e7f"  # scripts that use no blanks come behind it
_MAX_ADDRESS = 200  # characters
_RANGE = re.compile(r"\d[-–]$")


@dataclass(slots=True)
class Writer:
    """Collects the text, and where each printed line stands in it and on its page."""

    hyphens: Hyphens
    frames: Sequence[tuple[Frame, Frame]]  # of each page: in which lines have their places, and as it is shown
    blocks: BlockBuilder = field(default_factory=BlockBuilder)
    placed: list[PlacedLine] = field(default_factory=list)
    length: int = 0
    _parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def write(self, text: str) -> None:
        """Append ``text``."""
        self._parts.append(text)
        self.length += len(text)

    def paragraph(self, lines: Sequence[Line], breaks: set[int]) -> Span:
        """Append lines that are read as one text, and return where they stand; ``breaks`` were meant as they are."""
        start = self.length
        for number, line in enumerate(lines[:-1]):
            end, between = self._joint(line.text, lines[number + 1].text, number in breaks)
            self._line(line, end)
            self.write(between)
        self._line(lines[-1], lines[-1].text)
        return Span(start, self.length)

    def code(self, lines: Sequence[Line]) -> Span:
        """Append lines of code, indented as they are printed."""
        start = self.length
        left = min(line.box.left for line in lines)
        for number, line in enumerate(lines):
            letter = max(1.0, line.box.width / max(1, len(line.text)))
            self.write("\n" * bool(number) + " " * round((line.box.left - left) / letter))
            self._line(line, line.text)
        return Span(start, self.length)

    def cell(self, cell: Cell) -> Span:
        """Append a cell on one line."""
        return self.paragraph(cell.lines, set())

    def _joint(self, above: str, below: str, is_meant: bool) -> tuple[str, str]:
        """Return how a line ends in the text, and what stands between it and the next."""
        end = self.hyphens.joined(above, below)
        if end is not None:
            return end, ""
        if is_meant:
            return above, "\n"
        last, first = above[-1:], below[:1]
        touch = (
            (last > _LATIN and _UNSPACED.match(last) and _UNSPACED.match(first))
            or (last in "-–" and first.isdigit() and _RANGE.search(above[-2:]))
            or (last in "/-_=?&#.:" and _ADDRESS.search(above[-_MAX_ADDRESS:]) and _ADDRESS_GOES_ON.match(below))
        )
        return above, "" if touch else " "

    def _line(self, line: Line, text: str) -> None:
        start = self.length
        self.write(text)
        if start < self.length:
            upright, shown = self.frames[line.page]
            box = upright.shown(line.box, shown)
            # Letters reach over the edge of a page, and of a line there may be no more than a part on it.
            left, right = _within(box.left, shown.width), _within(box.right, shown.width)
            top, bottom = _within(box.top, shown.height), _within(box.bottom, shown.height)
            turned = round(line.style.angle / 90) % 4
            self.placed.append(PlacedLine(start, self.length, line.page + 1, left, top, right, bottom, turned))


def _within(place: float, length: float) -> float:
    return round(place if 0.0 <= place <= length else min(max(place, 0.0), length), 1)
