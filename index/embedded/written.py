"""The ledger of the catalogue as a mapping: one line is looked up without reading the others."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.codec import entry_from_json
from index.embedded.faults import faults
from index.errors import StoreDamagedError
from index.records import LedgerEntry


class Written(Mapping[str, LedgerEntry]):
    """Ledger entries by document id, as they are when they are asked for."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __getitem__(self, document_id: str) -> LedgerEntry:
        with self._reading():
            row = self._db.execute("SELECT entry FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise KeyError(document_id)
            return entry_from_json(row[0])

    def __iter__(self) -> Iterator[str]:
        with self._reading():
            return iter([row[0] for row in self._db.execute("SELECT id FROM documents")])

    def __len__(self) -> int:
        with self._reading():
            return int(self._db.execute("SELECT count(*) FROM documents").fetchone()[0])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with faults(self._path):
                yield
        except ValueError as error:
            raise StoreDamagedError(f"{self._path} is damaged ({error}); run: qa index --rebuild") from error
