"""Whatever is written in whatever order, a Store holds what the exact one holds; hypothesis looks for exceptions."""

from contextlib import ExitStack, suppress

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.embedded.store import EmbeddedStore
from index.records import Provenance
from tests.exact_store import ExactStore
from tests.folders import made_folder
from tests.stores import DIM, EMBEDDER, passages_of, put, text, vectors_of

WORDS = ("tide", "ferry", "boat", "noon", "bread")
IDS = st.sampled_from(["a", "b", "c", "d"])
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4)
FILES = st.builds(Provenance, st.sampled_from(["folder", "upload"]), st.sampled_from(["one", "other"]))


class Histories(RuleBasedStateMachine):
    """The same steps on both stores."""

    @initialize()
    def begin(self) -> None:
        self.cleaning = ExitStack()
        self.folder = self.cleaning.enter_context(made_folder())
        self.store = EmbeddedStore(self.folder, EMBEDDER.name, DIM)
        self.oracle = ExactStore(DIM)
        self.names: dict[str, str] = {}  # the oracle's names for generations to the store's
        self.published = False

    def teardown(self) -> None:
        self.store.close()
        self.cleaning.close()

    @rule(document_id=IDS, sentences=SENTENCES, provenance=FILES)
    def replace(self, document_id: str, sentences: list[str], provenance: Provenance) -> None:
        document = text(document_id, ". ".join(sentences) + ".")
        passages = passages_of(document)
        for store in (self.store, self.oracle):
            store.replace(document, passages, vectors_of(passages), provenance)

    @rule(document_id=IDS, provenance=FILES)
    def skip(self, document_id: str, provenance: Provenance) -> None:
        for store in (self.store, self.oracle):
            store.skip(document_id, f"{document_id}.txt", provenance, "is encrypted")

    @rule(document_id=IDS)
    def remove(self, document_id: str) -> None:
        for store in (self.store, self.oracle):
            store.remove(document_id)

    @rule(document_id=IDS, sentences=SENTENCES)
    def give_up(self, document_id: str, sentences: list[str]) -> None:
        document = text(document_id, ". ".join(sentences) + ".")
        for store in (self.store, self.oracle):
            with suppress(ValueError), store.batch():
                put(store, document)
                store.remove("a")
                store.replace(document, passages_of(document), np.zeros((1, 1), dtype=np.float32))

    @rule()
    def reopen(self) -> None:
        self.store.close()
        if self.published:
            self.store = EmbeddedStore.open(self.folder, EMBEDDER.name, DIM)

    @rule()
    def commit(self) -> None:
        name = self.store.commit()
        assert self.names.setdefault(self.oracle.commit(), name) == name
        assert len(set(self.names.values())) == len(self.names)
        self.published = True

    @invariant()
    def the_same_is_written(self) -> None:
        assert self.store.written() == self.oracle.written()

    @precondition(lambda self: self.published)
    @invariant()
    def the_same_is_published(self) -> None:
        assert self.store.entries() == self.oracle.entries()
        assert self.store.vocabulary() == self.oracle.vocabulary()
        assert self.store.stats().passages == self.oracle.stats().passages
        for document_id in "abcd":
            assert self.store.document(document_id) == self.oracle.document(document_id)

    @precondition(lambda self: self.published)
    @rule(word=st.sampled_from(WORDS), within=st.none() | st.lists(IDS))
    def search(self, word: str, within: list[str] | None) -> None:
        vector = EMBEDDER.embed_question(word)
        here, there = (store.dense(vector, 99, within) for store in (self.store, self.oracle))
        assert {hit.passage_id for hit in here} == {hit.passage_id for hit in there}
        assert np.allclose([hit.score for hit in here], [hit.score for hit in there], atol=1e-5)
        here, there = (store.lexical([word, "ferri"], 99, within) for store in (self.store, self.oracle))
        assert {hit.passage_id for hit in here} == {hit.passage_id for hit in there}


Histories.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestHistories = Histories.TestCase
