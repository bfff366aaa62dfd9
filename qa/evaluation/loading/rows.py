"""JSON rows that know where they stand, so that every complaint names file and line."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation.errors import SetError


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object and its place. Reading a field raises `SetError` where it is not what it must be."""

    place: str  # "queries.jsonl:12"
    fields: Mapping[str, object]

    def fault(self, message: str) -> SetError:
        """Return an error that starts with the row's place."""
        return SetError(f"{self.place}: {message}")

    def has(self, name: str) -> bool:
        """Say whether the field is there and not null."""
        return self.fields.get(name) is not None

    def text(self, *names: str, default: str | None = None) -> str:
        """Return the first of ``names`` that is there, as text; a number is taken for the text it is written as."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str):
                return self._unicode(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
            if value is not None:
                raise self.fault(f'"{name}" must be text, not {type(value).__name__}')
        if default is None:
            raise self.fault(f'"{names[0]}" is missing; the row has {sorted(self.fields)}')
        return default

    def integer(self, name: str) -> int:
        """Return a whole number."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(f'"{name}" must be a whole number, not {value!r}')
        return value

    def flag(self, name: str) -> bool | None:
        """Return true or false, or None where the field is not there."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.fault(f'"{name}" must be true or false, not {value!r}')
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return a list of texts, or None where the field is not there."""
        if not self.has(name):
            return None
        value = self.fields[name]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(f'"{name}" must be a list of texts')
        return tuple(map(self._unicode, value))

    def rows(self, name: str) -> list["Row"]:
        """Return a list of objects, empty where the field is not there."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(f'"{name}" must be a list')
        return [self._row(item, f"{name}[{place}]") for place, item in enumerate(value)]

    def groups(self, name: str) -> list[list["Row"]]:
        """Return a list of lists of objects, empty where the field is not there."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
            raise self.fault(f'"{name}" must be a list of lists')
        return [[self._row(item, f"{name}[{i}][{j}]") for j, item in enumerate(group)] for i, group in enumerate(value)]

    def row(self, name: str) -> "Row":
        """Return an object, empty where the field is not there."""
        return self._row(self.fields.get(name) or {}, name)

    def _unicode(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as fault:
            raise self.fault(f"not Unicode: {fault}") from fault
        return text

    def _row(self, value: object, name: str) -> "Row":
        if not isinstance(value, dict):
            raise self.fault(f'"{name}" must be an object, not {type(value).__name__}')
        return Row(f"{self.place} {name}", value)


def read_json(path: Path) -> Row:
    """Return a file that is one JSON object.

    Raises:
        SetError: the file cannot be read or is not one object.
    """
    return _parse(_content(path), path.name)


def read_jsonl(path: Path) -> Iterator[Row]:
    """Yield the objects of a JSON-lines file, gzipped or not; empty lines are passed over.

    Raises:
        SetError: the file cannot be read, or a line is not an object.
    """
    for number, line in enumerate(_content(path).split("\n"), start=1):
        if line.strip():
            yield _parse(line, f"{path.name}:{number}")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file.

    Raises:
        SetError: the file cannot be read.
    """
    return _content(path).splitlines()


def _content(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        raise SetError(f"{path}: cannot be read: {fault}") from fault


def _parse(text: str, place: str) -> Row:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as fault:
        raise SetError(f"{place}: not JSON: {fault}") from fault
    if not isinstance(value, dict):
        raise SetError(f"{place}: must be a JSON object, not {type(value).__name__}")
    return Row(place, value)
