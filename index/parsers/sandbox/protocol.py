"""What goes between the process that asks and the one that works: requests, `Content`, pictures and refusals.

A request is a line of JSON and then the file; a reply is a line of JSON, and behind a picture's line the picture.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import IO, Literal

from index.codec import content_from_json, content_to_json
from index.records import Content

_REFUSAL = b'{"refused":'
_PICTURE = b'{"picture":'
_MAX_REPLY = 512 * 1024 * 1024  # bytes

Operation = Literal["parse", "render"]
Answer = Content | bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done with a file of ``size`` bytes, whose format ``suffix`` names, and what that may take."""

    operation: Operation
    suffix: str
    name: str
    size: int
    seconds: int  # of computing
    patience: int  # seconds by the clock
    memory_bytes: int  # address space
    arguments: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: the file's fault, the memory's limit, or whatever the operation raised."""

    refused: Literal["unreadable", "memory", "failed"]
    message: str = ""


def write_request(request: Request, data: bytes, to: IO[bytes]) -> None:
    """Send a request and its file."""
    to.write(json.dumps(asdict(request)).encode() + b"\n")
    to.write(data)
    to.flush()


def read_request(source: IO[bytes]) -> Request | None:
    """Return the next request, whose file is to be read next; None where there is none any more."""
    line = source.readline()
    return Request(**json.loads(line)) if line else None


def write_reply(reply: Answer | Refusal, to: IO[bytes]) -> None:
    """Send a reply."""
    if isinstance(reply, bytes):
        to.write(b"%s %d}\n%s" % (_PICTURE, len(reply), reply))
    else:
        to.write((content_to_json(reply) if isinstance(reply, Content) else json.dumps(asdict(reply)).encode()) + b"\n")
    to.flush()


def read_reply(source: IO[bytes]) -> Answer | Refusal:
    """Rebuild what ``write_reply`` sent.

    Raises:
        ValueError: not one whole reply of that form.
    """
    line = source.readline(_MAX_REPLY)
    if not line.endswith(b"\n"):
        raise ValueError("not a whole line")
    if line.startswith(_PICTURE):
        return _picture(json.loads(line)["picture"], source)
    if not line.startswith(_REFUSAL):
        return content_from_json(line)
    try:
        return Refusal(**json.loads(line))
    except TypeError as error:
        raise ValueError("not a refusal") from error


def _picture(size: object, source: IO[bytes]) -> bytes:
    if not isinstance(size, int) or not 0 <= size <= _MAX_REPLY:
        raise ValueError("not a picture")
    data = source.read(size)
    if len(data) != size:
        raise ValueError("not a whole picture")
    return data
