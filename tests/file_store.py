"""A third engine, to prove that one class and one line add one: the whole index in one JSON file, searched by looking.

Its one line is in `tests.stores.STORES`, as the engine of the product has one in `qa.wiring.open_store`.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter

from index.errors import StoreLockedError
from index.files import make_writable, write_atomically
from tests.exact_store import ExactReader, ExactWriter, State, opened, writable

_STATES = TypeAdapter(State)


class FileStore:
    """See `index.store.Store`. Reading and writing in memory are those of the exact store; the file is its own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "index.json"

    def _read(self) -> State | None:
        return _STATES.validate_json(self._file.read_bytes()) if self._file.exists() else None

    def current(self) -> str | None:
        state = self._read()
        return state.generation if state else None

    def open(self, model: str, dim: int) -> ExactReader:
        return opened(self._read(), model, dim)

    @contextmanager
    def writing(self, model: str, dim: int, *, rebuild: bool = False) -> Iterator[ExactWriter]:
        make_writable(self._file.parent)
        with self._file.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreLockedError("another process is writing; wait for it to finish") from error
            state = writable(self._read(), model, rebuild=rebuild)

            def save() -> None:
                write_atomically(self._file, _STATES.dump_json(state))

            try:
                yield ExactWriter(state, dim, save)
            finally:
                save()
