"""Connections to the database, and its errors in words that say what to do."""

import logging
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from pgvector.psycopg.vector import register_vector_info
from psycopg import sql
from psycopg.types import TypeInfo
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import (
    IndexingError,
    StoreError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnavailableError,
)

Cursor = psycopg.Cursor[Any]
Connection = psycopg.Connection[Any]
Result = TypeVar("Result")

_READERS = 8  # connections of one process that read at the same time
_PATIENCE = 5.0  # seconds until a connection must be free
_CONNECT_SECONDS = 5
_READ_SECONDS = 30  # that one statement of a reader may take
# Of a connection on which nobody answers any more: a server that has lost its power says nothing.
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_SILENT_MS = 30_000  # the same, of data that was sent and is not acknowledged
# jit costs more than it saves in statements of milliseconds
_SETTINGS = {"jit": "off", "client_min_messages": "warning"}

logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # what it warns of is raised, too


class Database:
    """How to reach one schema of one database. Thread-safe; connections for reading are shared."""

    def __init__(self, url: str, schema: str, readers: int = _READERS, patience: float = _PATIENCE) -> None:
        """Connect to nothing yet.

        Args:
            url: as libpq understands it; may hold a password, and is never shown.
            schema: where the tables are.
            readers: connections that may read at the same time.
            patience: seconds to wait for one of them.
        """
        self.schema = schema
        self.place = shown(url)
        self._url = url
        self._patience = patience
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url, min_size=0, max_size=readers, timeout=patience, kwargs=self._options(autocommit=True),
            configure=self._configure_reader, open=False, max_idle=60, reconnect_timeout=patience,
        )  # fmt: skip
        self._opened = False
        self._closing = weakref.finalize(self, self._pool.close, 0)

    def _options(self, *, autocommit: bool) -> dict[str, Any]:
        return {
            "autocommit": autocommit, "connect_timeout": _CONNECT_SECONDS, "application_name": "cited-qa",
            "tcp_user_timeout": _SILENT_MS, **_KEEPALIVE,
        }  # fmt: skip

    def close(self) -> None:
        """Let go of every connection that is kept open."""
        self._closing()

    def connect(self) -> Connection:
        """Open a connection of one's own, which commits each statement outside of a transaction.

        Raises:
            StoreUnavailableError: the server cannot be reached, or lets nobody in.
        """
        with self.faults():
            db: Connection = psycopg.connect(self._url, **self._options(autocommit=True))
            try:
                self._configure(db)
            except BaseException:
                db.close()
                raise
        return db

    def write(self, statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own, and return its rows, if it has any."""
        with closing(self.connect()) as db, self.faults():
            cursor = db.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def _configure(self, db: Connection, settings: Mapping[str, str] = _SETTINGS) -> None:
        register(db)
        place = db.execute(
            "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector'"
        ).fetchone()
        names = [sql.Identifier(self.schema), sql.Identifier(place[0] if place else "public")]
        path = sql.SQL(", ").join(names).as_string(db)
        wanted = {"search_path": path, **settings}
        db.execute(
            "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS wanted (name, value)",
            (list(wanted), list(wanted.values())),
        )

    def _configure_reader(self, db: Connection) -> None:
        self._configure(db, {**_SETTINGS, "statement_timeout": f"{_READ_SECONDS}s", "work_mem": "64MB"})
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True

    def read(self, work: Callable[[Cursor], Result]) -> Result:
        """Run ``work`` in a transaction that sees one state; a second time where the connection was lost on the way.

        Raises:
            StoreUnavailableError: the server cannot be reached, or is too busy.
        """
        with self.faults():
            try:
                return self._read_once(work)
            except (psycopg.errors.SerializationFailure, psycopg.OperationalError) as error:
                if isinstance(error, PoolTimeout | psycopg.errors.QueryCanceled):
                    raise
                self._pool.check()  # the others may be as dead as this one
                return self._read_once(work)

    def _read_once(self, work: Callable[[Cursor], Result]) -> Result:
        if not self._opened:
            self.connect().close()  # says at once what is wrong; the pool would go on trying
            self._pool.open()
            self._opened = True
        with self._pool.connection() as db:
            if not is_registered(db):  # the extension was missing when the connection was made
                register(db)
            with db.transaction(), db.cursor() as cursor:
                return work(cursor)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn the database's errors into ours."""
        try:
            yield
        except PoolTimeout as error:
            raise StoreUnavailableError(self._why_no_connection()) from error
        except psycopg.Error as error:
            raise as_store_error(error, self.place) from error

    def _why_no_connection(self) -> str:
        try:
            psycopg.connect(self._url, **self._options(autocommit=True)).close()
        except psycopg.Error as error:
            return str(as_store_error(error, self.place))
        return (
            f"every connection to {self.place} has been in use for {self._patience:g} s; ask fewer questions at once, "
            "or start another server beside this one"
        )


def register(db: Connection) -> None:
    """Teach a connection what a vector is, where the database knows."""
    info = TypeInfo.fetch(db, "vector") or TypeInfo.fetch(db, "public.vector")
    if info is not None:
        register_vector_info(db, info)


def is_registered(db: Connection) -> bool:
    """Say whether a connection knows what a vector is."""
    return db.adapters.types.get("vector") is not None


def shown(url: str) -> str:
    """Return the place in an address of a database without user, password and options."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2] or "the local server"
    return f"PostgreSQL at {place}, database {parts.path.strip('/') or 'of the user'}"


def as_store_error(error: psycopg.Error, place: str) -> IndexingError:
    """Return the error of ours that says what a database's error means for the user."""
    said = _first_line(error)
    state = error.sqlstate or ""
    for states, kind, what in _MEANINGS:
        if state.startswith(states):
            return kind(what.format(place=place, said=said))
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return StoreUnavailableError(f"{place} cannot be reached ({said}); start it, or correct QA_STORE")
    if not state:  # psycopg's own, which may repeat the address with its password
        return StoreError(f"{place}: QA_STORE cannot be read as an address ({type(error).__name__}); correct it")
    return StoreError(f"{place} refused a statement ({said}); run: qa doctor")


# By the beginning of SQLSTATE; the first that fits. Source: PostgreSQL's documentation, appendix A.
_MEANINGS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("25006",), StoreReadOnlyError, "{place} only lets read, as a standby does; let QA_STORE name the primary"),
    (("53100",), StoreReadOnlyError, "{place} has no room on its disk ({said}); make room and try again"),
    (("53300",), StoreUnavailableError, "{place} takes no more connections; try again, or raise its max_connections"),
    (("53",), StoreUnavailableError, "{place} is short of something ({said}); try again later"),
    (("42501",), StoreReadOnlyError, "this user may not do that in {place} ({said}); see the roles in docs/scaling.md"),
    (("28",), StoreUnavailableError, "{place} lets nobody in with these credentials ({said}); correct QA_STORE"),
    (("3D000",), StoreUnavailableError, "{place} has no such database ({said}); create it, or correct QA_STORE"),
    (("3F000", "42P01"), StoreMissingError, "there is no index in {place} yet; run: qa index"),
    (("57014",), StoreUnavailableError, "{place} took too long over a statement; try again, or look at its load"),
    (
        ("55P03", "40P01"),
        StoreLockedError,
        "another process is writing to {place}; wait for it to finish, and try again",
    ),
    (("57", "08"), StoreUnavailableError, "the connection to {place} was lost ({said}); try again"),
    (("XX001", "XX002"), StoreError, "{place} has found damage on its disk ({said}); restore it from its backup"),
)


def _first_line(error: psycopg.Error) -> str:
    said = error.diag.message_primary or (str(error).strip().splitlines() or [type(error).__name__])[0]
    return said.strip().rstrip(".:;")
