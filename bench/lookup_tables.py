"""Tables of invented facts and what is asked of them, from lookup_tables.toml."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Cell = str | tuple[str, int]  # a number of columns where it is merged across; "" where merged with the one above
Row = Sequence[Cell] | str  # a string: a row that names the group below it


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question, a cell that no other row of the document holds, and the cell of the same row that answers."""

    question: str
    key: str
    cell: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one shape; the first ``headers`` of them name the columns."""

    name: str
    rows: Sequence[Row]
    headers: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose format its suffix names; ``ruled``: its tables have lines."""

    file: str
    shape: str
    title: str
    prose: str
    tables: Sequence[Table]
    lookups: Sequence[Lookup]
    ruled: bool = False

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Document":
        """Read one document of the file."""
        tables = [Table(**{**table, "rows": list(_rows(table["rows"]))}) for table in said["tables"]]
        lookups = [Lookup(*_parts(line)) for line in said["lookups"].splitlines()]
        return cls(**{**said, "tables": tables, "lookups": lookups})


def _rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        parts = _parts(line)
        yield [_cell(part) for part in parts] if len(parts) > 1 else parts[0]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split("|")]


def _cell(text: str) -> Cell:
    return (text[2:].strip(), int(text[0])) if text[1:2] == "*" else text


_FILE = Path(__file__).with_suffix(".toml")
DOCUMENTS = tuple(map(Document.of, tomllib.loads(_FILE.read_text(encoding="utf-8"))["documents"]))
