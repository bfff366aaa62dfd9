"""Exact inner-product search by FAISS, and the checks that FAISS leaves to its caller."""

import errno
from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np

from index.errors import StoreDamagedError
from index.store import Vectors

# Untrusted files have overflowed FAISS's reader before; no index here is larger than this.
_BYTE_LIMIT = 1 << 36
_TOLERANCE = 1e-3  # of a vector's length


def check_vectors(vectors: Vectors, rows: int, dim: int) -> None:
    """Refuse what FAISS would store silently.

    Raises:
        ValueError: wrong shape or dtype, or a row that is not finite and of length 1.
    """
    if vectors.shape != (rows, dim) or vectors.dtype != np.float32:
        raise ValueError(f"expected float32 vectors of shape {(rows, dim)}, got {vectors.dtype} {vectors.shape}")
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1)  # in float32, a large number's square is infinite
    wrong = ~(np.abs(norms - 1.0) < _TOLERANCE)  # NaN is not less than anything
    if wrong.any():
        raise ValueError(f"row {int(np.argmax(wrong))} is not a finite vector of length 1")


def bytes_of(vector: Vectors) -> bytes:
    """Return a vector as it is stored: little-endian floats of 32 bits."""
    return vector.astype("<f4").tobytes()


def vectors_of(stored: Sequence[bytes], dim: int) -> Vectors:
    """Return vectors that were stored, shape (len(stored), dim).

    Raises:
        ValueError: the bytes are not what was stored.
    """
    if any(len(each) != 4 * dim for each in stored):
        raise ValueError(f"expected {4 * dim} bytes for each vector")
    vectors: Vectors = np.frombuffer(b"".join(stored), dtype="<f4").reshape(len(stored), dim).astype(np.float32)
    check_vectors(vectors, len(stored), dim)
    return vectors


def write_vectors(path: Path, blocks: Iterable[Vectors], dim: int) -> None:
    """Write the rows of all ``blocks``, each of shape (n, dim), as one flat index; row numbers are the ids.

    Raises:
        OSError: the disk is full or refuses.
    """
    index = faiss.IndexFlatIP(dim)
    for block in blocks:
        index.add(np.ascontiguousarray(block))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error


class VectorIndex:
    """An immutable flat index in memory. Searches are thread-safe; nothing ever mutates it."""

    def __init__(self, path: Path, rows: int, dim: int) -> None:
        faiss.set_deserialization_vector_byte_limit(_BYTE_LIMIT)
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise StoreDamagedError(f"{path} cannot be read; run: qa index") from error
        if (self._index.ntotal, self._index.d) != (rows, dim):
            raise StoreDamagedError(
                f"{path} holds {self._index.ntotal} vectors of {self._index.d}, expected {rows} of {dim}; run: qa index"
            )

    def search(self, vector: Vectors, k: int, rows: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, inner product), best first; only among ``rows`` where given.

        Raises:
            ValueError: ``vector`` is not finite, or not float32 of shape (dim,).
        """
        if vector.shape != (self._index.d,) or vector.dtype != np.float32 or not np.isfinite(vector).all():
            raise ValueError(f"expected a finite float32 vector of shape {(self._index.d,)}")
        k = min(k, self._index.ntotal if rows is None else len(rows))
        if k < 1:
            return []
        parameters = None
        if rows is not None:
            selector = faiss.IDSelectorBatch(np.asarray(rows, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, found = self._index.search(vector[None, :], k, params=parameters)
        return [(int(row), float(score)) for row, score in zip(found[0], scores[0], strict=True)]

    def rows(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of ``rows``, shape (len(rows), dim), in their order."""
        if not rows:
            return np.zeros((0, self._index.d), dtype=np.float32)
        found: Vectors = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return found
