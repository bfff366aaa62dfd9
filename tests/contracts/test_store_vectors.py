"""What every Store promises of vectors and batches, held against each of them."""

import numpy as np
import pytest

from index.store import Store, StoreWriter, Vectors
from tests.stores import BOATS, BREAD, opened, passages_of, put, skipped, unit, vectors_of


def test_vectors_are_known_by_what_they_stand_for(writer: StoreWriter) -> None:
    """A passage of the same text under the same headings need not be embedded again, committed or not."""
    passages = put(writer, BOATS)
    keys = [passage.embedding_key for passage in passages]

    assert writer.embedded([]) == {}
    for _ in ("written", "committed"):
        known = writer.embedded([*keys, "unknown", keys[0]])
        assert known.keys() == set(keys)
        assert all(np.allclose(known[k], v, atol=1e-6) for k, v in zip(keys, vectors_of(passages), strict=True))
        writer.commit()


def test_kept_vectors_are_known_until_the_next_commit(store: Store, writer: StoreWriter) -> None:
    """They are for documents that are not complete yet, and never searched."""
    writer.keep(["a", "b"], np.stack([unit(0), unit(1)]))
    writer.keep(["b"], unit(2)[None])

    known = writer.embedded(["a", "b"])
    assert np.allclose(known["a"], unit(0), atol=1e-6)
    assert np.allclose(known["b"], unit(2), atol=1e-6)

    writer.commit()

    assert writer.embedded(["a", "b"]) == {}
    assert opened(store).dense(unit(0), 99) == []


def test_a_batch_is_written_wholly_or_not_at_all(writer: StoreWriter) -> None:
    """An error inside of it takes back what was written before the error."""
    put(writer, BOATS)

    def fail() -> None:
        with writer.batch():
            writer.remove(BOATS.id)
            put(writer, BREAD)
            writer.keep(["a"], unit(0)[None])
            with writer.batch():
                writer.skip(skipped("broken"))
            raise RuntimeError("of ours")

    with pytest.raises(RuntimeError, match="of ours"):
        fail()

    assert writer.written().keys() == {"boats"}
    assert writer.embedded(["a"]) == {}

    with writer.batch():
        put(writer, BREAD)

    assert writer.written().keys() == {"boats", "bread"}


BROKEN: dict[str, Vectors] = {
    "too few": np.stack([unit(0)]),
    "too many": np.stack([unit(0), unit(1), unit(2)]),
    "too short": np.stack([unit(0), unit(1)])[:, :-1],
    "not in rows": unit(0),
    "not a number": np.stack([unit(0), unit(1) * np.float32("nan")]),
    "infinite": np.stack([unit(0), unit(1) + np.float32("inf")]),
    "huge": np.stack([unit(0), unit(1) * np.float32(1e30)]),
    "zero": np.stack([unit(0), unit(1) * 0]),
    "not of length 1": np.stack([unit(0), unit(1) * np.float32(1.01)]),
    "of another type": np.stack([unit(0), unit(1)]).astype(np.float64),
}


@pytest.mark.parametrize("vectors", BROKEN.values(), ids=BROKEN.keys())
def test_vectors_that_could_not_be_searched_are_refused(writer: StoreWriter, vectors: Vectors) -> None:
    """A wrong number, shape or type, or a row that is not finite and of length 1; nothing is written then."""
    passages = passages_of(BOATS)

    with pytest.raises(ValueError, match=r"vector|rows"):
        writer.replace(BOATS, passages, vectors)
    with pytest.raises(ValueError, match=r"vector|rows"):
        writer.keep([passage.embedding_key for passage in passages], vectors)

    assert writer.written() == {}
