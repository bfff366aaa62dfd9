"""Takes over the catalogue of an earlier version: nothing is read, parsed or embedded again."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.embedded import sums
from index.embedded.catalogue import Catalogue
from index.embedded.faults import faults
from index.embedded.rows import EARLIER, DocumentRow, PassageRow
from index.errors import StoreReadOnlyError
from index.files import flush
from index.records import LedgerEntry
from index.store import Vectors

_log = logging.getLogger(__name__)
_TOGETHER = 400  # documents written in one transaction


def take_over(path: Path, model: str, dim: int) -> None:
    """Write the catalogue at ``path`` anew, where it is of the schema `EARLIER` and of the same model.

    A document that is not what was written is left out: the next sync reads it again. Until all is done the earlier
    catalogue stays as it is.

    Raises:
        StoreReadOnlyError, StoreLockedError, StoreDamagedError: by what is wrong with the file.
    """
    if not path.exists():
        return
    new = path.with_name(f"{path.name}.new")
    with faults(path), closing(sqlite3.connect(path, isolation_level=None)) as old:
        if not _is_earlier(old, model):
            return
        old.execute("PRAGMA journal_mode=DELETE")  # all of it in one file that nobody else has open
        for left in path.parent.glob(f"{new.name}*"):
            left.unlink()  # of a run that was interrupted
        with closing(Catalogue(new, model, dim)) as catalogue:
            _copy(old, catalogue, dim)
    _put_in_place(new, path)


def _put_in_place(new: Path, path: Path) -> None:
    try:
        flush(new)
        new.replace(path)
        flush(path.parent)
    except OSError as error:
        raise StoreReadOnlyError(
            f"{path} cannot be replaced ({error.strerror}); make room or make it writable"
        ) from error


def _is_earlier(db: sqlite3.Connection, model: str) -> bool:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return False
    meta = dict(db.execute("SELECT key, value FROM meta"))
    return (meta.get("schema"), meta.get("model")) == (EARLIER, model)


class _Held(NamedTuple):
    document: DocumentRow
    entry: LedgerEntry
    passages: list[PassageRow]
    vectors: Vectors


def _copy(old: sqlite3.Connection, new: Catalogue, dim: int) -> None:
    ids = [row[0] for row in old.execute("SELECT id FROM documents ORDER BY id")]
    for start in range(0, len(ids), _TOGETHER):
        with new.batch():
            for key in ids[start : start + _TOGETHER]:
                for held in _held(old, key, dim):
                    if held.document.text is None:
                        new.skip(held.entry)
                    else:
                        passages = [each.passage() for each in held.passages]
                        new.replace(held.document.document(), passages, held.vectors, held.entry.provenance)


def _held(old: sqlite3.Connection, key: str, dim: int) -> Iterator[_Held]:
    """Yield the document, unless it is not what was written."""
    if sums.is_changed(old, key):
        _log.warning("what was stored of %s has changed and is left out; to read it again, run: qa index", key)
        return
    document = DocumentRow._make(old.execute("SELECT * FROM documents WHERE id = ?", (key,)).fetchone())
    rows = old.execute("SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal", (key,)).fetchall()
    text = document.text or ""
    passages = [PassageRow.cut(row, text) for row in rows]
    vectors = np.frombuffer(b"".join(row[-1] for row in rows), dtype="<f4").astype(np.float32).reshape(len(rows), dim)
    yield _Held(document, document.ledger_entry(), passages, vectors)
