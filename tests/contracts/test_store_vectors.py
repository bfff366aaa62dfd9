"""What every Store promises of vectors and batches, held against each of them."""

import numpy as np
import pytest

from index.store import Store, Vectors
from tests.stores import BOATS, BREAD, FILE, passages_of, put, unit, vectors_of


def test_vectors_are_known_by_what_they_stand_for(store: Store) -> None:
    """A passage of the same text under the same headings need not be embedded again, committed or not."""
    passages = put(store, BOATS)
    keys = [passage.embedding_key for passage in passages]

    assert store.embedded([]) == {}
    for _ in ("written", "committed"):
        known = store.embedded([*keys, "unknown", keys[0]])
        assert known.keys() == set(keys)
        assert all(np.array_equal(known[k], v) for k, v in zip(keys, vectors_of(passages), strict=True))
        store.commit()


def test_kept_vectors_are_known_until_the_next_commit(store: Store) -> None:
    """They are for documents that are not complete yet, and never searched."""
    store.keep(["a", "b"], np.stack([unit(0), unit(1)]))
    store.keep(["b"], unit(2)[None])

    known = store.embedded(["a", "b"])
    assert np.array_equal(known["a"], unit(0))
    assert np.array_equal(known["b"], unit(2))

    store.commit()

    assert store.embedded(["a", "b"]) == {}
    assert store.dense(unit(0), 99) == []


def test_a_batch_is_written_wholly_or_not_at_all(store: Store) -> None:
    """An error inside of it takes back what was written before the error."""
    put(store, BOATS)

    def fail() -> None:
        with store.batch():
            store.remove(BOATS.id)
            put(store, BREAD)
            store.keep(["a"], unit(0)[None])
            with store.batch():
                store.skip("broken", "broken.pdf", FILE, "is encrypted")
            raise RuntimeError("of ours")

    with pytest.raises(RuntimeError, match="of ours"):
        fail()

    assert store.written().keys() == {"boats"}
    assert store.embedded(["a"]) == {}

    with store.batch():
        put(store, BREAD)

    assert store.written().keys() == {"boats", "bread"}


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
def test_vectors_that_could_not_be_searched_are_refused(store: Store, vectors: Vectors) -> None:
    """A wrong number, shape or type, or a row that is not finite and of length 1; nothing is written then."""
    passages = passages_of(BOATS)

    with pytest.raises(ValueError, match=r"vector|rows"):
        store.replace(BOATS, passages, vectors)
    with pytest.raises(ValueError, match=r"vector|rows"):
        store.keep([passage.embedding_key for passage in passages], vectors)

    assert store.written() == {}
