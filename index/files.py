"""Durable files: written under a temporary name, flushed to disk, then renamed into place."""

import hashlib
import os
import shutil
import tempfile
import uuid
from pathlib import Path

from index.errors import StoreReadOnlyError

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


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: a reader sees the old file or the new one, after a crash too."""
    temporary = path.with_name(f".{uuid.uuid4().hex}")  # threads and processes may write the same file at once
    try:
        temporary.write_bytes(data)
        flush(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)


def publish_folder(finished: Path, target: Path) -> None:
    """Move a finished folder to its name, in place of a damaged one of the same name, if any."""
    for file in sorted(finished.rglob("*")):
        flush(file)
    flush(finished)
    if target.exists():
        old = target.with_name(f".{uuid.uuid4().hex}")
        target.rename(old)
        finished.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        finished.rename(target)
    flush(target.parent)


def make_writable(folder: Path) -> None:
    """Create ``folder`` and prove that it can be written.

    Raises:
        StoreReadOnlyError: it cannot; says what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StoreReadOnlyError(
            f"cannot write to the data folder {folder} ({error.strerror}); make it writable or set QA_DATA to another"
        ) from error
