"""The Store port: what any engine must do. `index.embedded` is the one for a single machine."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.records import Document, LedgerEntry, Passage, Provenance

Vectors = npt.NDArray[np.float32]  # shape (n, dim), rows of length 1


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage id with one engine's score for it."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What the open generation holds."""

    generation: str
    documents: int
    passages: int


class Store(Protocol):
    """Documents, their passages and vectors, searchable two ways.

    Reads of one store object all see the same generation: the one it was opened at, or its own last commit. Nothing
    written is visible, here or to others, before ``commit``.
    """

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

    def skip(self, document_id: str, source: str, provenance: Provenance, reason: str) -> None:
        """Note a file that could not be read, in place of the document of that id, if any."""
        ...

    def remove(self, document_id: str) -> None:
        """Drop the document, its passages and vectors; an unknown id is not an error."""
        ...

    def commit(self) -> str:
        """Publish what was written as one new generation and return its name.

        The name depends on the content alone: the same documents, read the same way, give the same name.
        """
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

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Return up to ``k`` passages by inner product with ``vector`` (shape (dim,)), best first, ties by id."""
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

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the passages' vectors, shape (len(ids), dim), in the order of ``ids``.

        Raises:
            KeyError: an id is not in this generation.
        """
        ...

    def entries(self) -> Sequence[LedgerEntry]:
        """Return the ledger of this generation, by source. Fingerprints are ``written``'s alone and empty here."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return the document, or None where this generation has none of that id."""
        ...

    def verify(self) -> list[str]:
        """Check every stored file and row; return one sentence per finding, none when all is well."""
        ...

    def stats(self) -> StoreStats:
        """Say what the open generation holds."""
        ...
