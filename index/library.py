"""The one façade over documents: open, sync, search, verify."""

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.chunking import ChunkSettings, split
from index.embedded.files import writer_lock
from index.embedded.store import EmbeddedStore
from index.embedding import Embedder
from index.errors import DocumentError
from index.records import Document, Entry, Hit, Passage, Provenance
from index.search import SearchSettings, search
from index.sources import SourceItem
from index.store import Store, StoreStats, Vectors

# Passages embedded together: enough for full batches, few enough that an interruption loses little.
_BATCH = 128

_ONE_PIECE = 3  # tokens of a text of one word piece, special tokens included

Progress = Callable[[int, int, str], None]  # items done, items in all, what is at work


@dataclass(slots=True)
class SyncReport:
    """What one sync did."""

    added: list[str] = field(default_factory=list)  # sources
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (source, reason), old and new
    embedded: int = 0  # passages
    reused: int = 0  # passages whose vectors were known
    generation: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Pending:
    document: Document
    passages: list[Passage]
    provenance: Provenance


class Index:
    """An opened index. Reads see one generation; see `index.store.Store`."""

    def __init__(self, store: Store, embedder: Embedder, settings: SearchSettings) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder,
        settings: SearchSettings = SearchSettings(),  # noqa: B008 - a frozen value
    ) -> "Index":
        """Open the current generation below ``folder``; writes nothing.

        Raises:
            StoreMissingError, StoreMismatchError, StoreDamagedError.
        """
        return cls(EmbeddedStore.open(folder, embedder.name, embedder.dim), embedder, settings)

    @property
    def generation(self) -> str:
        """The name of the generation that this index reads."""
        return self.stats().generation

    def search(
        self, question: str, k: int, documents: Collection[str] | None = None, vector: Vectors | None = None
    ) -> list[Hit]:
        """Return up to ``k`` passages, best first. ``vector`` spares embedding the question again."""
        if vector is None:
            vector = self._embedder.embed_question(question)
        return search(self._store, question, vector, k, documents, self._settings)

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse passage frequency, 0 for a term in every passage.

        Source: Robertson and Zaragoza (2009), section 3.1: log(1 + (N - n + .5) / (n + .5)).
        """
        total = self.stats().passages
        found = self._store.frequencies(words)
        return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in found.items()}

    def vocabulary(self) -> Mapping[str, int]:
        """Return every lower-cased word of the passages with the number of passages that hold it."""
        return self._store.vocabulary()

    def is_common_word(self, word: str) -> bool:
        """Say whether the encoder knows ``word`` as a whole: its word pieces are the common words of its training."""
        return self._embedder.count_tokens([word]) == [_ONE_PIECE]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of ``texts``, shape (len(texts), dim)."""
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Vectors:
        """Return the question's unit vector, shape (dim,)."""
        return self._embedder.embed_question(text)

    def document(self, document_id: str) -> Document | None:
        """Return a document in full, or None where this generation has none of that id."""
        return self._store.document(document_id)

    def entries(self) -> Sequence[Entry]:
        """Return one line for each document and each skipped file, by source."""
        return self._store.entries()

    def verify(self) -> list[str]:
        """Return one sentence per fault found in the stored index."""
        return self._store.verify()

    def stats(self) -> StoreStats:
        """Say what this generation holds."""
        return self._store.stats()


class IndexWriter:
    """Brings the index in line with its sources. Use `writing` to get one."""

    def __init__(self, store: Store, embedder: Embedder, chunks: ChunkSettings) -> None:
        self._store = store
        self._embedder = embedder
        self._chunks = chunks

    def sync(
        self, items: Sequence[SourceItem], *, exactly: bool = True, progress: Progress = lambda *_: None
    ) -> SyncReport:
        """Add, change and remove until the index holds ``items``, and publish.

        A document is read again only where its bytes or the way of reading changed, and a passage embedded only where
        no equal one is known. Interrupted, the next call goes on where this one stopped.

        Args:
            items: what to hold.
            exactly: also remove what came from folders and is not among ``items``; uploads stay.
            progress: told before each item.
        """
        began = time.monotonic()
        report = SyncReport()
        before = dict(self._store.written())
        pending: list[_Pending] = []
        for done, item in enumerate(items):
            progress(done, len(items), item.source)
            read = self._read(item, before.get(item.document_id), report)
            if read is not None:
                pending.append(read)
            if sum(len(p.passages) for p in pending) >= _BATCH:
                self._write(pending, before, report)
                pending = []
        self._write(pending, before, report)
        progress(len(items), len(items), "publishing")
        if exactly:
            self._remove_others({item.document_id for item in items}, before, report)
        report.generation = self._store.commit()
        report.seconds = time.monotonic() - began
        return report

    def remove(self, document_id: str) -> str:
        """Drop one document, publish, and return the new generation."""
        self._store.remove(document_id)
        return self._store.commit()

    def _read(self, item: SourceItem, before: Entry | None, report: SyncReport) -> _Pending | None:
        try:
            data = item.read()
        except OSError as error:
            provenance = Provenance(item.origin, "")
            self._skip(item, provenance, f"cannot be read ({error.strerror}); check the file's permissions", report)
            return None
        provenance = Provenance(item.origin, item.fingerprint(data, self._chunks.version))
        if before is not None and before.provenance == provenance and before.source == item.source:
            if before.status == "skipped":
                report.skipped.append((item.source, before.reason or ""))
            else:
                report.unchanged += 1
            return None
        try:
            document = Document.of(item.document_id, item.source, item.parse(data))
        except DocumentError as error:
            self._skip(item, provenance, str(error), report)
            return None
        passages = split(document, self._embedder.count_tokens, self._embedder.max_tokens, self._chunks)
        if not passages:
            self._skip(item, provenance, "holds no text outside of page furniture", report)
            return None
        return _Pending(document, passages, provenance)

    def _skip(self, item: SourceItem, provenance: Provenance, reason: str, report: SyncReport) -> None:
        self._store.skip(item.document_id, item.source, provenance, reason)
        report.skipped.append((item.source, reason))

    def _write(self, pending: Sequence[_Pending], before: dict[str, Entry], report: SyncReport) -> None:
        vectors = self._vectors([passage for each in pending for passage in each.passages], report)
        place = 0
        for each in pending:
            rows = vectors[place : place + len(each.passages)]
            place += len(each.passages)
            self._store.replace(each.document, each.passages, rows, each.provenance)
            known = before.get(each.document.id)
            done = report.changed if known is not None and known.status == "indexed" else report.added
            done.append(each.document.source)

    def _vectors(self, passages: Sequence[Passage], report: SyncReport) -> Vectors:
        if not passages:
            return np.zeros((0, self._embedder.dim), dtype=np.float32)
        keys = [passage.embedding_key for passage in passages]
        known = dict(self._store.embedded(keys))
        new = {k: p.indexed_text for k, p in zip(keys, passages, strict=True) if k not in known}
        if new:
            known.update(zip(new, self._embedder.embed_passages(list(new.values())), strict=True))
        report.embedded += len(new)
        report.reused += len(passages) - len(new)
        return np.stack([known[key] for key in keys])

    def _remove_others(self, keep: Collection[str], before: dict[str, Entry], report: SyncReport) -> None:
        for document_id, entry in before.items():
            if document_id not in keep and entry.provenance.origin == "folder":
                self._store.remove(document_id)
                report.removed.append(entry.source)


@contextmanager
def writing(
    folder: Path,
    embedder: Embedder,
    chunks: ChunkSettings = ChunkSettings(),  # noqa: B008 - a frozen value
    *,
    rebuild: bool = False,
) -> Iterator[IndexWriter]:
    """Hold the index below ``folder`` for writing; ``rebuild`` forgets what was written before.

    Raises:
        StoreLockedError: another process is writing.
        StoreReadOnlyError: the folder may not be written.
        StoreMismatchError: built with another model or schema, and ``rebuild`` is not asked for.
    """
    with writer_lock(folder):
        store = EmbeddedStore(folder, embedder.name, embedder.dim)
        if rebuild:
            store.rebuild()
        try:
            yield IndexWriter(store, embedder, chunks)
        finally:
            store.close()
