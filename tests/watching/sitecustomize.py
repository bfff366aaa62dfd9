"""Ends a Python process that leaves the machine or its folders: Python imports this first, where it is on the path.

For machines without strace. It sees what Python does and not what libraries in C do by themselves, so that the home
folder is watched as well.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.watching.leaving import address_fault, path_fault, socket_fault

ALLOWED: Final = tuple(Path(folder) for folder in os.environ["WATCH_ALLOWED"].split(os.pathsep))
CODE: Final = 86  # of a process that was ended
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _path(path: object) -> str | None:
    if isinstance(path, int) or path is None:  # an open file: judged when it was opened
        return None
    return path_fault(str(Path.cwd() / os.fsdecode(path)), ALLOWED)  # type: ignore[arg-type]


def _opened(path: object, _mode: object, flags: int) -> str | None:
    return _path(path) if flags & WRITING else None


def _address(_socket: object, address: object = None) -> str | None:
    if isinstance(address, tuple):
        return address_fault(str(address[0]), int(address[1]))
    return socket_fault(os.fsdecode(address)) if isinstance(address, str | bytes) else None


def _name(host: object, *_: object) -> str | None:
    return address_fault(os.fsdecode(host), 0) if isinstance(host, str | bytes) and host not in ("", b"") else None


JUDGES: Final[dict[str, Callable[..., str | None]]] = {
    "open": _opened,
    "os.mkdir": lambda path, *_: None if Path(path).is_dir() else _path(path),
    "os.rename": lambda source, target, *_: _path(source) or _path(target),
    "os.link": lambda source, target, *_: _path(source) or _path(target),
    "os.symlink": lambda _source, target, *_: _path(target),
    "os.truncate": lambda path, *_: _path(path),
    "socket.connect": _address,
    "socket.sendto": _address,
    "socket.sendmsg": _address,
    "socket.getaddrinfo": _name,
    "socket.gethostbyname": _name,
}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    judge = JUDGES.get(event)
    fault = judge(*arguments) if judge else None
    if fault:
        os.write(2, f"watched: {fault}\n".encode())
        os._exit(CODE)


sys.addaudithook(_watch)
