"""A fixed rotation that spreads what a few dimensions hold over all of them: a randomized Hadamard transform.

Sums, differences and products value by value: what becomes of a vector does not depend, to the last bit, on the
machine or on which others are rotated with it, as it would with a matrix product of BLAS.
"""

import hashlib
import math
from functools import cache

import numpy as np
import numpy.typing as npt

_BLOCK = 128  # vectors rotated together: they stay in the processor's cache

Values = npt.NDArray[np.float64]


@cache
def _passes(dim: int) -> tuple[tuple[Values, slice], ...]:
    """Return for each pass the signs by which all values are multiplied, and which of them are then mixed.

    A transform takes a power of two: the greatest within ``dim``, of the first values, then of the last.
    """
    size = 1 << (dim.bit_length() - 1)
    flips = [hashlib.sha256(f"{number}".encode()).digest()[0] & 1 for number in range(2 * dim)]
    signs = np.where(flips, 1.0, -1.0).reshape(2, dim)
    return (signs[0], slice(0, size)), (signs[1], slice(dim - size, dim))


def _mixed(values: Values) -> Values:
    """Return the Walsh-Hadamard transform, which undoes itself, of each row, shape (n, a power of two)."""
    rows, size = values.shape
    for _ in range(size.bit_length() - 1):
        even, odd, values = values[:, 0::2], values[:, 1::2], np.empty((rows, size))
        np.add(even, odd, out=values[:, : size // 2])
        np.subtract(even, odd, out=values[:, size // 2 :])
    return values * (1 / math.sqrt(size))


def rotated(vectors: npt.NDArray[np.floating]) -> Values:
    """Return ``vectors``, shape (n, dim), rotated alike: lengths and inner products stay."""
    found: Values = vectors.astype(np.float64)
    for start in range(0, len(found), _BLOCK):
        block = found[start : start + _BLOCK]
        for signs, mixed in _passes(found.shape[1]):
            block *= signs
            block[:, mixed] = _mixed(block[:, mixed])
    return found


def rotated_back(vectors: Values) -> Values:
    """Return the vectors of which `rotated` made ``vectors``, but for rounding."""
    found = vectors.copy()
    for start in range(0, len(found), _BLOCK):
        block = found[start : start + _BLOCK]
        for signs, mixed in reversed(_passes(found.shape[1])):
            block[:, mixed] = _mixed(block[:, mixed])
            block *= signs
    return found
