"""What failing databases, disks and connections do to an index: one line to the user, and nothing half."""

import os
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from index.errors import (
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from tests.postgres.reaching import reached
from tests.postgres_server import ABSENT, Server, is_available
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, opened, passages_of, published, put, text, vectors_of, writing
from tests.waiting import eventually

Dying = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("how", ["cut", "kill"])
def test_a_commit_that_ends_at_any_statement_is_whole_or_not_there(url: str, dying: Dying, how: str) -> None:
    """Whether the connection is cut before the statement, or the process is killed; the next writer goes on."""
    store = reached(url)
    published(store, BOATS)
    before, ended = store.current(), []

    for at in range(1, 200):
        ended.append(dying(url=url, task="commit", at=at, how=how))
        reader = opened(store)
        ids = [entry.id for entry in reader.entries()]
        assert ids == (["boats"] if reader.stats().generation == before else ["bread"])
        assert reader.stats().passages == 2
        assert bool(reader.lexical(["yeast"], 5)) == (ids == ["bread"])
        if ended[-1]["ended"] == "done":
            break
        if store.current() != before:  # the connection was lost after the commit
            with writing(store) as writer:
                writer.remove("bread")
                put(writer, BOATS)
                assert writer.commit() == before

    assert ended[-1]["ended"] == "done"
    assert len(ended) > 20
    assert opened(store).verify() == []
    if how == "cut":
        assert {each["ended"] for each in ended[:-1]} == {"StoreUnavailableError"}
        assert not any("\n" in each["said"] for each in ended)


@pytest.mark.slow
def test_a_server_that_is_killed_during_commits_holds_nothing_half(server: Server) -> None:
    """What was acknowledged is there after it has recovered, and what was not is there wholly or not at all."""
    store = reached(server.url())
    published(store, BOATS)
    acknowledged = []
    begun = threading.Event()

    def write() -> None:
        with suppress(StoreError), writing(store) as writer:
            for i in range(500):
                put(writer, text(f"d{i:03}", f"Ferry {i} sails. It comes back at noon."))
                acknowledged.append((f"d{i:03}", writer.commit()))
                if i == 5:
                    begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(30)
    server.kill()
    thread.join(30)
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        reached(server.url()).current()
    server.start()

    reader = opened(store)  # reconnects by itself
    ids = [entry.id for entry in reader.entries()]
    assert not thread.is_alive()
    assert {each for each, _ in acknowledged} <= set(ids)
    assert len(ids) <= len(acknowledged) + 2
    assert reader.stats().passages == 2 * len(ids)
    assert reader.verify() == []
    with writing(store) as writer:
        put(writer, BREAD)
        writer.commit()
    assert opened(store).document("bread") == BREAD


@pytest.mark.slow
def test_a_standby_serves_and_takes_over_without_losing_a_document(server: Server) -> None:
    """Before that it reads alone, and says so to whoever writes. Each commit is acknowledged by both."""
    first = reached(server.url())
    published(first, BOATS)
    standby = Server(of=server).start()
    try:
        with psycopg.connect(server.url(), autocommit=True) as db:
            db.execute("ALTER SYSTEM SET synchronous_standby_names TO '*'")
            db.execute("ALTER SYSTEM SET synchronous_commit TO remote_apply")
            db.execute("SELECT pg_reload_conf()")
        second = reached(standby.url())
        for i in range(10):
            published(first, text(f"d{i}", f"Ferry {i} sails at noon."))
            assert second.current() == first.current()
        with pytest.raises(StoreReadOnlyError, match=r"only lets read.*primary"), writing(second):
            pass

        server.kill()
        with pytest.raises(StoreUnavailableError):
            reached(server.url()).current()
        standby.promote()

        reader = opened(second)
        assert reader.stats().documents == 11
        assert reader.verify() == []
        with psycopg.connect(standby.url(), autocommit=True) as db:
            db.execute("ALTER SYSTEM RESET synchronous_standby_names")
            db.execute("SELECT pg_reload_conf()")
        assert published(second, BREAD).stats().documents == 12
    finally:
        standby.stop()


def test_questions_beyond_the_connections_wait_and_then_get_an_error(url: str) -> None:
    """They are served one after the other; where that takes too long, the error says what to do."""
    store = reached(url, readers=1, patience=0.5)
    reader = published(store, BOATS)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: reader.lexical(["ferri"], 5), range(16)))
        held = pool.submit(store.database.read, lambda cursor: cursor.execute("SELECT pg_sleep(2)"))
        eventually(lambda: held.running())
        time.sleep(0.2)  # until it has the one connection
        with pytest.raises(StoreUnavailableError, match="in use"):
            reader.document("boats")
        held.result()

    assert all(found)
    assert reader.document("boats") == BOATS


def test_a_lost_connection_is_replaced(url: str) -> None:
    """Whoever asks does not notice: what only reads is tried again."""
    store = reached(url)
    reader = published(store, BOATS)
    reader.document("boats")

    with psycopg.connect(url, autocommit=True) as other:
        ended = other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()

    assert ended
    assert reader.document("boats") == BOATS
    assert reader.lexical(["ferri"], 5)


def test_two_writers_of_one_document_leave_one_of_it(url: str) -> None:
    """Side by side, a hundred times: it is the last one's, whole, and counted once."""
    store = reached(url)
    published(store, BREAD)

    def write(name: str) -> None:
        with store.joining(EMBEDDER.name, DIM) as writer:
            for i in range(25):
                document = text("boats", f"The {name} ferry sails {i} times. Then it rests.")
                passages = passages_of(document)
                with writer.at_once():
                    writer.replace(document, passages, vectors_of(passages))
                    if i % 5 == 0:
                        writer.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, ["red", "blue", "green", "white"]))
    with writing(store) as writer:
        writer.commit()

    reader = opened(store)
    (boats, _) = reader.entries()
    words = reader.vocabulary()
    assert boats.characters
    assert reader.stats().passages == 4
    assert [words.get(name, 0) for name in ("red", "blue", "green", "white")].count(1) == 1
    assert sum(words.get(name, 0) for name in ("red", "blue", "green", "white")) == 1
    assert reader.verify() == []


def test_one_who_decides_what_is_there_waits_for_those_who_bring_documents(url: str) -> None:
    """And they for him; among themselves they do not wait."""
    store = reached(url)
    published(store, BOATS)

    joined = store.joining(EMBEDDER.name, DIM), store.joining(EMBEDDER.name, DIM)
    with joined[0], joined[1], pytest.raises(StoreLockedError, match="wait"), writing(store):
        pass
    with writing(store), pytest.raises(StoreLockedError, match="wait"), store.joining(EMBEDDER.name, DIM):
        pass


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can be mounted by root alone")
def test_a_full_disk_is_named_and_what_was_published_stays(folder: Path) -> None:
    """Once there is room again, the same goes on."""
    if not is_available():
        pytest.skip(ABSENT)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=220m,mode=0700", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    options = ["shared_buffers=16MB", "max_wal_size=48MB", "min_wal_size=32MB"]
    server = Server(options, folder=folder)
    try:
        server.start()
        store = reached(server.url())
        reader = published(store, BOATS)
        filler = folder / "filler"
        with filler.open("wb") as file, suppress(OSError):
            while True:
                file.write(b"0" * (1 << 20))
                file.flush()
        many = [text(f"d{i}", " ".join(f"word{i}x{j}." for j in range(40))) for i in range(3000)]
        with pytest.raises(StoreError) as raised, writing(store) as writer:
            put(writer, *many)
        assert "\n" not in str(raised.value)
        filler.unlink()

        with closing(store.database.connect()):
            pass
        assert reader.document("boats") == BOATS
        assert published(store, BREAD).document("bread") == BREAD
    finally:
        server.stop()
        subprocess.run(["umount", "-l", str(folder)], check=False)
