"""The stores under test and documents to put into them, shared by the suites that hold every store to its contract."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.embedded.store import EmbeddedStore
from index.postgres.connecting import Database
from index.postgres.store import PostgresStore
from index.records import Document, LedgerEntry, Passage, Provenance, Span
from index.store import Store, StoreReader, StoreWriter, Vectors
from tests.documents import document
from tests.exact_store import ExactStore
from tests.fakes_embedding import HashingEmbedder
from tests.file_store import FileStore
from tests.postgres_server import is_available, new_database

DIM = 32
EMBEDDER = HashingEmbedder(DIM)
FILE = Provenance("folder", "fingerprint of the bytes")


def postgres_store(_: Path | None = None, patience: float = 0.3) -> PostgresStore:
    """Give a store in an empty database of a real server."""
    return PostgresStore(Database(new_database(), "qa"), patience=patience)


STORES: dict[str, Callable[[Path], Store]] = {"exact": ExactStore, "embedded": EmbeddedStore, "file": FileStore}
if is_available():
    STORES["postgres"] = postgres_store


@contextmanager
def writing(store: Store, *, rebuild: bool = False) -> Iterator[StoreWriter]:
    """Hold ``store`` for writing with the vectors of these tests."""
    with store.writing(EMBEDDER.name, DIM, rebuild=rebuild) as writer:
        yield writer


def opened(store: Store) -> StoreReader:
    """Open what is published in ``store``."""
    return store.open(EMBEDDER.name, DIM)


def published(store: Store, *documents: Document) -> StoreReader:
    """Write documents beside what was written, publish, and open."""
    with writing(store) as writer:
        put(writer, *documents)
        writer.commit()
    return opened(store)


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


def put(writer: StoreWriter, *documents: Document) -> list[Passage]:
    """Write documents and return their passages."""
    passages = []
    for each in documents:
        own = passages_of(each)
        writer.replace(each, own, vectors_of(own), FILE)
        passages += own
    return passages


def skipped(document_id: str, source: str = "", provenance: Provenance = FILE) -> LedgerEntry:
    """Return the entry of a file that could not be read."""
    return LedgerEntry.skipped(document_id, source or f"{document_id}.pdf", provenance, "is encrypted")


def text(document_id: str, words: str) -> Document:
    return document(words, id=document_id, source=f"{document_id}.txt", title=document_id.upper())


def unit(*places: int) -> Vectors:
    """Return a vector with equal shares in the given places."""
    vector = np.zeros(DIM, dtype=np.float32)
    vector[list(places)] = 1 / np.sqrt(len(places))
    return vector


BOATS = text("boats", "The ferry sails at noon. The pilot boat waits at the buoy.")
BREAD = text("bread", "Yeast raises bread. Salt slows the yeast.")
