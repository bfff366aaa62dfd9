"""RTF: its text, in paragraphs, with the lines that are parted by tabs or cells as rows."""

import re
from collections.abc import Iterator
from itertools import groupby

from striprtf.striprtf import rtf_to_text

from index.errors import UnreadableDocumentError
from index.parsers.decoding import kind_of
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.titles import given_title
from index.parsers.office.writer import OfficeWriter
from index.records import Content

_HEAD = re.compile(rb"\s*\{\\rtf")
_ITEM = re.compile(r"(?:([•·▪◦–*-])|(\(?(?:\d{1,3}|[a-z])[.)]))\s+(?=\S)")
_TITLE = re.compile(rb"\{\\title ([^{}\\]+)\}")
_TABS = re.compile(r"\t+")


def parse_rtf(data: bytes, name: str) -> Content:
    """Read one file of Rich Text Format.

    Raises:
        UnreadableDocumentError: by its content it is something else.
    """
    if not _HEAD.match(data):
        found = kind_of(data) or "no Rich Text Format, as its suffix says"
        raise UnreadableDocumentError(f"{name}: by its content this is {found}.")
    out = OfficeWriter()
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    lines = text.splitlines()
    for kind, group in groupby(lines, _kind):
        if kind == "row":
            _write_rows(out, list(group))
        else:
            for line in group:
                _write_line(out, line, kind)
    title = _TITLE.search(data[:20_000])
    return Content(
        text=out.text(),
        title=given_title(title[1].decode("cp1252", "replace")) if title else None,
        blocks=out.blocks(),
    )


def _kind(line: str) -> str:
    line = line.strip()
    if _ITEM.match(line):
        return "item"
    return "row" if line.endswith("|") or _TABS.search(line) else "text"


def _write_line(out: OfficeWriter, line: str, kind: str) -> None:
    line = _TABS.sub("\t", line.strip())
    if kind == "item" and (marker := _ITEM.match(line)):
        out.item(line[marker.end() :] if marker[1] else line, 0)
    else:
        out.plain(line)


def _write_rows(out: OfficeWriter, lines: list[str]) -> None:
    rows = [Row([Cell(cell) for cell in _cells(line)]) for line in lines]
    if len(rows) > 1:
        write_table(out, rows)
    else:
        out.plain("\t".join(cell.text for cell in rows[0].cells))


def _cells(line: str) -> Iterator[str]:
    line = line.strip()
    parts = line[:-1].split("|") if line.endswith("|") else _TABS.split(line)
    return (part.strip() for part in parts)
