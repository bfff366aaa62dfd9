"""The one façade over documents: open, sync, search, verify."""

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np

from index.chunking import ChunkSettings
from index.embedding import Embedder
from index.errors import UnreadableDocumentError
from index.opened import OpenedDocuments
from index.progress import Embedding, Pieces, Progress, Work, unheard, untold
from index.read_item import ReadItem, read_of, size_of, skipped
from index.reading_ahead import ahead
from index.records import Document, Hit, LedgerEntry, Passage, Provenance
from index.removal import not_among
from index.search import Retriever, SearchSettings, search
from index.sources import SourceItem
from index.store import Store, StoreReader, StoreStats, StoreWriter, Vectors
from index.structure import Structure
from index.sync_report import SyncReport

# Passages embedded and written together: enough for full batches, few enough that an interruption loses little.
_BATCH = 128
_KEPT = 512  # passages of one document before their vectors are kept: a long one is not begun anew either
# of words that the encoder's word pieces split in two; misspelt ones are rarely split so
_ENDINGS = frozenset("able ance ation ence ful ible ile ion ish ism ist ity ive less ment ness ous sion tion".split())


class Index:
    """One generation of an index, opened for reading. Thread-safe."""

    def __init__(self, reader: StoreReader, embedder: Embedder, settings: SearchSettings) -> None:
        self._reader = reader
        self._embedder = embedder
        self._settings = settings
        self._opened = OpenedDocuments(reader.document)

    @classmethod
    def open(
        cls,
        store: Store,
        embedder: Embedder,
        settings: SearchSettings = SearchSettings(),  # noqa: B008 - a frozen value
    ) -> "Index":
        """Open what is published in ``store``; writes nothing.

        Raises:
            StoreMissingError, StoreMismatchError, StoreDamagedError.
        """
        return cls(store.open(embedder.name, embedder.dim), embedder, settings)

    @property
    def generation(self) -> str:
        """The name of the generation that this index reads."""
        return self.stats().generation

    def search(
        self,
        question: str,
        k: int,
        documents: Collection[str] | None = None,
        vector: Vectors | None = None,
        retriever: Retriever | None = None,
    ) -> list[Hit]:
        """Return up to ``k`` passages, best first.

        ``question`` gives the words; ``vector`` the meaning, where that is not the question's own or is known already.
        ``retriever`` is the index's own if None. A search by words alone embeds nothing.
        """
        settings = self._settings if retriever is None else replace(self._settings, retriever=retriever)
        if vector is None and settings.retriever != "lexical":
            vector = self._embedder.embed_question(question)
        return search(self._reader, question, vector, k, documents, settings)

    def idf(self, words: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse passage frequency: rare terms weigh more.

        Source: Robertson and Zaragoza (2009), section 3.1: log(1 + (N - n + .5) / (n + .5)).
        """
        total = self.stats().passages
        found = self._reader.frequencies(words)
        return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in found.items()}

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """Return in how many passages each of ``terms`` occurs."""
        return self._reader.frequencies(terms)

    def vocabulary(self) -> Mapping[str, int]:
        """Return every lower-cased word of the passages with the number of passages that hold it."""
        return self._reader.vocabulary()

    def is_common_word(self, word: str) -> bool:
        """Say whether the encoder, whose word pieces are common words, has it whole or with an ending ("capt-ion")."""
        pieces = [word[start:end] for start, end in self._embedder.token_offsets(word)]
        return len(pieces) == 1 or (len(pieces) == 2 and len(pieces[0]) > 2 and pieces[1].lower() in _ENDINGS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of ``texts``, shape (len(texts), dim)."""
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Vectors:
        """Return the question's unit vector, shape (dim,)."""
        return self._embedder.embed_question(text)

    def document(self, document_id: str) -> Document | None:
        """Return a document in full, or None where this generation has none of that id."""
        return self._opened.document(document_id)

    def structure(self, document_id: str) -> Structure:
        """Return what stands where in a document.

        Raises:
            KeyError: this generation has none of that id.
        """
        return self._opened.structure(document_id)

    def entries(self) -> Sequence[LedgerEntry]:
        """Return one line for each document and each skipped file, by source."""
        return self._reader.entries()

    def verify(self) -> list[str]:
        """Return one sentence per fault found in the stored index."""
        return self._reader.verify()

    def stats(self) -> StoreStats:
        """Say what this generation holds."""
        return self._reader.stats()


class IndexWriter:
    """Brings the index in line with its sources. Use `writing` to get one."""

    def __init__(self, writer: StoreWriter, embedder: Embedder, chunks: ChunkSettings) -> None:
        self._writer = writer
        self._embedder = embedder
        self._chunks = chunks

    def sync(self, items: Sequence[SourceItem], *, exactly: bool = True, progress: Progress = untold) -> SyncReport:
        """Add, change and remove until the index holds ``items``, and publish.

        A document is read again only where its bytes or the way of reading changed, and a passage embedded only where
        no equal one is known. Interrupted, the next call goes on where this one stopped.

        What is not among ``items`` goes if ``exactly``; ``progress`` is called before each, while they are embedded,
        and before publishing.
        """
        began = time.monotonic()
        report = SyncReport()
        before = dict(self._writer.written())
        work = Work(items, progress)
        pending: list[ReadItem] = []
        waiting = 0
        with closing(ahead((self._read(item, before) for item in items), size_of, _BATCH)) as reads:
            for done, item in enumerate(items):
                work.reading(done, item.source)
                read = next(reads)
                if read is None:
                    report.known(before[item.document_id])
                    work.known(item.document_id)
                    continue
                pending.append(read)
                waiting += size_of(read)
                if waiting >= _BATCH:
                    self._write(pending, before, report, work.writing(pending))
                    pending, waiting = [], 0
        self._write(pending, before, report, work.writing(pending))
        work.publishing()
        if exactly:
            self._remove(not_among(before.values(), items), report)
        report.generation = self._writer.commit()
        report.seconds = time.monotonic() - began
        return report

    def read(self, item: SourceItem) -> ReadItem:
        """Read ``item`` without writing anything.

        Raises:
            UnreadableDocumentError: it is no document, or holds no text.
        """
        read = self.examined(item)
        if read.document is None:
            raise UnreadableDocumentError(read.entry.reason or "holds no text")
        return read

    def examined(self, item: SourceItem) -> ReadItem:
        """Read ``item`` without writing anything; what cannot be read is to be skipped, with its reason."""
        data = item.read()
        return read_of(
            item,
            data,
            Provenance(item.origin, item.fingerprint(data, self._chunks.version)),
            self._embedder,
            self._chunks,
        )

    def put(self, read: ReadItem, embedding: Embedding = unheard) -> LedgerEntry:
        """Hold what was read in place of the document of its id, and publish; return its line of the ledger."""
        self._write([read], self._writer.written(), SyncReport(), embedding)
        self._writer.commit()
        return read.entry

    def entries(self) -> Collection[LedgerEntry]:
        """Return what the next generation holds, published or not."""
        return self._writer.written().values()

    def remove(self, document_id: str) -> str:
        """Drop one document, publish, and return the new generation."""
        self._writer.remove(document_id)
        return self._writer.commit()

    def _read(self, item: SourceItem, ledger: Mapping[str, LedgerEntry]) -> ReadItem | None:
        """Read ``item``; return None where what is known of it still holds."""
        data = b""
        reason = ""
        try:
            data = item.read()
            fingerprint = item.fingerprint(data, self._chunks.version)
        except OSError as error:
            reason = fingerprint = f"cannot be read ({error.strerror}); check the file and its permissions"
        provenance = Provenance(item.origin, fingerprint)
        before = ledger.get(item.document_id)
        if before is not None and (before.provenance, before.source) == (provenance, item.source):
            return None
        if reason:
            return skipped(item, provenance, reason)
        return read_of(item, data, provenance, self._embedder, self._chunks)

    def _write(
        self,
        pending: Sequence[ReadItem],
        before: Mapping[str, LedgerEntry],
        report: SyncReport,
        embedding: Embedding,
    ) -> None:
        """Embed what is new, then write all of ``pending`` at once."""
        if not pending:
            return
        vectors = self.vectors([passage for each in pending for passage in each.passages], report, embedding)
        place = 0
        with self._writer.batch():
            for each in pending:
                report.add(each.entry)
                if each.document is None:
                    self._writer.skip(each.entry)
                    continue
                rows = vectors[place : place + len(each.passages)]
                place += len(each.passages)
                known = before.get(each.entry.id)
                self._writer.replace(each.document, each.passages, rows, each.entry.provenance)
                done = report.changed if known is not None and known.status == "indexed" else report.added
                done.append(each.entry.source)

    def vectors(self, passages: Sequence[Passage], report: SyncReport, embedding: Embedding = unheard) -> Vectors:
        """Return the passages' vectors, shape (len(passages), dim), known ones without embedding; note that down.

        ``embedding`` is told now and then how far it is; what it raises ends the call, and nothing has changed.
        """
        if not passages:
            return np.zeros((0, self._embedder.dim), dtype=np.float32)
        texts = {passage.embedding_key: passage.indexed_text for passage in passages}
        known = dict(self._writer.embedded(list(texts)))
        new = [key for key in texts if key not in known]
        pieces = Pieces(len(new), embedding)
        for place in range(0, len(new), _KEPT):
            keys = new[place : place + _KEPT]
            vectors = self._embedder.embed_passages([texts[key] for key in keys], pieces.part(len(keys)))
            known.update(zip(keys, vectors, strict=True))
            if len(new) > _KEPT:
                self._writer.keep(keys, vectors)
        report.embedded += len(new)
        report.reused += len(passages) - len(new)
        return np.stack([known[passage.embedding_key] for passage in passages])

    def _remove(self, gone: Sequence[LedgerEntry], report: SyncReport) -> None:
        if gone:
            with self._writer.batch():
                for entry in gone:
                    self._writer.remove(entry.id)
        report.removed.extend(entry.source for entry in gone)


@contextmanager
def writing(
    store: Store,
    embedder: Embedder,
    chunks: ChunkSettings = ChunkSettings(),  # noqa: B008 - a frozen value
    *,
    rebuild: bool = False,
) -> Iterator[IndexWriter]:
    """Hold the one right to write in ``store``; ``rebuild`` forgets what was written before.

    Raises:
        StoreLockedError, StoreReadOnlyError, StoreMismatchError, StoreDamagedError: as for `index.store.Store.writing`.
    """
    with store.writing(embedder.name, embedder.dim, rebuild=rebuild) as writer:
        yield IndexWriter(writer, embedder, chunks)
