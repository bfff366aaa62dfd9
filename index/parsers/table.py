"""CSV and TSV: the text is the file, each record a row that names the row of column names, if there is one."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.parsers.decoding import decode
from index.parsers.tidy import one_line
from index.records import Block, Content, Span
from index.sentences import trim

_DELIMITERS = ",;\t|"
_SAMPLE = 1_000_000  # characters looked at to find the delimiter, at most,
_SAMPLE_ROWS = 100  # and rows
_MOST_ABOVE = 20  # rows above the table
_MAX_NAME = 80  # characters; a longer cell in the first row is data
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NUMBER = re.compile(r"[-+$€£]?[\d.,:/ %-]*\d[\d.,:/ %-]*$")


@dataclass(frozen=True, slots=True)
class _Row:
    span: Span  # without its line end
    cells: Sequence[str]
    quoted: bool  # whether quotation marks hold a cell together


def parse_table(data: bytes, name: str) -> Content:
    """Read a CSV or TSV file; the delimiter of a CSV is found out, quoted fields may hold line ends.

    The header row is a row like any other; the rows below it name it as theirs. Lines above it that hold no record (a
    title, a date) are paragraphs.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(text[:_SAMPLE])
    rows = _rows(text, delimiter)
    first = _first_record(rows)
    header = first if _names_columns(rows[first:]) else None
    above = [Block("paragraph", row.span) for row in rows[:first]]
    table = [
        Block("row", row.span, cells=_cells(text, row, delimiter), header=header if number else None)
        for number, row in enumerate(rows[first:])
    ]
    title = next((" ".join(filter(None, map(str.strip, row.cells))) for row in rows[:first]), None)
    return Content(text=text, title=one_line(title), blocks=(*above, *table))


def _first_record(rows: Sequence[_Row]) -> int:
    """Return which row is the first of the table: those above it fill one cell at most, where others fill more."""
    widths = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:_SAMPLE_ROWS]]
    usual = max(set(widths), key=widths.count, default=1)
    first = next((number for number, width in enumerate(widths) if width > 1), 0)
    return first if usual > 1 and first <= _MOST_ABOVE else 0


def _cells(text: str, row: _Row, delimiter: str) -> tuple[Span | None, ...]:
    """Return where the cells of a record stand, quotation marks aside; () where they cannot be told apart."""
    spans: list[Span | None] = []
    place = row.span.start
    while place <= row.span.end:
        quoted = _QUOTED.match(text, place, row.span.end) if row.quoted else None
        if quoted and (quoted.end() == row.span.end or text[quoted.end()] == delimiter):
            cell, end = (quoted.start() + 1, quoted.end() - 1), quoted.end()
        else:
            end = text.find(delimiter, place, row.span.end)
            end = row.span.end if end < 0 else end
            cell = place, end
        spans.append(trim(text, *cell))
        place = end + 1
    return tuple(spans) if len(spans) == len(row.cells) else ()


def _delimiter(sample: str) -> str:
    """Return the delimiter that cuts the sample into the most columns while giving every row the same number."""
    return max(_DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[bool, float, int]:
    """Rank a delimiter by: quoting works with it, share of rows of the usual width, that width."""
    try:
        rows, quoting_works = list(islice(_records(sample, delimiter), _SAMPLE_ROWS)), True
    except csv.Error:
        rows, quoting_works = list(islice(_lines(sample, delimiter), _SAMPLE_ROWS)), False
    widths = [len(row.cells) for row in rows]
    usual = max(set(widths), key=widths.count, default=1)
    return quoting_works, (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual


def _rows(text: str, delimiter: str) -> list[_Row]:
    """Cut ``text`` into records; where its quoting is broken, a line is a record."""
    try:
        return list(_records(text, delimiter))
    except csv.Error:
        return list(_lines(text, delimiter))


def _records(text: str, delimiter: str) -> Iterator[_Row]:
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in io.StringIO(text, newline=""):
            place += len(line)
            yield line

    start = 0
    for cells in csv.reader(lines(), delimiter=delimiter, strict=True):
        if row := _row(text, start, place, cells, quoted=True):
            yield row
        start = place


def _lines(text: str, delimiter: str) -> Iterator[_Row]:
    start = 0
    for line in io.StringIO(text, newline=""):
        if row := _row(text, start, start + len(line), line.rstrip("\r\n").split(delimiter), quoted=False):
            yield row
        start += len(line)


def _row(text: str, start: int, end: int, cells: Sequence[str], *, quoted: bool) -> _Row | None:
    """Return the record without its line end; None for a blank line."""
    record = text[start:end]
    if not record.strip():
        return None
    return _Row(Span(start, start + len(record.rstrip("\r\n"))), cells, quoted)


def _names_columns(rows: Sequence[_Row]) -> bool:
    """Say whether the first row names columns: short, distinct, no numbers."""
    if len(rows) < 2:
        return False
    names = [" ".join(cell.split()) for cell in rows[0].cells]
    # The first name may be missing: tables written with their row numbers have none there.
    named = names[1:] if not names[0] and len(names) > 1 else names
    return len(set(named)) == len(named) and all(_is_name(cell) for cell in named)


def _is_name(cell: str) -> bool:
    return 0 < len(cell) <= _MAX_NAME and not _NUMBER.match(cell)
