"""Workers: documents from a queue, indexed beside others; whatever ends one, nothing is lost and nothing doubled."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from index.chunking import ChunkSettings
from index.errors import RemovalError, StoreMismatchError
from index.parsers import PARSERS_VERSION, parse
from index.postgres.connecting import Database
from index.postgres.queue import ATTEMPTS, Queue
from index.postgres.store import PostgresStore
from index.postgres.working import Queued, Reading, Worker, enqueue
from index.records import Content
from index.sources import SourceItem, discover
from tests.fakes_embedding import HashingEmbedder

EMBEDDER = HashingEmbedder()
READING = Reading(parse, PARSERS_VERSION, ChunkSettings())
Dying = Callable[..., dict[str, Any]]


@pytest.fixture
def store(url: str) -> PostgresStore:
    return PostgresStore(Database(url, "qa"))


@pytest.fixture
def sources(folder: Path) -> Path:
    for number in range(6):
        (folder / f"d{number}.txt").write_text(f"Document {number} says what the tide does at noon.")
    return folder


def items(folder: Path) -> list[SourceItem]:
    return discover([folder], parse, PARSERS_VERSION)


def queued(store: PostgresStore, folder: Path, *, removal: bool = True) -> Queued:
    return enqueue(store, EMBEDDER, ChunkSettings(), items(folder), removal=removal)


def held(store: PostgresStore) -> list[str]:
    return [entry.source for entry in store.open(EMBEDDER.name, EMBEDDER.dim).entries()]


def expire(store: PostgresStore) -> None:
    """Let time pass for every document that is held or waits for another attempt."""
    store.database.write("UPDATE queue SET held_until = '-infinity' WHERE held_until IS NOT NULL")


def test_what_is_queued_is_indexed_by_whoever_comes(store: PostgresStore, sources: Path) -> None:
    """Each document once, by three workers at the same time; what has not changed is not queued again."""
    first = queued(store, sources)
    again = queued(store, sources)
    done: list[str] = []
    workers = [
        Thread(target=Worker(store, EMBEDDER, READING).run, kwargs={"once": True, "done": done.append})
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    (sources / "d0.txt").write_text("Document 0 has changed.")
    (sources / "d1.txt").unlink()
    changed = queued(store, sources)
    Worker(store, EMBEDDER, READING).run(once=True)

    assert (first.waiting, again.waiting, again.unchanged) == (6, 0, 6)
    assert sorted(done) == [f"d{number}.txt" for number in range(6)]
    assert (changed.waiting, changed.unchanged, changed.removed) == (1, 4, 1)
    assert held(store) == ["d0.txt", "d2.txt", "d3.txt", "d4.txt", "d5.txt"]
    assert store.queue.size() == 0
    assert store.open(EMBEDDER.name, EMBEDDER.dim).verify() == []


def test_an_emptied_folder_is_asked_about(store: PostgresStore, sources: Path) -> None:
    """As when everything is indexed by one process."""
    queued(store, sources)
    Worker(store, EMBEDDER, READING).run(once=True)
    for file in sources.iterdir():
        file.unlink()

    with pytest.raises(RemovalError):
        queued(store, sources, removal=False)

    assert len(held(store)) == 6


def test_what_cannot_be_read_is_skipped_and_the_others_go_on(store: PostgresStore, sources: Path) -> None:
    """With its reason in the ledger, as a file that is broken stays broken."""
    (sources / "d3.pdf").write_bytes(b"%PDF-1.4 broken")
    queued(store, sources)

    Worker(store, EMBEDDER, READING).run(once=True)

    reader = store.open(EMBEDDER.name, EMBEDDER.dim)
    (skipped,) = [entry for entry in reader.entries() if entry.status == "skipped"]
    assert skipped.source == "d3.pdf"
    assert skipped.reason
    assert len(reader.entries()) == 7
    assert store.queue.given_up() == []


def test_a_document_that_fails_every_time_is_given_up(store: PostgresStore, sources: Path) -> None:
    """After three attempts, with its reason; queued again, it gets three more."""

    def failing(data: bytes, name: str) -> Content:
        if name == "d2.txt":
            raise MemoryError
        return parse(data, name)

    worker = Worker(store, EMBEDDER, Reading(failing, PARSERS_VERSION, ChunkSettings()))
    queued(store, sources)

    for _ in range(ATTEMPTS):
        worker.run(once=True)
        expire(store)
    worker.run(once=True)

    (given_up,) = store.queue.given_up()
    assert (given_up.source, given_up.attempts) == ("d2.txt", ATTEMPTS)
    assert "MemoryError" in given_up.reason
    assert len(held(store)) == 5

    assert queued(store, sources).waiting == 1
    Worker(store, EMBEDDER, READING).run(once=True)
    assert len(held(store)) == 6
    assert store.queue.given_up() == []


def test_a_document_that_ends_its_workers_is_given_up(store: PostgresStore, sources: Path) -> None:
    """They cannot say why any more, so that the attempts are counted when they begin."""
    for file in sources.glob("d[1-9].txt"):
        file.unlink()
    queued(store, sources)
    for _ in range(ATTEMPTS):
        with closing(store.database.connect()) as db:
            assert store.queue.take(db, "a worker that is killed") is not None
        expire(store)

    assert Worker(store, EMBEDDER, READING).run(once=True) == 0

    (given_up,) = store.queue.given_up()
    assert "ended" in given_up.reason


def test_a_worker_that_was_given_up_for_dead_writes_nothing(store: PostgresStore, sources: Path) -> None:
    """Its lease ran out while it was at work, and another has the document: one of them writes it."""
    for file in sources.glob("d[1-9].txt"):
        file.unlink()
    queued(store, sources)
    done: list[str] = []

    def slow(data: bytes, name: str) -> Content:
        expire(store)
        Worker(store, EMBEDDER, READING, Queue(store.database, 600)).run(once=True, done=done.append)
        return parse(data, name)

    Worker(store, EMBEDDER, Reading(slow, PARSERS_VERSION, ChunkSettings()), Queue(store.database, 600)).step()

    assert done == ["d0.txt"]
    rows = store.database.write("SELECT count(*) FROM documents")
    assert rows == [(1,)]


def test_a_long_document_keeps_its_lease(store: PostgresStore, sources: Path) -> None:
    """It is renewed while the document is at work."""
    for file in sources.glob("d[1-9].txt"):
        file.unlink()
    queued(store, sources)
    queue = Queue(store.database, 0.6)
    taken = []

    def slow(data: bytes, name: str) -> Content:
        for _ in range(10):
            store.database.write("SELECT pg_sleep(0.15)")
            with closing(store.database.connect()) as db:
                taken.append(queue.take(db, "another"))
        return parse(data, name)

    Worker(store, EMBEDDER, Reading(slow, PARSERS_VERSION, ChunkSettings()), queue).step()

    assert taken == [None] * 10


def test_a_standby_whose_clock_is_behind_holds_nothing_back(store: PostgresStore, sources: Path) -> None:
    """It has taken over from a primary by whose clock a document was leased, and a generation published, only later.

    The clocks of workers do not matter: none is read (tests/test_house.py).
    """
    queued(store, sources)
    worker = Worker(store, EMBEDDER, READING)
    worker.turn()
    with closing(store.database.connect()) as db:
        lost = store.queue.take(db, "a worker that is gone")
        still_held = store.queue.take(db, "another worker")
    assert lost is not None
    assert still_held is not None
    store.database.write("UPDATE generations SET published = published + '1 hour'")
    store.database.write(
        "UPDATE queue SET held_until = held_until + '1 hour' WHERE document_id = %s", (lost.document_id,)
    )

    taken = [worker.turn() for _ in range(2)]
    published = held(store)
    taken += [worker.turn() for _ in range(3)]

    assert taken[0] == lost.source
    assert lost.source in published
    assert still_held.source not in taken
    assert store.queue.size() == 1


def test_a_worker_with_another_model_stops(store: PostgresStore, sources: Path) -> None:
    """Its vectors would mean something else."""
    queued(store, sources)

    with pytest.raises(StoreMismatchError, match="qa index --rebuild"):
        Worker(store, HashingEmbedder(name="other@1"), READING).run(once=True)

    assert store.queue.size() == 6


@pytest.mark.slow
@pytest.mark.parametrize(("how", "stride"), [("kill", 3), ("cut", 5)])
def test_a_worker_that_ends_at_any_statement_loses_and_doubles_nothing(
    store: PostgresStore, sources: Path, url: str, dying: Dying, how: str, stride: int
) -> None:
    """Killed, or cut off from the database: the next one finishes, and every document is there once."""
    for file in sources.glob("d[2-9].txt"):
        file.unlink()
    ended = []

    for at in range(1, 200, stride):
        (sources / "d0.txt").write_text(f"State {at} of the tide.")
        queued(store, sources)
        ended.append(dying(url=url, task="work", at=at, how=how)["ended"])
        expire(store)
        Worker(store, EMBEDDER, READING).run(once=True)

        reader = store.open(EMBEDDER.name, EMBEDDER.dim)
        (first, _) = reader.entries()
        document = reader.document(first.id)
        assert document is not None
        assert document.text == f"State {at} of the tide."
        assert reader.stats().documents == reader.stats().passages == 2
        assert reader.verify() == []
        assert store.queue.size() == 0
        if ended[-1] == "done":
            break

    assert len(ended) > 10
    assert ended[-1] == "done"
    assert set(ended[:-1]) <= ({"killed"} if how == "kill" else {"StoreUnavailableError", "done"})
