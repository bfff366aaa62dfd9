"""What is written for the next generation, and how that is published."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager

from index.errors import StoreError, StoreMismatchError
from index.postgres.changing import Target, apply, forget_everything
from index.postgres.connecting import Connection, Database
from index.postgres.publishing import publish, publish_within
from index.postgres.rows import Change, StoredPassage, array_of, entry_of
from index.postgres.schema import Lock, lock_keys
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Vectors
from index.vector_checks import check_vectors

_AT_ONCE = 1000  # passages that a batch holds back before it writes them


class PostgresWriter:
    """See `index.store.StoreWriter`. Belongs to one thread, with a connection of its own."""

    def __init__(
        self, database: Database, db: Connection, model: str, dim: int, files: MutableMapping[str, bytes]
    ) -> None:
        """Write through ``db``; ``files`` holds those of documents that are to be replaced, and is emptied of them."""
        self._database = database
        self._db = db
        self._model = model
        self._dim = dim
        self._target: Target | None = None  # while a batch is open
        self._alone = False  # in it
        self._pending: dict[str, Change] = {}
        self._waiting = 0  # passages among them
        self._files = files

    @contextmanager
    def batch(self) -> Iterator[None]:
        if self._target is not None:
            yield
            return
        with self._transaction(alone=False):
            yield

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make one transaction of a batch and of the `commit` in it. Others wait meanwhile: for small changes."""
        with self._transaction(alone=True):
            yield

    @contextmanager
    def _transaction(self, *, alone: bool) -> Iterator[None]:
        try:
            with self._database.faults(), self._db.transaction():
                self._lock(Lock.PUBLISHING, shared=not alone)
                self._target, self._alone = self._next(), alone
                yield
                self._flush()
        finally:
            self._target, self._alone = None, False
            self._pending.clear()
            self._waiting = 0

    @property
    def transaction(self) -> Connection:
        """The connection, for what else is to be written in the batch that is open."""
        return self._db

    def _lock(self, lock: Lock, *, shared: bool = False) -> None:
        kind = "_shared" if shared else ""
        self._db.execute(
            f"SELECT pg_advisory_xact_lock{kind}(%s, %s)",
            lock_keys(self._database.schema, lock),
        )

    def _next(self) -> Target:
        """Return which generation is written for, and make sure that it is of our model."""
        row = self._db.execute(
            "SELECT s.published, m.number, m.name, m.dim FROM state s LEFT JOIN models m ON m.number = s.model"
        ).fetchone()
        if row is None:
            raise StoreError("the database's table `state` has lost its row; restore the database from its backup")
        published, number, name, dim = row
        if (name, dim) != (self._model, self._dim):
            raise StoreMismatchError(
                f"the index in {self._database.place} was built with model {name} ({dim}); this program uses "
                f"{self._model} ({self._dim}). Run: qa index --rebuild"
            )
        return Target(published + 1, number)

    def begin(self, *, rebuild: bool) -> None:
        """Make the index one of our model: a new one, or one that is to be rebuilt.

        Raises:
            StoreMismatchError: it is of another.
        """
        if rebuild or not self._has_model():
            self._take_model(rebuild=rebuild)
        with self._database.faults():
            self._next()

    def _has_model(self) -> bool:
        with self._database.faults():
            row = self._db.execute("SELECT model FROM state").fetchone()
        return row is None or row[0] is not None

    def _take_model(self, *, rebuild: bool) -> None:
        with self._database.faults(), self._db.transaction():
            self._lock(Lock.PUBLISHING)
            row = self._db.execute("SELECT model, published FROM state").fetchone()
            if row is None or (row[0] is not None and not rebuild):
                return  # another was faster
            number = self._db.execute(
                "WITH made AS (INSERT INTO models (name, dim) VALUES (%(name)s, %(dim)s) ON CONFLICT DO NOTHING "
                "RETURNING number) SELECT number FROM made UNION ALL "
                "SELECT number FROM models WHERE name = %(name)s AND dim = %(dim)s",
                {"name": self._model, "dim": self._dim},
            ).fetchone()
            assert number is not None  # noqa: S101 - one of the two has it
            self._db.execute("UPDATE state SET model = %s", number)
            if row[0] is not None:
                forget_everything(self._db, row[1] + 1)

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        check_vectors(vectors, len(passages), self._dim)
        stored = tuple(StoredPassage.of(p, v) for p, v in zip(passages, vectors, strict=True))
        entry = LedgerEntry.of(document, len(passages), provenance)
        self._change(document.id, Change(entry, document, stored, self._files.pop(document.id, None)))

    def skip(self, entry: LedgerEntry) -> None:
        self._change(entry.id, Change(entry, file=self._files.pop(entry.id, None)))

    def remove(self, document_id: str) -> None:
        self._change(document_id, Change())

    def _change(self, document_id: str, change: Change) -> None:
        with self.batch():
            self._pending[document_id] = change
            self._waiting += len(change.passages)
            if self._waiting >= _AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        if self._target is not None and self._pending:
            apply(self._db, self._target, self._pending)
            self._pending = {}
            self._waiting = 0

    def written(self) -> "Mapping[str, LedgerEntry]":
        with self._database.faults():
            self._flush()
            return _Written(self._database, self._db)

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        check_vectors(vectors, len(keys), self._dim)
        with self.batch(), self._db.cursor() as cursor:
            assert self._target is not None  # noqa: S101 - a batch is open
            rows = [(key, self._target.model, vector) for key, vector in zip(keys, vectors, strict=True)]
            cursor.executemany(
                "INSERT INTO kept VALUES (%s, %s, %s) ON CONFLICT (key) DO UPDATE "
                "SET model = excluded.model, vector = excluded.vector",
                rows,
            )

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        with self._database.faults():
            self._flush()
            rows = self._db.execute(
                "SELECT DISTINCT ON (p.key) p.key, v.vector FROM passages p JOIN documents d USING (version) "
                "JOIN vectors v ON v.passage = p.number JOIN state s ON s.model = v.model "
                "WHERE p.key = ANY(%(keys)s) AND d.gone IS NULL "
                "UNION ALL SELECT k.key, k.vector FROM kept k JOIN state s USING (model) WHERE k.key = ANY(%(keys)s)",
                {"keys": sorted(set(keys))},
                binary=True,
            ).fetchall()
        return {key: array_of(vector) for key, vector in rows}

    def commit(self) -> str:
        with self._database.faults():
            if self._target is None:
                return publish(self._database, self._db, self._next)
            if not self._alone:
                raise ValueError("a batch is open; commit after it")
            self._flush()
            return publish_within(self._db, self._target)


class _Written(Mapping[str, LedgerEntry]):
    """What is written, looked up one by one until somebody wants all of it."""

    def __init__(self, database: Database, db: Connection) -> None:
        self._database = database
        self._db = db
        self._all: dict[str, LedgerEntry] | None = None

    def __getitem__(self, document_id: str) -> LedgerEntry:
        if self._all is not None:
            return self._all[document_id]
        with self._database.faults():
            row = self._db.execute(
                "SELECT entry FROM documents WHERE gone IS NULL AND id = %s", (document_id,)
            ).fetchone()
        if row is None:
            raise KeyError(document_id)
        return entry_of(row[0])

    def _loaded(self) -> dict[str, LedgerEntry]:
        if self._all is None:
            with self._database.faults():
                rows = self._db.execute("SELECT id, entry FROM documents WHERE gone IS NULL ORDER BY source, id")
                self._all = {document_id: entry_of(entry) for document_id, entry in rows}
        return self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())
