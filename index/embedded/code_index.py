"""The first bytes of a segment's vectors, searched in memory: which vectors could be among the nearest.

A first byte tells how far it can be off, so that all that could be is found. Which first bytes of a large segment are
worth a look, four bits of each tell: see `index.embedded.coarse`.
"""

from typing import NamedTuple

import faiss
import numpy as np
import numpy.typing as npt

from index.embedded import coarse
from index.embedded.coarse import CoarseIndex
from index.embedded.fixed_point import Grid
from index.embedded.vectors import Codes

ROUNDING = 1e-5  # more than float32 can be off by
_FEW = 1000  # rows of which the codes say little: so many are looked at in any case
_SHARE = 0.25  # of a piece's rows: where fewer may be found, to look at their bytes alone is as fast
_FEWER = 3  # times fewer rows are looked for by bytes, which tell more
_BLOCK = 256  # rows multiplied together: they stay in the processor's cache
_MOST = 8  # rows for each one that is looked for by levels; of more, bytes are looked at


class Looked(NamedTuple):
    """What a look at codes says of some rows."""

    rows: npt.NDArray[np.int64]  # (m,)
    scores: npt.NDArray[np.float64]  # (m,): products with the question, as near as first bytes tell
    others: float  # no other row has a greater product


class CodeIndex:
    """Codes in memory, searched by FAISS. Thread-safe: nothing ever changes them."""

    def __init__(self, codes: Codes) -> None:
        rows, dim = codes.firsts.shape
        self._grid = Grid(Grid.of(dim).reach, 0)
        reach = self._grid.reach
        self._index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(np.array([-reach, 2 * reach], dtype=np.float32), self._index.sq.trained)
        self._index.is_trained = True
        faiss.copy_array_to_vector(codes.firsts.ravel(), self._index.codes)
        self._index.ntotal = rows
        held = faiss.rev_swig_ptr(self._index.codes.data(), rows * dim) if rows else np.zeros(0, np.uint8)
        self.codes = Codes(held.reshape(rows, dim), codes.errors, codes.sums, codes.far_rows, codes.far)
        # One value beyond its byte makes a row's error some three times that of the others: for its sake all the others
        # would have to be looked at twice.
        outliers = np.unique(codes.far_rows)
        self.outliers = outliers[: len(outliers) if len(outliers) <= _FEW else 0].astype(np.int64)
        self.greatest_error = float(np.delete(codes.errors, self.outliers).max(initial=0.0))
        known = len(self.outliers) == len(outliers)  # a row with a value that is far is further off than levels reckon
        self._coarse = CoarseIndex(self.codes.firsts) if known and coarse.is_worth_it(rows, dim) else None

    def __len__(self) -> int:
        return len(self.codes.errors)

    @property
    def errors(self) -> npt.NDArray[np.float32]:
        """How far each row can be off."""
        return self.codes.errors

    def best(
        self, question: npt.NDArray[np.float64], k: int, allowed: npt.NDArray[np.bool_] | None, piece: slice
    ) -> Looked:
        """Return the best ``k`` of a piece of the rows, as near as the codes tell.

        Args:
            question: a rotated vector, shape (dim,).
            k: most rows.
            allowed: what may be found, shape (n,), or all. Nothing is said of outliers, which may be missing.
            piece: of the rows; begins at a multiple of `coarse.LIST` rows and ends at one, or with the last row.
        """
        size = piece.stop - piece.start
        there = size if allowed is None else int(np.count_nonzero(allowed[piece]))
        if self._coarse and there >= _SHARE * size and 0 < k * _MOST <= there:
            rows, scores = self._coarse.best(question, k, allowed, piece)
            beyond = coarse.margin(len(question)) * float(np.linalg.norm(question))
            return Looked(rows, self._products(rows, question), float(scores[-1]) + beyond)
        return self._scanned(question, k, there, allowed, piece)

    def _products(self, rows: npt.NDArray[np.int64], question: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the products of these rows' first bytes."""
        found, asked = np.empty(len(rows)), question.astype(np.float32)
        for start in range(0, len(rows), _BLOCK):
            place = slice(start, start + _BLOCK)
            # Not a product of matrices: BLAS would set threads to it, which wait for each other.
            found[place] = np.einsum("ij,j->i", self.codes.firsts[rows[place]].astype(np.float32), asked)
        found *= self._grid.step
        found += (0.5 * self._grid.step - self._grid.reach) * question.sum()
        return found

    def _scanned(
        self,
        question: npt.NDArray[np.float64],
        k: int,
        there: int,
        allowed: npt.NDArray[np.bool_] | None,
        piece: slice,
    ) -> Looked:
        """Look at every first byte; of the ``there`` rows that may be found all are taken where ``k`` are as many."""
        if not there:
            return Looked(np.zeros(0, dtype=np.int64), np.zeros(0), -np.inf)
        parameters = None
        if allowed is not None:
            here = np.zeros(len(self), bool)
            here[piece] = allowed[piece]
            chosen = faiss.IDSelectorBitmap(np.packbits(here, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        elif piece.stop - piece.start < len(self):
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorRange(piece.start, piece.stop))  # type: ignore[call-arg]
        most = there if k >= there else max(1, k // _FEWER)
        scores, rows = self._index.search(question[None, :].astype(np.float32), most, params=parameters)
        beyond = (self.greatest_error + ROUNDING) * float(np.linalg.norm(question))
        others = -np.inf if most == there else float(scores[0, -1]) + beyond
        return Looked(rows[0], scores[0].astype(np.float64), others)
