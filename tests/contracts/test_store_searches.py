"""What every Store promises of searching, held against each of them, and their rankings against the exact one's."""

import random
from pathlib import Path

import numpy as np
import pytest

from index.records import Document, Passage, Span
from index.store import Store, Vectors
from tests.fakes_documents import TIDES
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, STORES, opened, passages_of, published, text, unit, writing


def test_a_question_that_is_no_vector_is_refused(store: Store) -> None:
    """Rather than answered with anything."""
    reader = published(store, BOATS)

    for question in (unit(0)[:-1], unit(0) * np.float32("nan"), unit(0)[None]):
        with pytest.raises(ValueError, match="vector"):
            reader.dense(question, 5)


def test_who_looks_before_anything_is_there_can_search_later(store: Store) -> None:
    """As a server does that is started first, and indexes then."""
    before = store.current()

    reader = published(store, BOATS)

    assert before is None
    assert len(reader.dense(EMBEDDER.embed_question("boat"), 2)) == 2


def test_asking_for_more_than_there_is_returns_what_there_is(store: Store) -> None:
    """No padding, no doubles, and nothing for nothing."""
    reader = published(store, BOATS, BREAD)

    for k in (-1, 0, 1, 3, 4, 5, 1000, 10**12):
        dense = reader.dense(EMBEDDER.embed_question("bread"), k)
        lexical = reader.lexical(["ferri", "boat", "yeast"], k)

        assert len(dense) == len({hit.passage_id for hit in dense}) == max(0, min(k, 4))
        assert len(lexical) == len({hit.passage_id for hit in lexical}) == max(0, min(k, 4))


def test_ties_go_by_passage_id(store: Store) -> None:
    """Also where only some of the tied fit into k: engines, left alone, take any of them."""
    documents = [text(f"d{i}", "Low tide.") for i in range(150)]
    best = text("best", "Low tide, low tide.")
    with writing(store) as writer:
        for document in documents:
            writer.replace(document, [Passage.cut(document, Span(0, 9))], unit(0)[None])
        writer.replace(best, [Passage.cut(best, Span(0, 19))], unit(0, 1)[None])
        writer.commit()
    reader = opened(store)

    question = unit(0, 1)
    tied = sorted(Passage.cut(document, Span(0, 9)).id for document in documents)
    expected = [Passage.cut(best, Span(0, 19)).id, *tied]

    for k in (1, 2, 7, 40, 99, 100, 101, 200):
        assert [hit.passage_id for hit in reader.dense(question, k)] == expected[:k]
        assert [hit.passage_id for hit in reader.lexical(["tide"], k)] == expected[:k]


def test_the_documents_filter_is_obeyed_inside_the_search(store: Store) -> None:
    """A document's passages are found though a hundred others are nearer; unknown ids find nothing."""
    others = [text(f"d{i}", "The ferry sails.") for i in range(120)]
    reader = published(store, *others, BOATS, BREAD)
    question = EMBEDDER.embed_question("the ferry sails")
    bread = [passage.id for passage in passages_of(BREAD)]

    assert {hit.passage_id for hit in reader.dense(question, 5, ["bread"])} == set(bread)
    assert reader.lexical(["ferri"], 5, ["bread"]) == []
    assert len(reader.lexical(["ferri", "yeast"], 500, ["bread", "boats", "unknown", "bread"])) == 3
    assert len(reader.dense(question, 500, ("bread", "boats", "unknown", "bread"))) == 4
    for none in ([], ["unknown"], set[str]()):
        assert reader.dense(question, 5, none) == []
        assert reader.lexical(["ferri", "yeast"], 5, none) == []


def test_the_filter_does_not_change_scores(store: Store) -> None:
    """A score means the same whatever else is searched."""
    reader = published(store, BOATS, BREAD, TIDES)
    question = EMBEDDER.embed_question("salt and yeast")

    own = {passage.id for passage in passages_of(BREAD)}
    everywhere = {h.passage_id: h.score for h in reader.lexical(["yeast", "salt"], 99) if h.passage_id in own}
    there = {h.passage_id: h.score for h in reader.lexical(["yeast", "salt"], 99, ["bread"])}
    near = {h.passage_id: h.score for h in reader.dense(question, 99) if h.passage_id in own}

    assert there == pytest.approx(everywhere)
    assert {h.passage_id: h.score for h in reader.dense(question, 99, ["bread"])} == pytest.approx(near)


def test_a_term_asked_twice_weighs_twice(store: Store) -> None:
    """As in BM25 with the question's own term frequencies."""
    reader = published(store, BOATS, BREAD)

    once = reader.lexical(["ferri"], 1)[0].score
    twice = reader.lexical(["ferri", "ferri"], 1)[0].score

    assert twice == pytest.approx(2 * once, rel=1e-5)


def test_terms_and_words_are_counted_by_passage(store: Store) -> None:
    """Terms as the analyser gives them, with title and headings; words as they are written, in lower case."""
    reader = published(store, BOATS, BREAD)

    assert reader.frequencies(["yeast", "bread", "nothing"]) == {"yeast": 2, "bread": 2, "nothing": 0}
    vocabulary = reader.vocabulary()
    assert (vocabulary["yeast"], vocabulary["the"], vocabulary["sails"]) == (2, 3, 1)
    assert "Yeast" not in vocabulary


@pytest.fixture(scope="module")
def corpus() -> list[tuple[Document, list[Passage], Vectors]]:
    """Give 900 passages of 15 to 120 words, frequent ones and rare ones as in language."""
    rng = random.Random(7)
    words = [f"w{i}" for i in range(4000)]
    weights = [1 / (i + 1) for i in range(4000)]
    numbers = np.random.default_rng(7)
    made = []
    for i in range(300):
        sentences = [" ".join(rng.choices(words, weights, k=rng.randint(15, 120))) for _ in range(3)]
        document = text(f"d{i:03}", ". ".join(sentences) + ".")
        passages = passages_of(document)
        rows = numbers.normal(size=(len(passages), DIM))
        made.append((document, passages, (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32)))
    return made


def test_rankings_are_the_oracles(folder: Path, corpus: list[tuple[Document, list[Passage], Vectors]]) -> None:
    """Dense: the same ids. Lexical: 95 of the oracle's first 100, since an engine may round lengths."""
    stores = [make(folder) for make in STORES.values()]
    for store in stores:
        with writing(store) as writer:
            with writer.batch():
                for document, passages, vectors in corpus:
                    writer.replace(document, passages, vectors)
            writer.commit()
    oracle, *others = map(opened, stores)
    rng = random.Random(8)
    numbers = np.random.default_rng(8)

    for i in range(25):
        vector = numbers.normal(size=DIM).astype(np.float32)
        terms = [f"w{min(3999, int(rng.paretovariate(0.4)))}" for _ in range(rng.randint(1, 8))]
        within = None if i % 3 else [f"d{n:03}" for n in rng.sample(range(300), 150)]
        dense = oracle.dense(vector, 100, within)
        lexical = {hit.passage_id for hit in oracle.lexical(terms, 100, within)}

        for reader in others:
            found = reader.dense(vector, 100, within)
            assert [hit.passage_id for hit in found] == [hit.passage_id for hit in dense]
            assert [hit.score for hit in found] == pytest.approx([hit.score for hit in dense], abs=1e-5)
            shared = lexical & {hit.passage_id for hit in reader.lexical(terms, 100, within)}
            assert len(shared) >= 0.95 * len(lexical)
            assert reader.frequencies(terms) == oracle.frequencies(terms)
    assert all(reader.vocabulary() == oracle.vocabulary() for reader in others)
