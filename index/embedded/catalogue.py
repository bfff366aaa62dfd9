"""The truth in SQLite: what was read, cut and embedded, whether or not it has been published."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from index.analysis import terms
from index.errors import StoreDamagedError, StoreMismatchError, StoreReadOnlyError
from index.records import Document, Entry, Furniture, Passage, Provenance, Section, Span
from index.store import Vectors

SCHEMA = "1"

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, origin TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT, sha256 TEXT, text TEXT, places TEXT, passages INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages (
    document_id TEXT NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    context TEXT NOT NULL, text TEXT NOT NULL, terms TEXT NOT NULL, key TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (document_id, ordinal)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_by_key ON passages (key);
"""

_DOCUMENT_COLUMNS = "id, source, title, origin, fingerprint, status, reason, sha256, text, places, passages"


class Catalogue:
    """Documents, passages and vectors as last written. Every change is durable when its call returns."""

    def __init__(self, path: Path, model: str) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_TABLES)
            self._check(path, model)
        except sqlite3.DatabaseError as error:
            raise _as_store_error(path, error) from error

    def _check(self, path: Path, model: str) -> None:
        found = {"schema": self.meta("schema"), "model": self.meta("model")}
        if found == {"schema": None, "model": None}:
            with self._db:
                self.set_meta("schema", SCHEMA)
                self.set_meta("model", model)
        elif found != {"schema": SCHEMA, "model": model}:
            self._db.close()
            raise StoreMismatchError(
                f"{path} was built with schema {found['schema']} and model {found['model']}; this program uses "
                f"schema {SCHEMA} and model {model}. Run: qa index --rebuild"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def meta(self, key: str) -> str | None:
        """Return one remembered value."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember one value."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def replace(
        self, document: Document, passages: Sequence[Passage], vectors: Vectors, provenance: Provenance
    ) -> None:
        """Write a document with its passages and vectors in one transaction."""
        row = (
            *(document.id, document.source, document.title, provenance.origin, provenance.fingerprint, "indexed", None),
            *(document.sha256, document.text, _places(document), len(passages)),
        )
        with self._change(document.id) as db:
            db.execute(f"INSERT INTO documents ({_DOCUMENT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)  # noqa: S608
            db.executemany(
                "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)",
                (_passage_row(i, p, v) for i, (p, v) in enumerate(zip(passages, vectors, strict=True))),
            )

    def skip(self, document_id: str, source: str, provenance: Provenance, reason: str) -> None:
        """Write that a file could not be read."""
        row = (document_id, source, source, provenance.origin, provenance.fingerprint, "skipped", reason)
        with self._change(document_id) as db:
            db.execute(
                "INSERT INTO documents (id, source, title, origin, fingerprint, status, reason, passages) "
                "VALUES (?,?,?,?,?,?,?,0)",
                row,
            )

    def remove(self, document_id: str) -> None:
        """Drop a document with all that hangs on it."""
        with self._change(document_id):
            pass

    def _change(self, document_id: str) -> "_Transaction":
        return _Transaction(self._db, document_id)

    def entries(self) -> list[Entry]:
        """Return the ledger, by source."""
        columns = "id, source, title, origin, fingerprint, status, reason, sha256, length(text), places, passages"
        rows = self._db.execute(f"SELECT {columns} FROM documents ORDER BY source, id")  # noqa: S608
        return [entry_of(row) for row in rows]

    def document_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield every document's columns, by id: what a generation copies."""
        yield from self._db.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM documents ORDER BY id")  # noqa: S608

    def passage_rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield (id, document_id, start, end, context, text, terms, vector), by document id and place."""
        yield from self._db.execute(
            "SELECT id, document_id, start, end, context, text, terms, vector FROM passages "
            "ORDER BY document_id, ordinal"
        )

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors already known for these embedding keys."""
        found = {}
        for key in set(keys):
            row = self._db.execute("SELECT vector FROM passages WHERE key = ? LIMIT 1", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def check(self) -> list[str]:
        """Return one sentence per fault that SQLite finds in its own file."""
        problems = [str(row[0]) for row in self._db.execute("PRAGMA quick_check")]
        return [] if problems == ["ok"] else [f"catalogue: {problem}" for problem in problems]


class _Transaction:
    """One change to one document: what was there before is dropped, and all of it happens or none."""

    def __init__(self, db: sqlite3.Connection, document_id: str) -> None:
        self._db = db
        self._id = document_id

    def __enter__(self) -> sqlite3.Connection:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('unpublished', 'yes')")
        self._db.execute("DELETE FROM passages WHERE document_id = ?", (self._id,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (self._id,))
        return self._db

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Read a ledger line from (id, source, title, origin, fingerprint, status, reason, sha256, length, places, n)."""
    document_id, source, title, origin, fingerprint, status, reason, sha256, characters, places, passages = row
    pages = len(json.loads(places)["pages"]) if places else 0
    return Entry(
        document_id=document_id,
        source=source,
        title=title,
        provenance=Provenance(origin, fingerprint),
        status=status,
        reason=reason,
        sha256=sha256,
        characters=characters or 0,
        pages=pages or None,
        passages=passages,
    )


def document_of(row: tuple[Any, ...]) -> Document | None:
    """Read a document from its columns; None for a skipped file."""
    document_id, source, title, _, _, status, _, _, text, places, _ = row
    if status != "indexed":
        return None
    found = json.loads(places)
    return Document(
        id=document_id,
        source=source,
        title=title,
        text=text,
        url=found["url"],
        date=found["date"],
        pages=tuple(found["pages"]),
        sections=tuple(Section(start, tuple(path)) for start, path in found["sections"]),
        furniture=tuple(Furniture(Span(start, end), why) for start, end, why in found["furniture"]),
        rows=tuple(Span(start, end) for start, end in found["rows"]),
    )


def _places(document: Document) -> str:
    return json.dumps(
        {
            "url": document.url,
            "date": document.date,
            "pages": document.pages,
            "sections": [(section.start, section.path) for section in document.sections],
            "furniture": [(*asdict(block.span).values(), block.why) for block in document.furniture],
            "rows": [(row.start, row.end) for row in document.rows],
        },
        ensure_ascii=False,
    )


def _passage_row(ordinal: int, p: Passage, vector: Vectors) -> tuple[Any, ...]:
    words = " ".join(terms(p.indexed_text))
    place = (p.document_id, ordinal, p.id, p.span.start, p.span.end)
    return (*place, p.context, p.text, words, p.embedding_key, vector.astype("<f4").tobytes())


def _as_store_error(path: Path, error: sqlite3.DatabaseError) -> Exception:
    message = str(error)
    if "readonly" in message or "unable to open" in message:
        return StoreReadOnlyError(f"cannot write {path} ({message}); make it writable or set QA_DATA to another folder")
    return StoreDamagedError(f"{path} is damaged ({message}); run: qa index --rebuild")
