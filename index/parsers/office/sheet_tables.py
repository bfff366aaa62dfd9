"""What stands in a sheet: titles, tables with the rows that name their columns, and notes below them."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.notation import MONTH
from index.parsers.office.sheet_gaps import with_gaps
from index.parsers.office.sheet_heads import Line, heads_of
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.writer import OfficeWriter

_MAX_TITLE = 80  # characters of a line that is a table's title
_MAX_CELLS = 3  # of such a line,
_MAX_LINES = 2  # and how many of them
_SENTENCE_ENDS = (".", "!", "?", ",", ";")
_NOTE = re.compile(
    r"[*†‡]|[(\[]\w{1,2}[)\]]|(?:notes?|sources?)\b", re.IGNORECASE
)  # how a note to the table above begins
_DAY = re.compile(rf"(?:\w+,?\s+)?(?:(?:{MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\.?\s+(?:{MONTH}))(?![^\W_])", re.IGNORECASE)


def write_sheet(out: OfficeWriter, lines: Sequence[Line]) -> None:
    """Write the rows of a sheet that are not empty, all equally wide."""
    if not lines or len(lines[0].cells) < 2:
        for line in lines:
            out.plain(line.cells[0])
        return
    lines = with_gaps(lines)
    heads = heads_of(lines)
    above = lines[: heads[0].start] if heads else lines
    # Of the lines that no table has, the last may call the next table.
    left = above if heads and all(line.figures == "none" for line in above) else _write_part(out, (), above, ())
    for place, head in enumerate(heads):
        end = heads[place + 1].start if place + 1 < len(heads) else len(lines)
        left = _write_part(out, lines[head.start : head.stop], lines[head.stop : end], left)
    for line in left:
        _write_words(out, line)


def _write_part(out: OfficeWriter, head: Sequence[Line], lines: Sequence[Line], left: Sequence[Line]) -> Sequence[Line]:
    """Write a table with the titles above it, and return the lines below it.

    Args:
        out: takes the blocks.
        head: the rows that name the columns.
        lines: those below them; where there are no such rows, the first may be titles.
        left: the lines above, which no table has.
    """
    named = sum(map(any, zip(*(line.cells for line in head), strict=True)))
    width = (named or max((line.filled for line in lines), default=0)) / 2
    data = [number for number, line in enumerate(lines) if line.figures != "none" or line.filled > max(width, 1)]
    begin = 0 if head else (data[0] if data else len(lines))
    end = data[-1] + 1 if data else begin
    by_day = not head and sum(map(_is_day, lines[max(begin - 1, 0) : end])) > 1
    if by_day and begin and _is_day(lines[begin - 1]):
        begin -= 1
    table = lines[begin:end]
    rows = [Row(list(_cells(line)), is_header=True) for line in head]
    rows.extend(
        _group(line) if by_day and _is_day(line) else _row(line, below, named)
        for line, below in zip_longest(table, table[1:])
    )
    if not rows:
        return [*left, *lines]
    _write_titles(out, [*left, *lines[:begin]], max(int(width), 1))
    write_table(out, rows)
    return lines[end:]


def _write_titles(out: OfficeWriter, lines: Sequence[Line], width: int) -> None:
    """Write what stands above a table; the short lines right above it are what the table is called.

    Args:
        out: takes the blocks.
        lines: what stands between this table and the one before.
        width: the most cells of a line that is a title.
    """
    begin = len(lines)
    while begin > max(len(lines) - _MAX_LINES, 0) and _is_title(lines[begin - 1], width):
        begin -= 1
    for line in lines[:begin]:
        _write_words(out, line)
    out.plain("\n".join(_words(line) for line in lines[begin:]), "caption")


def _is_title(line: Line, width: int) -> bool:
    words = _words(line)
    return (
        line.figures == "none"
        and line.filled <= min(width, _MAX_CELLS)
        and len(words) <= _MAX_TITLE
        and not words.endswith(_SENTENCE_ENDS)
        and not _NOTE.match(words)
        and "://" not in words
    )


def _write_words(out: OfficeWriter, line: Line) -> None:
    out.plain(_words(line))


def _words(line: Line) -> str:
    return "\t".join(filter(None, line.cells))


def _row(line: Line, below: Line | None, named: int) -> Row:
    """Return a row; one label right above a row that is full names the group of those below it."""
    if named and below and line.cells[0] and line.filled == 1 and below.filled >= max(2, named - 1):
        return _group(line)
    return Row(list(_cells(line)))


def _group(line: Line) -> Row:
    return Row([Cell(line.cells[0], len(line.cells))])


def _is_day(line: Line) -> bool:
    """Say whether a row is a day alone: in a table whose columns have no names, what is on that day stands below it."""
    return line.filled == 1 and _DAY.match(line.cells[0]) is not None


def _cells(line: Line) -> Iterator[Cell]:
    column = 0
    while column < len(line.cells):
        width = min(max(line.spans.get(column, 1), 1), len(line.cells) - column)
        yield Cell(line.cells[column], width)
        column += width
