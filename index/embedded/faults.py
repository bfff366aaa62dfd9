"""SQLite's errors as ours, which say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreDamagedError, StoreError, StoreLockedError, StoreReadOnlyError

_DISK_FAULTS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite raises of the database ``path`` into our errors.

    Raises:
        StoreReadOnlyError, StoreLockedError, StoreDamagedError: by the kind of fault.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our own fault
    except sqlite3.DatabaseError as error:
        raise _as_store_error(path, error) from error


def _as_store_error(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest says what of its kind it is
    if code in _DISK_FAULTS:
        return StoreReadOnlyError(
            f"{path} cannot be written ({error}); make room, make it writable or set QA_DATA to another folder"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLockedError(f"{path} is in use by another process ({error}); wait for it to finish or stop it")
    return StoreDamagedError(f"{path} is damaged ({error}); run: qa index --rebuild")
