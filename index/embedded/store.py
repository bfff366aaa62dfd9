"""The Store for one machine: a catalogue, its generations, and one pointer to the published of them, in one folder."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.embedded.earlier import take_over
from index.embedded.generation import Generation
from index.embedded.layout import CATALOGUE, POINTER, current, generation_file, newest_first
from index.embedded.lock import writer_lock
from index.embedded.writer import EmbeddedWriter
from index.errors import StoreDamagedError, StoreMismatchError, StoreMissingError

_log = logging.getLogger(__name__)


class EmbeddedStore:
    """See `index.store.Store`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str | None:
        return current(self._folder)

    def open(self, model: str, dim: int) -> Generation:
        while True:
            published = self.current()
            seen = self._state(published)
            try:
                generation = self._newest_whole(published, model, dim)
            except StoreDamagedError:
                if self._state(self.current()) == seen:
                    raise
                continue  # published anew in the meantime, and what was found first dropped
            if generation is None:
                raise StoreMissingError(f"there is no index in {self._folder} yet; run: qa index")
            return generation

    def _state(self, published: str | None) -> tuple[str | None, int]:
        """Return what changes whenever something is published, be it of the same content as before."""
        try:
            return published, generation_file(self._folder, published or "").stat().st_mtime_ns
        except OSError:
            return published, 0

    def _newest_whole(self, published: str | None, model: str, dim: int) -> Generation | None:
        """Open ``published``, or else the newest of the others; None where there is none at all."""
        damage: StoreDamagedError | None = None
        others = [name for name in newest_first(self._folder) if name != published]
        for name in [published, *others] if published else others:
            try:
                generation = Generation(self._folder, name, model, dim)
            except StoreDamagedError as error:
                damage = damage or error
            except StoreMismatchError:
                if damage is None:
                    raise
            else:
                if name != published:
                    _log.warning("%s; serving generation %s", damage or f"{POINTER} names no generation", name)
                return generation
        if damage is not None:
            raise damage
        return None

    @contextmanager
    def writing(self, model: str, dim: int, *, rebuild: bool = False) -> Iterator[EmbeddedWriter]:
        with writer_lock(self._folder):
            if rebuild:
                for file in self._folder.glob(f"{CATALOGUE}*"):
                    file.unlink()
            else:
                take_over(self._folder / CATALOGUE, model, dim)
            with closing(EmbeddedWriter(self._folder, model, dim)) as writer:
                yield writer
