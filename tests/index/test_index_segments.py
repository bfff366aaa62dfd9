"""Segments: what a commit writes and a reader opens, and that nothing of what is found depends on them."""

import gc
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.layout import composition_of
from index.embedded.store import EmbeddedStore
from index.files import sha256_of
from index.records import Document
from index.store import Store, StoreReader
from tests.exact_store import ExactStore
from tests.folders import made_folder
from tests.stores import DIM, EMBEDDER, opened, passages_of, published, put, text, unit, writing

WORDS = ("tide", "ferry", "boat", "noon", "bread", "salt", "lamp", "gallery")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=3)
STEPS = st.lists(
    st.lists(st.tuples(st.integers(0, 5), st.none() | TEXTS), min_size=1, max_size=3), min_size=1, max_size=20
)


def found(reader: StoreReader) -> object:
    """Return all that can be found, to the last digit."""
    question = EMBEDDER.embed_question("ferry at noon")
    return (
        reader.stats(),
        reader.entries(),
        reader.dense(question, 99),
        [reader.lexical(terms, 99) for terms in (["tide"], ["ferri", "noon", "bread"], ["salt", "salt", "lamp"])],
        reader.lexical(["ferri", "boat"], 99, ["d1", "d3"]),
        reader.frequencies(["tide", "ferri"]),
        dict(reader.vocabulary()),
    )


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_what_is_found_does_not_depend_on_how_documents_came_in(steps: Sequence[Sequence[tuple[int, object]]]) -> None:
    """Any order, any commits, removals, returns and merges: the ranking and the scores of one fresh commit."""
    held: dict[int, Document] = {}
    with made_folder() as place, made_folder() as other:
        with writing(EmbeddedStore(place)) as writer:
            for step in steps:
                for number, sentences in step:
                    held.pop(number, None)
                    writer.remove(f"d{number}")
                    if isinstance(sentences, list):
                        held[number] = text(f"d{number}", ". ".join(sentences) + ".")
                        put(writer, held[number])
                writer.commit()
        grown = opened(EmbeddedStore(place))
        fresh = published(EmbeddedStore(other), *held.values())
        oracle = published(ExactStore(), *held.values())

        assert found(grown) == found(fresh)
        assert grown.verify() == []
        for terms in (["tide"], ["ferri", "noon", "bread"]):
            expected = oracle.lexical(terms, 99)
            assert [hit.passage_id for hit in grown.lexical(terms, 99)] == [hit.passage_id for hit in expected]
            assert [h.score for h in grown.lexical(terms, 99)] == pytest.approx([h.score for h in expected])
        assert dict(grown.vocabulary()) == dict(oracle.vocabulary())


def test_segments_stay_few(folder: Path) -> None:
    """However many commits there are, each of one document."""
    store = EmbeddedStore(folder)

    with writing(store) as writer:
        for number in range(100):
            put(writer, text(f"d{number}", f"The ferry number {number} sails at noon."))
            name = writer.commit()

    assert len(composition_of(folder, name).segments) <= 21
    assert {place.name for place in (folder / "segments").iterdir()} >= {
        each.name for each in composition_of(folder, name).segments
    }
    assert len(list((folder / "segments").iterdir())) <= 21 + 8
    assert opened(store).stats().documents == 100


def test_documents_that_are_gone_are_left_out_in_time(folder: Path) -> None:
    """A segment of which most is gone is written anew without it."""
    store = EmbeddedStore(folder)
    documents = [text(f"d{number}", f"The ferry number {number} sails at noon.") for number in range(20)]
    published(store, *documents)

    with writing(store) as writer:
        for each in documents[:12]:
            writer.remove(each.id)
        name = writer.commit()

    assert all(not each.gone for each in composition_of(folder, name).segments)
    assert opened(store).stats().passages == 8


def test_what_was_checked_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside an open reader, whoever opens the next generation reads the new segment alone."""
    store = EmbeddedStore(folder)
    reader = published(store, *(text(f"d{number}", "The ferry sails at noon.") for number in range(9)))
    with writing(store) as writer:
        put(writer, text("new", "Bread is sold at the pier."))
        writer.commit()
    read: list[str] = []

    def noted(path: Path) -> str:
        read.append(path.parent.name)
        return sha256_of(path)

    monkeypatch.setattr("index.embedded.manifest.sha256_of", noted)

    again = opened(store)

    first, second = composition_of(folder, again.stats().generation).segments
    assert reader.stats().documents == 9
    assert set(read) == {second.name}
    assert first.name not in read


def test_a_segment_is_read_once_however_many_open_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readers that open at once share what the first of them reads."""
    store = EmbeddedStore(folder)
    published(store, text("ferry", "The ferry sails at noon."))
    gc.collect()  # the reader before is forgotten
    read: list[str] = []
    both = threading.Barrier(2)

    def slow(path: Path) -> str:
        read.append(path.name)
        time.sleep(0.05)  # the other one comes meanwhile
        return sha256_of(path)

    def open_it(_: int) -> StoreReader:
        both.wait()
        return opened(store)

    monkeypatch.setattr("index.embedded.manifest.sha256_of", slow)
    with ThreadPoolExecutor(2) as pool:
        readers = list(pool.map(open_it, range(2)))

    assert len(read) == len(set(read)) > 0
    assert found(readers[0]) == found(readers[1])


def test_large_files_are_checked_by_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their hashes are not computed on opening; what is read of them is never wrong."""
    monkeypatch.setattr("index.embedded.segment._LARGE", 0)
    store = EmbeddedStore(folder)
    document = text("boats", "The ferry sails at noon.")
    name = published(store, document).stats().generation
    (segment,) = composition_of(folder, name).segments
    path = folder / "segments" / segment.name / "vectors.bin"
    data = bytearray(path.read_bytes())
    data[5] ^= 4
    path.write_bytes(data)

    reader = opened(store)

    with pytest.raises(Exception, match="a vector is not what was written; run: qa index"):
        reader.similarities(unit(0), [passages_of(document)[0].id])
    with pytest.raises(Exception, match=r"vectors.bin is not what was written"):
        opened(store)


def test_the_nearest_are_exact_however_alike_vectors_are(folder: Path) -> None:
    """In one segment and in many, also under a filter, where 8 bits cannot tell most of them apart."""
    rng = np.random.default_rng(3)
    documents = [text(f"d{n:03}", "The ferry sails. The boat waits. Salt. Bread.") for n in range(200)]
    vectors = (rng.normal(size=DIM) + 0.02 * rng.normal(size=(200, 4, DIM))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    stores: list[Store] = [EmbeddedStore(folder / "one"), EmbeddedStore(folder / "many"), ExactStore()]
    for store, step in zip(stores, (200, 30, 200), strict=True):
        with writing(store) as writer:
            for start in range(0, 200, step):
                for n in range(start, min(200, start + step)):
                    writer.replace(documents[n], passages_of(documents[n]), vectors[n])
                writer.commit()
    one, grown, oracle = map(opened, stores)

    for question in (*rng.normal(size=(10, DIM)).astype(np.float32), vectors[0, 0]):
        for within in (None, [document.id for document in documents[::2]], ["d007"]):
            hits = one.dense(question, 20, within)
            expected = oracle.dense(question, 20, within)
            assert hits == grown.dense(question, 20, within)
            assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-6)
            assert len({hit.passage_id for hit in hits} & {hit.passage_id for hit in expected}) >= len(hits) - 1


def test_ties_beyond_what_is_asked_for_are_all_looked_at(folder: Path) -> None:
    """Equal vectors in different segments rank by id."""
    store = EmbeddedStore(folder)
    documents = [text(f"d{number}", "Low tide.") for number in range(30)]
    with writing(store) as writer:
        for document in documents:
            writer.replace(document, passages_of(document), unit(0)[None])
            writer.commit()

    reader = opened(store)

    expected = sorted(passages_of(document)[0].id for document in documents)
    assert [hit.passage_id for hit in reader.dense(unit(0), 7)] == expected[:7]
    assert [hit.passage_id for hit in reader.lexical(["tide"], 7)] == expected[:7]


def test_where_passages_stand_is_the_same_remembered_or_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many were found since, and in whatever segments they are."""
    store = EmbeddedStore(folder)
    documents = [text(f"d{number}", f"The ferry number {number} sails at noon.") for number in range(12)]
    with writing(store) as writer:
        for each in documents:
            put(writer, each)
            writer.commit()
    ids = [passages_of(each)[0].id for each in documents]
    fresh = opened(store)
    expected = fresh.passages(ids), fresh.similarities(unit(0), ids).tolist()
    monkeypatch.setattr("index.embedded.generation._RECENT", 5)
    reader = opened(store)

    for depth in (3, 12, 1):
        reader.lexical(["ferri"], depth)
        reader.dense(unit(0), depth)

        assert (reader.passages(ids), reader.similarities(unit(0), ids).tolist()) == expected
    with pytest.raises(KeyError):
        reader.passages([*ids, "nowhere"])
