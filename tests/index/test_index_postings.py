"""Postings as they are stored: the same rows and counts come back, near or far apart, few or many."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.postings import Postings, merged_postings, narrowed, opened_postings, postings_of

ROWS = st.lists(st.sampled_from([0, 1, 254, 255, 256, 257, 509, 510, 511, 1000, 70_000]), unique=True, max_size=6)


def rows_with(places: Sequence[int], rows: int) -> list[list[str]]:
    """Return the terms of so many rows, of which those hold "rare"."""
    return [["common", "rare"] if row in set(places) else ["common"] for row in range(rows)]


def stored(texts: Sequence[Sequence[str]]) -> Postings:
    return opened_postings({key: narrowed(array) for key, array in postings_of(texts).items()})


def found(postings: Postings, term: str) -> dict[int, int]:
    rows, counts = postings.of(term)
    return dict(zip(rows.tolist(), counts.tolist(), strict=True))


@settings(max_examples=15, deadline=None)
@given(places=ROWS)
def test_rows_come_back_however_far_apart(places: list[int]) -> None:
    """A gap takes a byte; 255 and more lie beside."""
    rows = max([0, *places]) + 1

    postings = stored(rows_with(places, rows))

    assert found(postings, "rare") == dict.fromkeys(sorted(places), 1)
    assert found(postings, "common") == dict.fromkeys(range(rows), 1)
    assert postings.lengths.tolist() == [2 if row in places else 1 for row in range(rows)]


@pytest.mark.parametrize("often", [1, 2, 255, 256, 65_535])
def test_counts_come_back(often: int) -> None:
    """Of terms that occur once, and of those that occur again and again."""
    texts = [["tide"], ["tide"] * often + ["ferry"], [], ["ferry", "ferry"]]

    postings = stored(texts)

    for term in ("tide", "ferry"):
        assert found(postings, term) == {row: n for row, each in enumerate(texts) if (n := Counter(each)[term])}
    assert postings.lengths.tolist() == [len(each) for each in texts]


def test_a_count_that_no_score_would_tell_apart_is_cut() -> None:
    """BM25 is flat long before."""
    assert found(stored([["tide"] * 70_000]), "tide") == {0: 65_535}


@settings(max_examples=15, deadline=None)
@given(first=ROWS, second=ROWS, gone=ROWS)
def test_merged_postings_are_those_of_what_is_kept(first: list[int], second: list[int], gone: list[int]) -> None:
    """As if the others had never been there."""
    texts = [rows_with(first, 1200), rows_with(second, 700)]
    kept = [[row for row in range(len(each)) if row not in gone] for each in texts]
    moved, start = [], 0
    for each, rows in zip(texts, kept, strict=True):
        places = np.full(len(each), -1, dtype=np.int32)
        places[rows] = np.arange(start, start + len(rows), dtype=np.int32)
        moved.append(places)
        start += len(rows)

    merged = opened_postings(merged_postings([stored(each) for each in texts], moved))
    fresh = stored([each[row] for each, rows in zip(texts, kept, strict=True) for row in rows])

    assert [found(merged, term) for term in ("rare", "common")] == [found(fresh, term) for term in ("rare", "common")]
    assert np.array_equal(merged.lengths, fresh.lengths)


@given(numbers=st.lists(st.integers(-(2**62), 2**62) | st.integers(-300, 300), max_size=9))
def test_integers_are_narrowed_without_loss(numbers: list[int]) -> None:
    """Whatever their signs."""
    array = np.array(numbers, dtype=np.int64)

    small = narrowed(array)

    assert small.tolist() == numbers
    assert small.dtype.itemsize <= array.dtype.itemsize
