"""A process that syncs and is killed, or whose disk fails, at a chosen moment: run as a script by the crash tests.

Each line on stdin is JSON: the index's folder, and what is to happen. A fork does it, so that the imports are paid for
once, and what happened is answered as one line of JSON. Moments are counted by the events that Python audits: opening,
renaming, removing, making folders; before and after each of them a crash leaves another state on the disk.
"""

import errno
import json
import os
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.errors import IndexingError
from index.library import writing
from index.sources import SourceItem
from tests.fakes_embedding import HashingEmbedder
from tests.items import given_text

EMBEDDER = HashingEmbedder(32)
CHUNKS = ChunkSettings(target=30)
_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate", "sqlite3.connect"}


def items(*numbers: int, version: str = "") -> list[SourceItem]:
    """Return documents of two or three passages each."""
    texts = {n: f"Boat number {n} sails at noon{version}. " * (8 + n % 3) for n in numbers}
    return [given_text(f"d{n}", f"d{n}.txt", f"Boat {n}", text) for n, text in texts.items()]


OLD = items(1, 2, 3, 4)
NEW = [*items(1, 3), *items(4, version=" or later"), *items(*range(5, 20))]


def sync(folder: Path, wanted: list[SourceItem]) -> list[str]:
    """Bring the index in line with ``wanted`` in two steps; return the generations published."""
    half = len(wanted) // 2
    with writing(EmbeddedStore(folder), EMBEDDER, CHUNKS) as writer:
        return [writer.sync(wanted[:half], exactly=False).generation, writer.sync(wanted).generation]


def _count_down(number: int, strike: Callable[[str], None]) -> None:
    """Strike at the event of this number, counted from 1."""
    left = number

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _EVENTS and not str(arguments[0]).startswith("/proc"):
            left -= 1
            if left == 0:
                strike(event)

    sys.addaudithook(hook)


def _die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _refuse(event: str) -> None:
    if event == "sqlite3.connect":
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _run(order: dict[str, Any]) -> dict[str, Any]:
    """Do what is ordered in this process, and say how it ended."""
    folder = Path(order["folder"])
    if "kill_at" in order:
        _count_down(order["kill_at"], _die)
    if "fail_at" in order:
        _count_down(order["fail_at"], _refuse)
    if "file_size" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_size"], order["file_size"]))
    if "user" in order:
        os.setgid(order["user"])
        os.setuid(order["user"])
    try:
        while True:
            generations = sync(folder, NEW)
            if not order.get("forever"):
                return {"generations": generations}
            sync(folder, OLD)
    except IndexingError as error:
        return {"error": type(error).__name__, "message": str(error)}


def main() -> None:
    """Serve orders until stdin ends."""
    for line in sys.stdin:
        order = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            result = _run(order)
            os.write(writer, json.dumps(result).encode())
            os._exit(0)
        os.close(writer)
        if "kill_after" in order:
            time.sleep(order["kill_after"])
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reader, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(json.dumps({"killed": killed, "status": status, **json.loads(said or b"{}")}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
