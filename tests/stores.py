"""The stores under test and documents to put into them, shared by the suites that hold every store to its contract."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.embedded.store import EmbeddedStore
from index.records import Document, Passage, Provenance, Span
from index.store import Store, Vectors
from tests.documents import document
from tests.exact_store import ExactStore, Shelf
from tests.fakes_embedding import HashingEmbedder

DIM = 32
EMBEDDER = HashingEmbedder(DIM)
FILE = Provenance("folder", "fingerprint of the bytes")


class Engine(Protocol):
    """One engine over one place where things are published."""

    def write(self) -> Store:
        """Return a store to write into."""
        ...

    def read(self) -> Store:
        """Return a store opened at what is published."""
        ...


class Exact:
    def __init__(self, _: Path) -> None:
        self._shelf = Shelf()

    def write(self) -> Store:
        return ExactStore(DIM, self._shelf)

    def read(self) -> Store:
        return ExactStore(DIM, self._shelf)


@dataclass
class Embedded:
    folder: Path

    def write(self) -> Store:
        return EmbeddedStore(self.folder, EMBEDDER.name, DIM)

    def read(self) -> Store:
        return EmbeddedStore.open(self.folder, EMBEDDER.name, DIM)


ENGINES: dict[str, Callable[[Path], Engine]] = {"exact": Exact, "embedded": Embedded}


def passages_of(whole: Document) -> list[Passage]:
    """Cut a document at its full stops."""
    passages = []
    start = 0
    for end in [place + 1 for place, sign in enumerate(whole.text) if sign == "."]:
        if whole.text[start:end].strip():
            passages.append(Passage.cut(whole, Span(start, end), whole.title))
        start = end
    return passages


def vectors_of(passages: Sequence[Passage]) -> Vectors:
    return EMBEDDER.embed_passages([passage.indexed_text for passage in passages])


def put(store: Store, *documents: Document) -> list[Passage]:
    """Write documents and return their passages."""
    passages = []
    for each in documents:
        own = passages_of(each)
        store.replace(each, own, vectors_of(own), FILE)
        passages += own
    return passages


def text(document_id: str, words: str) -> Document:
    return document(words, id=document_id, source=f"{document_id}.txt", title=document_id.upper())


def unit(*places: int) -> Vectors:
    """Return a vector with equal shares in the given places."""
    vector = np.zeros(DIM, dtype=np.float32)
    vector[list(places)] = 1 / np.sqrt(len(places))
    return vector


BOATS = text("boats", "The ferry sails at noon. The pilot boat waits at the buoy.")
BREAD = text("bread", "Yeast raises bread. Salt slows the yeast.")
