"""A process that works in forks and is killed, or whose disk fails, at a chosen moment: for the crash tests.

Each line on its stdin is JSON: what is to happen. A fork does it, so that the imports are paid for once, and what
happened is answered as one line of JSON. Moments are counted by the events that Python audits (opening, linking,
renaming, removing, making folders) and by the calls that flush: before and after each of them a crash leaves another
state on the disk.
"""

import errno
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

Order = Callable[..., dict[str, Any]]

MOST_MOMENTS = 1000  # more events than any of the changes has
_ROOT = Path(__file__).parents[1]
_EVENTS = {
    "open",
    "os.rename",
    "os.link",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.chmod",
    "os.truncate",
    "sqlite3.connect",
}


@contextmanager
def ordering(module: str) -> Iterator[Order]:
    """Give a function that has ``module``, run as a process, carry out an order, and returns what became of it."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as server:
        stdin, stdout = server.stdin, server.stdout
        assert stdin is not None
        assert stdout is not None

        def give(folder: Path, **what: object) -> dict[str, Any]:
            stdin.write(json.dumps({"folder": str(folder), **what}) + "\n")
            stdin.flush()
            answer: dict[str, Any] = json.loads(stdout.readline())
            return answer

        yield give
        stdin.close()


def install(order: dict[str, Any]) -> None:
    """Have this process be killed, fail or lack room as ``order`` says."""
    if "kill_at" in order:
        _count_down(order["kill_at"], _die)
    if "fail_at" in order:
        # A disk without room and one that is broken: the same is right for both.
        _count_down(order["fail_at"], partial(_refuse, errno.EIO if order["fail_at"] % 2 else errno.ENOSPC))
    if "file_size" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_size"], order["file_size"]))
    if "user" in order:
        os.setgid(order["user"])
        os.setuid(order["user"])


def _count_down(number: int, strike: Callable[[str], None]) -> None:
    """Strike at the event of this number, counted from 1."""
    left = number
    fsync = os.fsync

    def count(event: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            strike(event)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and not str(arguments[0]).startswith("/proc"):
            count(event)

    def flush(handle: int) -> None:
        count("fsync")
        fsync(handle)

    sys.addaudithook(hook)
    os.fsync = flush  # type: ignore[assignment]


def _die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _refuse(fault: int, event: str) -> None:
    if event == "sqlite3.connect":
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error
    raise OSError(fault, os.strerror(fault))


def serve(run: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Serve orders until stdin ends."""
    for line in sys.stdin:
        order = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            result = run(order)
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
