"""Files that survive a crash: written aside, flushed to disk, then renamed into place."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreLockedError, StoreReadOnlyError

_BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the hex digest of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def flush(path: Path) -> None:
    """Make a file or folder durable.

    Raises:
        OSError: the disk reports a fault. Never to be retried as if nothing had happened: the pages may be gone.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` by ``text``: a reader sees the old file or the new one, after a crash too."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        flush(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    flush(path.parent)


def publish_folder(aside: Path, place: Path) -> None:
    """Move a finished folder to its name, in place of a damaged one of the same name, if any."""
    for file in sorted(aside.rglob("*")):
        flush(file)
    flush(aside)
    if place.exists():
        old = place.with_name(f".{place.name}.old.{os.getpid()}")
        place.rename(old)
        aside.rename(place)
        shutil.rmtree(old, ignore_errors=True)
    else:
        aside.rename(place)
    flush(place.parent)


def manifest_of(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return size and hash of every file below ``folder``, by relative name."""
    return {
        file.relative_to(folder).as_posix(): {"bytes": file.stat().st_size, "sha256": sha256_of(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def make_writable(folder: Path) -> None:
    """Create ``folder`` and prove that it can be written.

    Raises:
        StoreReadOnlyError: it cannot; says what to do.
    """
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreReadOnlyError(
            f"cannot write to the data folder {folder} ({error.strerror}); make it writable or set QA_DATA to another"
        ) from error


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write below ``folder``. The system frees it if the process dies, however it dies.

    Raises:
        StoreLockedError: another process holds it; names it.
    """
    make_writable(folder)
    with (folder / "LOCK").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = json.loads(file.read() or "{}").get("pid", "unknown")
            raise StoreLockedError(
                f"another process (pid {holder}) is writing to the index in {folder}; wait for it to finish or stop it"
            ) from error
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid()}))
        file.flush()
        yield
