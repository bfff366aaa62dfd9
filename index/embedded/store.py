"""The Store for one machine: one catalogue, its generations, and one pointer to the current of them."""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from index.embedded.catalogue import Catalogue
from index.embedded.files import make_writable, write_atomically
from index.embedded.generation import MANIFEST, Generation, build
from index.embedded.vectors import check_vectors
from index.errors import StoreDamagedError, StoreError, StoreMissingError, StoreReadOnlyError
from index.records import Document, Entry, Passage, Provenance
from index.store import Scored, StoreStats, Vectors

_CATALOGUE = "catalogue.sqlite"
_GENERATIONS = "generations"
_POINTER = "CURRENT"


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
        names = store._candidates()
        if not names:
            raise StoreMissingError(f"there is no index in {folder} yet; run: qa index")
        damage: StoreDamagedError | None = None
        for name in names:
            try:
                store._generation = Generation(folder / _GENERATIONS / name, model, dim)
            except StoreDamagedError as error:
                damage = damage or error
            else:
                return store
        raise damage or StoreMissingError(f"there is no index in {folder} yet; run: qa index")

    @staticmethod
    def current(folder: Path) -> str | None:
        """Return the name of the generation that the pointer names, without opening anything."""
        try:
            name = json.loads((folder / _POINTER).read_text(encoding="utf-8"))["generation"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return name if isinstance(name, str) else None

    def _candidates(self) -> list[str]:
        """Return generation names to try: the pointer's first, then the newest."""
        current = self.current(self._folder)
        folder = self._folder / _GENERATIONS
        places = [place for place in folder.glob("[0-9a-f]*") if (place / MANIFEST).exists()]
        newest_first = sorted(places, key=lambda place: (place / MANIFEST).stat().st_mtime_ns, reverse=True)
        others = [place.name for place in newest_first if place.name != current]
        return [current, *others] if current else others

    def _writing(self) -> Catalogue:
        if self._catalogue is None:
            make_writable(self._folder)
            self._catalogue = Catalogue(self._folder / _CATALOGUE, self._model)
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

    def written(self) -> Mapping[str, Entry]:
        if self._catalogue is None and not (self._folder / _CATALOGUE).exists():
            return {}
        return {entry.document_id: entry for entry in self._writing().entries()}

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        return self._writing().embedded(keys)

    def commit(self) -> str:
        """Publish, unless what is published already holds all that was written.

        Raises:
            StoreReadOnlyError: the disk is full or refuses; what was published before stays.
        """
        catalogue = self._writing()
        published = self._published()
        if published is not None and catalogue.meta("unpublished") == "no":
            return published.name
        folder = self._folder / _GENERATIONS
        try:
            name = build(catalogue, folder, self._model, self._dim)
            previous = self.current(self._folder)
            write_atomically(self._folder / _POINTER, json.dumps({"generation": name}))
        except OSError as error:
            shutil.rmtree(folder / ".building", ignore_errors=True)
            raise StoreReadOnlyError(
                f"could not publish the index in {self._folder} ({error.strerror}); free some space and run: qa index"
            ) from error
        catalogue.set_meta("unpublished", "no")
        self._generation = Generation(folder / name, self._model, self._dim)
        self._drop_old({name, previous or name})
        return name

    def _published(self) -> Generation | None:
        """Return the pointer's generation where it is the one that is open, or can be opened whole."""
        name = self.current(self._folder)
        if name is None:
            return None
        if self._generation is None or self._generation.name != name:
            try:
                self._generation = Generation(self._folder / _GENERATIONS / name, self._model, self._dim)
            except StoreError:
                return None
        return self._generation

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

    def entries(self) -> Sequence[Entry]:
        return self._open.entries()

    def document(self, document_id: str) -> Document | None:
        return self._open.document(document_id)

    def verify(self) -> list[str]:
        findings = self._open.verify()
        current = self.current(self._folder)
        if current != self._open.name:
            findings.insert(0, f"the current generation {current} cannot be used; serving {self._open.name} instead")
        return findings

    def stats(self) -> StoreStats:
        return StoreStats(self._open.name, self._open.documents, self._open.passages)
