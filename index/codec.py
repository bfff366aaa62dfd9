"""Records as JSON and back, field by field as they are declared: a new field needs nothing here.

No pickle: what is read may come from a process that a hostile file has taken over, or from a damaged disk.
"""

from functools import cache

from pydantic import TypeAdapter

from index.records import Content, LedgerEntry


def content_to_json(content: Content, *, with_text: bool = True) -> bytes:
    """Return ``content`` as one line of JSON; its text may be kept elsewhere."""
    return _contents().dump_json(content, exclude=None if with_text else {"text"})


def content_from_json(data: str | bytes, text: str | None = None) -> Content:
    """Rebuild what ``content_to_json`` wrote; ``text`` where it was written without.

    Raises:
        ValueError: something is missing or not what it should be.
    """
    if text is None:
        return _contents().validate_json(data)
    return _contents().validate_python({**_fields().validate_json(data), "text": text})


def entry_to_json(entry: LedgerEntry) -> bytes:
    """Return ``entry`` as one line of JSON."""
    return _entries().dump_json(entry)


def entry_from_json(data: str | bytes) -> LedgerEntry:
    """Rebuild what ``entry_to_json`` wrote.

    Raises:
        ValueError: something is missing or not what it should be.
    """
    return _entries().validate_json(data)


@cache
def _contents() -> TypeAdapter[Content]:
    return TypeAdapter(Content)


@cache
def _fields() -> TypeAdapter[dict[str, object]]:
    return TypeAdapter(dict[str, object])


@cache
def _entries() -> TypeAdapter[LedgerEntry]:
    return TypeAdapter(LedgerEntry)
