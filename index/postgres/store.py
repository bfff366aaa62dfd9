"""The Store in a PostgreSQL database with pgvector: many processes on many machines, one index."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from index.errors import StoreLockedError, StoreMismatchError, StoreMissingError, StoreReadOnlyError
from index.postgres.connecting import Connection, Cursor, Database, register
from index.postgres.files import Files
from index.postgres.lines import Lines
from index.postgres.queue import Queue
from index.postgres.reader import EXACT_UP_TO, PostgresReader, found_generation
from index.postgres.schema import Lock, check_version, lock_keys, set_up
from index.postgres.searching import Generation
from index.postgres.writer import PostgresWriter

_LOOK_AGAIN = 0.1  # seconds between two looks at whether the lock is free


def open_store(url: str, schema: str = "qa") -> "PostgresStore":
    """Return the store at an address, as libpq understands it; connects to nothing yet."""
    return PostgresStore(Database(url, schema))


class PostgresStore:
    """See `index.store.Store`."""

    def __init__(self, database: Database, patience: float = 5.0, exact_up_to: int = EXACT_UP_TO) -> None:
        """Reach for nothing yet.

        Args:
            database: where the tables are, or are to be.
            patience: seconds to wait for other writers.
            exact_up_to: passages up to which all vectors are compared, instead of those that pgvector's graph leads to.
        """
        self.database = database
        self.files = Files(database)
        self.queue = Queue(database)
        self._patience = patience
        self._exact_up_to = exact_up_to

    def lines(self, kind: str, most_bytes: int) -> Lines:
        """Return where lines of a kind are kept that belong to no document."""
        return Lines(self.database, kind, most_bytes)

    def current(self) -> str | None:
        def read(cursor: Cursor) -> str | None:
            cursor.execute("SELECT name FROM generations ORDER BY number DESC LIMIT 1")
            row = cursor.fetchone()
            return None if row is None else str(row[0])

        try:
            return self.database.read(read)
        except StoreMissingError:
            return None

    def open(self, model: str, dim: int) -> PostgresReader:
        def read(cursor: Cursor) -> tuple[Generation | None, str]:
            check_version(cursor.connection)
            found = found_generation(cursor)
            cursor.execute("SELECT name FROM models WHERE number = %s", (found.model if found else None,))
            row = cursor.fetchone()
            return found, row[0] if row else ""

        found, name = self.database.read(read)
        if found is None:
            raise StoreMissingError(f"nothing has been indexed in {self.database.place} yet; run: qa index")
        if (name, found.dim) != (model, dim):
            raise StoreMismatchError(
                f"the index in {self.database.place} was built with model {name} ({found.dim}); this program uses "
                f"{model} ({dim}). Run: qa index --rebuild"
            )
        return PostgresReader(self.database, found, model, self._exact_up_to)

    @contextmanager
    def writing(self, model: str, dim: int, *, rebuild: bool = False) -> Iterator[PostgresWriter]:
        with self._holding(shared=False) as db:
            writer = PostgresWriter(self.database, db, model, dim, self.files.noted)
            writer.begin(rebuild=rebuild)
            yield writer

    @contextmanager
    def joining(self, model: str, dim: int) -> Iterator[PostgresWriter]:
        """Bring single documents beside others who do the same; none of them may decide what else is there.

        Raises:
            StoreLockedError: a process writes that wants to be alone.
            StoreReadOnlyError, StoreMismatchError: as for ``writing``.
        """
        with self._holding(shared=True) as db:
            writer = PostgresWriter(self.database, db, model, dim, self.files.noted)
            writer.begin(rebuild=False)
            yield writer

    @contextmanager
    def _holding(self, *, shared: bool) -> Iterator[Connection]:
        """Give a connection that may write; the lock goes with it, however it ends."""
        with closing(self.database.connect()) as db:
            with self.database.faults():
                self._check_writable(db)
                set_up(db, self.database.schema)
                register(db)  # where the extension was missing before
                self._acquire(db, "_shared" if shared else "")
            yield db

    def _check_writable(self, db: Connection) -> None:
        row = db.execute(
            "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean, "
            "coalesce(has_table_privilege(to_regclass('documents'), 'INSERT'), true)"
        ).fetchone()
        read_only, may_write = row or (False, True)
        if read_only:
            raise StoreReadOnlyError(
                f"{self.database.place} only lets read, as a standby does; let QA_STORE name the primary"
            )
        if not may_write:
            raise StoreReadOnlyError(
                f"this user may not write to the index in {self.database.place}; see the roles in docs/scaling.md"
            )

    def _acquire(self, db: Connection, kind: str) -> None:
        deadline = time.monotonic() + self._patience
        keys = lock_keys(self.database.schema, Lock.WRITING)
        while True:
            row = db.execute(f"SELECT pg_try_advisory_lock{kind}(%s, %s)", keys).fetchone()
            if row is not None and row[0]:
                return
            if time.monotonic() >= deadline:
                raise StoreLockedError(
                    f"another process is writing to the index in {self.database.place}; wait for it to finish or "
                    "stop it"
                )
            time.sleep(_LOOK_AGAIN)
