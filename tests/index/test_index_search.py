"""Hybrid ranking: worked by hand, and in the cases where one engine has nothing to say."""

from collections.abc import Collection, Sequence

import numpy as np
import pytest

from index.records import Document, Hit, Passage, Span
from index.search import SearchSettings, search
from index.store import Scored, StoreReader, Vectors
from tests.documents import document
from tests.exact_store import ExactReader, Held
from tests.fakes_embedding import HashingEmbedder

EMBEDDER = HashingEmbedder(32)
DENSE = SearchSettings(retriever="dense")
LEXICAL = SearchSettings(retriever="lexical")


class Fixed(ExactReader):
    """A reader whose BM25 scores are given, by document id."""

    bm25: dict[str, float]

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        assert terms
        assert documents is None
        ids = {passage.document_id: passage.id for passage in map(passage_of, map(named, self.bm25))}
        best = sorted(self.bm25.items(), key=lambda pair: -pair[1])[:k]
        return [Scored(ids[document_id], score) for document_id, score in best]


def named(document_id: str, words: str = "text") -> Document:
    return document(words, id=document_id, source=f"{document_id}.txt", title=document_id)


def passage_of(whole: Document) -> Passage:
    return Passage.cut(whole, Span(0, len(whole.text)))


def fixed(cosines: dict[str, float], bm25: dict[str, float]) -> StoreReader:
    """Return a reader in which the question (1, 0) has these cosines and these BM25 scores."""
    held = {}
    for document_id, cosine in cosines.items():
        vector = np.array([[cosine, np.sqrt(1 - cosine**2)]], dtype=np.float32)
        held[document_id] = Held.of(named(document_id), [passage_of(named(document_id))], vector)
    reader = Fixed("fixed", held, 2)
    reader.bm25 = bm25
    return reader


QUESTION: Vectors = np.array([1, 0], dtype=np.float32)


def rank(reader: StoreReader, k: int = 9, settings: SearchSettings = SearchSettings()) -> list[str]:  # noqa: B008 - frozen
    return [hit.passage.document_id for hit in search(reader, "any words", QUESTION, k, settings=settings)]


def test_scores_are_standardised_and_added() -> None:
    """Worked by hand: cosines 1, .6, 0 have mean .5333 and deviation .4110; BM25 0, 3, 6 have 3 and 2.4495."""
    reader = fixed({"a": 1.0, "b": 0.6, "c": 0.0}, {"c": 6.0, "b": 3.0})

    hits = search(reader, "any words", QUESTION, 3, settings=SearchSettings(dense_weight=0.5))

    assert [hit.passage.document_id for hit in hits] == ["b", "c", "a"]
    assert [hit.score for hit in hits] == pytest.approx([0.0811, -0.0365, -0.0446], abs=1e-4)
    assert [hit.dense for hit in hits] == pytest.approx([0.6, 0.0, 1.0], abs=1e-6)
    assert [hit.lexical for hit in hits] == [3.0, 6.0, 0.0]


def test_the_weight_moves_between_the_engines() -> None:
    """At 1 the order is dense's, at 0 lexical's; and so it is for the retrievers of these names."""
    reader = fixed({"a": 1.0, "b": 0.6, "c": 0.0}, {"c": 6.0, "b": 3.0})

    assert rank(reader, settings=SearchSettings(dense_weight=1.0)) == ["a", "b", "c"]
    assert rank(reader, settings=SearchSettings(dense_weight=0.0)) == ["c", "b", "a"]
    assert rank(reader, settings=DENSE) == ["a", "b", "c"]
    assert rank(reader, settings=LEXICAL) == ["c", "b"]


def test_what_one_engine_missed_has_a_score_all_the_same() -> None:
    """The cosine is exact. BM25 is 0 where lexical search was exhausted, else the last score found."""
    bm25 = {"c": 6.0, "b": 3.0, "d": 1.0}
    reader = fixed({"a": 1.0, "b": 0.6, "c": 0.0, "d": -1.0}, bm25)

    deep = {
        hit.passage.document_id: hit
        for hit in search(reader, "any words", QUESTION, 2, settings=SearchSettings(depth=4))
    }
    flat = {
        hit.passage.document_id: hit
        for hit in search(reader, "any words", QUESTION, 2, settings=SearchSettings(depth=2))
    }
    lexical = search(reader, "any words", QUESTION, 3, settings=LEXICAL)

    assert deep["b"].lexical == 3.0
    assert flat["a"].lexical == 3.0
    assert [hit.dense for hit in lexical] == pytest.approx([0.0, 0.6, -1.0], abs=1e-6)


def test_ties_go_by_document_then_place() -> None:
    """Also where all scores are the same, and standardising them would divide by nothing."""
    held = {}
    for document_id in ("b", "a"):
        same = document("Low tide. Low tide. Low tide.", id=document_id, source="same.txt", title="Same")
        passages = [Passage.cut(same, Span(start, start + 9), "Same") for start in (0, 10, 20)]
        held[document_id] = Held.of(same, passages, np.array([[1, 0]] * 3, dtype=np.float32))

    hits = search(ExactReader("ties", held, 2), "low tide", QUESTION, 5)

    assert [(hit.passage.document_id, hit.passage.span.start) for hit in hits] == [
        *(("a", 0), ("a", 10), ("a", 20), ("b", 0), ("b", 10))
    ]
    assert {hit.score for hit in hits} == {0.0}


@pytest.fixture
def reader() -> StoreReader:
    """Give a reader of ten documents with a sentence each."""
    held = {}
    for i in range(10):
        words = f"Boat number {i} sails at noon."
        boat = named(f"d{i}", words)
        held[boat.id] = Held.of(boat, [passage_of(boat)], EMBEDDER.embed_passages([words]))
    return ExactReader("boats", held, 32)


def ask(reader: StoreReader, question: str, k: int, documents: Collection[str] | None = None) -> list[Hit]:
    return search(reader, question, EMBEDDER.embed_question(question), k, documents)


def test_asking_for_more_than_there_is_gives_all(reader: StoreReader) -> None:
    """And nothing for nothing."""
    assert len(ask(reader, "boat 7", 99)) == 10
    assert len(ask(reader, "boat 7", 1000)) == 10
    assert ask(reader, "boat 7", 0) == ask(reader, "boat 7", -1) == []


def test_more_hits_do_not_change_the_first(reader: StoreReader) -> None:
    """Up to the depth, k only says where to stop."""
    assert ask(reader, "boat 7", 9)[:3] == ask(reader, "boat 7", 3)


def test_the_search_can_be_limited_to_documents(reader: StoreReader) -> None:
    """To none of them, too."""
    assert {hit.passage.document_id for hit in ask(reader, "boat 7", 5, ["d1", "d2"])} == {"d1", "d2"}
    assert ask(reader, "boat 7", 5, []) == []
    assert ask(reader, "boat 7", 5, ["unknown"]) == []


@pytest.mark.parametrize("question", ["what is it?", "😀", "", "zebra quagga"])
def test_without_known_terms_the_dense_engine_decides(reader: StoreReader, question: str) -> None:
    """Stop words alone, no words at all, unknown words."""
    vector = EMBEDDER.embed_question("boat number 3")

    hits = search(reader, question, vector, 3)

    assert hits[0].passage.document_id == "d3"
    assert {hit.lexical for hit in hits} == {0.0}
    assert search(reader, question, vector, 3, settings=LEXICAL) == []


def test_an_empty_store_has_no_hits() -> None:
    """With either engine."""
    reader = ExactReader("empty", {}, 2)

    for settings in (SearchSettings(), DENSE, LEXICAL):
        assert search(reader, "boat", QUESTION, 5, settings=settings) == []
