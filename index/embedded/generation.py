"""Generations: immutable folders that hold all that a search needs, named by their content, hashed file by file."""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.codec import entry_from_json
from index.embedded.lexical import LexicalIndex
from index.embedded.manifest import check_files, checked
from index.embedded.rows import SCHEMA, SELECT_ENTRIES, DocumentRow, PassageRow
from index.embedded.vectors import VectorIndex
from index.errors import StoreDamagedError, StoreMismatchError
from index.records import Document, LedgerEntry, Passage
from index.store import Scored, Vectors

TEXTS = "documents.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"

_VALUES = 500  # in one SQL statement


class Generation:
    """One opened generation. Everything about it is read-only and thread-safe."""

    def __init__(self, place: Path, model: str, dim: int) -> None:
        """Open what stands at ``place``.

        Raises:
            StoreDamagedError: a file is not what was written.
            StoreMismatchError: it was built with another model or schema.
        """
        manifest = checked(place)
        if (manifest["schema"], manifest["model"]) != (SCHEMA, model):
            raise StoreMismatchError(
                f"the index was built with schema {manifest['schema']} and model {manifest['model']}; this program "
                f"uses schema {SCHEMA} and model {model}. Run: qa index --rebuild"
            )
        self.name = place.name
        self.place = place
        self.documents: int = manifest["documents"]
        self.passages: int = manifest["passages"]
        self._db_lock = threading.Lock()
        try:
            self._db = sqlite3.connect(
                f"{(place / TEXTS).absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._vectors = VectorIndex(place / VECTORS, self.passages, dim)
            self._lexical = LexicalIndex(place / LEXICAL)
        except (OSError, ValueError, sqlite3.Error) as error:  # ValueError is tantivy's
            raise StoreDamagedError(f"generation {self.name} cannot be opened ({error}); run: qa index") from error
        rows = self._query("SELECT id, document_id FROM passages ORDER BY row")
        self._ids: list[str] = [passage_id for passage_id, _ in rows]
        self._rows = {passage_id: row for row, passage_id in enumerate(self._ids)}
        self._rows_of: dict[str, list[int]] = {}
        for row, (_, document_id) in enumerate(rows):
            self._rows_of.setdefault(document_id, []).append(row)

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._db_lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreDamagedError(f"generation {self.name}: {TEXTS}: {error}; run: qa index") from error

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise StoreDamagedError(f"what is stored of {what} has changed ({error}); run: qa index") from error

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None) -> list[Scored]:
        """See `index.store.Store.dense`."""
        rows = None
        if documents is not None:
            rows = [row for document_id in set(documents) for row in self._rows_of.get(document_id, ())]
        return self._best(lambda limit: self._vectors.search(vector, limit, rows), k)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None) -> list[Scored]:
        """See `index.store.Store.lexical`."""
        return self._best(lambda limit: self._lexical.search(terms, limit, documents), k)

    def _best(self, find: Callable[[int], list[tuple[int, float]]], k: int) -> list[Scored]:
        """Return the ``k`` best by score, then id. Engines break ties as they like, so all of the last tie are seen."""
        limit = k
        while k > 0:
            found = find(limit + 1)
            if len(found) <= limit or found[k - 1][1] > found[-1][1]:
                scored = [Scored(self._ids[row], score) for row, score in found]
                return sorted(scored, key=lambda hit: (-hit.score, hit.passage_id))[:k]
            limit *= 4
        return []

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """See `index.store.Store.frequencies`."""
        return self._lexical.frequencies(terms)

    def vocabulary(self) -> Mapping[str, int]:
        """See `index.store.Store.vocabulary`."""
        return dict(self._query("SELECT word, passages FROM words"))

    def passages_by_id(self, ids: Sequence[str]) -> list[Passage]:
        """See `index.store.Store.passages`."""
        rows = [self._rows[passage_id] for passage_id in ids]
        found = {}
        for place in range(0, len(rows), _VALUES):
            part = rows[place : place + _VALUES]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id, document_id, start, end, context, text, reading FROM passages WHERE row IN ({marks})"  # noqa: S608
            for row in self._query(sql, part):
                found[row[0]] = PassageRow._make(row).passage()
        return [found[passage_id] for passage_id in ids]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """See `index.store.Store.vectors`."""
        return self._vectors.rows([self._rows[passage_id] for passage_id in ids])

    def document(self, document_id: str) -> Document | None:
        """See `index.store.Store.document`.

        Raises:
            StoreDamagedError: the text is not the one whose hash was stored with it.
        """
        found = self._query("SELECT * FROM documents WHERE id = ? AND text IS NOT NULL", (document_id,))
        if not found:
            return None
        row = DocumentRow._make(found[0])
        with self._reading(document_id):
            document = row.document()
            if document.sha256 != row.ledger_entry().sha256:
                raise ValueError("it has another hash")
        return document

    def entries(self) -> list[LedgerEntry]:
        """See `index.store.Store.entries`."""
        with self._reading("the ledger"):
            return [entry_from_json(row[0]) for row in self._query(SELECT_ENTRIES)]

    def verify(self) -> list[str]:
        """Check files, texts and that every passage stands where it says; return one sentence per finding."""
        findings = check_files(self.place)
        try:
            for entry in self.entries():
                findings += self._faults_of(entry)
        except StoreDamagedError as error:
            findings.append(str(error))
        return findings

    def _faults_of(self, entry: LedgerEntry) -> list[str]:
        document = self.document(entry.id)
        if document is None:
            return []
        passages = self.passages_by_id([self._ids[row] for row in self._rows_of.get(document.id, ())])
        return [
            f"passage {passage.id} does not stand at {passage.span} in {document.id}"
            for passage in passages
            if document.text[passage.span.start : passage.span.end] != passage.text
        ]
