"""What stands in a sheet: titles, tables with the rows that name their columns, and notes below them."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.parsers.office.sheet_heads import Line, heads_of
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.writer import OfficeWriter

_MAX_TITLE = 80  # characters of a line that is a table's title
_SENTENCE_ENDS = (".", "!", "?")


def write_sheet(out: OfficeWriter, lines: Sequence[Line]) -> None:
    """Write the rows of a sheet that are not empty, all equally wide."""
    if not lines or len(lines[0].cells) < 2:
        for line in lines:
            out.plain(line.cells[0])
        return
    heads = heads_of(lines)
    above = lines[: heads[0].start] if heads else lines
    if heads and all(line.figures == "none" for line in above):
        _write_titles(out, above)
    else:
        _write_part(out, (), above)
    for place, head in enumerate(heads):
        end = heads[place + 1].start if place + 1 < len(heads) else len(lines)
        _write_part(out, lines[head.start : head.stop], lines[head.stop : end])


def _write_part(out: OfficeWriter, head: Sequence[Line], lines: Sequence[Line]) -> None:
    """Write a table with the titles above it, where it has no rows that name its columns, and the notes below it."""
    named = sum(map(any, zip(*(line.cells for line in head), strict=True)))
    width = (named or max((line.filled for line in lines), default=0)) / 2
    data = [number for number, line in enumerate(lines) if line.figures != "none" or line.filled > max(width, 1)]
    begin = 0 if head else (data[0] if data else len(lines))
    end = data[-1] + 1 if data else begin
    _write_titles(out, lines[:begin])
    table = lines[begin:end]
    rows = [Row(list(_cells(line)), is_header=True) for line in head]
    rows.extend(_row(line, below, named) for line, below in zip_longest(table, table[1:]))
    if rows:
        write_table(out, rows)
    for line in lines[end:]:
        _write_words(out, line)


def _write_titles(out: OfficeWriter, lines: Sequence[Line]) -> None:
    """Write what stands above a table; a short line of one cell right above it is what the table is called."""
    for line in lines[:-1]:
        _write_words(out, line)
    for line in lines[-1:]:
        title = next(filter(None, line.cells), "")
        if line.filled == 1 and len(title) <= _MAX_TITLE and not title.endswith(_SENTENCE_ENDS):
            out.plain(title, "caption")
        else:
            _write_words(out, line)


def _write_words(out: OfficeWriter, line: Line) -> None:
    out.plain("\t".join(filter(None, line.cells)))


def _row(line: Line, below: Line | None, named: int) -> Row:
    """Return a row; one label right above a row that is full names the group of those below it."""
    if named and below and line.cells[0] and line.filled == 1 and below.filled >= max(2, named - 1):
        return Row([Cell(line.cells[0], len(line.cells))])
    return Row(list(_cells(line)))


def _cells(line: Line) -> Iterator[Cell]:
    column = 0
    while column < len(line.cells):
        width = min(max(line.spans.get(column, 1), 1), len(line.cells) - column)
        yield Cell(line.cells[column], width)
        column += width
