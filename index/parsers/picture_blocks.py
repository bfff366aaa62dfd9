"""Recognised lines to text and blocks: paragraphs joined, items, headings by size, tables by aligned cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mean, median

from index.parsers.blocks import BlockBuilder
from index.parsers.ocr import MIN_CONFIDENCE, RecognisedLine
from index.parsers.picture_order import LevelLine, Row, levelled, regions
from index.parsers.tidy import one_line
from index.records import Content, PlacedLine, Span
from index.structure import Words

_GAP = 0.9  # line heights between two paragraphs
_CELL_GAP = 1.2  # line heights between two cells of a row
_TABLE_ROWS = 3
_HEADING = 1.3  # times the usual line height
_MAX_HEADING = 100  # characters
_SHORT = 0.8  # share of the region's width: a line that ends a sentence before that ends its paragraph
_MARK = re.compile(r"(?:[•▪◦●○·*‣–-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s*(?=\S)")
_BULLET = re.compile(r"[•▪◦●○·*‣–-]")
_ENDS = re.compile(r"[.!?:;][\"'”’)]?$")
_BROKEN = re.compile(r"(\w+)-$")
_WORD = re.compile(r"\w+")


def content_of(pages: Sequence[Sequence[RecognisedLine]], notes: Sequence[str] = ()) -> Content:
    """Return the text of recognised pages, with where each line stands: a point is a pixel of the page's picture."""
    writer = _Writer(Words("\n".join(line.text for page in pages for line in page)))
    starts, warnings = [], []
    for number, page in enumerate(pages, 1):
        legible = [line for line in page if line.confidence >= MIN_CONFIDENCE]
        starts.append(writer.begin(number))
        _write_page(writer, levelled(legible))
        warnings += list(_warnings(number if len(pages) > 1 else None, page, legible))
    text, blocks = writer.text(), writer.blocks.build()
    first = next((block for block in blocks if block.kind == "heading"), None)
    return Content(
        text=text,
        title=one_line(text[first.start : first.end]) if first else None,
        pages=tuple(min(start, len(text)) for start in starts),
        lines=tuple(sorted(writer.lines, key=lambda line: line.start)),
        blocks=blocks,
        warnings=(*warnings, *notes),
    )


def _warnings(page: int | None, lines: Sequence[RecognisedLine], legible: Sequence[RecognisedLine]) -> Iterator[str]:
    where = "" if page is None else f" of page {page}"
    if legible:
        sure = mean(line.confidence for line in legible)
        yield (
            f"The text{where} was recognised from a picture (OCR), with a mean confidence of {sure:.0%}; compare "
            "quotes with the picture."
        )
    else:
        yield f"No legible text was recognised in the picture{where}."
    if dropped := len(lines) - len(legible):
        yield f"{dropped} line(s){where} could not be made out and are left out; a sharper or larger picture may help."


@dataclass(slots=True)
class _Writer:
    """The text so far, and where its lines stand in the picture."""

    words: Words
    blocks: BlockBuilder = field(default_factory=BlockBuilder)
    lines: list[PlacedLine] = field(default_factory=list)
    length: int = 0
    page: int = 0
    last: LevelLine | None = None  # of the page
    _pieces: list[str] = field(default_factory=list)

    def begin(self, page: int) -> int:
        """Begin a page and return where its text starts."""
        self.page = page
        if self.length:
            self.write("\n\n")
        return self.length

    def write(self, text: str) -> int:
        """Append ``text`` and return where it starts."""
        start = self.length
        self._pieces.append(text)
        self.length += len(text)
        return start

    def separate(self, by: str) -> None:
        """Append what stands apart two blocks, unless the page begins here."""
        if self._pieces and not self._pieces[-1].endswith("\n\n"):
            self.write(by)

    def line(self, line: LevelLine) -> Span:
        """Append a line and note its place."""
        start = self.write(line.text)
        self.lines.append(PlacedLine(start, self.length, self.page, *line.line.box))
        return Span(start, self.length)

    def joined(self, lines: Sequence[LevelLine]) -> Span:
        """Append lines as one run of text; a word broken at a line's end is made whole."""
        start = self.length
        for number, line in enumerate(lines):
            self.line(line)
            if number + 1 < len(lines):
                self._join(line.text, lines[number + 1].text)
        return Span(start, self.length)

    def _join(self, before: str, after: str) -> None:
        broken, rest = _BROKEN.search(before), _WORD.match(after)
        if broken is None or rest is None or not rest[0][0].islower():
            self.write(" ")
        elif not self.words.is_hyphenated(broken[1], rest[0]):
            self._pieces[-1] = self._pieces[-1][:-1]
            self.length -= 1
            last = self.lines.pop()
            self.lines.append(
                PlacedLine(last.start, self.length, last.page, last.left, last.top, last.right, last.bottom)
            )

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._pieces).rstrip()


def _write_page(writer: _Writer, lines: Sequence[LevelLine]) -> None:
    if not lines:
        return
    usual, parts = median(line.height for line in lines), regions(lines)
    writer.last = parts[-1][-1][-1]
    for rows in parts:
        place = 0
        while place < len(rows):
            table = _table_at(rows, place)
            if table:
                _write_table(writer, table)
                place += len(table)
                continue
            end = place + 1
            while end < len(rows) and not _table_at(rows, end):
                end += 1
            _write_prose(writer, rows[place:end], usual)
            place = end


def _cells(row: Row) -> list[list[LevelLine]]:
    """Return what stands in a row, apart where the gap is wide."""
    cells = [[row[0]]]
    for before, line in pairwise(row):
        if line.left - before.right > _CELL_GAP * line.height:
            cells.append([line])
        else:
            cells[-1].append(line)
    return cells


def _table_at(rows: Sequence[Row], place: int) -> list[Row]:
    """Return the rows from ``place`` on that are a table's: their cells begin where the first row's do."""
    first = _cells(rows[place])
    if len(first) < 2:
        return []
    lefts = [cell[0].left for cell in first]
    end = place + 1
    while end < len(rows) and _is_row_of(rows[end], lefts) and _gap(rows[end - 1], rows[end]) < 2:
        end += 1
    return list(rows[place:end]) if end - place >= _TABLE_ROWS else []


def _is_row_of(row: Row, lefts: Sequence[float]) -> bool:
    cells = _cells(row)
    return (
        len(cells) >= 2
        and None not in (places := [_column(cell, lefts) for cell in cells])
        and len(set(places)) == len(places)
    )


def _column(cell: Sequence[LevelLine], lefts: Sequence[float]) -> int | None:
    nearest = min(range(len(lefts)), key=lambda number: abs(lefts[number] - cell[0].left))
    return nearest if abs(lefts[nearest] - cell[0].left) < cell[0].height else None


def _gap(before: Row, after: Row) -> float:
    """Return the space between two rows in heights of the second."""
    return (min(line.top for line in after) - max(line.bottom for line in before)) / after[0].height


def _write_table(writer: _Writer, rows: Sequence[Row]) -> None:
    lefts = [cell[0].left for cell in _cells(rows[0])]
    writer.separate("\n\n")
    made: list[tuple[Span, list[Span | None]]] = []
    for row in rows:
        if made:
            writer.write("\n")
        cells: list[Span | None] = [None] * len(lefts)
        start = writer.length
        for number, cell in enumerate(_cells(row)):
            if number:
                writer.write("\t")
            column = _column(cell, lefts)
            if column is not None:
                cells[column] = writer.joined(cell)
        made.append((Span(start, writer.length), cells))
    table = writer.blocks.add("table", Span(made[0][0].start, writer.length))
    header: int | None = None
    for number, (span, cells) in enumerate(made):
        added = writer.blocks.add("row", span, table, cells, header)
        if number == 0 and _names_columns(rows):
            header = added


def _names_columns(rows: Sequence[Row]) -> bool:
    """Say whether the first row is a header: no digit in it, and one in most others."""
    digits = [any(letter.isdigit() for line in row for letter in line.text) for row in rows]
    return not digits[0] and sum(digits[1:]) > len(rows[1:]) / 2


def _write_prose(writer: _Writer, rows: Sequence[Row], usual: float) -> None:
    right = max(line.right for row in rows for line in row)
    left = min(line.left for row in rows for line in row)
    paragraphs: list[list[Row]] = []
    for row in rows:
        if paragraphs and not _begins_paragraph(paragraphs[-1], row, left + _SHORT * (right - left)):
            paragraphs[-1].append(row)
        else:
            paragraphs.append([row])
    _write_paragraphs(writer, paragraphs, usual)


def _begins_paragraph(paragraph: Sequence[Row], row: Row, short: float) -> bool:
    before = paragraph[-1]
    higher, lower = sorted((row[0].height, before[0].height))
    text = before[-1].text
    return (
        _gap(before, row) > _GAP
        or lower > _HEADING * higher
        or _MARK.match(row[0].text) is not None
        or len(_cells(row)) != len(_cells(before))
        or len(_cells(row)) > 1
        or (before[-1].right < short and _ENDS.search(text) is not None)
    )


def _is_list(paragraphs: Sequence[Sequence[Row]], place: int) -> bool:
    return _MARK.match(paragraphs[place][0][0].text) is not None


def _write_paragraphs(writer: _Writer, paragraphs: Sequence[Sequence[Row]], usual: float) -> None:
    before: int | None = None
    place = 0
    while place < len(paragraphs):
        end = place
        while end < len(paragraphs) and _is_list(paragraphs, end):
            end += 1
        if end - place >= 2:
            _write_list(writer, paragraphs[place:end], before)
            before, place = None, end
            continue
        writer.separate("\n\n")
        rows = paragraphs[place]
        span = writer.joined([line for row in rows for line in row])
        announces = rows[-1][-1].text.endswith(":")
        heading = _is_heading(rows, usual) and rows[-1][-1] is not writer.last
        added = writer.blocks.heading(span, 1) if heading else writer.blocks.add("paragraph", span)
        before = added if announces and not heading else None
        place += 1


def _is_heading(rows: Sequence[Row], usual: float) -> bool:
    """Say whether a paragraph is one short line in larger type that ends no sentence."""
    if len(rows) > 1 or len(_cells(rows[0])) > 1:
        return False
    text = " ".join(line.text for line in rows[0])
    return rows[0][0].height > _HEADING * usual and len(text) <= _MAX_HEADING and not _ENDS.search(text)


def _write_list(writer: _Writer, items: Sequence[Sequence[Row]], lead_in: int | None) -> None:
    writer.separate("\n\n")
    spans: list[Span] = []
    for rows in items:
        if spans:
            writer.write("\n")
        spans.append(writer.joined([line for row in rows for line in row]))
    parent = writer.blocks.add("list", Span(spans[0].start, spans[-1].end), lead_in)
    for span in spans:
        writer.blocks.add("item", span, parent)
