"""Checksums of what the catalogue holds of each document: SQLite has none, and a flipped bit would be cited."""

import hashlib
import sqlite3
from collections.abc import Iterable

TABLE = "CREATE TABLE sums (document_id TEXT PRIMARY KEY, sum TEXT NOT NULL)"


def sum_of_document(db: sqlite3.Connection, document_id: str) -> str:
    """Return the checksum of every column of a document and of its passages: text, places, context, terms, vectors."""
    rows = [*db.execute("SELECT * FROM documents WHERE id = ?", (document_id,))]
    passages = db.execute("SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal", (document_id,))
    return sum_of_rows([*rows, *passages])


def sum_of_rows(rows: Iterable[tuple[object, ...]]) -> str:
    """Return a checksum of these rows; the type and length of each value count."""
    digest = hashlib.sha256()
    for row in rows:
        for value in row:
            data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
            digest.update(f"{type(value).__name__}{len(data)}:".encode())
            digest.update(data)
        digest.update(b"\n")
    return digest.hexdigest()


def changed_documents(db: sqlite3.Connection) -> list[str]:
    """Return the ids of documents that are not what was written, or are not there any more."""
    known = dict(db.execute("SELECT document_id, sum FROM sums"))
    there = [str(row[0]) for row in db.execute("SELECT id FROM documents UNION SELECT document_id FROM passages")]
    return sorted({key for key in {*known, *there} if known.get(key) != sum_of_document(db, key)})
