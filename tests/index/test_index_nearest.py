"""The nearest vectors: exact, in however many segments and pieces they are looked up, whatever the codes leave out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded import coarse, code_index, nearest
from index.embedded.code_index import CodeIndex
from index.embedded.fixed_point import Rows
from index.embedded.nearest import DensePart, best
from index.embedded.rotation import rotated, rotated_back
from index.embedded.vectors import Codes, StoredRows, write_rests
from index.store import Vectors

DIM = 96


def drawn(count: int, spikes: int, seed: int, spread: float = 0.05) -> Vectors:
    """Return vectors of length 1 that are more or less alike; of the first ones a value does not fit into its byte.

    With the question of `asked` these do best, and by their codes they do worst.
    """
    rng = np.random.default_rng(seed)
    values = rotated(rng.normal(size=DIM) + spread * rng.normal(size=(count, DIM)))
    for row in range(min(spikes, count)):
        length = np.linalg.norm(values[row])
        values[row] *= -0.6
        values[row, 0] += rng.uniform(0.9, 1.5) * length
    return shortened(values)


def asked(seed: int, spike: float) -> Vectors:
    """Return a question that is like what `drawn` gives for this seed, with a share of the value that does not fit."""
    values = rotated(np.random.default_rng(seed).normal(size=DIM)[None])
    values[0, 0] += spike * np.linalg.norm(values)
    return np.asarray(shortened(values)[0])


def shortened(values: npt.NDArray[np.float64]) -> Vectors:
    """Return rotated vectors rotated back, of length 1."""
    return rotated_back(values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


@contextmanager
def parts_of(vectors: Vectors, sizes: Sequence[int], masks: Sequence[bool]) -> Iterator[list[DensePart]]:
    """Store the vectors in parts of these sizes; under a mask, every other row may be found."""
    with TemporaryDirectory() as folder:
        parts, start = [], 0
        for number, (size, masked) in enumerate(zip(sizes, masks, strict=True)):
            rows = Rows.of(vectors[start : start + size])
            start += size
            path, codes = Path(folder, str(number)), CodeIndex(Codes.of(rows))
            write_rests(path, [rows])
            stored = StoredRows(path, DIM, codes.codes)
            parts.append(DensePart(codes, stored, np.arange(size) % 2 == 0 if masked else None))
        yield parts


def exact(parts: Sequence[DensePart], vector: Vectors, k: int) -> dict[tuple[int, int], float]:
    """Return what is at least as good as the kth, by every vector as it is stored."""
    question = rotated(vector[None, :])[0]
    scores = {
        (number, row): float(part.stored.read([row]).values[0] @ question)
        for number, part in enumerate(parts)
        for row in range(len(part.codes))
        if part.allowed is None or part.allowed[row]
    }
    last = sorted(scores.values(), reverse=True)[min(k, len(scores)) - 1] if scores else 0.0
    return {place: score for place, score in scores.items() if score >= last - 1e-12}


@settings(deadline=None, max_examples=60)
@given(
    sizes=st.lists(st.integers(0, 90), min_size=1, max_size=3),
    masks=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    spikes=st.sampled_from([0, 1, 5, 40]),
    k=st.sampled_from([1, 3, 20, 500]),
    large=st.sampled_from([7, 20_000]),
    seed=st.integers(0, 1000),
    spike=st.sampled_from([0.0, 2.0]),
    spread=st.sampled_from([0.05, 0.7]),
)
def test_what_is_found_is_what_all_vectors_say(
    sizes: list[int],
    masks: tuple[bool, bool, bool],
    spikes: int,
    k: int,
    large: int,
    seed: int,
    spike: float,
    spread: float,
) -> None:
    """Looked up four at a time at first, side by side or not; of spikes the codes know next to nothing."""
    vectors = drawn(sum(sizes), spikes, seed, spread)
    question = asked(seed, spike)
    with pytest.MonkeyPatch.context() as changed, parts_of(vectors, sizes, masks[: len(sizes)]) as parts:
        for name, value in (("_LARGE", large), ("_MORE", 1), ("usable_cores", lambda: 3)):
            changed.setattr(nearest, name, value)

        found = {(number, row): score for number, row, score in best(parts, question, k)}

        expected = exact(parts, question, k)
        assert found.keys() == expected.keys()
        assert all(abs(found[place] - score) < 1e-12 for place, score in expected.items())


def test_a_few_values_beyond_their_bytes_do_not_make_all_others_uncertain() -> None:
    """Rows that have one are looked at in any case; where they are many, the codes are as good as the worst of them."""
    few, many = (CodeIndex(Codes.of(Rows.of(drawn(2000, spikes, 5)))) for spikes in (3, 1500))

    assert few.outliers.tolist() == [0, 1, 2]
    assert few.greatest_error < 2 * float(np.median(few.errors)) < float(few.errors.max())
    assert not len(many.outliers)
    assert many.greatest_error == float(many.errors.max())


@settings(deadline=None, max_examples=40)
@given(
    sizes=st.lists(st.integers(0, 400), min_size=1, max_size=3),
    masks=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    spikes=st.sampled_from([0, 3]),
    k=st.sampled_from([1, 5, 60]),
    large=st.sampled_from([70, 20_000]),
    seed=st.integers(0, 1000),
    spread=st.sampled_from([0.05, 0.7, 5.0]),
)
def test_what_is_found_by_levels_first_is_the_same(
    sizes: list[int],
    masks: tuple[bool, bool, bool],
    spikes: int,
    k: int,
    large: int,
    seed: int,
    spread: float,
) -> None:
    """As in a large segment, in pieces or not; parts of less than 64 rows beside it are looked at by their bytes."""
    vectors = drawn(sum(sizes), spikes, seed, spread)
    question = asked(seed, 0)
    with pytest.MonkeyPatch.context() as changed:
        for place, name, value in (
            (nearest, "_LARGE", large),
            (nearest, "_MORE", 1),
            (nearest, "usable_cores", lambda: 3),
            (coarse, "LEAST", 64),
            (coarse, "LIST", 32),
            (code_index, "_MOST", 2),
        ):
            changed.setattr(place, name, value)
        with parts_of(vectors, sizes, masks[: len(sizes)]) as parts:
            found = {(number, row): score for number, row, score in best(parts, question, k)}
            expected = exact(parts, question, k)

    assert found.keys() == expected.keys()
    assert all(abs(found[place] - score) < 1e-12 for place, score in expected.items())
