"""Vectors in fixed point: what is stored of one depends on it alone, never on what else is stored.

So a ranking does not depend on how documents came in. docs/decisions.md has what the rounding comes to.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedded.rotation import Values, rotated, rotated_back
from index.store import Vectors
from index.vector_checks import check_vectors

_SPREAD = 5.0  # standard deviations of a rotated vector's values that the levels reach to
_FINENESS = 3e-6  # of an inner product with a vector of length 1: how far off rounding may put it, in the mean

Bytes = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.int32]
FAR = np.dtype([("place", "<u4"), ("level", "<i4")])  # a value beyond what the bytes of a row can hold


@dataclass(frozen=True, slots=True)
class Grid:
    """The values that a rotated vector's values are rounded to: the middles of even steps."""

    reach: float  # what the first byte reaches to, either way
    bits: int  # of a value behind its first byte: 8 or 16, or none

    @classmethod
    def of(cls, dim: int) -> "Grid":
        """Return the grid for vectors of so many dimensions: as coarse as `_FINENESS` allows."""
        reach = min(1.0, _SPREAD / math.sqrt(dim))
        return cls(reach, 8 if cls(reach, 8).step / math.sqrt(12) <= _FINENESS else 16)

    @property
    def rest(self) -> int:
        """Bytes of a value behind its first."""
        return self.bits // 8

    @property
    def step(self) -> float:
        """How far apart two neighbours are; 2 ** bits of them have the same first byte."""
        return 2 * self.reach / (255 << self.bits)

    def levels(self, values: Values) -> Levels:
        """Return the steps that these values are in, counted from the least that a row's bytes can hold."""
        return np.floor((values + self.reach) / self.step).astype(np.int32)

    def values(self, levels: Levels) -> Values:
        """Return the middles of these steps."""
        values: Values = levels.astype(np.float64)
        values += 0.5
        values *= self.step
        values -= self.reach
        return values


class Rows:
    """Vectors as they are stored: n rows of bytes, the first byte of every value before the rest, and what is far."""

    def __init__(self, dim: int, data: Bytes, far: Sequence[bytes]) -> None:
        """Take the rows, shape (n, dim * (1 + rest)), and for each the values beyond them."""
        self.dim = dim
        self.data = data
        self.far = far

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, place: slice) -> "Rows":
        return Rows(self.dim, self.data[place], self.far[place])

    @property
    def firsts(self) -> Bytes:
        """The first byte of every value, shape (n, dim)."""
        return self.data[:, : self.dim]

    @classmethod
    def of(cls, vectors: Vectors) -> "Rows":
        """Return ``vectors``, shape (n, dim), as they are stored."""
        rows, dim = vectors.shape
        grid = Grid.of(dim)
        levels = grid.levels(rotated(vectors))
        held = np.clip(levels, 0, (256 << grid.bits) - 1)
        rest = held & ((1 << grid.bits) - 1)
        planes = [held >> grid.bits, *(rest >> 8 * place & 0xFF for place in reversed(range(grid.rest)))]
        far = [b""] * rows
        for row in np.flatnonzero((held != levels).any(axis=1)).tolist():
            places = np.flatnonzero(held[row] != levels[row])
            values = np.empty(len(places), dtype=FAR)
            values["place"], values["level"] = places, levels[row, places]
            far[row] = values.tobytes()
        return cls(dim, np.concatenate(planes, axis=1).astype(np.uint8), far)

    @classmethod
    def joined(cls, parts: Sequence["Rows"], dim: int) -> "Rows":
        """Return the rows of all ``parts``, one behind the other."""
        none = np.zeros((0, dim * (1 + Grid.of(dim).rest)), np.uint8)
        return cls(dim, np.concatenate([none, *(each.data for each in parts)]), [far for p in parts for far in p.far])

    @property
    def levels(self) -> Levels:
        """The steps of the grid, shape (n, dim)."""
        found: Levels = self.firsts.astype(np.int32)
        for start in range(self.dim, self.data.shape[1], self.dim):
            found <<= 8
            found += self.data[:, start : start + self.dim]
        for row, stored in enumerate(self.far):
            if stored:
                values = np.frombuffer(stored, dtype=FAR)
                found[row, values["place"]] = values["level"]
        return found

    @property
    def values(self) -> Values:
        """The rotated vectors, shape (n, dim)."""
        return Grid.of(self.dim).values(self.levels)

    @property
    def vectors(self) -> Vectors:
        """The vectors, shape (n, dim)."""
        found: Vectors = rotated_back(self.values).astype(np.float32)
        return found

    @property
    def packed(self) -> list[bytes]:
        """Each row as one string of bytes."""
        return [row.tobytes() + far for row, far in zip(self.data, self.far, strict=True)]


def unpacked_rows(stored: Sequence[bytes], dim: int) -> Rows:
    """Return the rows of which `Rows.packed` made ``stored``.

    Raises:
        ValueError: the bytes are not what was stored.
    """
    size = dim * (1 + Grid.of(dim).rest)
    if any(len(each) < size or (len(each) - size) % FAR.itemsize for each in stored):
        raise ValueError(f"expected {size} bytes for each vector")
    data = np.frombuffer(b"".join(each[:size] for each in stored), np.uint8).reshape(len(stored), size)
    rows = Rows(dim, data, [each[size:] for each in stored])
    if any((np.frombuffer(far, dtype=FAR)["place"] >= dim).any() for far in rows.far):
        raise ValueError(f"a value of a vector is beyond its {dim} dimensions")
    check_vectors(rows.values.astype(np.float32), len(stored), dim)  # rotation changes no length
    return rows
