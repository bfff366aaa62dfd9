"""File bytes to `Content`. A parser is a function of bytes and a name for messages; `PARSERS` has one per suffix."""

import atexit
from pathlib import PurePath

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.parsers import ocr
from index.parsers.registry import LIMITS, PARSERS, RENDERERS, UNTRUSTED, Parser
from index.parsers.sandbox.worker import Limits, Worker
from index.parsers.sniffing import suffix_of
from index.records import Content

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_SCALE",
    "PARSERS",
    "PARSERS_VERSION",
    "Parser",
    "close",
    "parse",
    "render_page",
]

# The number is raised whenever any parser's output changes; an index re-reads its documents when it differs. So it does
# once text recognition is installed, as pages and pictures that were passed over can be read then.
PARSERS_VERSION = "9+ocr" if ocr.is_available() else "9"

MAX_FILE_BYTES = 50 * 1024 * 1024  # a book's text has 1 MB; what is larger is data, or a mistake

MAX_SCALE = 10  # of a page that is drawn: 720 dots an inch

_WORKER = Worker(limits=Limits(by_suffix=LIMITS))
_RENDERER = Worker()  # a reader who looks at a page does not wait until a long file is parsed


# They also end with this process, or when idle. No thread that still waits for one is waited for at the program's end.
atexit.register(_WORKER.end)
atexit.register(_RENDERER.end)


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


def render_page(data: bytes, page: int, scale: float, name: str = "file.pdf") -> bytes:
    """Return one page of a file, counted from 1, as a PNG picture of ``scale`` times 72 dots an inch.

    ``name`` gives its suffix, as for `parse`, and stands in messages. It is drawn in a child process under limits of
    time and memory; a very large page comes at a smaller scale. May be called from any thread.

    Raises:
        UnsupportedFormatError: the format has no pages that can be drawn.
        UnreadableDocumentError: broken, encrypted, without such a page, or too much to draw.
        ValueError: ``scale`` is not above 0 and up to ``MAX_SCALE``.
    """
    if not 0 < scale <= MAX_SCALE:
        raise ValueError(f"a page is drawn at a scale above 0 and up to {MAX_SCALE}, not {scale}")
    suffix = suffix_of(data, name, PurePath(name).suffix.lower(), PARSERS)
    if suffix not in RENDERERS:
        raise UnsupportedFormatError(
            f"{name}: pages of {suffix or 'no suffix'} are not drawn; only {', '.join(RENDERERS)}."
        )
    return _RENDERER.render(suffix, data, name, page, scale)
