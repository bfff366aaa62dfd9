"""`Content` and refusals as lines of JSON between the parsing process and the one that asked."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from index.codec import content_from_json, content_to_json
from index.records import Content

_REFUSAL = b'{"refused":'


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no content: the file's fault, the memory's limit, or whatever the parser raised."""

    refused: Literal["unreadable", "memory", "failed"]
    message: str = ""


def line_of(reply: Content | Refusal) -> bytes:
    """Return a reply as one line."""
    data = content_to_json(reply) if isinstance(reply, Content) else json.dumps(asdict(reply)).encode()
    return data + b"\n"


def reply_of(line: bytes) -> Content | Refusal:
    """Rebuild what ``line_of`` wrote.

    Raises:
        ValueError: not one whole line of that form.
    """
    if not line.endswith(b"\n"):
        raise ValueError("not a whole line")
    if not line.startswith(_REFUSAL):
        return content_from_json(line)
    try:
        return Refusal(**json.loads(line))
    except TypeError as error:
        raise ValueError("not a refusal") from error
