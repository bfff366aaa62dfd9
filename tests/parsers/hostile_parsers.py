"""Parsers that misbehave as broken files make real parsers do; the worker's tests run them in its child."""

import os
import sys
import time
from pathlib import Path

from index.errors import UnreadableDocumentError
from index.parsers.registry import Parser, Renderer
from index.records import Block, Content, Span

BLOCKS = (  # between them they use every field of a block, within the first two characters
    Block("heading", Span(0, 1), level=1),
    Block("heading", Span(0, 1), level=2, label="naïve 🎈"),
    Block("table", Span(0, 2)),
    Block("row", Span(0, 2), parent=2, cells=(Span(0, 1), None, Span(1, 2))),
    Block("row", Span(0, 2), parent=2, cells=(None,), header=3),
    Block("boilerplate", Span(1, 2), why="menu"),
)


def _good(data: bytes, name: str) -> Content:
    sys.stdout.write("a library prints\n")
    return Content(
        text=data.decode(),
        title=name,
        url="https://example.org/a",
        date="2024-05-01",
        pages=(0,),
        blocks=BLOCKS,
        warnings=("page 2 is a picture",),
    )


def _environment(data: bytes, name: str) -> Content:
    return Content(text=os.environ[data.decode()], title=name)


def _refuse(_: bytes, name: str) -> Content:
    raise UnreadableDocumentError(f"{name}: encrypted")


def _fail(_: bytes, name: str) -> Content:
    raise KeyError(name)


class PanicException(BaseException):
    """What a library in Rust raises where it finds itself in a state that cannot be."""


def _panic(_: bytes, name: str) -> Content:
    raise PanicException(name)


def _hang(_: bytes, name: str) -> Content:
    time.sleep(60)
    return Content(text=name)


def _burn(_: bytes, name: str) -> Content:
    while True:
        name = name[::-1]


def _crash(_: bytes, name: str) -> Content:
    os.abort()
    return Content(text=name)


def _exhaust(_: bytes, name: str) -> Content:
    return Content(text=name * 10**9)


def _allocate(_: bytes, name: str) -> Content:
    bytearray(600 * 1024 * 1024)
    return Content(text="allocated", title=name)


def _leaky(data: bytes, name: str) -> Content:
    """Crash in a process that has read before, as one that ran out of memory bit by bit."""
    if _leaky.__dict__.setdefault("used", False):
        os.abort()
    _leaky.__dict__["used"] = True
    return Content(text=data.decode(), title=name)


def _write(data: bytes, name: str) -> Content:
    Path(data.decode()).write_bytes(b"x")
    return Content(text=name)


def _process(_: bytes, name: str) -> Content:
    return Content(text=str(os.getpid()), title=name)


def _modules(_: bytes, name: str) -> Content:
    return Content(text="\n".join(sys.modules), title=name)


PARSERS: dict[str, Parser] = {
    "good": _good,
    "environment": _environment,
    "refuse": _refuse,
    "fail": _fail,
    "panic": _panic,
    "hang": _hang,
    "burn": _burn,
    "crash": _crash,
    "exhaust": _exhaust,
    "allocate": _allocate,
    "allocate_as_usual": _allocate,
    "leaky": _leaky,
    "write": _write,
    "process": _process,
    "modules": _modules,
}


def _picture(data: bytes, name: str, page: int, scale: float) -> bytes:
    sys.stdout.write("a library prints\n")
    return b"\n".join((data, name.encode(), str(page).encode(), str(scale).encode()))


def _no_picture(_: bytes, name: str, page: int, scale: float) -> bytes:
    raise UnreadableDocumentError(f"{name}: no page {page} at {scale}")


def _crash_drawing(_: bytes, name: str, page: int, scale: float) -> bytes:
    os.abort()
    return f"{name} {page} {scale}".encode()


RENDERERS: dict[str, Renderer] = {"good": _picture, "refuse": _no_picture, "crash": _crash_drawing}
