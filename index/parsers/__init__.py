"""File bytes to `Content`. A parser is a function of bytes and a name for messages; `PARSERS` has one per suffix."""

import atexit
from pathlib import PurePath

from index.errors import UnreadableDocumentError
from index.parsers.registry import LIMITS, PARSERS, UNTRUSTED, Parser
from index.parsers.sandbox.worker import Limits, Worker
from index.parsers.sniffing import suffix_of
from index.records import Content

__all__ = ["MAX_FILE_BYTES", "PARSERS", "PARSERS_VERSION", "Parser", "close", "parse"]

# Raised whenever any parser's output changes; an index re-reads its documents when it differs.
PARSERS_VERSION = "2"

MAX_FILE_BYTES = 50 * 1024 * 1024  # a book's text has 1 MB; what is larger is data, or a mistake

_WORKER = Worker(limits=Limits(by_suffix=LIMITS))


def close() -> None:
    """End the reading process, if one is running; it also ends with this process, or when idle."""
    _WORKER.close()


atexit.register(close)


def parse(data: bytes, name: str) -> Content:
    """Read one file; ``name`` gives its suffix and stands in messages. May be called from any thread.

    Formats whose parsers a hostile file could break are read in a child process under limits of time and memory.

    Raises:
        UnsupportedFormatError: there is no parser for what it is, by its suffix or by its content.
        UnreadableDocumentError: too large, broken, encrypted, not what its suffix says, or without any text.
    """
    suffix = suffix_of(data, name, PurePath(name).suffix.lower(), PARSERS)
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableDocumentError(
            f"{name}: {len(data) >> 20} MB is more than the {MAX_FILE_BYTES >> 20} MB read from one file; split it."
        )
    content = _WORKER.read(suffix, data, name) if suffix in UNTRUSTED else PARSERS[suffix](data, name)
    if not content.text.strip():
        raise UnreadableDocumentError(f"{name}: 0 characters extracted; there is no text in it to answer from.")
    return content
