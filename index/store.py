"""The Store port: what any engine must do. `index.embedded` is the one for a single machine."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.records import Document, Passage

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

    def replace(self, document: Document, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Put ``document`` in place of the one with its id, if any. Row i of ``vectors`` belongs to ``passages[i]``.

        Raises:
            ValueError: rows and passages differ in number, or a vector is not finite and of length 1.
        """
        ...

    def remove(self, document_id: str) -> None:
        """Drop the document, its passages and vectors; an unknown id is not an error."""
        ...

    def commit(self) -> str:
        """Publish what was written as one new generation and return its name."""
        ...

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Return up to ``k`` passages by inner product with ``vector`` (shape (dim,)), best first, ties by id."""
        ...

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Return up to ``k`` passages holding any of ``terms``, by BM25, best first, ties by id."""
        ...

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages in the order of ``ids``.

        Raises:
            KeyError: an id is not in this generation.
        """
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
