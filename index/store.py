"""The Store port: what any engine must do. `index.embedded` is the one for a single machine.

A store is a place where an index is kept: a folder, or a schema of a database. Processes, on one machine or many, use
it at the same time: any number of readers, and one writer at a time. What a writer publishes is a *generation*, which
never changes; a reader sees one generation for as long as it lives, whatever is published meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.records import Document, LedgerEntry, Passage, Provenance

Vectors = npt.NDArray[np.float32]  # shape (n, dim), rows of length 1


class Scored(NamedTuple):
    """A passage id with one engine's score for it."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What a generation holds."""

    generation: str
    documents: int
    passages: int


class StoreReader(Protocol):
    """One generation, searchable two ways. Thread-safe."""

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Return up to ``k`` passages by inner product with ``vector`` (shape (dim,)), best first, ties by id.

        Raises:
            ValueError: ``vector`` is not finite, or not float32 of shape (dim,).
        """
        ...

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Return up to ``k`` passages holding any of ``terms``, by BM25, best first, ties by id."""
        ...

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each of ``terms`` occurs."""
        ...

    def vocabulary(self) -> Mapping[str, int]:
        """Return every lower-cased word of the passages, unstemmed, with the number of passages that hold it."""
        ...

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages in the order of ``ids``.

        Raises:
            KeyError: an id is not in this generation.
        """
        ...

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return the passages' inner products with ``vector``, shape (len(ids),), in the order of ``ids``.

        Raises:
            KeyError: an id is not in this generation.
            ValueError: the vector is not finite, or of another dimension.
        """
        ...

    def entries(self) -> Sequence[LedgerEntry]:
        """Return the ledger, by source. Fingerprints are known to writers alone and empty here."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return the document, or None where this generation has none of that id.

        Raises:
            StoreDamagedError: it is not what was written.
        """
        ...

    def verify(self) -> list[str]:
        """Check everything that is stored, also beside this generation; return one sentence per finding."""
        ...

    def stats(self) -> StoreStats:
        """Say what this generation holds."""
        ...


class StoreWriter(Protocol):
    """The right to change what the next generation holds. What was written stays, published or not, until changed."""

    def batch(self) -> AbstractContextManager[None]:
        """Make all that is written inside durable at once, at the end of the block; after an error, none of it.

        Outside of a batch every call is one of its own. Waiting for the disk is what many small writes take time for.
        """
        ...

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        """Put ``document`` in place of the one with its id, if any. Row i of ``vectors`` belongs to ``passages[i]``.

        Raises:
            ValueError: rows and passages differ in number, or a vector is not finite and of length 1.
        """
        ...

    def skip(self, entry: LedgerEntry) -> None:
        """Note a file that could not be read, in place of the document of that id, if any."""
        ...

    def remove(self, document_id: str) -> None:
        """Drop the document, its passages and vectors; an unknown id is not an error."""
        ...

    def written(self) -> Mapping[str, LedgerEntry]:
        """Return what the next commit would hold, by document id."""
        ...

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Remember the vectors of these embedding keys for ``embedded`` until the next commit.

        For documents of many passages: an interruption then loses a part of the work and not all of it.

        Raises:
            ValueError: as for ``replace``.
        """
        ...

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        """Return those vectors, shape (dim,), that are known for these embedding keys: written, or kept."""
        ...

    def commit(self) -> str:
        """Publish what was written as one new generation and return its name.

        The name depends on the content alone: the same documents, read the same way, give the same name.

        Raises:
            StoreReadOnlyError: it cannot be written; what was published before stays.
            StoreDamagedError: what was written is not there any more.
        """
        ...


class Store(Protocol):
    """A place where an index is kept. Holds nothing open itself, and may be shared by threads."""

    def current(self) -> str | None:
        """Return the name of the published generation, or None where there is none; opens nothing.

        A server asks twice a second whether another process has published.

        Raises:
            StoreError: the store cannot be reached.
        """
        ...

    def open(self, model: str, dim: int) -> StoreReader:
        """Open the published generation, or the newest other one that is whole where that one is damaged.

        Writes nothing. ``model`` names what the vectors were made with, ``dim`` is their length.

        Raises:
            StoreMissingError: nothing has been published.
            StoreMismatchError: it was built with another model or by another version of the engine.
            StoreDamagedError: no generation is whole.
        """
        ...

    def writing(self, model: str, dim: int, *, rebuild: bool = False) -> AbstractContextManager[StoreWriter]:
        """Hold the one right to write while the block runs; it ends with the process, however that ends.

        ``rebuild`` forgets what was written, whatever its model or state; what is published stays until a commit.

        Raises:
            StoreLockedError: another process or thread is writing.
            StoreReadOnlyError: it may not be written.
            StoreMismatchError: as for ``open``, unless it is rebuilt.
            StoreDamagedError: what was written cannot be read, unless it is rebuilt.
        """
        ...
