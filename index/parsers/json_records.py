"""JSON and JSON Lines: the text is the file, its escapes written out; objects in arrays, and lines, are its records."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import UnreadableDocumentError
from index.parsers.blocks import BlockBuilder
from index.parsers.dates import iso_date
from index.parsers.decoding import decode
from index.parsers.json_escapes import written_out
from index.parsers.tidy import one_line
from index.records import Block, Content, Span

# Numbers are kept as written: values are only looked at, and Python refuses to convert very long ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)
_BLANK = re.compile(r"[ \t\r\n]*")
_MAX_LABEL = 200  # characters of a key that may name a section
_LONG_RECORD = 600  # characters
_WARNINGS = 5  # lines that are named
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class _Member:
    """One key of the outermost object, with its value and where they stand."""

    key: str
    value: object
    key_end: int
    value_start: int
    span: Span  # of key and value


def parse_json(data: bytes, name: str) -> Content:
    """Read one JSON value. Objects in a top-level array, or in an array under a top-level key, are rows.

    Raises:
        UnreadableDocumentError: not JSON; the message says where.
    """
    return written_out(_read(decode(data, name), name))


def _read(text: str, name: str) -> Content:
    start = _skip(text, 0)
    value, end = _value(text, start, name)
    if _skip(text, end) < len(text):
        raise UnreadableDocumentError(f"{name}: not valid JSON: something follows its end at {_place(text, end)}.")
    if isinstance(value, list):
        blocks = BlockBuilder()
        _add_rows(blocks, text, _items(text, start, value))
        return Content(text=text, blocks=blocks.build())
    if not isinstance(value, dict):
        return Content(text=text)
    members = list(_members(text, start)) if value else []
    blocks = BlockBuilder()
    for member in members:
        if not isinstance(member.value, dict | list):
            blocks.extend([_field(member)])
            continue
        label = one_line(member.key) or ""
        key = Span(member.span.start, member.value_start)
        blocks.extend([Block("heading", key, level=1, label=label if len(label) <= _MAX_LABEL else "")])
    _add_rows(blocks, text, _rows(text, members))
    return Content(
        text=text,
        title=one_line(_named(value, "title", "name")),
        url=_named(value, "url"),
        date=iso_date(_named(value, "date", "published") or ""),
        blocks=blocks.build(),
    )


def parse_jsonl(data: bytes, name: str) -> Content:
    """Read JSON Lines; every line is a row. A line that is no JSON is told in the warnings, and left out of answers.

    Raises:
        UnreadableDocumentError: no line is JSON; the message says why the first is not.
    """
    text = decode(data, name)
    blocks, rows, broken = BlockBuilder(), list[Span](), list[str]()
    for line in _LINE.finditer(text):
        start = _skip(text, line.start())
        if start >= line.end():
            continue
        try:
            rows.append(_line_value(text, start, line.end(), name))
        except UnreadableDocumentError as error:
            broken.append(str(error).removeprefix(f"{name}: "))
            blocks.extend([Block("boilerplate", Span(start, line.end()), why="not valid JSON")])
    if broken and not rows:
        raise UnreadableDocumentError(f"{name}: {broken[0]}")
    _add_rows(blocks, text, rows)
    return written_out(Content(text=text, blocks=blocks.build(), warnings=_listed(broken)))


def _line_value(text: str, start: int, end: int, name: str) -> Span:
    line = text[start:end]
    try:
        _, length = _DECODER.raw_decode(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableDocumentError(f"{name}: {_place(text, start)} is not valid JSON ({error}).") from error
    if _skip(line, length) < len(line):
        raise UnreadableDocumentError(f"{name}: not one JSON value per line at {_place(text, start)}.")
    return Span(start, start + length)


def _listed(broken: Sequence[str]) -> tuple[str, ...]:
    """Return a warning for each of the first broken lines, and one for the rest."""
    rest = len(broken) - _WARNINGS
    return (*broken[:_WARNINGS], *([f"{rest} more lines are not valid JSON."] if rest > 0 else []))


def _value(text: str, start: int, name: str) -> tuple[Any, int]:
    """Decode the value at ``start``; return it with its end."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise UnreadableDocumentError(
            f"{name}: not valid JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise UnreadableDocumentError(f"{name}: its JSON is nested too deeply to be read.") from error


def _items(text: str, start: int, value: object) -> Iterator[Span]:
    """Yield the places of the elements of the array at ``start``, where all of them are objects or arrays."""
    if not isinstance(value, list) or not all(isinstance(item, dict | list) for item in value):
        return
    place = start + 1
    for _ in value:
        begin = _skip(text, place)
        _, end = _DECODER.raw_decode(text, begin)
        yield Span(begin, end)
        place = _skip(text, end) + 1  # past the comma


def _members(text: str, start: int) -> Iterator[_Member]:
    """Yield each member of the object at ``start``, which is known to be valid and not empty."""
    place = start
    while text[place] != "}":
        begin = _skip(text, place + 1)  # past the brace or comma
        key, end = _DECODER.raw_decode(text, begin)
        key_end, inner = end, _skip(text, _skip(text, end) + 1)  # past the colon
        value, end = _DECODER.raw_decode(text, inner)
        yield _Member(key, value, key_end, inner, Span(begin, end))
        place = _skip(text, end)


def _rows(text: str, members: Sequence[_Member]) -> Iterator[Span]:
    """Yield the members themselves where all are objects (a table by key), else the objects in their arrays."""
    if len(members) > 1 and all(isinstance(member.value, dict) for member in members):
        yield from (member.span for member in members)
        return
    for member in members:
        yield from _items(text, member.value_start, member.value)


def _add_rows(blocks: BlockBuilder, text: str, rows: Iterable[Span]) -> None:
    """Add each record as a row; a long one's fields are blocks of their own, so that those that answer are quoted."""
    for row in rows:
        blocks.extend([Block("row", row)])
        if len(row) > _LONG_RECORD and text[row.start] == "{":
            blocks.extend(_field(member) for member in _members(text, row.start))


def _field(member: _Member) -> Block:
    key = Span(member.span.start, member.key_end)
    return Block("form_field", member.span, cells=(key, Span(member.value_start, member.span.end)))


def _named(value: dict[str, Any], *keys: str) -> str | None:
    """Return the first of the keys' values that is text."""
    return next((str(value[key]) for key in keys if isinstance(value.get(key), str) and value[key].strip()), None)


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _place(text: str, offset: int) -> str:
    return f"line {text.count(chr(10), 0, offset) + 1}"
