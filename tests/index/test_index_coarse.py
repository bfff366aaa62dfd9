"""Four bits of each value: what they say of rows, of which rows, and how far off they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded import coarse
from index.embedded.coarse import CoarseIndex
from index.embedded.fixed_point import Rows
from index.embedded.rotation import rotated
from index.store import Vectors

DIM = 96


def drawn(rows: int, seed: int, dim: int = DIM) -> Vectors:
    """Return vectors of length 1."""
    values = np.random.default_rng(seed).standard_normal((rows, dim))
    return np.asarray(values / np.linalg.norm(values, axis=1, keepdims=True), dtype=np.float32)


@settings(deadline=None, max_examples=30)
@given(
    rows=st.integers(1, 200),
    start=st.integers(0, 6),
    count=st.integers(1, 7),
    share=st.sampled_from([None, 1, 2, 50]),
    seed=st.integers(0, 1000),
)
def test_every_row_of_a_piece_that_may_be_found_is_found_once(
    rows: int, start: int, count: int, share: int | None, seed: int
) -> None:
    """With what its levels say, whatever else shares their bytes."""
    vectors, question = drawn(rows, seed), rotated(drawn(1, seed + 1))[0]
    allowed = None if share is None else np.arange(rows) % share == 0
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(coarse, "LIST", 32)
        piece = slice(min(start * 32, (rows - 1) // 32 * 32), min((start + count) * 32, rows))
        found, scores = CoarseIndex(Rows.of(vectors).firsts).best(question, rows, allowed, piece)

    within = np.arange(rows)[piece]
    assert sorted(found.tolist()) == [row for row in within.tolist() if allowed is None or allowed[row]]
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert np.abs(scores - rotated(vectors)[found] @ question).max(initial=0.0) < coarse.margin(DIM)


@pytest.mark.parametrize("dim", [64, 96, 384])
def test_levels_are_off_by_far_less_than_is_reckoned_with(dim: int) -> None:
    """Of 200,000 products none by more than the margin, and most by less than a sixth of it."""
    vectors, questions = drawn(4000, 3, dim), rotated(drawn(50, 4, dim))
    index = CoarseIndex(Rows.of(vectors).firsts)
    true = rotated(vectors) @ questions.T

    off = []
    for number, question in enumerate(questions):
        rows, scores = index.best(question, len(vectors), None, slice(0, len(vectors)))
        off.append(np.abs(scores - true[rows, number]))

    assert np.max(off) < 0.8 * coarse.margin(dim)
    assert np.median(off) < coarse.margin(dim) / 6


def test_only_large_segments_are_worth_it() -> None:
    """Of vectors of enough dimensions for errors to be spread over."""
    assert coarse.is_worth_it(coarse.LEAST, 384)
    assert not coarse.is_worth_it(coarse.LEAST - 1, 384)
    assert not coarse.is_worth_it(1_000_000, 32)
    assert not coarse.is_worth_it(1_000_000, 385)
