"""An upload on its way in: its bytes lie on the disk, in a file without a name, until all of them are there."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from anyio import to_thread
from starlette.requests import Request

from index.errors import StoreReadOnlyError

_PREFIX = ".receiving-"  # where a disk knows no file without a name: hidden, and so cleared by whoever writes next


@asynccontextmanager
async def received(request: Request, folder: Path | None) -> AsyncIterator[IO[bytes]]:
    """Give a file that holds the request's body, to be read from its start.

    It is gone once the block has ended, and with the process: whatever happens, nothing of it is left on the disk.

    Args:
        request: whose body has not been read yet; `qa.api.body.BodyLimit` bounds its size and its time.
        folder: where the file lies; made if it is not there. None: where the system keeps temporary files.

    Raises:
        StoreReadOnlyError: the folder may not be written, or has no room.
        ClientDisconnect: the client has left before all was there.
    """
    with _faults(folder):
        file: IO[bytes] = await to_thread.run_sync(partial(_opened, folder))
    try:
        with _faults(folder):
            async for piece in request.stream():
                await to_thread.run_sync(file.write, piece)
            file.seek(0)
        yield file
    finally:
        with suppress(OSError):  # what a full disk did not take is written once more as it is closed
            file.close()


def _opened(folder: Path | None) -> IO[bytes]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return TemporaryFile(dir=folder, prefix=_PREFIX)


@contextmanager
def _faults(folder: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreReadOnlyError(
            f"the upload could not be kept in {folder or 'the folder of temporary files'} ({error.strerror}); make "
            "room or make it writable, and try again"
        ) from error
