"""The searches in SQL: their rankings against the embedded store's, and the graph's against all vectors."""

import random
from pathlib import Path

import numpy as np
import pytest

from index.embedded.store import EmbeddedStore
from index.postgres import publishing
from index.postgres.connecting import Database
from index.postgres.searching import searched
from index.postgres.store import PostgresStore
from index.records import Document, Passage
from index.store import Store, StoreReader, Vectors
from tests.stores import DIM, opened, passages_of, text, writing

Corpus = list[tuple[Document, list[Passage], Vectors]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Give 600 passages of 3 to 300 words, frequent and rare ones as in language, and vectors in clusters."""
    rng = random.Random(5)
    words = [f"w{i}" for i in range(3000)]
    weights = [1 / (i + 1) for i in range(3000)]
    numbers = np.random.default_rng(5)
    centres = numbers.normal(size=(40, DIM))
    made = []
    for i in range(200):
        sentences = [" ".join(rng.choices(words, weights, k=rng.randint(3, 300))) for _ in range(3)]
        document = text(f"d{i:03}", ". ".join(sentences) + ".")
        passages = passages_of(document)
        rows = centres[rng.randrange(40)] + 0.5 * numbers.normal(size=(len(passages), DIM))
        made.append((document, passages, (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32)))
    return made


def held(store: Store, corpus: Corpus) -> StoreReader:
    with writing(store) as writer:
        with writer.batch():
            for document, passages, vectors in corpus:
                writer.replace(document, passages, vectors)
        writer.commit()
    return opened(store)


def test_bm25_is_the_embedded_stores(url: str, folder: Path, corpus: Corpus) -> None:
    """The same first hundred with the same scores, to ten digits behind the point."""
    embedded = held(EmbeddedStore(folder), corpus)
    database = held(PostgresStore(Database(url, "qa")), corpus)
    rng = random.Random(6)

    for i in range(40):
        terms = [f"w{min(2999, int(rng.paretovariate(0.4)))}" for _ in range(rng.randint(1, 8))]
        within = None if i % 3 else [f"d{n:03}" for n in rng.sample(range(200), 90)]
        expected = embedded.lexical(terms, 100, within)
        found = database.lexical(terms, 100, within)

        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-9)
        last = expected[-1].score + 1e-9 if expected else 0.0
        assert {h.passage_id for h in expected if h.score > last} <= {h.passage_id for h in found}


def test_the_graph_finds_what_all_vectors_would(url: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least 95 of the true first hundred in the mean, with their true scores, in some documents as in all."""
    monkeypatch.setattr(publishing, "GRAPH_FROM", 1)
    store = PostgresStore(Database(url, "qa"), exact_up_to=0)
    exact = held(PostgresStore(Database(url, "qa")), corpus)
    near = opened(store)
    numbers = np.random.default_rng(9)
    shares = []

    for i in range(20):
        vector = numbers.normal(size=DIM).astype(np.float32)
        within = None if i % 2 else [f"d{n:03}" for n in range(0, 200, 3)]
        expected = {hit.passage_id: hit.score for hit in exact.dense(vector, 100, within)}
        found = near.dense(vector, 100, within)
        shares.append(len(expected.keys() & {hit.passage_id for hit in found}) / len(expected))
        for hit in found:
            assert hit.score == pytest.approx(expected.get(hit.passage_id, hit.score), abs=1e-6)
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)

    assert np.mean(shares) >= 0.95
    with Database(url, "qa").connect() as db:
        db.execute("SET LOCAL enable_seqscan = off")  # of so few rows the server may sort all, once it has counted them
        db.execute("SET LOCAL enable_sort = off")
        plan = db.execute(
            "EXPLAIN SELECT passage FROM vectors WHERE model = 1 "
            "ORDER BY vector::halfvec(32) <#> %s::halfvec(32) LIMIT 9",
            (numbers.normal(size=DIM).astype(np.float32),),
        ).fetchall()
    assert near.stats() == exact.stats()
    assert "vectors_near_1" in str(plan)


@pytest.mark.parametrize(
    ("passages", "candidates", "nodes"),
    [(20_000, 20, 200), (200_000, 200, 200), (20_000, 300, 300), (500_000, 200, 500), (5_000_000, 200, 1000)],
)
def test_more_of_a_larger_graph_is_searched(passages: int, candidates: int, nodes: int) -> None:
    """At least as many nodes as candidates are wanted, and never more than pgvector allows."""
    assert searched(passages, candidates) == nodes
