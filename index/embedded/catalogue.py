"""The catalogue in SQLite: what was parsed, chunked and embedded, whether or not it has been published."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from index.embedded import sums
from index.embedded.faults import faults
from index.embedded.fixed_point import Rows, unpacked_rows
from index.embedded.rows import (
    SCHEMA,
    DocumentRow,
    PassageRow,
    Stored,
    check_made,
    read_document,
    short_key,
    stored_document,
    written_passage,
)
from index.embedded.written import Written
from index.errors import StoreDamagedError
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Vectors
from index.vector_checks import check_vectors

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, source TEXT NOT NULL, entry TEXT NOT NULL, text BLOB, content BLOB
    )
    """,  # text and content: zlib
    # A passage's text is a part of its document's.
    """
    CREATE TABLE passages (
        id TEXT NOT NULL, document_id TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        context TEXT NOT NULL, reading TEXT NOT NULL, ordinal INTEGER NOT NULL,
        key BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (document_id, ordinal)
    )
    """,
    "CREATE INDEX passages_by_key ON passages (key)",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, vector BLOB NOT NULL, sum TEXT NOT NULL)",
    "CREATE TABLE changes (document_id TEXT PRIMARY KEY)",  # since the last generation was published
    sums.TABLE,
)

_PAGE = 16_384  # bytes: of pages of 4,096, a vector's row leaves a quarter empty
_INSERT = "INSERT INTO documents VALUES (?,?,?,?,?)"


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
            self._db.execute(f"PRAGMA page_size={_PAGE}")  # of a new file
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                with self.batch():
                    for table in _TABLES:
                        self._db.execute(table)
                    self._db.execute("INSERT INTO meta VALUES ('schema', ?), ('model', ?)", (SCHEMA, model))
            found = dict(self._db.execute("SELECT key, value FROM meta"))
        check_made(str(self._path), (found.get("schema"), found.get("model")), model)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _faults(self) -> AbstractContextManager[None]:
        return faults(self._path)

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
            self._db.execute("INSERT OR IGNORE INTO changes VALUES (?)", (document_id,))
            self._db.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
            self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            yield
            sums.renew(self._db, document_id)

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        check_vectors(vectors, len(passages), self._dim)
        stored = Rows.of(vectors).packed
        rows = (written_passage(i, p, v) for i, (p, v) in enumerate(zip(passages, stored, strict=True)))
        with self._change(document.id):
            entry = LedgerEntry.of(document, len(passages), provenance)
            self._db.execute(_INSERT, stored_document(DocumentRow.of(entry, document.content)))
            self._db.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?)", rows)

    def skip(self, entry: LedgerEntry) -> None:
        with self._change(entry.id):
            self._db.execute(_INSERT, stored_document(DocumentRow.of(entry)))

    def remove(self, document_id: str) -> None:
        with self._change(document_id):
            pass

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        check_vectors(vectors, len(keys), self._dim)
        stored = [*zip(keys, Rows.of(vectors).packed, strict=True)]
        rows = [(*row, sums.sum_of_rows([row])) for row in stored]
        with self.batch():
            self._db.executemany("INSERT OR REPLACE INTO kept VALUES (?,?,?)", rows)

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        found = {}
        changed: dict[str, bool] = {}  # of the documents that were looked at
        with self._faults():
            for key in set(keys):
                vector = self._vector(key, changed)
                with suppress(ValueError):  # what is no vector any more is not known
                    found.update({} if vector is None else {key: unpacked_rows([vector], self._dim).vectors[0]})
        return found

    def _vector(self, key: str, changed: dict[str, bool]) -> bytes | None:
        """Return the vector that is stored for ``key``, where it is what was written."""
        sql = "SELECT document_id, vector FROM passages WHERE key = ? LIMIT 1"
        row = self._db.execute(sql, (short_key(key),)).fetchone()
        if row is not None:
            if row[0] not in changed:
                changed[row[0]] = self._is_changed(row[0])
            return None if changed[row[0]] else row[1]
        row = self._db.execute("SELECT * FROM kept WHERE key = ?", (key,)).fetchone()
        return row[1] if row is not None and sums.sum_of_rows([row[:2]]) == row[2] else None

    def _is_changed(self, document_id: str) -> bool:
        return sums.is_changed(self._db, document_id)

    def written(self) -> Mapping[str, LedgerEntry]:
        return Written(self._db, self._path)

    def content(self) -> str:
        """Return a hash of all documents, the same in whatever order they were written."""
        with self._faults():
            return sums.total(self._db)

    def changes(self) -> list[str]:
        """Return the ids of documents that were written or removed since the last generation was published."""
        with self._faults():
            return [row[0] for row in self._db.execute("SELECT document_id FROM changes ORDER BY document_id")]

    def everything(self) -> list[str]:
        """Return the ids of all documents, also of those of which only a part is left."""
        with self._faults():
            return sums.known(self._db)

    def stored(self, ids: Sequence[str]) -> Iterator[Stored]:
        """Yield those of the documents that are there, each with its passages and vectors, as they were written.

        Raises:
            StoreDamagedError: one of them is not what was written. SQLite has no checksums: without this a flipped bit
                would be cited.
        """
        for document_id in ids:
            try:
                yield from self._stored(document_id)
            except ValueError as error:
                raise _changed(document_id) from error

    def _stored(self, document_id: str) -> Iterator[Stored]:
        with self._faults():
            changed = self._is_changed(document_id)
            row = self._db.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
            rows = self._db.execute("SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal", (document_id,))
            passages = rows.fetchall()
        if changed:
            raise _changed(document_id)
        if row is not None:
            document = read_document(row)
            text = document.text or ""
            cut = [PassageRow.cut(each, text) for each in passages]
            yield Stored(document, cut, unpacked_rows([each[-1] for each in passages], self._dim))

    def indexed(self) -> int:
        """Return the number of documents, files that were skipped left out."""
        with self._faults():
            return sums.indexed(self._db)

    def published(self) -> str | None:
        """Return the name of the generation to which the changes are to be added, if any."""
        with self._faults():
            row = self._db.execute("SELECT value FROM meta WHERE key = 'published'").fetchone()
        return str(row[0]) if row else None

    def set_published(self, generation: str) -> None:
        """Remember that ``generation`` holds exactly what was written."""
        with self.batch():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('published', ?)", (generation,))
            self._db.execute("DELETE FROM changes")
            self._db.execute("DELETE FROM kept")


def _changed(document_id: str) -> StoreDamagedError:
    return StoreDamagedError(f"the catalogue's copy of {document_id} has changed; run: qa index --rebuild")
