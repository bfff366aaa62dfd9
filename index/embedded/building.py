"""Catalogue to generation: read in streams, checked on the way, written aside, hashed, flushed and only then named."""

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
from index.embedded.manifest import Manifest, check_files, seal
from index.embedded.rows import DOCUMENTS, INSERT_DOCUMENT, SCHEMA, DocumentRow, PassageRow
from index.embedded.vectors import vectors_of, write_vectors
from index.errors import StoreDamagedError
from index.files import publish_folder
from index.records import LedgerEntry
from index.store import Vectors

_ASIDE = ".building"
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

    A crash leaves at most a folder that nobody points to.

    Raises:
        OSError: the disk is full or refuses.
        StoreDamagedError: the catalogue holds what was never written to it.
    """
    aside = folder / _ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        facts = {"schema": SCHEMA, "model": model, "dim": dim, **_write_texts(aside / TEXTS, catalogue, model)}
        write_vectors(aside / VECTORS, _vectors(catalogue, dim), dim)
        write_lexical(aside / LEXICAL, catalogue.terms())
        seal(aside, facts)
        place = folder / str(facts["generation"])
        if not place.exists() or check_files(place):
            publish_folder(aside, place)
        return place.name  # where the same stood there already, it stays: it may have readers
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_texts(path: Path, catalogue: Catalogue, model: str) -> Manifest:
    """Copy documents and passages, and count words; return the generation's name and sizes."""
    name = hashlib.sha256(f"{SCHEMA}\0{model}".encode())
    counts: Counter[str] = Counter()
    documents = rows = 0
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode=OFF")  # what is interrupted is never published
            db.execute("PRAGMA synchronous=OFF")  # all files are flushed together
            db.execute("BEGIN")
            for table in _TABLES:
                db.execute(table)
            for document, entry, passages in _checked(catalogue):
                # The fingerprint names the file's bytes; others may read the same, so it is no part of the content.
                row = document._replace(entry=entry_to_json(_without_fingerprint(entry)).decode())
                name.update(json.dumps([*row._replace(text=None), *(p.id for p in passages)]).encode())
                db.execute(INSERT_DOCUMENT, row)
                db.executemany(
                    "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)", ((rows + i, *p) for i, p in enumerate(passages))
                )
                for passage in passages:
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
    """Yield every document with its passages, held against what they were when they were written.

    SQLite has no checksums: a bit that flips inside a text goes unnoticed, and a citation would show it.
    """
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
