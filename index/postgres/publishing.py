"""A generation is published by one row, in one transaction; what nobody needs any more is removed afterwards."""

from collections.abc import Callable
from contextlib import suppress

import psycopg

from index.postgres.changing import Target, delete_versions
from index.postgres.connecting import Connection, Database
from index.postgres.rows import name_of
from index.postgres.schema import VERSION, Lock, lock_keys

# Passages from which vectors get a graph; below, all of them are looked at. It is built in one go, which is several
# times faster than row by row.
GRAPH_FROM = 20_000

# How long a generation stays readable after another took its place: questions under way end on it.
_READABLE = "10 minutes"
_CLEARED_AT_ONCE = 200  # documents, in one transaction
_MANY = 5000  # passages after which the server's statistics are made anew


def publish(database: Database, db: Connection, target: Callable[[], Target]) -> str:
    """Publish what was written, where anything was, and return the name of the generation."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock_keys(database.schema, Lock.PUBLISHING))
        written = target()
        db.execute("DELETE FROM kept")
        name, changed = _publish(db, written)
    if changed >= _MANY:
        with suppress(psycopg.errors.InsufficientPrivilege):
            db.execute("VACUUM (ANALYZE) documents, passages, vectors, postings, words")
    if changed:
        clear(database, db)
    return name


def publish_within(db: Connection, target: Target) -> str:
    """Publish within the transaction that is open, whose connection holds the lock for it alone."""
    return _publish(db, target)[0]


def _publish(db: Connection, target: Target) -> tuple[str, int]:
    """Return the generation's name, and how many passages came or went; at least 1 where anything changed."""
    published = _published(db, target)
    if published is not None:
        return published, 0
    row = db.execute(
        "SELECT coalesce(sum(documents), 0)::bigint, coalesce(sum(passages), 0)::bigint, "
        "coalesce(sum(tokens), 0)::bigint, coalesce(sum(digest), 0), "
        "coalesce(sum(abs(passages)) FILTER (WHERE generation = %s), 0)::bigint FROM totals",
        (target.generation,),
    ).fetchone()
    model = db.execute("SELECT name FROM models WHERE number = %s", (target.model,)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate
    assert model is not None  # noqa: S101 - the state refers to it
    documents, passages, tokens, digest, changed = row
    name = name_of(model[0], VERSION, int(digest))
    if passages >= GRAPH_FROM:
        db.execute("SELECT index_vectors(%s::smallint)", (target.model,))
    db.execute(
        "INSERT INTO generations (number, name, model, documents, passages, tokens, last_passage) VALUES "
        "(%s, %s, %s, %s, %s, %s, (SELECT coalesce(max(number), 0) FROM passages))",
        (target.generation, name, target.model, documents, passages, tokens),
    )
    db.execute("UPDATE state SET published = %s", (target.generation,))
    db.execute("SELECT pg_notify(current_schema() || '.generation', %s)", (name,))
    return name, max(1, changed)


def _published(db: Connection, target: Target) -> str | None:
    """Return the name of the generation that holds exactly what was written, if any."""
    row = db.execute(
        "SELECT name FROM generations WHERE number = %(before)s AND model = %(model)s "
        "AND NOT EXISTS (SELECT FROM totals WHERE generation = %(number)s)",
        {"before": target.generation - 1, "number": target.generation, "model": target.model},
    ).fetchone()
    return str(row[0]) if row else None


def clear(database: Database, db: Connection) -> None:
    """Remove generations that were superseded long ago, and what they alone hold."""
    keys = lock_keys(database.schema, Lock.CLEARING)
    row = db.execute("SELECT pg_try_advisory_lock(%s, %s)", keys).fetchone()
    if row is None or not row[0]:
        return  # another is at it
    try:
        oldest = _oldest_needed(db)
        with db.transaction():
            db.execute("DELETE FROM generations WHERE number < %s", (oldest,))
            _merge_counts(db, oldest)
        while _clear_some(db, oldest):
            pass
    finally:
        if not db.broken:
            db.execute("SELECT pg_advisory_unlock(%s, %s)", keys)


def _oldest_needed(db: Connection) -> int:
    """Return the newest generation that took its predecessor's place long ago; the last one but one at most."""
    row = db.execute(
        "SELECT coalesce(max(number), 0) FROM generations WHERE number < (SELECT published FROM state) "
        "AND published < clock_timestamp() - %s::interval",
        (_READABLE,),
    ).fetchone()
    return int(row[0]) if row else 0


def _merge_counts(db: Connection, oldest: int) -> None:
    """Make one change of all that led to the generation ``oldest``."""
    db.execute(
        "WITH old AS (DELETE FROM words WHERE generation <= %(oldest)s AND EXISTS "
        "(SELECT FROM words WHERE generation < %(oldest)s) RETURNING word, passages) "
        "INSERT INTO words SELECT word, %(oldest)s, sum(passages) FROM old GROUP BY word HAVING sum(passages) <> 0",
        {"oldest": oldest},
    )
    db.execute(
        "WITH old AS (DELETE FROM totals WHERE generation <= %(oldest)s RETURNING *) INSERT INTO totals "
        "SELECT %(oldest)s, sum(documents), sum(passages), sum(tokens), sum(digest) FROM old HAVING count(*) > 0",
        {"oldest": oldest},
    )


def _clear_some(db: Connection, oldest: int) -> bool:
    with db.transaction():
        rows = db.execute(
            "SELECT version FROM documents WHERE gone <= %s LIMIT %s", (oldest, _CLEARED_AT_ONCE)
        ).fetchall()
        delete_versions(db, [version for (version,) in rows])
    return bool(rows)
