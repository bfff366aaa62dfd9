"""The nearest vectors over the segments of a generation: exact, though most vectors are only looked at in 8 bits.

A code gives a score and how far it can be off. What could be among the best by that is read from the disk and scored
exactly.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.embedded.bm25 import Found, Mask
from index.embedded.fixed_point import Rows
from index.embedded.rotation import rotated
from index.embedded.vectors import CodeIndex, StoredRows
from index.store import Vectors

_ROUNDING = 1e-5  # more than float32 can be off by
_FOR_EACH = 4  # rows looked at for each one that is asked for, at first
_MORE = 100
_CORES = os.cpu_count() or 1
_LARGE = 20_000  # rows that are worth a thread

_Scores = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DensePart:
    """What is searched of a segment; the mask is None where all of its rows may be found."""

    codes: CodeIndex
    stored: StoredRows
    allowed: Mask | None

    @property
    def size(self) -> int:
        """Number of rows that may be found."""
        return len(self.codes) if self.allowed is None else int(np.count_nonzero(self.allowed))


def best(parts: Sequence[DensePart], vector: Vectors, k: int) -> list[Found]:
    """Return the ``k`` rows of the greatest inner product with ``vector``, and all that tie with the last of them.

    Raises:
        StoreDamagedError: a vector is not what was written.
    """
    if k < 1:
        return []
    places, exact = [], []
    question = _turned(vector)
    for part, rows in zip(parts, _candidates(parts, question, k), strict=True):
        places.append(rows)
        exact.append(_products(part.stored.read(rows.tolist()), question))
    last = _kth(exact, k)
    return [
        (number, int(places[number][i]), float(scores[i]))
        for number, scores in enumerate(exact)
        for i in np.flatnonzero(scores >= last)
    ]


def products(stored: StoredRows, rows: Sequence[int], vector: Vectors) -> _Scores:
    """Return the inner products of these rows with ``vector``, as `best` does.

    Raises:
        StoreDamagedError: a vector is not what was written.
    """
    return _products(stored.read(rows), _turned(vector))


def _turned(vector: Vectors) -> _Scores:
    return _remembered(vector.tobytes(), vector.dtype.str)


@lru_cache(64)  # a question is compared with what is near to it, and then with what holds its words
def _remembered(vector: bytes, kind: str) -> _Scores:
    found: _Scores = rotated(np.frombuffer(vector, kind)[None, :])[0]
    found.setflags(write=False)
    return found


def _candidates(parts: Sequence[DensePart], question: _Scores, k: int) -> list[_Places]:
    """Return the rows of each part that could be among the ``k`` best."""
    length = float(np.linalg.norm(question))
    wanted = [min(part.size, _FOR_EACH * k + _MORE) for part in parts]
    found = _looked_up(parts, range(len(parts)), question, wanted)
    while True:
        errors = [(p.codes.errors[f[0]] + _ROUNDING) * length for p, f in zip(parts, found, strict=True)]
        last = _kth([scores - error for (_, scores), error in zip(found, errors, strict=True)], k)
        short = [
            number
            for number, (part, (rows, scores)) in enumerate(zip(parts, found, strict=True))
            if len(rows) < part.size and scores[-1] + (part.codes.greatest_error + _ROUNDING) * length >= last
        ]
        if not short:
            return [
                _with_outliers(part, rows[s + e >= last])
                for part, (rows, s), e in zip(parts, found, errors, strict=True)
            ]
        for number in short:  # so many are alike that there may be others
            wanted[number] = min(parts[number].size, wanted[number] * 8)
        for number, more in zip(short, _looked_up(parts, short, question, wanted), strict=True):
            found[number] = more


def _with_outliers(part: DensePart, rows: _Places) -> _Places:
    outliers = part.codes.outliers
    return np.union1d(rows, outliers if part.allowed is None else outliers[part.allowed[outliers]])


def _looked_up(
    parts: Sequence[DensePart], numbers: Sequence[int], question: _Scores, wanted: Sequence[int]
) -> list[tuple[_Places, _Scores]]:
    """Return what the codes of these parts say, large ones in pieces side by side: FAISS lets other threads run."""

    def look(job: tuple[int, slice]) -> tuple[_Places, _Scores]:
        number, piece = job
        part = parts[number]
        if not wanted[number]:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        return part.codes.best(question, wanted[number], part.allowed, piece)

    sizes = [len(parts[number].codes) for number in numbers]
    worth = max(_LARGE, sum(sizes) // _CORES)
    pieces = [_pieces(size, worth) for size in sizes]
    jobs = [(number, piece) for number, own in zip(numbers, pieces, strict=True) for piece in own]
    large = sum(piece.stop - piece.start >= _LARGE for _, piece in jobs)
    found = iter(_threads().map(look, jobs) if large > 1 else map(look, jobs))
    return [_best_of([next(found) for _ in own], wanted[number]) for number, own in zip(numbers, pieces, strict=True)]


def _pieces(rows: int, worth: int) -> list[slice]:
    """Return these rows in pieces of about so many as are worth a thread."""
    count = max(1, round(rows / worth))
    ends = [rows * number // count for number in range(count + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def _best_of(found: Sequence[tuple[_Places, _Scores]], k: int) -> tuple[_Places, _Scores]:
    """Return the best of what was found in pieces, best first."""
    if len(found) == 1:
        return found[0]
    rows, scores = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(-scores, kind="stable")[:k]
    return rows[order], scores[order]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES, thread_name_prefix="vectors")


def _products(rows: Rows, question: _Scores) -> _Scores:
    """Return inner products that do not depend, to the last digit, on what else is multiplied."""
    return np.asarray((rows.values * question).sum(axis=1))


def _kth(scores: Sequence[_Scores], k: int) -> float:
    joined = np.concatenate([*scores, np.zeros(0)])
    return float(np.partition(joined, len(joined) - k)[len(joined) - k]) if len(joined) > k else -np.inf
