"""Exact inner-product search through FAISS, and the checks that FAISS leaves to its caller."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from index.errors import StoreDamagedError
from index.store import Vectors

# Untrusted files have overflowed FAISS's reader before; nothing of ours is larger than this.
_BYTE_LIMIT = 1 << 36


def check_vectors(vectors: Vectors, rows: int, dim: int) -> None:
    """Refuse what FAISS would store silently.

    Raises:
        ValueError: wrong shape or dtype, or a row that is not finite and of length 1.
    """
    if vectors.shape != (rows, dim) or vectors.dtype != np.float32:
        raise ValueError(f"expected float32 vectors of shape {(rows, dim)}, got {vectors.dtype} {vectors.shape}")
    norms = np.linalg.norm(vectors, axis=1)
    if not np.allclose(norms, 1.0, atol=1e-3):  # NaN and infinity fail here too
        raise ValueError(f"row {int(np.argmax(~np.isclose(norms, 1.0, atol=1e-3)))} is not a finite vector of length 1")


def write_vectors(path: Path, vectors: Vectors) -> None:
    """Write ``vectors``, shape (n, dim), as a flat index; row numbers are the ids."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    faiss.write_index(index, str(path))


class VectorIndex:
    """An immutable flat index in memory. Searches are thread-safe; nothing ever mutates it."""

    def __init__(self, path: Path, rows: int, dim: int) -> None:
        faiss.set_deserialization_vector_byte_limit(_BYTE_LIMIT)
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise StoreDamagedError(f"{path} cannot be read; run: qa index --rebuild") from error
        if (self._index.ntotal, self._index.d) != (rows, dim):
            raise StoreDamagedError(
                f"{path} holds {self._index.ntotal} vectors of {self._index.d}, expected {rows} of {dim}; "
                "run: qa index --rebuild"
            )

    def search(self, vector: Vectors, k: int, rows: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, inner product), best first, ties by row; only among ``rows`` where given."""
        k = min(k, self._index.ntotal if rows is None else len(rows))
        if k < 1:
            return []
        parameters = None
        if rows is not None:
            selector = faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, found = self._index.search(vector[None, :], k, params=parameters)
        pairs = [(int(r), float(s)) for r, s in zip(found[0], scores[0], strict=True) if r >= 0]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def rows(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of ``rows``, shape (len(rows), dim), in their order."""
        if not rows:
            return np.zeros((0, self._index.d), dtype=np.float32)
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found
