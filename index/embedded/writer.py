"""The catalogue, and how what it holds is published."""

import hashlib
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from index.embedded.building import build, composition
from index.embedded.catalogue import Catalogue
from index.embedded.generation import Generation
from index.embedded.layout import (
    BUILDING,
    CATALOGUE,
    GENERATIONS,
    SEGMENTS,
    composition_of,
    current,
    generation_file,
    newest_first,
    point_to,
    write_composition,
)
from index.embedded.rows import SCHEMA
from index.embedded.verifying import damage_of
from index.errors import StoreDamagedError, StoreMismatchError, StoreReadOnlyError


class EmbeddedWriter(Catalogue):
    """See `index.store.StoreWriter`. Whoever has one holds the lock of its folder."""

    def __init__(self, folder: Path, model: str, dim: int) -> None:
        super().__init__(folder / CATALOGUE, model, dim)
        self._folder = folder
        self._model = model
        self._repaired = False

    def commit(self) -> str:
        previous = current(self._folder)
        name = hashlib.sha256(f"{SCHEMA}\0{self._model}\0{self.content()}".encode()).hexdigest()[:16]
        try:
            base = self._base()
            if base is None or base.stats().generation != name:
                self._build(name, base)
            if previous != name:
                point_to(self._folder, name)
        except OSError as error:
            raise StoreReadOnlyError(
                f"could not publish the index in {self._folder} ({error.strerror}); free some space and run: qa index"
            ) from error
        self.set_published(name)
        self._drop_others(name, previous)
        return name

    def _base(self) -> Generation | None:
        """Return the generation that holds what was written before the changes, where it is whole."""
        name = self.published()
        try:
            return Generation(self._folder, name, self._model, self._dim) if name else None
        except (StoreDamagedError, StoreMismatchError):
            return None

    def _build(self, name: str, base: Generation | None) -> None:
        try:
            parts = build(self, self._folder, base.parts, self.changes(), self._dim) if base else None
        except StoreDamagedError:
            parts = None  # a segment, or the catalogue: in the latter case it is found once more
        if parts is None:
            self._repaired = True
            parts = build(self, self._folder, [], self.everything(), self._dim)
        write_composition(self._folder, composition(parts, name, self._model, self._dim, self.indexed()))
        Generation(self._folder, name, self._model, self._dim)  # read back before anyone is pointed to it

    def _drop_others(self, published: str, previous: str | None) -> None:
        """Remove what neither the pointer nor a server that has not yet moved on can be using, and what is damaged."""
        kept = newest_first(self._folder) if published == previous else [published, previous or published]
        if self._repaired:
            kept = [published, *(name for name in kept if name != published and not damage_of(self._folder, name))]
        files = {generation_file(self._folder, name) for name in kept}
        for place in (self._folder / GENERATIONS).iterdir():
            if place not in files:
                _remove(place)
        try:
            named = {each.name for name in kept for each in composition_of(self._folder, name).segments}
        except StoreDamagedError:
            return  # what cannot be read may name any of them
        for place in (self._folder / SEGMENTS).glob("*"):
            if place.name not in named:
                _remove(place)


def _remove(place: Path) -> None:
    """Remove a file or folder, so that half of one is never taken for one."""
    with suppress(OSError):
        if place.is_dir():
            doomed = place.with_name(f"{BUILDING}{uuid.uuid4().hex}")
            place.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)
        else:
            place.unlink()
