"""The text as it is read and searched, each character tied to its place in the document.

A document's own text holds what gets between a reader and the words: hyphens at line ends, invisible characters, markup
for struck text, escapes. In a table, a cell says little without the name of its column. What is read has these mended;
what is quoted is always the document's own text, at the places that this module keeps.
"""

import html
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from index.records import Block, Span
from index.structure import Structure, Words

_MENDED = re.compile(
    r"(?P<hyphen>(?P<first>[^\W\d_]{1,40})[-\u2010\u00ad][^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?P<second>[^\W\d_]{1,40}))"
    r"|(?P<unseen>[\u00ad\u200b\u2060\ufeff]+)"
    r"|(?P<struck>~~[^~\r\n]{1,400}~~)"
    r"|(?P<comment><!--.{0,4000}?-->)"
    r"|(?P<frame>(?<=\s)(?P<edge>[*#])[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?P=edge)(?=\s))"  # of a framed text
    r"|(?P<entity>&(?:[A-Za-z]{2,8}|\#\d{1,7}|\#x[0-9A-Fa-f]{1,6});)"
    r"|(?P<escape>\\u[0-9A-Fa-f]{4})",
    re.DOTALL,
)
_FILLED = 2  # cells of a row at least that says something of what is named in another
_FAR = 12  # rows between it and the one that has the name
_MAX_NAME = 80  # characters of a column's name that are read with a cell


@dataclass(frozen=True, slots=True)
class _Copy:
    """A run of characters that stands in the document just so."""

    here: int
    there: int
    length: int


@dataclass(slots=True)
class ReadingText:
    """What is read of a stretch of a document, whose ``words`` tell which hyphens are the writer's own."""

    words: Words

    text: str = ""
    _copies: list[_Copy] = field(default_factory=list)

    def span_of(self, start: int, end: int) -> Span | None:
        """Return where ``text[start:end]`` stands in the document; None where none of it does."""
        first = bisect_right(self._copies, start, key=lambda copy: copy.here) - 1
        inside = [
            (max(start, copy.here) - copy.here + copy.there, min(end, copy.here + copy.length) - copy.here + copy.there)
            for copy in self._copies[max(0, first) :]
            if copy.here < end and copy.here + copy.length > start
        ]
        return Span(min(a for a, _ in inside), max(b for _, b in inside)) if inside else None

    def copy(self, document: str, start: int, end: int) -> None:
        """Append ``document[start:end]``, mended."""
        place = start
        for found in _MENDED.finditer(document, start, end):
            self._keep(document, place, found.start())
            place = found.end()
            self._replace(found)
        self._keep(document, place, end)

    def append(self, other: "ReadingText") -> None:
        """Append what was read elsewhere."""
        here = len(self.text)
        self._copies.extend(_Copy(here + copy.here, copy.there, copy.length) for copy in other._copies)
        self.text += other.text

    def insert(self, text: str) -> None:
        """Append what does not stand in the document there."""
        self.text += text

    def _keep(self, document: str, start: int, end: int) -> None:
        if start < end:
            self._copies.append(_Copy(len(self.text), start, end - start))
            self.text += document[start:end]

    def _replace(self, found: re.Match[str]) -> None:
        """Append what is read for one place that is mended; its first character stands for all of it."""
        if found["hyphen"]:
            self._join(found)
            return
        if found.lastgroup == "entity":
            said = html.unescape(found[0])
        elif found.lastgroup == "escape":
            said = chr(int(found[0][2:], 16))
            said = said if not "\ud800" <= said <= "\udfff" else found[0]
        else:
            said = " " if found.lastgroup in ("struck", "comment", "frame") else ""
        if said and not said.isspace():
            self._copies.append(_Copy(len(self.text), found.start(), len(said)))
        self.text += said

    def _join(self, found: re.Match[str]) -> None:
        """Append a word that was broken at a line's end, with its hyphen where that is the writer's own."""
        first, second = found["first"], found["second"]
        document = found.string
        kept = self.words.is_hyphenated(first, second)
        self._keep(document, found.start(), found.end("first") + kept)
        self._keep(document, found.start("second"), found.end())


def reading_of(structure: Structure, span: Span) -> ReadingText:
    """Return what is read of ``span``: rows as names and values, all else as it stands, mended."""
    read = ReadingText(structure.words)
    place = span.start
    for number in structure.rows_in(span):
        row = structure.block(number)
        if row.start > place:
            read.copy(structure.text, place, row.start)
        _read_row(structure, row, span, read)
        place = max(place, min(row.end, span.end))
    if place < span.end:
        read.copy(structure.text, place, span.end)
    return read


def _read_row(structure: Structure, row: Block, within: Span, read: ReadingText) -> None:
    names = column_names(structure, row)
    parts = 0
    if row.parent is not None and structure.kind_of(row.parent) == "row":  # it names the group of this one
        read.insert(f"{_name(structure, structure.block(row.parent).span)}; ")
    label = label_above(structure, row)
    if label is not None:
        named = f"{names[0]}: " if names and names[0] else ""
        read.insert(f"{named}{_name(structure, label)}; ")
    for column, cell in enumerate(row.cells):
        start, end = (max(cell.start, within.start), min(cell.end, within.end)) if cell is not None else (0, 0)
        if start >= end or (column and row.cells[column - 1] == cell):  # merged with the one before it
            continue
        if parts:
            read.insert("; ")
        if column < len(names) and names[column]:
            read.insert(f"{names[column]}: ")
        read.copy(structure.text, start, end)
        parts += 1
    if not parts:
        read.copy(structure.text, max(row.start, within.start), min(row.end, within.end))


def _name(structure: Structure, span: Span) -> str:
    """Return what names a row, on one line and not too long to be read with it."""
    return " ".join(structure.text[span.start : span.end].split())[:_MAX_NAME]


def label_above(structure: Structure, row: Block) -> Span | None:
    """Return the first cell of the row that ``row`` goes on with, whose own is empty under a name; None without one.

    Its next cell is filled, which sums at the end of a table leave empty too.
    """
    if row.header is None or row.parent is None or len(row.cells) < _FILLED:
        return None
    header = structure.block(row.header)
    if row.cells[0] is not None or row.cells[1] is None or not header.cells or header.cells[0] is None:
        return None
    rows = structure.children[row.parent]
    place = bisect_left(rows, row.start, key=lambda number: structure.block(number).start)
    for number in reversed(rows[max(0, place - _FAR) : place]):
        above = structure.block(number)
        if above.kind != "row" or above.header != row.header or not above.cells:
            return None
        if above.cells[0] is not None:
            return above.cells[0] if sum(cell is not None for cell in above.cells) >= _FILLED else None
    return None


def column_names(structure: Structure, row: Block) -> list[str]:
    """Return each column's name as its header rows give it, the upper row's first."""
    names: list[str] = []
    header = row.header
    while header is not None:
        above = structure.block(header)
        cells = [" ".join(structure.text[c.start : c.end].split()) if c is not None else "" for c in above.cells]
        both = zip(cells, [*names, *[""] * (len(cells) - len(names))], strict=False)
        names = [" ".join(dict.fromkeys(filter(None, pair)))[:_MAX_NAME] for pair in both]
        header = above.header
    return names
