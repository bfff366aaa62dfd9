"""What every store refuses: vectors that could not be searched, or searched by."""

import numpy as np

from index.store import Vectors

_TOLERANCE = 1e-3  # of a vector's length


def check_vectors(vectors: Vectors, rows: int, dim: int) -> None:
    """Refuse what could not be searched.

    Raises:
        ValueError: wrong shape or dtype, or a row that is not finite and of length 1.
    """
    if vectors.shape != (rows, dim) or vectors.dtype != np.float32:
        raise ValueError(f"expected float32 vectors of shape {(rows, dim)}, got {vectors.dtype} {vectors.shape}")
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1)  # in float32, a large number's square is infinite
    wrong = ~(np.abs(norms - 1.0) < _TOLERANCE)  # NaN is not less than anything
    if wrong.any():
        raise ValueError(f"row {int(np.argmax(wrong))} is not a finite vector of length 1")


def check_question(vector: Vectors, dim: int) -> None:
    """Refuse what is no vector to search by.

    Raises:
        ValueError: it is not finite, or not float32 of shape (dim,).
    """
    if vector.shape != (dim,) or vector.dtype != np.float32 or not np.isfinite(vector).all():
        raise ValueError(f"expected a finite float32 vector of shape {(dim,)}")
