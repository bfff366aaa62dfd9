"""Documents that wait for a worker. Times are the server's alone, so that no machine's clock matters."""

from collections.abc import Collection
from dataclasses import dataclass

from index.errors import StoreMissingError
from index.postgres.connecting import Connection, Cursor, Database

ATTEMPTS = 3  # until a document is given up
LEASE_SECONDS = 60  # that a worker which is not heard of keeps its document
_PAUSE_SECONDS = 5  # before another attempt, for each that failed

# Nothing is held for longer than the longest lease or pause: what seems to be was held by another clock, that of a
# primary whose place a standby has taken.
_FREE = (
    "NOT given_up AND coalesce(held_until NOT BETWEEN clock_timestamp() "
    "AND clock_timestamp() + make_interval(secs => %(longest)s), true)"
)


@dataclass(frozen=True, slots=True)
class Job:
    """A document that a worker holds."""

    document_id: str
    source: str
    uploaded: bool
    fingerprint: str
    data: bytes
    holder: str  # names this attempt alone


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A document that no worker will try again, and why."""

    source: str
    reason: str
    attempts: int


class Queue:
    """See `Job`. What is finished is deleted in the transaction that writes the document."""

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self.lease_seconds = lease_seconds

    def take(self, db: Connection, holder: str) -> Job | None:
        """Hold the document that has waited longest; None where none waits."""
        longest = max(self.lease_seconds, ATTEMPTS * _PAUSE_SECONDS)
        why = "its worker ended each time before it was finished"
        db.execute(
            f"UPDATE queue SET given_up = true, reason = coalesce(reason, %(why)s) WHERE {_FREE} "  # noqa: S608 - a constant
            "AND attempts >= %(most)s",
            {"why": why, "most": ATTEMPTS, "longest": longest},
        )
        row = db.execute(
            "UPDATE queue SET attempts = attempts + 1, holder = %(holder)s, "  # noqa: S608 - a constant
            "held_until = clock_timestamp() + make_interval(secs => %(lease)s) WHERE document_id = ("
            f"SELECT document_id FROM queue WHERE {_FREE} "
            "ORDER BY enqueued, document_id FOR UPDATE SKIP LOCKED LIMIT 1) "
            "RETURNING document_id, source, uploaded, fingerprint, data",
            {"holder": holder, "lease": self.lease_seconds, "longest": longest},
        ).fetchone()
        if row is None:
            return None
        document_id, source, uploaded, fingerprint, data = row
        return Job(document_id, source, uploaded, fingerprint, bytes(data), holder)

    def renew(self, db: Connection, job: Job) -> bool:
        """Hold a document for longer; False where it is not held any more."""
        cursor = db.execute(
            "UPDATE queue SET held_until = clock_timestamp() + make_interval(secs => %s) "
            "WHERE document_id = %s AND holder = %s",
            (self.lease_seconds, job.document_id, job.holder),
        )
        return cursor.rowcount == 1

    def finish(self, db: Connection, job: Job) -> bool:
        """Take a document out, within the transaction that writes it; False where it is not held any more."""
        cursor = db.execute(
            "DELETE FROM queue WHERE document_id = %s AND holder = %s AND fingerprint = %s",
            (job.document_id, job.holder, job.fingerprint),
        )
        return cursor.rowcount == 1

    def fail(self, db: Connection, job: Job, reason: str) -> None:
        """Let a document go for another attempt, or give it up after the last."""
        db.execute(
            "UPDATE queue SET holder = NULL, reason = %s, given_up = attempts >= %s, "
            "held_until = clock_timestamp() + make_interval(secs => %s * attempts) "
            "WHERE document_id = %s AND holder = %s",
            (reason, ATTEMPTS, _PAUSE_SECONDS, job.document_id, job.holder),
        )

    def put(self, db: Connection, job: Job) -> bool:
        """Have a document wait, in place of an older state of it; False where the same waits already."""
        cursor = db.execute(
            "INSERT INTO queue AS old (document_id, source, uploaded, fingerprint, data) VALUES (%s, %s, %s, %s, %b) "
            "ON CONFLICT (document_id) DO UPDATE SET source = excluded.source, uploaded = excluded.uploaded, "
            "fingerprint = excluded.fingerprint, data = excluded.data, enqueued = clock_timestamp(), attempts = 0, "
            "reason = NULL, holder = NULL, held_until = NULL, given_up = false "
            "WHERE old.fingerprint <> excluded.fingerprint OR old.given_up",
            (job.document_id, job.source, job.uploaded, job.fingerprint, job.data),
        )
        return cursor.rowcount == 1

    def drop(self, db: Connection, document_ids: Collection[str]) -> None:
        """Let these documents wait no more."""
        db.execute("DELETE FROM queue WHERE document_id = ANY(%s)", (sorted(document_ids),))

    def waiting(self, db: Connection) -> list[str]:
        """Return the ids of all documents that wait, are held or were given up."""
        return [row[0] for row in db.execute("SELECT document_id FROM queue ORDER BY document_id")]

    def given_up(self) -> list[GivenUp]:
        """Return the documents that no worker will try again."""

        def read(cursor: Cursor) -> list[GivenUp]:
            cursor.execute("SELECT source, coalesce(reason, ''), attempts FROM queue WHERE given_up ORDER BY source")
            return [GivenUp(*row) for row in cursor.fetchall()]

        try:
            return self._database.read(read)
        except StoreMissingError:
            return []

    def size(self) -> int:
        """Return how many documents wait or are held."""

        def read(cursor: Cursor) -> int:
            cursor.execute("SELECT count(*) FROM queue WHERE NOT given_up")
            row = cursor.fetchone()
            return int(row[0]) if row else 0

        return self._database.read(read)
