"""The catalogue, and how what it holds is published."""

import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from index.embedded.building import build
from index.embedded.catalogue import Catalogue
from index.embedded.generation import Generation
from index.embedded.layout import CATALOGUE, GENERATIONS, current, point_to
from index.errors import StoreDamagedError, StoreReadOnlyError


class EmbeddedWriter(Catalogue):
    """See `index.store.StoreWriter`. Whoever has one holds the lock of its folder."""

    def __init__(self, folder: Path, model: str, dim: int) -> None:
        super().__init__(folder / CATALOGUE, model, dim)
        self._folder = folder
        self._model = model

    def commit(self) -> str:
        previous = current(self._folder)
        if previous is not None and previous == self.published() and self._is_whole(previous):
            self._drop_leftovers()
            return previous
        try:
            name = build(self, self._folder / GENERATIONS, self._model, self._dim)
            self._open(name)  # read back before anyone is pointed to it
            point_to(self._folder, name)
        except OSError as error:
            raise StoreReadOnlyError(
                f"could not publish the index in {self._folder} ({error.strerror}); free some space and run: qa index"
            ) from error
        self.set_published(name)
        self._drop_others(name, previous)
        return name

    def _open(self, name: str) -> Generation:
        return Generation(self._folder, name, self._model, self._dim)

    def _is_whole(self, name: str) -> bool:
        try:
            self._open(name)
        except StoreDamagedError:
            return False
        return True

    def _drop_leftovers(self) -> None:
        """Remove what a writer that was killed had begun to build or to remove."""
        for place in (self._folder / GENERATIONS).glob(".*"):
            shutil.rmtree(place, ignore_errors=True)

    def _drop_others(self, published: str, previous: str | None) -> None:
        """Remove the generations that neither the pointer nor a server that has not yet moved on can be using."""
        for place in (self._folder / GENERATIONS).iterdir():
            if place.name not in (published, previous):
                doomed = place.with_name(f".{uuid.uuid4().hex}")  # so that half of one is never taken for one
                with suppress(OSError):
                    place.rename(doomed)
                    shutil.rmtree(doomed, ignore_errors=True)
