"""Checksums of what the catalogue holds of each document, and one hash of all documents.

SQLite has no checksums: without these a flipped bit would be cited.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from index.checksums import digest_of_rows
from index.codec import entry_to_json
from index.embedded.rows import DocumentRow, read_document

TABLE = """
CREATE TABLE sums (
    document_id TEXT PRIMARY KEY, sum TEXT NOT NULL, content TEXT NOT NULL, indexed INTEGER NOT NULL
)
"""

_MODULUS = 1 << 256


def renew(db: sqlite3.Connection, document_id: str) -> None:
    """Note the checksum of a document that was just written or removed, and add it to the hash of all, or take it off.

    The hash of all is a sum, so that neither order nor number of the documents matters for what a change costs.
    """
    whole, documents = int(total(db), 16), indexed(db)
    before = db.execute("SELECT content, indexed FROM sums WHERE document_id = ?", (document_id,)).fetchone()
    if before is not None:
        whole, documents = whole - int(before[0], 16), documents - before[1]
        db.execute("DELETE FROM sums WHERE document_id = ?", (document_id,))
    row = db.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
    if row is not None:
        document = read_document(row)
        added = (_content(db, document), int(document.text is not None))
        whole, documents = whole + int(added[0], 16), documents + added[1]
        db.execute("INSERT INTO sums VALUES (?,?,?,?)", (document_id, sum_of_document(db, document_id), *added))
    values = (f"{whole % _MODULUS:064x}", str(documents))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('content', ?), ('indexed', ?)", values)


def total(db: sqlite3.Connection) -> str:
    """Return the hash of all documents."""
    row = db.execute("SELECT value FROM meta WHERE key = 'content'").fetchone()
    return str(row[0]) if row else f"{0:064x}"


def indexed(db: sqlite3.Connection) -> int:
    """Return the number of documents that have a text."""
    row = db.execute("SELECT value FROM meta WHERE key = 'indexed'").fetchone()
    return int(row[0]) if row else 0


def known(db: sqlite3.Connection) -> list[str]:
    """Return the ids of all documents, also of those of which only a part is left."""
    tables = "SELECT id FROM documents UNION SELECT document_id FROM passages UNION SELECT document_id FROM sums"
    return sorted(str(row[0]) for row in db.execute(tables))


def is_changed(db: sqlite3.Connection, document_id: str) -> bool:
    """Say whether a document is not what was written, or is not there any more; one that never was is not."""
    row = db.execute("SELECT sum FROM sums WHERE document_id = ?", (document_id,)).fetchone()
    return bool((row[0] if row else sum_of_rows([])) != sum_of_document(db, document_id))


def sum_of_document(db: sqlite3.Connection, document_id: str) -> str:
    """Return the checksum of every column of a document and of its passages: text, places, context, vectors."""
    rows = [*db.execute("SELECT * FROM documents WHERE id = ?", (document_id,))]
    passages = db.execute("SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal", (document_id,))
    return sum_of_rows([*rows, *passages])


def sum_of_rows(rows: Iterable[tuple[object, ...]]) -> str:
    """Return a checksum of these rows; the type and length of each value count."""
    return digest_of_rows(rows).hex()


def changed_documents(db: sqlite3.Connection) -> list[str]:
    """Return the ids of documents that are not what was written, or are not there any more."""
    return [key for key in known(db) if is_changed(db, key)]


def published_row(document: DocumentRow) -> DocumentRow:
    """Return a document as generations hold it.

    Its fingerprint names the file's bytes; others may read the same, so it is no part of the content.
    """
    entry = document.ledger_entry()
    provenance = replace(entry.provenance, fingerprint="")
    return document._replace(entry=entry_to_json(replace(entry, provenance=provenance)).decode())


def _content(db: sqlite3.Connection, document: DocumentRow) -> str:
    """Return a hash of what a generation would hold of a document."""
    passages = db.execute("SELECT id FROM passages WHERE document_id = ? ORDER BY ordinal", (document.id,))
    row = published_row(document)._replace(text=None)  # its entry names the text's hash
    return hashlib.sha256(json.dumps([*row, *(each[0] for each in passages)]).encode()).hexdigest()
