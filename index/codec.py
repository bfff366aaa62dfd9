"""Records as JSON and back, field by field as they are declared: a new field needs nothing here.

No pickle: what is read may come from a process that a hostile file has taken over, or from a damaged disk.
"""

import json
from typing import Any

from pydantic import TypeAdapter

from index.records import Content, LedgerEntry

# Built on import and not when first needed: building them loads modules, and the disk may be full by then.
_CONTENTS = TypeAdapter(Content)
_ENTRIES = TypeAdapter(LedgerEntry)


def content_to_json(content: Content, *, with_text: bool = True) -> bytes:
    """Return ``content`` as one line of JSON; its text may be kept elsewhere."""
    return _CONTENTS.dump_json(content, exclude=None if with_text else {"text"})


def content_from_json(data: str | bytes, text: str | None = None) -> Content:
    """Rebuild what ``content_to_json`` wrote; ``text`` where it was written without.

    Raises:
        ValueError: something is missing or not what it should be.
    """
    return _CONTENTS.validate_json(data) if text is None else _with_text(json.loads(data), text)


def storable(content: Content) -> Content:
    """Return ``content`` with "?" for each half of a character in its names: JSON can hold such halves, UTF-8 cannot.

    Raises:
        UnicodeEncodeError: they are in the text itself.
    """
    content.text.encode()
    try:
        content_to_json(content, with_text=False)
    except ValueError:  # pydantic's, of a string that cannot be UTF-8
        return _with_text(_without_halves(_CONTENTS.dump_python(content, exclude={"text"})), content.text)
    return content


def entry_to_json(entry: LedgerEntry) -> bytes:
    """Return ``entry`` as one line of JSON."""
    return _ENTRIES.dump_json(entry)


def entry_from_json(data: str | bytes) -> LedgerEntry:
    """Rebuild what ``entry_to_json`` wrote.

    Raises:
        ValueError: something is missing or not what it should be.
    """
    return _ENTRIES.validate_json(data)


def _with_text(fields: object, text: str) -> Content:
    if not isinstance(fields, dict):
        raise ValueError("not an object")  # noqa: TRY004 - data of the wrong form is a wrong value
    return _CONTENTS.validate_python({**fields, "text": text})


def _without_halves(value: Any) -> Any:  # noqa: ANN401 - whatever a field may hold
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _without_halves(each) for key, each in value.items()}
    return type(value)(map(_without_halves, value)) if isinstance(value, list | tuple) else value
