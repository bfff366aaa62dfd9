"""CSV and TSV: the text is the file, each record a row of it, the column names the heading over all rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.readers.decoding import decode
from index.records import Content, Section, Span

_DELIMITERS = ",;\t|"
_SAMPLE = 1_000_000  # characters looked at to find the delimiter, at most,
_SAMPLE_ROWS = 100  # and rows
_MAX_NAME = 80  # characters; a longer cell in the first row is data
_MAX_NAMES = 300  # characters of column names in the heading; wide tables would drown their rows
_NUMBER = re.compile(r"[-+$€£]?[\d.,:/ %-]*\d[\d.,:/ %-]*$")


@dataclass(frozen=True, slots=True)
class _Row:
    span: Span  # without its line end
    cells: Sequence[str]


def read_table(data: bytes, name: str) -> Content:
    """Read a CSV or TSV file; the delimiter of a CSV is found out, quoted fields may hold line ends.

    The header row is a row like any other; its names are also the section path of the rows below it.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(text[:_SAMPLE])
    rows = _rows(text, delimiter)
    header = _header(rows)
    return Content(
        text=text,
        rows=tuple(row.span for row in rows),
        sections=(Section(rows[1].span.start, (header,)),) if header else (),
    )


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
        if row := _row(text, start, place, cells):
            yield row
        start = place


def _lines(text: str, delimiter: str) -> Iterator[_Row]:
    start = 0
    for line in io.StringIO(text, newline=""):
        if row := _row(text, start, start + len(line), line.strip().split(delimiter)):
            yield row
        start += len(line)


def _row(text: str, start: int, end: int, cells: Sequence[str]) -> _Row | None:
    """Return the record without its line end; None for a blank line."""
    record = text[start:end]
    if not record.strip():
        return None
    return _Row(Span(start, start + len(record.rstrip("\r\n"))), cells)


def _header(rows: Sequence[_Row]) -> str | None:
    """Return the column names in one line where the first row names columns: short, distinct, no numbers."""
    if len(rows) < 2:
        return None
    names = [" ".join(cell.split()) for cell in rows[0].cells]
    # The first name may be missing: tables written with their row numbers have none there.
    named = names[1:] if not names[0] and len(names) > 1 else names
    if len(set(named)) < len(named) or not all(_is_name(cell) for cell in named):
        return None
    line = ", ".join(named)
    return line if len(line) <= _MAX_NAMES else line[:_MAX_NAMES].rpartition(", ")[0] or None


def _is_name(cell: str) -> bool:
    return 0 < len(cell) <= _MAX_NAME and not _NUMBER.match(cell)
