"""RTF: its text, in headings, paragraphs, lists and tables; lines that are parted by tabs are rows too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.errors import UnreadableDocumentError
from index.parsers.decoding import kind_of
from index.parsers.office.rtf_marks import Piece, pieces_of
from index.parsers.office.rtf_tables import TableCell, TableRow, rows_of
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import given_title, is_clause, may_be_heading
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_HEAD = re.compile(rb"\s*\{\\rtf")
_ITEM = re.compile(r"(?:([•·▪◦–*-])|(\(?(?:\d{1,3}|[a-z])[.)]))\s+(?=\S)")
_TITLE = re.compile(rb"\{\\title ([^{}\\]+)\}")
_TABS = re.compile(r"\t+")
_TITLE_SIZE = 32  # half points: 16 points, which running text does not have
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z])[.)]?\t+")  # the mark of a heading


@dataclass(frozen=True, slots=True)
class _Line:
    """A line outside tables; ``level`` of a heading."""

    text: str
    is_bold: bool = False
    level: int | None = None
    size: int = 0  # of its type, in half points

    @property
    def kind(self) -> str:
        if self.level is not None:
            return "heading"
        if _ITEM.match(self.text):
            return "item"
        return "row" if _TABS.search(self.text) else "text"


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[TableRow]
    kind: str = "table"


def parse_rtf(data: bytes, name: str) -> Content:
    """Read one file of Rich Text Format.

    Raises:
        UnreadableDocumentError: by its content it is something else.
    """
    if not _HEAD.match(data):
        found = kind_of(data) or "no Rich Text Format, as its suffix says"
        raise UnreadableDocumentError(f"{name}: by its content this is {found}.")
    out = OfficeWriter()
    parts = _with_headings(list(_parts(pieces_of(data.decode("latin-1")))))
    for kind, group in groupby(parts, lambda part: part.kind):
        members = list(group)
        if kind == "row":
            _write_rows(out, [part.text for part in members if isinstance(part, _Line)])
            continue
        for part in members:
            if isinstance(part, _Table):
                _write_table(out, part.rows)
            else:
                _write_line(out, part)
    title = _TITLE.search(data[:20_000])
    given = given_title(title[1].decode("cp1252", "replace")) if title else None
    return Content(text=out.text(), title=given or _opening(parts), blocks=out.blocks())


def _opening(parts: Sequence[_Line | _Table]) -> str | None:
    """Return the first line where it is set as a title: a heading, or large."""
    first = parts[0] if parts else None
    if not isinstance(first, _Line) or not may_be_heading(first.text):
        return None
    return " ".join(first.text.split()) if first.level is not None or first.size >= _TITLE_SIZE else None


def _parts(pieces: Iterator[Piece]) -> Iterator[_Line | _Table]:
    """Yield the lines and the tables of a document in order; a table of one column is a box around lines."""
    for part in rows_of(pieces):
        if isinstance(part, Piece):
            yield from _lines(part)
        elif max(len(row.cells) for row in part) > 1:
            yield _Table(part)
        else:
            for row in part:
                for cell in row.cells:
                    yield from (line for piece in cell.pieces for line in _lines(piece))


def _lines(piece: Piece) -> Iterator[_Line]:
    """Yield the lines of a paragraph that hold words. One that says that it is a heading is one line."""
    level = piece.end.level
    text = piece.text.strip()
    if level is not None and text and not is_clause(text):
        yield _Line(" ".join(text.split()), piece.is_bold, level, piece.end.size)
        return
    lines = [line.strip() for line in piece.text.splitlines()]
    yield from (_Line(line, piece.is_bold, None, piece.end.size) for line in lines if line)


def _with_headings(parts: list[_Line | _Table]) -> list[_Line | _Table]:
    """Make headings of short bold lines before lines that are not, or before a table."""
    found: list[_Line | _Table] = []
    level = 0  # of the last heading that said that it is one
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        if isinstance(part, _Line) and part.level is not None:
            level = part.level
        elif isinstance(part, _Line) and following is not None and _is_set_as_heading(part, following):
            part = _Line(" ".join(part.text.split()), part.is_bold, level + 1, part.size)
        found.append(part)
    return found


def _is_set_as_heading(line: _Line, following: _Line | _Table) -> bool:
    if not line.is_bold or not may_be_heading(line.text) or "\t" in _NUMBERED.sub("", line.text, count=1):
        return False
    return isinstance(following, _Table) or (following.level is None and not following.is_bold)


def _write_line(out: OfficeWriter, line: _Line) -> None:
    if line.level is not None:
        out.heading(line.text, line.level)
        return
    text = _TABS.sub("\t", line.text)
    if line.kind == "item" and (marker := _ITEM.match(text)):
        out.item(text[marker.end() :] if marker[1] else text, 0)
    else:
        out.plain(text)


def _write_rows(out: OfficeWriter, lines: list[str]) -> None:
    rows = [Row([Cell(cell.strip()) for cell in _TABS.split(line)]) for line in lines]
    if len(rows) > 1:
        write_table(out, rows)
    else:
        out.plain("\t".join(cell.text for cell in rows[0].cells))


def _write_table(out: OfficeWriter, rows: list[TableRow]) -> None:
    write_table(
        out,
        [
            Row([_cell(out, cell) for cell in row.cells], row.is_header, is_bold=number < 3 and row.is_bold)
            for number, row in enumerate(rows)
        ],
    )


def _cell(out: OfficeWriter, cell: TableCell) -> Cell:
    lines = [_Line(line.text) for piece in cell.pieces for line in _lines(piece)]

    def write() -> None:
        for line in lines:
            _write_line(out, line)

    return Cell(" ".join(line.text for line in lines), cell.columns, cell.continues, write)
