"""The Store for one machine: one catalogue, its generations, and one pointer to the current of them."""

import json
import logging
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.embedded.building import build
from index.embedded.catalogue import Catalogue, faults_in
from index.embedded.generation import Generation
from index.embedded.manifest import MANIFEST, check_files
from index.embedded.vectors import check_vectors
from index.errors import StoreDamagedError, StoreMismatchError, StoreMissingError, StoreReadOnlyError
from index.files import make_writable, write_atomically
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Scored, StoreStats, Vectors

_CATALOGUE = "catalogue.sqlite"
_GENERATIONS = "generations"
_POINTER = "CURRENT"
_NAME = re.compile(r"[0-9a-f]{16}")

_log = logging.getLogger(__name__)


class EmbeddedStore:
    """See `index.store.Store`. Opening never writes; the first write opens the catalogue.

    One writer at a time: callers hold `files.writer_lock` around everything that writes.
    """

    def __init__(self, folder: Path, model: str, dim: int) -> None:
        self._folder = folder
        self._model = model
        self._dim = dim
        self._catalogue: Catalogue | None = None
        self._generation: Generation | None = None

    @classmethod
    def open(cls, folder: Path, model: str, dim: int) -> "EmbeddedStore":
        """Open the current generation, or the newest other one that is whole where that one is damaged.

        Raises:
            StoreMissingError: nothing has been published below ``folder``.
            StoreMismatchError: the index was built with another model or schema.
            StoreDamagedError: no generation is whole; the message names what is wrong with the current one.
        """
        store = cls(folder, model, dim)
        while True:
            current = cls.current(folder)
            try:
                store._generation = store._newest_whole(current)
            except StoreDamagedError:
                if cls.current(folder) == current:
                    raise
                continue  # published anew in the meantime, and what was found first dropped
            if store._generation is None:
                raise StoreMissingError(f"there is no index in {folder} yet; run: qa index")
            return store

    @staticmethod
    def current(folder: Path) -> str | None:
        """Return the name of the generation that the pointer names, without opening anything."""
        try:
            name = json.loads((folder / _POINTER).read_bytes())["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return name if isinstance(name, str) and _NAME.fullmatch(name) else None

    def _newest_whole(self, current: str | None) -> Generation | None:
        """Open ``current``, or else the newest of the others; None where there is none at all."""
        damage: StoreDamagedError | None = None
        for name in self._candidates(current):
            try:
                generation = Generation(self._folder / _GENERATIONS / name, self._model, self._dim)
            except StoreDamagedError as error:
                damage = damage or error
            except StoreMismatchError:
                if damage is None:
                    raise
            else:
                if name != current:
                    _log.warning("%s; serving generation %s", damage or f"{_POINTER} names no generation", name)
                return generation
        if damage is not None:
            raise damage
        return None

    def _candidates(self, current: str | None) -> list[str]:
        """Return generation names to try: the pointer's first, then the newest."""
        found = []
        for manifest in (self._folder / _GENERATIONS).glob(f"*/{MANIFEST}"):
            try:
                found.append((manifest.stat().st_mtime_ns, manifest.parent.name))
            except FileNotFoundError:
                continue  # dropped by a writer just now
        newest_first = [name for _, name in sorted(found, reverse=True) if name != current and _NAME.fullmatch(name)]
        return [current, *newest_first] if current else newest_first

    def _writing(self) -> Catalogue:
        if self._catalogue is None:
            make_writable(self._folder)
            self._catalogue = Catalogue(self._folder / _CATALOGUE, self._model, self._dim)
        return self._catalogue

    def rebuild(self) -> None:
        """Forget everything written, whatever its model, schema or state. What is published stays until a commit."""
        make_writable(self._folder)
        self.close()
        for file in self._folder.glob(f"{_CATALOGUE}*"):
            file.unlink()

    def close(self) -> None:
        """Let go of the catalogue; reads go on."""
        if self._catalogue is not None:
            self._catalogue.close()
            self._catalogue = None

    @contextmanager
    def batch(self) -> Iterator[None]:
        with self._writing().batch():
            yield

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        check_vectors(vectors, len(passages), self._dim)
        self._writing().replace(document, passages, vectors, provenance)

    def skip(self, document_id: str, source: str, provenance: Provenance, reason: str) -> None:
        self._writing().skip(document_id, source, provenance, reason)

    def remove(self, document_id: str) -> None:
        self._writing().remove(document_id)

    def written(self) -> Mapping[str, LedgerEntry]:
        if self._catalogue is None and not (self._folder / _CATALOGUE).exists():
            return {}
        return {entry.id: entry for entry in self._writing().entries()}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        check_vectors(vectors, len(keys), self._dim)
        self._writing().keep(keys, vectors)

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        return self._writing().embedded(keys)

    def commit(self) -> str:
        """Publish, unless what is published already holds all that was written.

        Raises:
            StoreReadOnlyError: the disk is full or refuses; what was published before stays.
            StoreDamagedError: what was written is not there any more.
        """
        catalogue = self._writing()
        previous = self.current(self._folder)
        if previous is not None and previous == catalogue.published() and self._take_up(previous):
            return previous
        try:
            name = build(catalogue, self._folder / _GENERATIONS, self._model, self._dim)
            # Read back before anyone is pointed to it.
            generation = Generation(self._folder / _GENERATIONS / name, self._model, self._dim)
            write_atomically(self._folder / _POINTER, json.dumps({"generation": name}).encode())
        except OSError as error:
            raise StoreReadOnlyError(
                f"could not publish the index in {self._folder} ({error.strerror}); free some space and run: qa index"
            ) from error
        self._generation = generation
        catalogue.set_published(name)
        self._drop_old({name, previous or name})
        return name

    def _take_up(self, name: str) -> bool:
        """Read the generation ``name`` from now on; say whether it is whole."""
        if self._generation is None or self._generation.name != name:
            try:
                self._generation = Generation(self._folder / _GENERATIONS / name, self._model, self._dim)
            except StoreDamagedError:
                return False
        return True

    def _drop_old(self, keep: Collection[str]) -> None:
        """Remove what neither the pointer nor a server that has not yet moved on can be using."""
        for place in (self._folder / _GENERATIONS).iterdir():
            if place.name not in keep:
                shutil.rmtree(place, ignore_errors=True)

    @property
    def _open(self) -> Generation:
        if self._generation is None:
            raise StoreMissingError(f"there is no index in {self._folder} yet; run: qa index")
        return self._generation

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        return self._open.dense(vector, k, documents)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        return self._open.lexical(terms, k, documents)

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return self._open.frequencies(terms)

    def vocabulary(self) -> Mapping[str, int]:
        return self._open.vocabulary()

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return self._open.passages_by_id(ids)

    def vectors(self, ids: Sequence[str]) -> Vectors:
        return self._open.vectors(ids)

    def entries(self) -> Sequence[LedgerEntry]:
        return self._open.entries()

    def document(self, document_id: str) -> Document | None:
        return self._open.document(document_id)

    def verify(self) -> list[str]:
        findings = self._open.verify() + faults_in(self._folder / _CATALOGUE)
        current = self.current(self._folder)
        if current is None:
            findings.append(f"{_POINTER} names no generation, so {self._open.name} is served; run: qa index")
        elif current != self._open.name and check_files(self._folder / _GENERATIONS / current):
            findings.append(f"the current generation {current} is damaged; {self._open.name} is served; run: qa index")
        return findings

    def stats(self) -> StoreStats:
        return StoreStats(self._open.name, self._open.documents, self._open.passages)
