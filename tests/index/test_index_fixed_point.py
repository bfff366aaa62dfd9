"""Vectors in fixed point: how near they stay, what does not fit into their bytes, and that each depends on itself."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.fixed_point import Grid, Rows, unpacked_rows
from index.embedded.layout import composition_of
from index.embedded.rotation import rotated, rotated_back
from index.embedded.store import EmbeddedStore
from index.embedded.vectors import Codes
from index.records import Document
from index.store import StoreReader, Vectors
from tests.stores import passages_of, text

DIM = 384  # of the model that is installed: two bytes a value
DIMENSIONS = st.sampled_from([1, 2, 3, 7, 32, 100, 216, 217, DIM, 768, 1000])


def drawn(rows: int, dim: int, seed: int) -> Vectors:
    """Return vectors of length 1."""
    found = np.random.default_rng(seed).standard_normal((rows, dim))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def far(*shares: float) -> Vectors:
    """Return a vector of length 1 whose first values, once it is rotated, are these."""
    values = np.zeros((1, DIM))
    values[0, : len(shares)] = shares
    return np.asarray(rotated_back(values)[0] / np.linalg.norm(shares), dtype=np.float32)


@settings(max_examples=40, deadline=None)
@given(dim=DIMENSIONS, before=st.integers(0, 300), behind=st.integers(0, 9), seed=st.integers(0, 99))
def test_what_is_stored_of_a_vector_does_not_depend_on_its_company(
    dim: int, before: int, behind: int, seed: int
) -> None:
    """To the last byte, and so do its code and the error that goes with it."""
    vectors = drawn(before + 1 + behind, dim, seed)
    alone, together = Rows.of(vectors[before : before + 1]), Rows.of(vectors)

    codes = Codes.of(together)

    assert together.packed[before] == alone.packed[0]
    assert codes.sums[before] == Codes.of(alone).sums[0]
    assert codes.errors[before] == Codes.of(alone).errors[0]
    assert np.array_equal(rotated(vectors)[before], rotated(vectors[before : before + 1])[0])


@settings(max_examples=40, deadline=None)
@given(dim=DIMENSIONS, seed=st.integers(0, 99))
def test_a_vector_that_is_read_and_written_again_is_stored_the_same(dim: int, seed: int) -> None:
    """As for a file that was moved: otherwise the ranking would tell."""
    stored = Rows.of(drawn(50, dim, seed))

    assert Rows.of(stored.vectors).packed == stored.packed


@settings(max_examples=40, deadline=None)
@given(dim=DIMENSIONS, seed=st.integers(0, 99))
def test_a_rotation_changes_neither_lengths_nor_inner_products(dim: int, seed: int) -> None:
    """And is undone."""
    vectors = drawn(20, dim, seed)

    turned = rotated(vectors)

    assert turned @ turned.T == pytest.approx(vectors.astype(np.float64) @ vectors.T.astype(np.float64), abs=1e-9)
    assert rotated_back(turned) == pytest.approx(vectors, abs=1e-12)


def test_a_single_dimension_is_spread_over_many() -> None:
    """Some models put most of every vector into one or two: no value of the rotated vector is beyond its bytes."""
    rows = Rows.of(np.eye(DIM, dtype=np.float32))

    assert np.abs(rows.values).max() < Grid.of(DIM).reach
    assert not any(rows.far)


@pytest.mark.parametrize(("dim", "size"), [(216, 3 * 216), (DIM, 2 * DIM), (768, 2 * 768)])
def test_a_value_takes_two_bytes_where_many_make_a_score(dim: int, size: int) -> None:
    """Three in short vectors, where each weighs more; scores are off by a few millionths."""
    vectors, question = drawn(500, dim, 1), drawn(1, dim, 2)[0].astype(np.float64)

    rows = unpacked_rows(Rows.of(vectors).packed, dim)

    assert [len(each) - len(far) for each, far in zip(rows.packed, rows.far, strict=True)] == [size] * 500
    assert np.abs(rows.values - rotated(vectors)).max() <= Grid.of(dim).step / 2 + 1e-12
    assert np.abs(rows.vectors @ question - vectors @ question).max() < 1.2e-5


def test_values_beyond_the_bytes_are_kept_beside_them() -> None:
    """As exactly as the others; so are values at either end of the bytes."""
    reach = Grid.of(DIM).reach
    ends = np.sqrt(1 - reach**2)
    vectors = np.stack([far(1.0), far(-1.0), far(0.6, -0.8), far(reach, ends), far(-reach, -ends), drawn(1, DIM, 3)[0]])

    rows = Rows.of(vectors)
    read = unpacked_rows(rows.packed, DIM)

    assert [bool(each) for each in rows.far] == [True, True, True, True, True, False]
    assert np.abs(read.values - rotated(vectors)).max() <= Grid.of(DIM).step / 2 + 1e-12
    assert np.abs(rows.vectors - vectors).max() < 2e-5


def test_a_far_value_beyond_the_dimensions_is_refused() -> None:
    """And so is one that is cut off."""
    stored = Rows.of(far(1.0)[None]).packed[0]
    wrong = stored[: 2 * DIM] + np.array([DIM, 0], dtype="<u4").tobytes()

    for damaged in (wrong, stored[:-1]):
        with pytest.raises(ValueError, match=r"dimensions|bytes"):
            unpacked_rows([damaged], DIM)


def test_far_values_are_found_through_removals_and_merges(folder: Path) -> None:
    """A vector keeps its own values, in whatever row and segment it comes to lie."""
    store = EmbeddedStore(folder)
    vectors = {f"d{number:02}": drawn(1, DIM, number)[0] for number in range(24)}
    vectors |= {"d00": far(0.6, 0.8), "d05": far(1.0), "d06": far(0.8, 0.6), "d18": far(0.0, -1.0)}
    documents = [text(key, f"The ferry number {key} sails at noon.") for key in vectors]

    with store.writing("m", DIM) as writer:
        for each in documents:
            writer.replace(each, passages_of(each), vectors[each.id][None])
            if int(each.id[1:]) % 2:
                writer.commit()
        for removed in ("d00", "d06", "d07"):
            writer.remove(removed)
        name = writer.commit()
    reader = store.open("m", DIM)

    assert len(composition_of(folder, name).segments) < 12
    assert best_of(reader, far(1.0)) == "d05"
    assert best_of(reader, far(0.0, -1.0)) == "d18"
    for each in documents:
        if each.id not in ("d00", "d06", "d07"):
            assert length_along(reader, each, vectors[each.id]) == pytest.approx(1.0, abs=2e-5)
    assert reader.verify() == []


def best_of(reader: StoreReader, vector: Vectors) -> str:
    passage = reader.passages([reader.dense(vector, 1)[0].passage_id])[0]
    return passage.document_id


def length_along(reader: StoreReader, document: Document, vector: Vectors) -> float:
    return float(reader.similarities(vector, [passages_of(document)[0].id])[0])
