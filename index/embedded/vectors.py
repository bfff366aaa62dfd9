"""How vectors are stored: exactly on the disk, and in 8 bits a dimension in memory, to find those worth reading.

The code of a vector depends on it alone, never on what else is stored, and says how far it can be off: so search is
exact, and does not depend on how documents came in.
"""

import hashlib
import math
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import StoreDamagedError
from index.store import Vectors
from index.vector_checks import check_vectors

_SPREAD = 5.0  # standard deviations of a turned vector's values that the levels reach to


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


@cache
def _turning(dim: int) -> Vectors:
    """Return an orthonormal matrix, shape (dim, dim), that spreads what a few dimensions hold over all of them.

    Cosines (DCT-II) over flipped signs, the same on every machine and with every library.
    """
    place = np.arange(dim)
    cosines = np.cos(np.pi / dim * np.outer(place + 0.5, place)) * math.sqrt(2 / dim)
    cosines[:, 0] /= math.sqrt(2)
    flips = [hashlib.sha256(f"{number}".encode()).digest()[0] & 1 for number in range(dim)]
    turned: Vectors = (cosines * np.where(flips, 1.0, -1.0)[:, None]).astype(np.float32)
    return turned


def turned(vectors: Vectors) -> Vectors:
    """Return ``vectors``, shape (n, dim), turned alike: lengths and inner products stay."""
    found: Vectors = vectors @ _turning(vectors.shape[1])
    return found


def _quantizer(dim: int) -> faiss.IndexScalarQuantizer:
    """Return an empty index with fixed levels: 256 over the values that turned vectors of length 1 have."""
    index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
    reach = min(1.0, _SPREAD / math.sqrt(dim))
    faiss.copy_array_to_vector(np.array([-reach, 2 * reach], dtype=np.float32), index.sq.trained)
    index.is_trained = True
    return index


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of n vectors of ``dim`` dimensions."""

    levels: npt.NDArray[np.uint8]  # (n, dim): values of the turned vectors
    errors: npt.NDArray[np.float32]  # (n,): length of what the levels leave out
    sums: npt.NDArray[np.uint32]  # (n,): checksum of the row as it is stored

    @classmethod
    def of(cls, vectors: Vectors) -> "Codes":
        """Return the codes of ``vectors``, shape (n, dim)."""
        quantizer = _quantizer(vectors.shape[1])
        values = turned(vectors)
        levels = quantizer.sa_encode(values)
        errors = np.linalg.norm(values - quantizer.sa_decode(levels), axis=1).astype(np.float32)
        sums = np.array([zlib.crc32(bytes_of(row)) for row in vectors], dtype=np.uint32)
        return cls(levels, errors, sums)


class CodeIndex:
    """Codes in memory, searched by FAISS. Thread-safe: nothing ever changes them."""

    def __init__(self, codes: Codes) -> None:
        rows, self._dim = codes.levels.shape
        self._index = _quantizer(self._dim)
        faiss.copy_array_to_vector(codes.levels.ravel(), self._index.codes)
        self._index.ntotal = rows
        self.errors = codes.errors
        self.sums = codes.sums
        self.greatest_error = float(codes.errors.max(initial=0.0))

    def __len__(self) -> int:
        return len(self.errors)

    def codes(self) -> Codes:
        """Return a copy of the codes."""
        levels = faiss.vector_to_array(self._index.codes).reshape(len(self), self._dim)
        return Codes(levels, self.errors, self.sums)

    def best(
        self, vector: Vectors, k: int, allowed: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return rows and inner products with a turned vector, best first, as near as the codes tell."""
        parameters = None
        if allowed is not None:
            chosen = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        scores, rows = self._index.search(vector[None, :], min(k, len(self)), params=parameters)
        there = rows[0] >= 0
        return rows[0][there], scores[0][there].astype(np.float64)


def write_rows(path: Path, blocks: Iterable[Vectors]) -> None:
    """Write the rows of all ``blocks``, one behind the other."""
    with path.open("wb") as file:
        for block in blocks:
            file.write(np.ascontiguousarray(block.astype("<f4")).data)


class StoredRows:
    """The vectors of a segment on the disk. Thread-safe.

    They are read and not mapped into memory: a mapped file that is cut off while it is served ends the process.
    """

    def __init__(self, path: Path, dim: int, sums: npt.NDArray[np.uint32]) -> None:
        """Open the file.

        Raises:
            OSError: it cannot be opened.
            StoreDamagedError: it is not of the size that it should be.
        """
        self._path = path
        self._dim = dim
        self._sums = sums
        self._file = os.open(path, os.O_RDONLY)
        if os.fstat(self._file).st_size != len(sums) * 4 * dim:
            raise StoreDamagedError(f"{path} does not hold {len(sums)} vectors of {dim}; run: qa index")

    def __del__(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_file"):
            os.close(self._file)

    def read(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of ``rows``, shape (len(rows), dim), in their order.

        Raises:
            StoreDamagedError: one of them is not what was written.
        """
        size = 4 * self._dim
        found = bytearray()
        try:
            for row in rows:
                data = os.pread(self._file, size, row * size)
                if zlib.crc32(data) != self._sums[row]:
                    raise StoreDamagedError(f"{self._path}: a vector is not what was written; run: qa index")
                found += data
        except OSError as error:
            raise StoreDamagedError(f"{self._path} cannot be read ({error.strerror}); run: qa index") from error
        return np.frombuffer(bytes(found), dtype="<f4").reshape(len(rows), self._dim).astype(np.float32)
