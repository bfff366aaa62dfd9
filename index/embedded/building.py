"""From catalogue to generation: streamed, checked, written to a temporary folder, hashed, flushed, then renamed."""

import errno
import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.analysis import distinct_words
from index.codec import entry_to_json
from index.embedded.catalogue import Catalogue
from index.embedded.generation import LEXICAL, TEXTS, VECTORS
from index.embedded.lexical import write_lexical
from index.embedded.manifest import Manifest, check_files, write_manifest
from index.embedded.rows import DOCUMENTS, INSERT_DOCUMENT, SCHEMA, DocumentRow, PassageRow
from index.embedded.vectors import vectors_of, write_vectors
from index.errors import StoreDamagedError
from index.files import publish_folder
from index.records import LedgerEntry
from index.store import Vectors

_TEMPORARY = ".building"
_BLOCK = 1024  # vectors handed to FAISS together
_TABLES = (
    DOCUMENTS,
    """
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL, document_id TEXT NOT NULL, start INTEGER NOT NULL,
        end INTEGER NOT NULL, context TEXT NOT NULL, text TEXT NOT NULL, reading TEXT NOT NULL
    )
    """,
    "CREATE TABLE words (word TEXT PRIMARY KEY, passages INTEGER NOT NULL)",
)


def build(catalogue: Catalogue, folder: Path, model: str, dim: int) -> str:
    """Write what the catalogue holds as a generation below ``folder`` and return its name.

    A crash leaves at most a folder that the pointer does not name.

    Raises:
        OSError: the disk is full or refuses.
        StoreDamagedError: what the catalogue holds is not what was written to it.
    """
    temporary = folder / _TEMPORARY
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        facts = {"schema": SCHEMA, "model": model, "dim": dim, **_write_texts(temporary / TEXTS, catalogue, model)}
        write_vectors(temporary / VECTORS, _vectors(catalogue, dim), dim)
        write_lexical(temporary / LEXICAL, catalogue.terms())
        write_manifest(temporary, facts)
        target = folder / str(facts["generation"])
        if not target.exists() or check_files(target):
            publish_folder(temporary, target)
        return target.name  # where it was there already it stays: it may have readers
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write_texts(path: Path, catalogue: Catalogue, model: str) -> Manifest:
    """Copy documents and passages, and count words; return the generation's name and sizes."""
    name = hashlib.sha256(f"{SCHEMA}\0{model}".encode())
    counts: Counter[str] = Counter()
    documents = rows = 0
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode=OFF")  # an interrupted build is never published
            db.execute("PRAGMA synchronous=OFF")  # all files are flushed together
            db.execute("BEGIN")
            for table in _TABLES:
                db.execute(table)
            for document, entry, passages in _checked(catalogue):
                # The fingerprint names the file's bytes; others may read the same, so it is no part of the content.
                row = document._replace(entry=entry_to_json(_without_fingerprint(entry)).decode())
                name.update(json.dumps([*row._replace(text=None), *(p.id for p in passages)]).encode())
                db.execute(INSERT_DOCUMENT, row)
                for number, passage in enumerate(passages, rows):
                    db.execute("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)", (number, *passage))
                    counts.update(distinct_words(passage.passage().indexed_text))
                documents += entry.status == "indexed"
                rows += len(passages)
            db.executemany("INSERT INTO words VALUES (?,?)", counts.items())
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error
    return {"generation": name.hexdigest()[:16], "documents": documents, "passages": rows}


def _without_fingerprint(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, provenance=replace(entry.provenance, fingerprint=""))


def _checked(catalogue: Catalogue) -> Iterator[tuple[DocumentRow, LedgerEntry, list[PassageRow]]]:
    """Yield every document with its passages, checked against their hashes and places.

    SQLite has no checksums: without this a flipped bit would be cited.
    """
    catalogue.check()
    passages = catalogue.passages()
    for document in catalogue.documents():
        try:
            entry = document.ledger_entry()
            own = list(islice(passages, entry.passages))
            whole = _is_whole(document, entry, own)
        except ValueError:
            whole = False
        if not whole:
            raise StoreDamagedError(f"the catalogue's copy of {document.source} has changed; run: qa index --rebuild")
        yield document, entry, own
    if next(passages, None) is not None:
        raise StoreDamagedError("the catalogue has passages without a document; run: qa index --rebuild")


def _is_whole(document: DocumentRow, entry: LedgerEntry, passages: Sequence[PassageRow]) -> bool:
    if document.text is None:
        return entry.status == "skipped" and entry.passages == 0
    return (
        hashlib.sha256(document.text.encode()).hexdigest() == entry.sha256
        and len(passages) == entry.passages
        and all(p.document_id == document.id and document.text[p.start : p.end] == p.text for p in passages)
    )


def _vectors(catalogue: Catalogue, dim: int) -> Iterator[Vectors]:
    stored = catalogue.vectors()
    while block := list(islice(stored, _BLOCK)):
        try:
            vectors = vectors_of(block, dim)
        except ValueError as error:
            raise StoreDamagedError("vectors have changed in the catalogue; run: qa index --rebuild") from error
        yield vectors
