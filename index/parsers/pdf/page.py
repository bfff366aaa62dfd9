"""One page, read: its rows and tables in the order of their places, and what was not text."""

from dataclasses import dataclass, field

import pypdfium2

from index.parsers.pdf.fonts import Fonts
from index.parsers.pdf.forms import add_fields
from index.parsers.pdf.glyphs import Sheets, frame_of, sheets_of
from index.parsers.pdf.hidden import Seen, seen_of
from index.parsers.pdf.layout import Box, Frame, Line, Style
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import Row, Segment, rows_of
from index.parsers.pdf.ruled import ruled_tables
from index.parsers.pdf.shapes import Shapes, shapes_of

_MIN_LETTERS = 3  # of a piece of text that is turned by an odd angle: less is a part of a drawing


@dataclass(frozen=True, slots=True)
class Recognised:
    """That a page was read by text recognition, and how well."""

    confidence: float  # 0..1, the mean of its lines
    dropped: int  # lines that could not be made out


@dataclass(slots=True)
class Page:
    """What was found on one page."""

    number: int  # from 0
    shown: Frame  # as a person sees it
    upright: Frame  # in which most of its text reads from left to right; rows and tables have their places in it
    rows: list[Row] = field(default_factory=list)
    margin: list[Line] = field(default_factory=list)  # text that runs in another direction; places as of the rows
    rules: list[Box] = field(default_factory=list)  # lines across, as shown
    pictures: float = 0.0  # the share of the page that its largest picture takes
    drawn: bool = False  # something is on it besides text
    text: str = ""  # all of it in no order, to count in
    illegible: bool = False  # its letters have no names
    hidden: int = 0  # letters that cannot be seen
    watermarks: list[str] = field(default_factory=list)
    is_damaged: bool = False  # it could not be opened
    recognised: Recognised | None = None  # where its text was read from its picture
    passed_over: bool = False  # a picture of text, and one too many to be recognised

    @classmethod
    def damaged(cls, number: int) -> "Page":
        """Return a page of which nothing can be read."""
        frame = Frame(0, 0, 0, 0)
        return cls(number, frame, frame, is_damaged=True)


def read_page(page: pypdfium2.PdfPage, number: int, fonts: Fonts) -> Page:
    """Read one page; ``fonts`` are the document's."""
    frame = frame_of(page)
    sheets = sheets_of(page, frame, fonts)
    shapes = shapes_of(page, frame)
    add_fields(sheets, page, frame)
    seen = seen_of(sheets, shapes, frame)
    angle = _main_angle(seen.sheets)
    found = Page(number, frame, frame.upright(angle), hidden=seen.hidden, watermarks=seen.watermarks)
    found.pictures = _share(shapes, frame)
    found.drawn = bool(shapes.pictures or shapes.fills or shapes.across)
    found.rules = shapes.across
    main = seen.sheets.get(angle, [])
    if angle and shapes.down and shapes.across:
        shapes = shapes_of(page, found.upright)
    tables, rest = ruled_tables(main, shapes)
    found.rows = rows_of(rest)
    for table in tables:
        segment = Segment([], table.box.left, table.box.right, table)
        # A table stands in the order of the rows where its first line is.
        found.rows.append(
            Row(min(line.base for line in table.lines), min(line.size for line in table.lines), [], [segment])
        )
    if tables:
        found.rows.sort(key=lambda row: row.base)
    found.margin = _margin(seen, angle, frame)
    return found


def _main_angle(sheets: Sheets) -> int:
    letters = {angle: sum(len(each.text) for each in sheet) for angle, sheet in sheets.items() if not angle % 90}
    return max(letters, key=lambda angle: (letters[angle], angle == 0)) if letters else 0


def _share(shapes: Shapes, frame: Frame) -> float:
    area = max((picture.width * picture.height for picture in shapes.pictures), default=0.0)
    return area / max(1.0, frame.width * frame.height)


def _margin(seen: Seen, main: int, frame: Frame) -> list[Line]:
    """Return the text that runs in other directions than most, line by line."""
    found: list[Line] = []
    main_frame = frame.upright(main)
    for angle, sheet in sorted(seen.sheets.items()):
        if angle == main:
            continue
        upright = frame.upright(angle)
        for row in rows_of(sheet):
            line = line_of(row.segments, (row.left, row.right))
            if angle % 90 and len(line.text) < _MIN_LETTERS:
                continue
            line.box = upright.shown(line.box, main_frame)
            line.style = Style("", line.style.size, angle=angle)
            found.append(line)
    return found
