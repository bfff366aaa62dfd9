"""Workers: documents from the queue, read, cut and embedded, on as many machines as there are."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from index.chunking import ChunkSettings
from index.embedding import Embedder
from index.errors import IndexingError, StoreUnavailableError
from index.library import IndexWriter
from index.postgres.connecting import Connection
from index.postgres.queue import Job, Queue
from index.postgres.store import PostgresStore
from index.postgres.writer import PostgresWriter
from index.records import Content, Provenance
from index.removal import check_removal, not_among
from index.sources import SourceItem
from index.sync_report import SyncReport

_LOG = logging.getLogger(__name__)
_PUBLISH_SECONDS = 5  # between two generations while documents wait
_IDLE_SECONDS = 1.0  # between two looks into an empty queue


@dataclass(frozen=True, slots=True)
class Queued:
    """What was put into the queue."""

    waiting: int  # put there now
    unchanged: int  # indexed as they are, or waiting already
    removed: int  # from the index, as they are no longer among the sources
    unreadable: tuple[tuple[str, str], ...]  # (source, reason)


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: what makes a result the same on every machine."""

    parse: Callable[[bytes, str], Content]
    version: str  # of the parsers
    chunks: ChunkSettings

    def item(self, job: Job) -> SourceItem:
        """Return a queued document as a source."""
        return SourceItem(
            document_id=job.document_id,
            source=job.source,
            read=lambda: job.data,
            parse=lambda data: self.parse(data, job.source),
            version=self.version,
            origin="upload" if job.uploaded else "folder",
        )


class _LostError(Exception):
    """Another worker has the document now, or a newer state of it waits."""


def enqueue(
    store: PostgresStore, embedder: Embedder, chunks: ChunkSettings, items: Sequence[SourceItem], *, removal: bool
) -> Queued:
    """Have workers bring the index in line with ``items``; what is none of them is removed at once.

    Raises:
        RemovalError: most documents would be removed, and not ``removal``.
    """
    queue = store.queue
    waiting = unchanged = 0
    unreadable = []
    with store.joining(embedder.name, embedder.dim) as writer, closing(store.database.connect()) as db:
        entries = dict(writer.written())
        if not removal:
            check_removal(entries.values(), items)
        for item in items:
            try:
                data = item.read()
            except OSError as error:
                unreadable.append((item.source, error.strerror or "cannot be read"))
                continue
            fingerprint = item.fingerprint(data, chunks.version)
            before = entries.get(item.document_id)
            known = before is not None and before.provenance == Provenance(item.origin, fingerprint)
            job = Job(item.document_id, item.source, item.origin == "upload", fingerprint, data, "")
            with store.database.faults():
                put = not known and queue.put(db, job)
            waiting += put
            unchanged += not put
        gone = [entry.id for entry in not_among(list(entries.values()), items)]
        kept = {item.document_id for item in items}
        with store.database.faults():
            queue.drop(db, [each for each in queue.waiting(db) if each not in kept])
        if gone:
            with writer.batch():
                for document_id in gone:
                    writer.remove(document_id)
            writer.commit()
    return Queued(waiting, unchanged, len(gone), tuple(unreadable))


class Worker:
    """Takes one document at a time. Killed anywhere, it loses nothing and doubles nothing."""

    def __init__(self, store: PostgresStore, embedder: Embedder, reading: Reading, queue: Queue | None = None) -> None:
        self._store = store
        self._embedder = embedder
        self._reading = reading
        self._queue = queue or store.queue
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the document that is at work."""
        self._stop.set()

    def run(self, *, once: bool, done: Callable[[str], None] = lambda _: None) -> int:
        """Work until stopped, or ``once`` until nothing waits; return how many documents were finished.

        Raises:
            IndexingError: the index cannot be written at all, such as one of another model.
        """
        finished = 0
        while not self._stop.is_set():
            try:
                source = self.turn()
            except StoreUnavailableError as error:
                if once:
                    raise
                _LOG.warning("%s", error)
                source = None
            if source is not None:
                finished += 1
                done(source)
            elif once:
                return finished
            else:
                self._stop.wait(_IDLE_SECONDS)
        self._publish(at_once=True)
        return finished

    def turn(self) -> str | None:
        """Do one step, and publish what all workers have finished where that is due; return as `step` does."""
        source = self.step()
        self._publish(at_once=source is None)
        return source

    def left(self) -> int:
        """Return how many documents wait, or are held by any worker."""
        return self._queue.size()

    def step(self) -> str | None:
        """Take one document, and finish it or say why not; return its source, or None where none waits."""
        holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        with self._store.joining(self._embedder.name, self._embedder.dim) as writer:
            with self._store.database.faults():
                job = self._queue.take(writer.transaction, holder)
            if job is None:
                return None
            with self._renewing(job):
                self._finish(writer, job)
            return job.source

    def _finish(self, writer: PostgresWriter, job: Job) -> None:
        try:
            self._index(writer, job)
        except _LostError:
            _LOG.warning("a document was taken over by another worker, or has changed meanwhile")
        except StoreUnavailableError:
            raise  # it is no fault of the document: its lease will run out
        except Exception as error:  # noqa: BLE001 - whatever it is, the document is tried again, and the others go on
            reason = str(error) if isinstance(error, IndexingError) else f"{type(error).__name__} while it was read"
            _LOG.warning("a document could not be finished", exc_info=error)
            with self._store.database.faults():
                self._queue.fail(writer.transaction, job, reason)

    def _index(self, writer: PostgresWriter, job: Job) -> None:
        item = self._store.files.noting(self._reading.item(job))
        index = IndexWriter(writer, self._embedder, self._reading.chunks)
        read = index.examined(item)
        vectors = index.vectors(read.passages, SyncReport())
        with writer.batch():
            if not self._queue.finish(writer.transaction, job):
                raise _LostError
            if read.document is None:
                writer.skip(read.entry)
            else:
                writer.replace(read.document, read.passages, vectors, read.entry.provenance)

    def _publish(self, *, at_once: bool) -> None:
        """Publish what all workers have finished, now or where the last generation is some seconds old."""
        database = self._store.database
        with self._store.joining(self._embedder.name, self._embedder.dim) as writer:
            with database.faults():
                recent = writer.transaction.execute(  # by a clock that may be another's, as in `queue`
                    "SELECT 1 FROM (SELECT published FROM generations ORDER BY number DESC LIMIT 1) AS newest WHERE "
                    "published BETWEEN clock_timestamp() - make_interval(secs => %s) AND clock_timestamp()",
                    (_PUBLISH_SECONDS,),
                ).fetchone()
            if at_once or recent is None:
                writer.commit()

    @contextmanager
    def _renewing(self, job: Job) -> Iterator[None]:
        """Keep the document ours for as long as it takes."""
        ended = threading.Event()
        thread = threading.Thread(target=self._renew, args=(job, ended), name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _renew(self, job: Job, ended: threading.Event) -> None:
        pause = self._queue.lease_seconds / 3
        db: Connection | None = None
        try:
            while not ended.wait(pause):
                try:
                    db = db or self._store.database.connect()
                    with self._store.database.faults():
                        self._queue.renew(db, job)
                except IndexingError as error:  # it may come back before the lease has run out
                    _LOG.warning("%s", error)
                    db = None
        finally:
            if db is not None:
                db.close()
