"""The tables of reStructuredText that a directive writes: as a list of lists, or as comma-separated values."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from index.parsers.layout.columns import Table, TableRow
from index.parsers.layout.lines import Line
from index.records import Span
from index.sentences import trim

_ROW = re.compile(r"[*+-][ \t]+(?=[*+-](?:[ \t]|$))")
_CELL = re.compile(r"[*+-](?:[ \t]+|$)")
_DELIMITERS = {"tab": "\t", "space": " "}
_MAX_HEADERS = 9

Options = Mapping[str, int]  # the line that each stands on


def table_of(kind: str, text: str, lines: Sequence[Line], options: Options, body: range) -> Table | None:
    """Return the table that the ``body`` of a directive holds; None where it is written in another way."""
    headers = _number(lines, options.get("header-rows"))
    if kind == "list-table":
        rows = _listed(text, lines, body)
    elif kind == "csv-table":
        rows = list(_separated(text, lines, body, _delimiter(lines, options.get("delim"))))
        named = options.get("header")
        if named is not None:
            above = range(named, named + 1)
            rows = [*_separated(text, lines, above, _delimiter(lines, options.get("delim"))), *rows]
            headers += 1
    else:
        return None
    return Table(rows[0].first, rows[-1].last, tuple(rows), headers) if rows else None


def _said(lines: Sequence[Line], number: int | None) -> str:
    return lines[number].words.split(":", 2)[-1].strip() if number is not None else ""


def _number(lines: Sequence[Line], number: int | None) -> int:
    said = _said(lines, number)
    return min(int(said), _MAX_HEADERS) if said.isascii() and said.isdigit() and len(said) < _MAX_HEADERS else 0


def _delimiter(lines: Sequence[Line], number: int | None) -> str:
    said = _said(lines, number)
    return _DELIMITERS.get(said, said[:1]) or ","


def _listed(text: str, lines: Sequence[Line], body: range) -> list[TableRow]:
    """Return a row of each item of a list, its cells those of the list inside; none where it is no such list."""
    rows: list[TableRow] = []
    cells: list[tuple[int, int]] = []  # of the row that is open: where they begin and end
    first, last, column = 0, 0, 0
    for number in body:
        line = lines[number]
        if line.is_blank:
            continue
        row = _ROW.match(line.words) if line.indent == lines[body[0]].indent else None
        place = row.end() if row is not None else 0
        if row is not None:
            rows += _row(text, first, last, cells)
            first, column, cells = number, line.indent + place, []
        elif not cells:
            return []
        cell = _CELL.match(line.words, place) if line.indent + place == column else None
        if cell is not None:
            cells.append((line.first + cell.end(), line.end))
        elif line.indent <= column:
            return []
        else:
            cells[-1] = (cells[-1][0], line.end)
        last = number
    return [*rows, *_row(text, first, last, cells)]


def _row(text: str, first: int, last: int, cells: Sequence[tuple[int, int]]) -> list[TableRow]:
    spans = tuple(trim(text, start, end) if start < end else None for start, end in cells)
    return [TableRow(first, last, spans)] if any(spans) else []


def _separated(text: str, lines: Sequence[Line], body: range, delimiter: str) -> Iterator[TableRow]:
    """Yield a row of each record; a cell in quotation marks may go on over lines."""
    sign, blanks = re.escape(delimiter), "" if delimiter.isspace() else r"[ \t]*"
    field = re.compile(rf'{blanks}(?:"((?:[^"]|"")*+)"{blanks}|([^{sign}\r\n]*))(?={sign}|\r|\n|\Z)')
    starts = [lines[number].start for number in body]
    place, end = (lines[body[0]].first, lines[body[-1]].end) if body else (0, 0)
    while place < end:
        began, cells = place, list[Span | None]()
        while (found := field.match(text, place, end)) is not None:
            start, stop = found.span(1) if found[1] is not None else found.span(2)
            cells.append(trim(text, start, stop) if start < stop else None)
            place = found.end()
            if text[place : place + 1] != delimiter or place >= end:
                break
            place += 1
        if any(cells):
            first, last = (body[bisect_right(starts, offset) - 1] for offset in (began, place - 1))
            yield TableRow(first, last, tuple(cells))
        place = max(place, began) + 1
        while place < end and text[place].isspace():
            place += 1
