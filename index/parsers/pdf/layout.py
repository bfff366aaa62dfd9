"""What stands on a page: pieces of text with their places, and the boxes that they are put into.

All places are in points from the top left corner of the page as it is shown, y growing downwards.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Style:
    """How text is drawn."""

    font: str
    size: float  # in points, as it comes out on the page
    bold: bool = False
    italic: bool = False
    mono: bool = False
    color: tuple[int, int, int, int] = (0, 0, 0, 255)  # red, green, blue, opacity
    unseen: bool = False  # drawn by no pen: the text behind a scanned page, or what is hidden
    angle: int = 0  # degrees clockwise, as the page is shown
    ascent: float = 0.8  # of the size
    descent: float = 0.2


class Box(NamedTuple):
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(slots=True, eq=False)
class Fragment:
    """Words in one style on one base line, without a gap that could part columns."""

    text: str
    left: float
    right: float
    base: float
    style: Style
    glued: bool = False  # nothing stands between it and the fragment before it, by the file's own account
    host: "Fragment | None" = None  # the fragment in whose line it stands though on another base line: a raised mark
    is_value: bool = False  # somebody wrote it into a form's field
    name: str = ""  # the accessible name of that field

    @property
    def size(self) -> float:
        """The font's size."""
        return self.style.size

    @property
    def top(self) -> float:
        """Where its letters reach up to."""
        return self.base - self.style.ascent * self.style.size

    @property
    def bottom(self) -> float:
        """Where its letters reach down to."""
        return self.base + self.style.descent * self.style.size

    @property
    def box(self) -> Box:
        """The rectangle around it."""
        return Box(self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become places as it is shown."""

    left: float
    bottom: float
    width: float  # as shown
    height: float
    turned: int = 0  # quarter turns clockwise

    @property
    def top(self) -> float:
        """The upper edge in the page's own coordinates, where the page is not turned."""
        return self.bottom + self.height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page's own coordinates is shown."""
        x, y = x - self.left, y - self.bottom
        if self.turned == 0:
            return x, self.height - y
        if self.turned == 1:
            return y, x
        if self.turned == 2:
            return self.width - x, y
        return self.width - y, self.height - x

    def upright(self, angle: int) -> "Frame":
        """Return the frame in which text that is shown at an angle, clockwise, reads from left to right."""
        quarters = round(angle / 90) % 4
        across = (self.height, self.width) if quarters % 2 else (self.width, self.height)
        return Frame(self.left, self.bottom, *across, (self.turned - quarters) % 4)

    def shown(self, box: Box, of: "Frame") -> Box:
        """Return where a box of this frame lies in another frame of the same page."""
        if self.turned == of.turned:
            return box
        quarters = (of.turned - self.turned) % 4
        if quarters == 1:
            return Box(of.width - box.bottom, box.left, of.width - box.top, box.right)
        if quarters == 2:
            return Box(of.width - box.right, of.height - box.bottom, of.width - box.left, of.height - box.top)
        return Box(box.top, of.height - box.right, box.bottom, of.height - box.left)


@dataclass(slots=True, eq=False)
class Line:
    """Words that are read as one line."""

    text: str
    box: Box
    base: float
    style: Style  # of most of its letters
    bold: bool = False  # all of it
    mono: bool = False
    column: tuple[float, float] = (0.0, 0.0)  # left and right edge of the column it stands in
    page: int = 0  # from 0
    value: int | None = None  # where in the text the value of a form's field begins; its label stands before it

    @property
    def size(self) -> float:
        """The font's size."""
        return self.style.size


@dataclass(slots=True, eq=False)
class Cell:
    """One cell of a table; a merged one is the same object in each of its places."""

    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Table:
    """Rows of cells, column by column: None where a cell is empty."""

    rows: list[list[Cell | None]]
    box: Box
    headers: int = 0  # so many rows at the top name the columns

    @property
    def lines(self) -> list[Line]:
        """All its lines, cell by cell."""
        cells = {id(cell): cell for row in self.rows for cell in row if cell is not None}
        return [line for cell in cells.values() for line in cell.lines]


Element = Line | Table
