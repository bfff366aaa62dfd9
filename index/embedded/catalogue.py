"""The catalogue in SQLite: what was parsed, chunked and embedded, whether or not it has been published."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from index.codec import entry_from_json
from index.embedded import sums
from index.embedded.rows import (
    DOCUMENTS,
    INSERT_DOCUMENT,
    SCHEMA,
    SELECT_ENTRIES,
    SELECT_PASSAGES,
    DocumentRow,
    PassageRow,
    written_passage,
)
from index.embedded.vectors import bytes_of, check_vectors, vectors_of
from index.errors import StoreDamagedError, StoreError, StoreLockedError, StoreMismatchError, StoreReadOnlyError
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Vectors

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    DOCUMENTS,
    """
    CREATE TABLE passages (
        id TEXT NOT NULL, document_id TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        context TEXT NOT NULL, text TEXT NOT NULL, reading TEXT NOT NULL, ordinal INTEGER NOT NULL,
        terms TEXT NOT NULL, key TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (document_id, ordinal)
    )
    """,
    "CREATE INDEX passages_by_key ON passages (key)",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, vector BLOB NOT NULL, sum TEXT NOT NULL)",
    sums.TABLE,
)

_IN_ORDER = "ORDER BY document_id, ordinal"
_DISK_FAULTS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class Catalogue:
    """Documents, passages and vectors as last written. A change is durable when its call returns, or its batch.

    Its methods for writing are those of `index.store.StoreWriter`; the others serve to build a generation.
    """

    def __init__(self, path: Path, model: str, dim: int) -> None:
        self._path = path
        self._dim = dim
        with self._faults():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            self._prepare(model)
        except BaseException:
            self._db.close()
            raise

    def _prepare(self, model: str) -> None:
        with self._faults():
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                with self.batch():
                    for table in _TABLES:
                        self._db.execute(table)
                    self._db.execute("INSERT INTO meta VALUES ('schema', ?), ('model', ?)", (SCHEMA, model))
            found = dict(self._db.execute("SELECT key, value FROM meta"))
        if (found.get("schema"), found.get("model")) != (SCHEMA, model):
            raise StoreMismatchError(
                f"{self._path} was built with schema {found.get('schema')} and model {found.get('model')}; this "
                f"program uses schema {SCHEMA} and model {model}. Run: qa index --rebuild"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, which say what to do."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # our own fault
        except sqlite3.DatabaseError as error:
            raise _as_store_error(self._path, error) from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write all that is written inside, or nothing of it; inside of another batch, as part of that."""
        with self._faults():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself has rolled back after some faults
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _change(self, document_id: str) -> Iterator[None]:
        """Drop what is stored of a document, then store what the block writes."""
        with self.batch():
            self._db.execute("DELETE FROM meta WHERE key = 'published'")
            self._db.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
            self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            self._db.execute("DELETE FROM sums WHERE document_id = ?", (document_id,))
            yield
            if self._db.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)).fetchone():
                total = sums.sum_of_document(self._db, document_id)
                self._db.execute("INSERT INTO sums VALUES (?,?)", (document_id, total))

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        check_vectors(vectors, len(passages), self._dim)
        rows = (written_passage(i, p, v) for i, (p, v) in enumerate(zip(passages, vectors, strict=True)))
        with self._change(document.id):
            entry = LedgerEntry.of(document, len(passages), provenance)
            self._db.execute(INSERT_DOCUMENT, DocumentRow.of(entry, document.content))
            self._db.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)

    def skip(self, entry: LedgerEntry) -> None:
        with self._change(entry.id):
            self._db.execute(INSERT_DOCUMENT, DocumentRow.of(entry))

    def remove(self, document_id: str) -> None:
        with self._change(document_id):
            pass

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        check_vectors(vectors, len(keys), self._dim)
        stored = [(key, bytes_of(vector)) for key, vector in zip(keys, vectors, strict=True)]
        rows = [(*row, sums.sum_of_rows([row])) for row in stored]
        with self.batch():
            self._db.execute("DELETE FROM meta WHERE key = 'published'")  # so that the next commit clears them
            self._db.executemany("INSERT OR REPLACE INTO kept VALUES (?,?,?)", rows)

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        found = {}
        changed: dict[str, bool] = {}  # of the documents that were looked at
        with self._faults():
            for key in set(keys):
                vector = self._vector(key, changed)
                with suppress(ValueError):  # what is no vector any more is not known
                    found.update({} if vector is None else {key: vectors_of([vector], self._dim)[0]})
        return found

    def _vector(self, key: str, changed: dict[str, bool]) -> bytes | None:
        """Return the vector that is stored for ``key``, where it is what was written."""
        row = self._db.execute("SELECT document_id, vector FROM passages WHERE key = ? LIMIT 1", (key,)).fetchone()
        if row is not None:
            if row[0] not in changed:
                changed[row[0]] = self._is_changed(row[0])
            return None if changed[row[0]] else row[1]
        row = self._db.execute("SELECT * FROM kept WHERE key = ?", (key,)).fetchone()
        return row[1] if row is not None and sums.sum_of_rows([row[:2]]) == row[2] else None

    def _is_changed(self, document_id: str) -> bool:
        row = self._db.execute("SELECT sum FROM sums WHERE document_id = ?", (document_id,)).fetchone()
        return row is None or row[0] != sums.sum_of_document(self._db, document_id)

    def written(self) -> Mapping[str, LedgerEntry]:
        try:
            with self._faults():
                entries = [entry_from_json(row[0]) for row in self._db.execute(SELECT_ENTRIES)]
        except ValueError as error:
            raise StoreDamagedError(f"{self._path} is damaged ({error}); run: qa index --rebuild") from error
        return {entry.id: entry for entry in entries}

    def check(self) -> None:
        """Compare everything with its checksum.

        Raises:
            StoreDamagedError: something is not what was written.
        """
        with self._faults():
            changed = sums.changed_documents(self._db)
        if changed:
            raise StoreDamagedError(f"the catalogue's copy of {changed[0]} has changed; run: qa index --rebuild")

    def documents(self) -> Iterator[DocumentRow]:
        """Yield every document, by id."""
        yield from map(DocumentRow._make, self._rows("SELECT * FROM documents ORDER BY id"))

    def passages(self) -> Iterator[PassageRow]:
        """Yield every passage, by document id and place."""
        yield from map(PassageRow._make, self._rows(f"{SELECT_PASSAGES} {_IN_ORDER}"))

    def terms(self) -> Iterator[tuple[str, str]]:
        """Yield every passage's document id and terms, joined by blanks, in the order of ``passages``."""
        yield from self._rows(f"SELECT document_id, terms FROM passages {_IN_ORDER}")  # noqa: S608 - a constant

    def vectors(self) -> Iterator[bytes]:
        """Yield every passage's vector as it is stored, in the order of ``passages``."""
        yield from (row[0] for row in self._rows(f"SELECT vector FROM passages {_IN_ORDER}"))  # noqa: S608 - a constant

    def _rows(self, sql: str) -> Iterator[Any]:
        with self._faults():
            for row in self._db.execute(sql):  # noqa: UP028 - `yield from` would close the cursor, maybe after its database
                yield row

    def published(self) -> str | None:
        """Return the name of the generation that holds exactly what was written, if any."""
        with self._faults():
            row = self._db.execute("SELECT value FROM meta WHERE key = 'published'").fetchone()
        return str(row[0]) if row else None

    def set_published(self, generation: str) -> None:
        """Remember that ``generation`` holds exactly what was written."""
        with self.batch():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('published', ?)", (generation,))
            self._db.execute("DELETE FROM kept")


def faults_in(path: Path, model: str) -> list[str]:
    """Return one sentence per fault of a catalogue that should be of ``model``, also of what only its checksums show.

    Leaves nothing behind, even beside a writer.
    """
    was_shared = _is_shared(path)
    # To share files with a writer, SQLite has to write too.
    found = _looked_through(path, "mode=ro" if was_shared else "mode=ro&immutable=1", model)
    if found and not was_shared and _is_shared(path):  # a writer has come meanwhile
        found = _looked_through(path, "mode=ro", model)
    return [f"{path.name}: {fault}; run: qa index --rebuild" for fault in found]


def _is_shared(path: Path) -> bool:
    """Say whether a writer is at work on a catalogue, or was killed, and we may do as it does."""
    return path.with_name(f"{path.name}-wal").exists() and os.access(path.parent, os.W_OK)


def _looked_through(path: Path, mode: str, model: str) -> list[str]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as db:
            found = [str(row[0]) for row in db.execute("PRAGMA quick_check")]
            if found != ["ok"]:
                return found
            meta = dict(db.execute("SELECT key, value FROM meta"))
            if (meta.get("schema"), meta.get("model")) != (SCHEMA, model):
                return [f"it is of schema {meta.get('schema')} and model {meta.get('model')}, not {SCHEMA} and {model}"]
            return [f"what is stored of {key} has changed" for key in sums.changed_documents(db)]
    except (sqlite3.DatabaseError, ValueError) as error:  # ValueError: what was text is none any more
        return [str(error)]


def _as_store_error(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest says what of its kind it is
    if code in _DISK_FAULTS:
        return StoreReadOnlyError(
            f"{path} cannot be written ({error}); make room, make it writable or set QA_DATA to another folder"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLockedError(f"{path} is in use by another process ({error}); wait for it to finish or stop it")
    return StoreDamagedError(f"{path} is damaged ({error}); run: qa index --rebuild")
