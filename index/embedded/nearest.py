"""The nearest vectors over the segments of a generation: scored exactly, though most are only looked at in 8 bits.

A code gives a score and how far it can be off. What could be among the best by that is read from the disk and scored
exactly, so nothing is missed. In a large segment four bits of each value come before, and what they leave out is sure
but for odds that no search will meet: see `index.embedded.coarse.margin`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.cores import usable_cores
from index.embedded import coarse
from index.embedded.bm25 import Found, Mask
from index.embedded.code_index import ROUNDING, CodeIndex, Looked
from index.embedded.fixed_point import Rows
from index.embedded.rotation import rotated
from index.embedded.vectors import StoredRows
from index.store import Vectors

_FOR_EACH = 10  # rows looked at for each one that is asked for, at first, in all parts together
_MORE = 200  # and of each part, as what is alike came in together
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
    total = max(1, sum(len(part.codes) for part in parts))
    wanted = [min(part.size, _FOR_EACH * k * len(part.codes) // total + _MORE) for part in parts]
    found = _looked_up(parts, range(len(parts)), question, wanted)
    while True:
        errors = [(p.codes.errors[f.rows] + ROUNDING) * length for p, f in zip(parts, found, strict=True)]
        last = _kth([each.scores - error for each, error in zip(found, errors, strict=True)], k)
        short = [number for number, each in enumerate(found) if each.others > -np.inf and each.others >= last]
        if not short:
            return [
                _with_outliers(part, each.rows[each.scores + e >= last])
                for part, each, e in zip(parts, found, errors, strict=True)
            ]
        for number in short:  # so many are alike that there may be others
            wanted[number] = min(parts[number].size, wanted[number] * 4)
        for number, more in zip(short, _looked_up(parts, short, question, wanted), strict=True):
            found[number] = more


def _with_outliers(part: DensePart, rows: _Places) -> _Places:
    outliers = part.codes.outliers
    if not len(outliers):
        return rows
    return np.union1d(rows, outliers if part.allowed is None else outliers[part.allowed[outliers]])


def _looked_up(
    parts: Sequence[DensePart], numbers: Sequence[int], question: _Scores, wanted: Sequence[int]
) -> list[Looked]:
    """Return what the codes of these parts say, large ones in pieces side by side: FAISS lets other threads run."""

    def look(job: tuple[int, slice]) -> Looked:
        number, piece = job
        return parts[number].codes.best(question, wanted[number], parts[number].allowed, piece)

    sizes = [len(parts[number].codes) for number in numbers]
    worth = max(_LARGE, sum(sizes) // usable_cores())
    pieces = [_pieces(size, worth) for size in sizes]
    jobs = [(number, piece) for number, own in zip(numbers, pieces, strict=True) for piece in own]
    large = sum(piece.stop - piece.start >= _LARGE for _, piece in jobs)
    found = iter(_threads().map(look, jobs) if large > 1 else map(look, jobs))
    return [_together([next(found) for _ in own]) for own in pieces]


def _pieces(rows: int, worth: int) -> list[slice]:
    """Return these rows in pieces of about so many as are worth a thread, cut where `coarse.LIST` allows."""
    count = max(1, round(rows / worth))
    ends = [rows * number // count // coarse.LIST * coarse.LIST for number in range(count)]
    return [slice(start, end) for start, end in pairwise([*ends, rows])]


def _together(found: Sequence[Looked]) -> Looked:
    """Return what was found in pieces."""
    if len(found) == 1:
        return found[0]
    rows, scores = (np.concatenate(each) for each in list(zip(*found, strict=True))[:2])
    return Looked(rows, scores, max(each.others for each in found))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(usable_cores(), thread_name_prefix="vectors")


def _products(rows: Rows, question: _Scores) -> _Scores:
    """Return inner products that do not depend, to the last digit, on what else is multiplied."""
    return np.asarray((rows.values * question).sum(axis=1))


def _kth(scores: Sequence[_Scores], k: int) -> float:
    joined = np.concatenate([*scores, np.zeros(0)])
    return float(np.partition(joined, len(joined) - k)[len(joined) - k]) if len(joined) > k else -np.inf
