"""What failing databases, disks and connections do to an index: one line to the user, and nothing half."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from index.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnavailableError,
)
from index.postgres import publishing, schema
from index.postgres.connecting import Database
from index.postgres.store import PostgresStore
from tests.postgres_server import ABSENT, Server, is_available, new_database
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, opened, passages_of, published, put, text, vectors_of, writing
from tests.waiting import eventually

Dying = Callable[..., dict[str, Any]]


def reached(url: str, **settings: Any) -> PostgresStore:  # noqa: ANN401 - as they are
    return PostgresStore(Database(url, "qa", **settings), patience=0.3)


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server that may be killed."""
    if not is_available():
        pytest.skip(ABSENT)
    started = Server().start()
    yield started
    started.stop()


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


def test_what_changed_on_the_way_is_found(url: str) -> None:
    """A text, a vector, a posting, a document that is gone: each is a finding, and a changed text is never cited."""
    store = reached(url)
    reader = published(store, BOATS, BREAD)
    changes = {
        "UPDATE passages SET text = 'The ferry sails at nine.' WHERE ordinal = 0": "boats",
        "UPDATE vectors SET vector = (SELECT vector FROM vectors LIMIT 1)": "has changed",
        "DELETE FROM postings WHERE term = 'yeast'": "bread",
        "UPDATE documents SET text = 'The ferry sails at nine.' WHERE id = 'boats'": "boats",
        "DELETE FROM documents WHERE id = 'boats'": "1 documents instead of 2",
    }
    assert reader.verify() == []

    for change, said in changes.items():
        store.database.write(change)
        findings = reader.verify()
        assert any(said in finding for finding in findings), (change, findings)
        if "documents SET text" in change:
            with pytest.raises(StoreDamagedError, match="qa index --rebuild"):
                reader.document("boats")
    assert all("qa index --rebuild" in finding for finding in reader.verify())


def test_what_nobody_needs_any_more_is_cleared_away(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what a reader may still be on; one that is left behind for long says so, unless the same is still served."""
    store = reached(url)
    first = published(store, BOATS)
    published(store, text("boats", "Only rowing is allowed now."))
    same = published(store, BREAD)
    assert first.document("boats") == BOATS
    with writing(store) as writer:  # the same content again, under another number
        passages = passages_of(BREAD)
        writer.replace(BREAD, passages, vectors_of(passages))
        writer.commit()

    monkeypatch.setattr(publishing, "_READABLE", "0 s")
    with writing(store) as writer:
        put(writer, text("rules", "No nets."))
        writer.remove("rules")
        writer.commit()
        put(writer, text("rules", "No nets."))
        writer.commit()
        writer.remove("rules")
        writer.commit()

    with pytest.raises(StoreDamagedError, match="open the index again"):
        first.document("boats")
    assert same.document("bread") == BREAD
    reader = opened(store)
    assert reader.verify() == []
    assert reader.vocabulary()["rowing"] == 1
    assert "ferry" not in reader.vocabulary()
    assert store.database.write("SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT FROM documents d "
                                "WHERE d.version = p.version)") == [(0,)]  # fmt: skip
    assert store.database.write("SELECT count(*) < 9 FROM documents") == [(True,)]
    assert store.database.write(
        "SELECT count(*) FROM postings o WHERE NOT EXISTS (SELECT FROM passages p WHERE p.number = o.passage)"
    ) == [(0,)]


def test_tables_of_another_version_are_refused(url: str) -> None:
    """Older ones are brought up to date by who may; newer ones are left alone."""
    store = reached(url)
    with pytest.raises(StoreMissingError, match="qa index"):
        opened(store)
    published(store, BOATS)

    store.database.write("UPDATE schema_version SET number = %s", (schema.VERSION + 1,))
    for attempt in (lambda: opened(store), lambda: writing(store).__enter__()):
        with pytest.raises(StoreMismatchError, match="newer version"):
            attempt()
    store.database.write("UPDATE schema_version SET number = %s", (schema.VERSION - 1 or -1,))
    with pytest.raises(StoreMismatchError, match=f"needs version {schema.VERSION}"):
        opened(store)


ROLES = Path(__file__).parents[2] / "docs" / "scaling.md"


def test_the_roles_of_the_manual_can_do_what_they_are_for_and_no_more(server: Server) -> None:
    """The owner makes the tables, the writer writes, the reader reads; each is told what it may not."""
    statements = ROLES.read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]
    server.run("psql", "-h", server.socket, "-U", "qa", "-d", "postgres", "-c", "CREATE DATABASE qa")
    server.run("psql", "-h", server.socket, "-U", "qa", "-d", "qa", "-c", "CREATE EXTENSION vector")
    owner, writer, reader = (reached(server.url("qa", user)) for user in ("qa_owner", "qa_writer", "qa_reader"))
    before, _, rest = statements.partition("-- when the tables are there")
    after = rest.partition("\n")[2]
    for number, part in enumerate((before, after)):
        command = ["psql", "-h", server.socket, "-U", "qa", "-d", "qa", "-v", "ON_ERROR_STOP=1", "-c", part]
        if number == 1:
            published(owner, BOATS)
        server.run(*map(str, command))

    assert published(writer, BREAD).stats().documents == 2
    assert opened(reader).document("bread") == BREAD
    with pytest.raises(StoreReadOnlyError, match=r"may not.*docs/scaling\.md"), writing(reader) as held:
        put(held, BOATS)
    with psycopg.connect(server.url("qa", "qa_writer")) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("DROP TABLE qa.documents")
    empty = new_database(server)
    with psycopg.connect(empty, autocommit=True) as db:
        db.execute("CREATE EXTENSION vector")
    with pytest.raises(StoreReadOnlyError, match="may not make the tables"):
        writing(reached(empty.replace("qa@", "qa_writer@"))).__enter__()


def test_a_database_without_the_extension_is_named(server: Server) -> None:
    """Where the user may not install it."""
    with psycopg.connect(server.url(), autocommit=True) as db:
        db.execute("CREATE ROLE guest LOGIN")
        db.execute("CREATE DATABASE guests OWNER guest")
        db.execute("UPDATE pg_database SET datallowconn = true WHERE datname = 'guests'")
    with psycopg.connect(server.url("guests"), autocommit=True) as db:
        db.execute("REVOKE CREATE ON DATABASE guests FROM guest")
        db.execute("ALTER DATABASE guests OWNER TO qa")

    with pytest.raises(StoreError, match=r"lacks the extension pgvector.*CREATE EXTENSION vector"):
        writing(reached(server.url("guests", "guest"))).__enter__()


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
