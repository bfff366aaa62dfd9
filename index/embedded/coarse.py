"""A first look at a large segment, by four bits of each value: three to four times as fast as one at its bytes.

A level stands for ten neighbouring first bytes, the same for all dimensions, which the rotation has made alike. So
nothing of it is stored, and nothing depends on what else is in the segment. A question becomes a table of sixteen
products for each dimension, which FAISS adds up for 32 rows at once (Andre, Kermarrec and Le Scouarnec, "Cache locality
is not enough", 2015).
"""

import math
from itertools import pairwise

import faiss
import numpy as np
import numpy.typing as npt

from index.embedded.fixed_point import Bytes, Grid

LEAST = 16_384  # rows of a segment that is worth it (docs/decisions.md)
_DIM = 64  # dimensions, over which what levels leave out is spread
_WIDTH = 10  # first bytes of a level: 3.1 standard deviations either way are told apart
_FIRST = 128 - 8 * _WIDTH  # first byte of the lowest level
_TOGETHER = 32  # rows that FAISS looks up at once
_BLOCKS = 16  # of so many rows, packed together: they stay in the processor's cache
LIST = 16_384  # rows that are looked up together or not at all
_OFF = 0.165  # the length of what levels leave out of a row: no more than this, .114 for most (docs/decisions.md)
_SURE = 5  # standard deviations


def margin(dim: int) -> float:
    """Return by how much a product with a question of length 1 can be greater than what levels say.

    Not at worst, which would be `_OFF`: what is left out of a row points anywhere, as its values were rotated, and then
    a product is off by more with a probability of 3e-7 for the worst of rows, and of 2e-13 for most.
    """
    return _SURE * _OFF / math.sqrt(dim)


def is_worth_it(rows: int, dim: int) -> bool:
    """Say whether a segment is looked at by levels: large, of enough dimensions to spread errors, an even number."""
    return rows >= LEAST and dim >= _DIM and dim % 2 == 0


class CoarseIndex:
    """The levels of a segment's vectors. Thread-safe: nothing ever changes them."""

    def __init__(self, firsts: Bytes) -> None:
        """Take the first bytes of the rotated vectors, shape (n, dim)."""
        rows, dim = firsts.shape
        ends = [*range(0, rows, LIST), rows]
        centre = faiss.IndexFlat(dim, faiss.METRIC_INNER_PRODUCT)  # unused, as lists are named; FAISS wants one
        index = faiss.IndexIVFPQFastScan(centre, dim, len(ends) - 1, dim, 4, faiss.METRIC_INNER_PRODUCT, _TOGETHER)
        index.by_residual = False
        faiss.copy_array_to_vector(np.tile(_levels(dim), dim), index.pq.centroids)
        index.is_trained = True
        lists = faiss.downcast_InvertedLists(index.invlists)  # type: ignore[arg-type]
        for number, (start, end) in enumerate(pairwise(ends)):
            lists.resize(number, end - start)
            packed = faiss.rev_swig_ptr(lists.get_codes(number), _blocks(end - start) * _TOGETHER * dim // 2)
            _pack(firsts[start:end], packed.reshape(-1, dim, _TOGETHER // 2))
            faiss.rev_swig_ptr(lists.get_ids(number), end - start)[:] = np.arange(start, end)
        index.ntotal = rows
        self._index, self._centre = index, centre  # FAISS does not hold the latter

    def best(
        self, question: npt.NDArray[np.float64], k: int, allowed: npt.NDArray[np.bool_] | None, piece: slice
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return rows and products with a rotated question, best first, as near as levels tell.

        Args:
            question: shape (dim,).
            k: most rows.
            allowed: what may be found, shape (rows,), or all.
            piece: of the rows; begins at a multiple of `LIST` rows and ends at one, or with the last row.
        """
        first, last = piece.start // LIST, -(-piece.stop // LIST)
        chosen = None if allowed is None else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
        parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=last - first)  # type: ignore[call-arg]
        asked = question[None, :].astype(np.float32)
        lists, unused = np.arange(first, last)[None, :], np.zeros((1, last - first), np.float32)
        scores, rows = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        arrays = (faiss.swig_ptr(each) for each in (lists, unused, scores, rows))
        self._index.search_preassigned_c(1, faiss.swig_ptr(asked), k, *arrays, False, parameters)  # type: ignore[attr-defined]
        there = rows[0] >= 0
        return rows[0][there], scores[0][there].astype(np.float64)


def _levels(dim: int) -> npt.NDArray[np.float32]:
    """Return the values in the middle of the sixteen levels."""
    grid = Grid(Grid.of(dim).reach, 0)
    middles = (np.arange(16) + 0.5) * _WIDTH + _FIRST
    found: npt.NDArray[np.float32] = (middles * grid.step - grid.reach).astype(np.float32)
    return found


def _blocks(rows: int) -> int:
    return -(-rows // _TOGETHER)


def _pack(firsts: Bytes, packed: Bytes) -> None:
    """Write levels as FAISS has them: of 32 rows row j and row j + 16 share a byte, and row j + 8 is beside row j.

    Args:
        firsts: first bytes, shape (n, dim).
        packed: where to, shape (blocks, dim, 16).
    """
    dim = firsts.shape[1]
    pairs = packed.view(np.uint16)  # (blocks, dim, 8)
    for start in range(0, len(packed), _BLOCKS):
        part = firsts[start * _TOGETHER : (start + _BLOCKS) * _TOGETHER]
        blocks = _blocks(len(part))
        levels = np.full((blocks * _TOGETHER, dim), _FIRST, np.uint8)
        np.clip(part, _FIRST, _FIRST + 16 * _WIDTH - 1, out=levels[: len(part)])
        levels -= np.uint8(_FIRST)
        levels //= np.uint8(_WIDTH)
        quarters = levels.reshape(blocks, 2, 2, 8, dim)
        both = quarters[:, 1] * np.uint8(16)  # numpy multiplies bytes faster than it shifts them
        both += quarters[:, 0]
        wide = both[:, 1].astype(np.uint16)
        wide *= np.uint16(256)
        wide += both[:, 0]
        pairs[start : start + blocks] = wide.transpose(0, 2, 1)
