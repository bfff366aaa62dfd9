"""`Content` and refusals as JSON lines between the reading process and the one that asked.

No pickle: its input may come from a process that a hostile file has taken over.
"""

import json
from typing import Any

from index.records import Content, Furniture, Section, Span


def content_line(content: Content) -> bytes:
    """Return ``content`` as one line of JSON."""
    return _line(
        {
            "text": content.text,
            "title": content.title,
            "url": content.url,
            "date": content.date,
            "pages": content.pages,
            "sections": [[section.start, section.path] for section in content.sections],
            "furniture": [[piece.span.start, piece.span.end, piece.why] for piece in content.furniture],
            "rows": [[row.start, row.end] for row in content.rows],
        }
    )


def error_line(kind: str, message: str) -> bytes:
    """Return a refusal as one line of JSON; ``kind`` says whose fault it is (see `child`)."""
    return _line({"error": kind, "message": message})


def parse(line: bytes) -> dict[str, Any]:
    """Return the fields of one line.

    Raises:
        ValueError: not one JSON object.
    """
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a broken line, whatever is in it, is one kind of fault
    return fields


def content(fields: dict[str, Any]) -> Content:
    """Rebuild what ``content_line`` wrote.

    Raises:
        ValueError: something is missing or not what it should be.
    """
    try:
        return Content(
            text=fields["text"],
            title=fields["title"],
            url=fields["url"],
            date=fields["date"],
            pages=tuple(fields["pages"]),
            sections=tuple(Section(start, tuple(path)) for start, path in fields["sections"]),
            furniture=tuple(Furniture(Span(start, end), why) for start, end, why in fields["furniture"]),
            rows=tuple(Span(start, end) for start, end in fields["rows"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a content: {error}") from error


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode() + b"\n"
