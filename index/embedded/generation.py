"""Generations: immutable folders that hold all that a search needs, named by their content, hashed file by file."""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.codec import entry_from_json
from index.embedded.catalogue import faults_in
from index.embedded.layout import CATALOGUE, GENERATIONS, POINTER, current, newest_first
from index.embedded.lexical import LexicalIndex
from index.embedded.manifest import check_files, checked_manifest
from index.embedded.rows import SCHEMA, SELECT_ENTRIES, SELECT_PASSAGES, DocumentRow, PassageRow
from index.embedded.vectors import VectorIndex
from index.errors import StoreDamagedError, StoreMismatchError
from index.records import Document, LedgerEntry, Passage
from index.store import Scored, StoreStats, Vectors

TEXTS = "documents.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"

_VALUES = 500  # in one SQL statement


class Generation:
    """See `index.store.StoreReader`. Everything about it is read-only and thread-safe."""

    def __init__(self, folder: Path, name: str, model: str, dim: int) -> None:
        """Open the generation ``name`` of the store in ``folder``.

        Raises:
            StoreDamagedError: a file is not what was written.
            StoreMismatchError: it was built with another model or schema.
        """
        place = folder / GENERATIONS / name
        manifest = checked_manifest(place)
        if (manifest["schema"], manifest["model"]) != (SCHEMA, model):
            raise StoreMismatchError(
                f"the index was built with schema {manifest['schema']} and model {manifest['model']}; this program "
                f"uses schema {SCHEMA} and model {model}. Run: qa index --rebuild"
            )
        self._folder = folder
        self._place = place
        self._model = model
        self._stats = StoreStats(name, manifest["documents"], manifest["passages"])
        self._db_lock = threading.Lock()
        try:
            self._db = sqlite3.connect(
                f"{(place / TEXTS).absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._vectors = VectorIndex(place / VECTORS, self._stats.passages, dim)
            self._lexical = LexicalIndex(place / LEXICAL)
        except (OSError, ValueError, sqlite3.Error) as error:  # ValueError is tantivy's
            raise StoreDamagedError(f"generation {name} cannot be opened ({error}); run: qa index") from error
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
            raise StoreDamagedError(f"generation {self._place.name}: {TEXTS}: {error}; run: qa index") from error

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            raise StoreDamagedError(f"what is stored of {what} has changed ({error}); run: qa index") from error

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        rows = None
        if documents is not None:
            rows = [row for document_id in set(documents) for row in self._rows_of.get(document_id, ())]
        return self._best(lambda limit: self._vectors.search(vector, limit, rows), k)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
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
        return self._lexical.frequencies(terms)

    def vocabulary(self) -> Mapping[str, int]:
        return dict(self._query("SELECT word, passages FROM words"))

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        rows = [self._rows[passage_id] for passage_id in ids]
        found = {}
        for place in range(0, len(rows), _VALUES):
            part = rows[place : place + _VALUES]
            marks = ",".join("?" * len(part))
            for row in self._query(f"{SELECT_PASSAGES} WHERE row IN ({marks})", part):
                found[row[0]] = PassageRow._make(row).passage()
        return [found[passage_id] for passage_id in ids]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        return self._vectors.rows([self._rows[passage_id] for passage_id in ids])

    def document(self, document_id: str) -> Document | None:
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
        with self._reading("the ledger"):
            return [entry_from_json(row[0]) for row in self._query(SELECT_ENTRIES)]

    def verify(self) -> list[str]:
        findings = check_files(self._place)
        try:
            for entry in self.entries():
                findings += self._faults_of(entry)
        except StoreDamagedError as error:
            findings.append(str(error))
        catalogue = faults_in(self._folder / CATALOGUE, self._model)
        return [*findings, *catalogue, *self._faults_of_pointer(), *self._faults_of_others()]

    def _faults_of_others(self) -> list[str]:
        """Look at the generations that would be served if this one were lost."""
        known = {self._place.name, current(self._folder)}
        others = [name for name in newest_first(self._folder) if name not in known]
        faults = (fault for name in others for fault in check_files(self._place.parent / name))
        return [f"{fault}; it could not be served if the current one were lost" for fault in faults]

    def _faults_of_pointer(self) -> list[str]:
        name, published = self._place.name, current(self._folder)
        if published is None:
            return [f"{POINTER} names no generation, so {name} is served; run: qa index"]
        if published != name and check_files(self._folder / GENERATIONS / published):
            return [f"the current generation {published} is damaged; {name} is served; run: qa index"]
        return []

    def stats(self) -> StoreStats:
        return self._stats

    def _faults_of(self, entry: LedgerEntry) -> list[str]:
        document = self.document(entry.id)
        if document is None:
            return []
        passages = self.passages([self._ids[row] for row in self._rows_of.get(document.id, ())])
        return [
            f"passage {passage.id} does not stand at {passage.span} in {document.id}"
            for passage in passages
            if document.text[passage.span.start : passage.span.end] != passage.text
        ]
