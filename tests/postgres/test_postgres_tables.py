"""What is not right in a database is refused or found, and what is left over is cleared away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from index.errors import (
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
    StoreReadOnlyError,
)
from index.postgres import publishing, schema
from index.postgres.store import PostgresStore
from tests.postgres.reaching import reached
from tests.postgres_server import Server, new_database
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, opened, passages_of, published, put, text, vectors_of, writing

Dying = Callable[..., dict[str, Any]]


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


def test_tables_of_an_older_version_are_brought_up_to_date_in_place(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By whoever writes first, and for those who write beside him; what is indexed stays as it is."""
    store = reached(url)
    before = published(store, BOATS).document("boats")
    older = schema.VERSION
    change = "ALTER TABLE documents ADD COLUMN note text; UPDATE documents SET note = id"
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, change))
    monkeypatch.setattr(schema, "VERSION", older + 1)

    with pytest.raises(StoreMismatchError, match=rf"tables of version {older}.*run qa index as the user who owns them"):
        opened(store)
    with ThreadPoolExecutor(4) as pool:
        for ended in [pool.submit(_joined, store) for _ in range(4)]:
            ended.result()
    reader = published(store, BREAD)

    assert store.database.write("SELECT number FROM schema_version") == [(older + 1,)]
    assert store.database.write("SELECT id, note FROM documents ORDER BY id") == [("boats", "boats"), ("bread", None)]
    assert reader.document("boats") == before
    assert reader.verify() == []


def _joined(store: PostgresStore) -> None:
    with store.joining(EMBEDDER.name, DIM):
        pass


@pytest.mark.parametrize(("given", "used"), [("64MB", "512MB"), ("768MB", "768MB")])
def test_the_graph_is_built_in_as_much_memory_as_the_server_gives(url: str, given: str, used: str) -> None:
    """But never in less than what some 400,000 vectors need."""
    store = reached(url)
    published(store, BOATS)
    with psycopg.connect(url, options="-c search_path=qa,public") as db:
        db.execute(f"SET maintenance_work_mem = '{given}'")

        db.execute("SELECT index_vectors(model) FROM state")

        row = db.execute("SHOW maintenance_work_mem").fetchone()
    assert row == (used,)


def test_a_change_of_the_tables_that_fails_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of before goes on with them."""
    store = reached(url)
    published(store, BOATS)
    with monkeypatch.context() as newer:
        newer.setattr(schema, "_STEPS", (*schema._STEPS, "ALTER TABLE lines ADD COLUMN a text", "SELECT 1 / 0"))
        newer.setattr(schema, "VERSION", schema.VERSION + 2)

        with pytest.raises(StoreError, match="division by zero"), writing(store):
            pass

    assert store.database.write("SELECT number FROM schema_version") == [(schema.VERSION,)]
    columns = store.database.write("SELECT attname FROM pg_attribute WHERE attrelid = 'lines'::regclass")
    assert ("a",) not in columns
    assert published(store, BREAD).stats().documents == 2


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
