"""Whatever is written in whatever order, a Store holds what the exact one holds; hypothesis looks for exceptions."""

from contextlib import ExitStack, suppress

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.embedded.store import EmbeddedStore
from index.records import Provenance
from index.store import Store, StoreReader, StoreWriter
from tests.exact_store import ExactStore
from tests.folders import made_folder
from tests.stores import EMBEDDER, opened, passages_of, put, skipped, text, vectors_of, writing

WORDS = ("tide", "ferry", "boat", "noon", "bread")
IDS = st.sampled_from(["a", "b", "c", "d"])
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4)
FILES = st.builds(Provenance, st.sampled_from(["folder", "upload"]), st.sampled_from(["one", "other"]))


class Histories(RuleBasedStateMachine):
    """The same steps on both stores."""

    @initialize()
    def begin(self) -> None:
        self.cleaning = ExitStack()
        self.stores: list[Store] = [EmbeddedStore(self.cleaning.enter_context(made_folder())), ExactStore()]
        self.names: dict[str, str] = {}  # the oracle's names for generations to the store's
        self.readers: list[StoreReader] = []
        self.open_writers()

    def open_writers(self) -> None:
        self.held = ExitStack()
        self.writers: list[StoreWriter] = [self.held.enter_context(writing(store)) for store in self.stores]

    def teardown(self) -> None:
        self.held.close()
        self.cleaning.close()

    @rule(document_id=IDS, sentences=SENTENCES, provenance=FILES)
    def replace(self, document_id: str, sentences: list[str], provenance: Provenance) -> None:
        document = text(document_id, ". ".join(sentences) + ".")
        passages = passages_of(document)
        for writer in self.writers:
            writer.replace(document, passages, vectors_of(passages), provenance)

    @rule(document_id=IDS, provenance=FILES)
    def skip(self, document_id: str, provenance: Provenance) -> None:
        for writer in self.writers:
            writer.skip(skipped(document_id, f"{document_id}.txt", provenance))

    @rule(document_id=IDS)
    def remove(self, document_id: str) -> None:
        for writer in self.writers:
            writer.remove(document_id)

    @rule(document_id=IDS, sentences=SENTENCES)
    def give_up(self, document_id: str, sentences: list[str]) -> None:
        document = text(document_id, ". ".join(sentences) + ".")
        for writer in self.writers:
            with suppress(ValueError), writer.batch():
                put(writer, document)
                writer.remove("a")
                writer.replace(document, passages_of(document), np.zeros((1, 1), dtype=np.float32))

    @rule()
    def reopen(self) -> None:
        self.held.close()
        self.open_writers()

    @rule()
    def commit(self) -> None:
        name, expected = (writer.commit() for writer in self.writers)
        assert self.names.setdefault(expected, name) == name
        assert len(set(self.names.values())) == len(self.names)
        self.readers = [opened(store) for store in self.stores]

    @invariant()
    def the_same_is_written(self) -> None:
        one, other = self.writers
        assert one.written() == other.written()

    @precondition(lambda self: self.readers)
    @invariant()
    def the_same_is_published(self) -> None:
        one, other = self.readers
        assert one.entries() == other.entries()
        assert one.vocabulary() == other.vocabulary()
        assert one.stats().passages == other.stats().passages
        for document_id in "abcd":
            assert one.document(document_id) == other.document(document_id)

    @precondition(lambda self: self.readers)
    @rule(word=st.sampled_from(WORDS), within=st.none() | st.lists(IDS))
    def search(self, word: str, within: list[str] | None) -> None:
        vector = EMBEDDER.embed_question(word)
        here, there = (reader.dense(vector, 99, within) for reader in self.readers)
        assert {hit.passage_id for hit in here} == {hit.passage_id for hit in there}
        assert np.allclose([hit.score for hit in here], [hit.score for hit in there], atol=1e-5)
        here, there = (reader.lexical([word, "ferri"], 99, within) for reader in self.readers)
        assert {hit.passage_id for hit in here} == {hit.passage_id for hit in there}


Histories.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestHistories = Histories.TestCase
