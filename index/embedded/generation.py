"""Generations: immutable folders that hold all that a search needs, named by their content, hashed file by file."""

import hashlib
import json
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.analysis import words
from index.embedded.catalogue import SCHEMA, Catalogue, document_of, entry_of
from index.embedded.files import manifest_of, publish_folder, write_atomically
from index.embedded.lexical import LexicalIndex, write_lexical
from index.embedded.vectors import VectorIndex, write_vectors
from index.errors import StoreDamagedError, StoreMismatchError
from index.records import Document, Entry, Passage, Span
from index.store import Scored, Vectors

MANIFEST = "MANIFEST.json"
_TEXTS = "documents.sqlite"
_VECTORS = "vectors.faiss"
_LEXICAL = "lexical"

_TABLES = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT, title TEXT, origin TEXT, fingerprint TEXT, status TEXT, reason TEXT, sha256 TEXT,
    text TEXT, places TEXT, passages INTEGER
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT, document_id TEXT, start INTEGER, end INTEGER, context TEXT, text TEXT
);
CREATE TABLE words (word TEXT PRIMARY KEY, passages INTEGER) WITHOUT ROWID;
"""


def build(catalogue: Catalogue, folder: Path, model: str, dim: int) -> str:
    """Write what the catalogue holds as a generation below ``folder`` and return its name.

    Written aside, hashed and flushed before it gets its name; a crash leaves at most a folder that nobody points to.
    """
    aside = folder / ".building"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    documents = list(catalogue.document_rows())
    passages = list(catalogue.passage_rows())
    name = _name_of(model, documents, passages)
    _write_texts(aside / _TEXTS, documents, passages)
    vectors = np.frombuffer(b"".join(row[7] for row in passages), dtype="<f4").reshape(len(passages), dim)
    write_vectors(aside / _VECTORS, vectors)
    write_lexical(aside / _LEXICAL, ((row[1], row[6].split()) for row in passages))
    manifest = {
        "generation": name,
        "schema": SCHEMA,
        "model": model,
        "dim": dim,
        "documents": sum(row[5] == "indexed" for row in documents),
        "passages": len(passages),
        "files": manifest_of(aside),
    }
    write_atomically(aside / MANIFEST, json.dumps(manifest, indent=1))
    publish_folder(aside, folder / name)
    return name


def _name_of(model: str, documents: Iterable[tuple[Any, ...]], passages: Iterable[tuple[Any, ...]]) -> str:
    digest = hashlib.sha256(f"{SCHEMA}\0{model}".encode())
    for row in documents:
        # All but the text, which its sha256 stands for, and the fingerprint, which names bytes that read the same.
        digest.update(json.dumps([*row[:4], *row[5:8], *row[9:]], ensure_ascii=False).encode())
    for row in passages:
        digest.update(row[0].encode())
    return digest.hexdigest()[:16]


def _write_texts(path: Path, documents: Sequence[tuple[Any, ...]], passages: Sequence[tuple[Any, ...]]) -> None:
    db = sqlite3.connect(path)
    with db:
        db.executescript(_TABLES)
        db.executemany("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?)", documents)
        db.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?)", ((i, *row[:6]) for i, row in enumerate(passages)))
        counts = Counter(word for row in passages for word in {w.lower() for w, _, _ in words(f"{row[4]} {row[5]}")})
        db.executemany("INSERT INTO words VALUES (?,?)", counts.items())
    db.close()


def check_files(place: Path) -> list[str]:
    """Hold every file of a generation against its manifest; return one sentence per difference."""
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        expected = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"generation {place.name}: its manifest cannot be read ({type(error).__name__})"]
    if manifest.get("generation") != place.name:
        return [f"generation {place.name}: its manifest names another generation"]
    found = {name: facts for name, facts in manifest_of(place).items() if name != MANIFEST}
    return [
        f"generation {place.name}: {name} is {'missing' if name not in found else 'not what was written'}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]


class Generation:
    """One opened generation. Everything about it is read-only and thread-safe."""

    def __init__(self, place: Path, model: str, dim: int) -> None:
        problems = check_files(place)
        if problems:
            raise StoreDamagedError(f"{problems[0]}; run: qa index --rebuild")
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        if (manifest["schema"], manifest["model"]) != (SCHEMA, model):
            raise StoreMismatchError(
                f"the index was built with schema {manifest['schema']} and model {manifest['model']}; this program "
                f"uses schema {SCHEMA} and model {model}. Run: qa index --rebuild"
            )
        self.name = place.name
        self.documents: int = manifest["documents"]
        self.passages: int = manifest["passages"]
        self.place = place
        self._db = sqlite3.connect(f"file:{place / _TEXTS}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db_lock = threading.Lock()
        self._vectors = VectorIndex(place / _VECTORS, self.passages, dim)
        self._lexical = LexicalIndex(place / _LEXICAL)
        rows = self._query("SELECT id, document_id FROM passages ORDER BY row")
        self._ids: list[str] = [row[0] for row in rows]
        self._rows = {passage_id: row for row, passage_id in enumerate(self._ids)}
        self._rows_of: dict[str, list[int]] = {}
        for row, (_, document_id) in enumerate(rows):
            self._rows_of.setdefault(document_id, []).append(row)

    def _query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._db_lock:
            return self._db.execute(sql, values).fetchall()

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None) -> list[Scored]:
        """See `index.store.Store.dense`."""
        rows = None
        if documents is not None:
            rows = [row for document_id in sorted(documents) for row in self._rows_of.get(document_id, ())]
        return self._named(self._vectors.search(vector, k, rows))

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None) -> list[Scored]:
        """See `index.store.Store.lexical`."""
        return self._named(self._lexical.search(terms, k, documents))

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """See `index.store.Store.frequencies`."""
        return self._lexical.frequencies(terms)

    def vocabulary(self) -> Mapping[str, int]:
        """See `index.store.Store.vocabulary`."""
        return dict(self._query("SELECT word, passages FROM words"))

    def _named(self, found: Iterable[tuple[int, float]]) -> list[Scored]:
        scored = [Scored(self._ids[row], score) for row, score in found]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage_id))

    def passages_by_id(self, ids: Sequence[str]) -> list[Passage]:
        """See `index.store.Store.passages`."""
        found = {}
        for place in range(0, len(ids), 500):
            part = [self._rows[passage_id] for passage_id in ids[place : place + 500]]
            marks = ",".join("?" * len(part))
            sql = f"SELECT id, document_id, text, start, end, context FROM passages WHERE row IN ({marks})"  # noqa: S608
            for passage_id, document_id, text, start, end, context in self._query(sql, part):
                found[passage_id] = Passage(passage_id, document_id, text, Span(start, end), context)
        return [found[passage_id] for passage_id in ids]

    def passages_of(self, document_id: str) -> list[str]:
        """Return the ids of a document's passages in reading order."""
        return [self._ids[row] for row in self._rows_of.get(document_id, ())]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """See `index.store.Store.vectors`."""
        return self._vectors.rows([self._rows[passage_id] for passage_id in ids])

    def document(self, document_id: str) -> Document | None:
        """See `index.store.Store.document`.

        Raises:
            StoreDamagedError: the text is not the one whose hash was stored with it.
        """
        rows = self._query("SELECT * FROM documents WHERE id = ?", (document_id,))
        document = document_of(rows[0]) if rows else None
        if document is not None and document.sha256 != rows[0][7]:
            raise StoreDamagedError(f"the stored text of {document_id} has changed; run: qa index --rebuild")
        return document

    def entries(self) -> list[Entry]:
        """See `index.store.Store.entries`."""
        columns = "id, source, title, origin, fingerprint, status, reason, sha256, length(text), places, passages"
        return [entry_of(row) for row in self._query(f"SELECT {columns} FROM documents ORDER BY source, id")]  # noqa: S608

    def verify(self) -> list[str]:
        """Check files, texts and that every passage stands where it says; return one sentence per finding."""
        findings = check_files(self.place)
        for entry in self.entries():
            try:
                document = self.document(entry.document_id)
            except StoreDamagedError as error:
                findings.append(str(error))
                continue
            if document is None:
                continue
            for passage in self.passages_by_id(self.passages_of(document.id)):
                if document.text[passage.span.start : passage.span.end] != passage.text:
                    findings.append(f"passage {passage.id} does not stand at {passage.span} in {document.id}")
        return findings
