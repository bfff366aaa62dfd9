"""Looks through a catalogue for faults without leaving anything behind, even beside a writer."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from index.embedded import sums
from index.embedded.rows import SCHEMA


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
