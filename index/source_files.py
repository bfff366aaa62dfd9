"""Reading files that others put into a source folder: opened once, checked by the handle, within a time limit."""

import errno
import os
import stat
import threading
from pathlib import Path

_MAX_BYTES = 1 << 28  # of one file; parsers refuse much smaller ones
_SECONDS = 60.0  # for opening and reading one file: a disk may be on a network, and a file may be a device in disguise


def read_inside(root: Path, path: Path, seconds: float = _SECONDS) -> bytes:
    """Return the bytes of the regular file ``path``, which lies in the folder ``root`` after all links.

    Raises:
        OSError: it is something else, too large or elsewhere, or does not come in time.
    """
    found: list[bytes | OSError] = []

    def read() -> None:
        try:
            found.append(_read(root, path))
        except OSError as error:
            found.append(error)

    thread = threading.Thread(target=read, name=f"reading {path.name}", daemon=True)  # one that hangs is left behind
    thread.start()
    thread.join(seconds)
    if not found:
        raise OSError(errno.ETIMEDOUT, f"it could not be read within {seconds:.0f} seconds")
    if isinstance(found[0], OSError):
        raise found[0]
    return found[0]


def leads_out(root: Path, path: Path) -> bool:
    """Say whether ``path`` is a link, or below one, to somewhere that is not in ``root``."""
    return not Path(os.path.realpath(path)).is_relative_to(root)


def _read(root: Path, path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)  # a pipe would be waited for
    try:
        opened = os.fstat(handle)
        # What was opened is what lies at the real path, whatever the name leads to by now.
        if leads_out(root, path) or not os.path.samestat(opened, Path(os.path.realpath(path)).stat()):
            raise OSError(
                errno.EXDEV, "it is a link out of the source folder; to index it, name its target in QA_SOURCES"
            )
        if not stat.S_ISREG(opened.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        if opened.st_size > _MAX_BYTES:
            raise OSError(errno.EFBIG, f"it is larger than {_MAX_BYTES >> 20} MiB")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(_MAX_BYTES)
    finally:
        os.close(handle)
