"""The lock of the one process that writes."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from index.errors import StoreLockedError, StoreReadOnlyError
from index.files import make_writable


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write below ``folder``. The system frees it if the process dies, however it dies.

    Raises:
        StoreLockedError: another process, or another thread of this one, holds it; names it.
        StoreReadOnlyError: the folder may not be written.
    """
    make_writable(folder)
    with _opened(folder / "LOCK") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreLockedError(
                f"another process (pid {_holder(file)}) is writing to the index in {folder}; wait for it to finish or "
                "stop it"
            ) from error
        _sign(file)
        yield


def _opened(path: Path) -> FileIO:
    try:
        return path.open("a+b", buffering=0)
    except OSError as error:
        raise StoreReadOnlyError(
            f"cannot write {path} ({error.strerror}); make it writable or set QA_DATA to another folder"
        ) from error


def _holder(file: FileIO) -> object:
    file.seek(0)
    try:
        return json.loads(file.read())["pid"]
    except (ValueError, KeyError, TypeError):
        return "unknown"  # it has the lock and has not signed yet, or could not


def _sign(file: FileIO) -> None:
    try:
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid()}).encode())
    except OSError:
        pass  # on a full disk the lock holds all the same; only its holder stays unnamed
