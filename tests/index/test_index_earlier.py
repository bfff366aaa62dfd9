"""An index of the version before this one: taken over by the next sync, without embedding anything again."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.codec import entry_to_json
from index.embedded import sums
from index.embedded.catalogue import Catalogue
from index.embedded.fixed_point import unpacked_rows
from index.embedded.layout import composition_of, write_composition
from index.embedded.rows import EARLIER, unpacked
from index.embedded.store import EmbeddedStore
from index.errors import StoreMismatchError, StoreReadOnlyError
from index.library import Index, writing
from tests.index.damaging import EMBEDDER, ITEMS, served, sync
from tests.recording import RecordingEmbedder
from tests.stores import skipped

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE documents (id TEXT PRIMARY KEY, source TEXT, entry TEXT, text TEXT, content TEXT)",
    """
    CREATE TABLE passages (
        id TEXT, document_id TEXT, start INTEGER, end INTEGER, context TEXT, reading TEXT, ordinal INTEGER,
        key TEXT, vector BLOB, PRIMARY KEY (document_id, ordinal)
    )
    """,
    "CREATE TABLE kept (key TEXT PRIMARY KEY, vector BLOB NOT NULL, sum TEXT NOT NULL)",
    "CREATE TABLE changes (document_id TEXT PRIMARY KEY)",
    sums.TABLE,
)


@pytest.fixture
def earlier(data: Path, names: list[str]) -> Path:
    """Give the published index as the version before wrote it."""
    path = data / "catalogue.sqlite"
    with closing(sqlite3.connect(path)) as new, closing(sqlite3.connect(data / "earlier")) as old:
        old.execute("PRAGMA journal_mode=WAL")
        for table in TABLES:
            old.execute(table)
        meta = dict(new.execute("SELECT * FROM meta")) | {"schema": EARLIER}
        old.executemany("INSERT INTO meta VALUES (?,?)", meta.items())
        for key, source, entry, text, content in new.execute("SELECT * FROM documents"):
            whole = (key, source, entry, text and unpacked(text), content and unpacked(content))
            old.execute("INSERT INTO documents VALUES (?,?,?,?,?)", whole)
        for *values, _, vector in new.execute("SELECT * FROM passages"):
            floats = unpacked_rows([vector], EMBEDDER.dim).vectors[0].tobytes()
            old.execute("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?)", (*values, "a key", floats))
        for key, total, content, indexed in new.execute("SELECT * FROM sums").fetchall():
            row = (key, sums.sum_of_document(old, key) if total else "", content, indexed)
            old.execute("INSERT INTO sums VALUES (?,?,?,?)", row)
        old.commit()
    (data / "earlier").replace(path)
    for name in names:
        write_composition(data, replace(composition_of(data, name), schema=EARLIER))
    return data


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> RecordingEmbedder:
    """Give the embedder that syncs ask, with nothing asked yet."""
    monkeypatch.setattr(EMBEDDER, "embedded", [])
    return EMBEDDER


def schema_of(data: Path) -> str:
    with closing(sqlite3.connect(data / "catalogue.sqlite")) as db:
        return str(dict(db.execute("SELECT * FROM meta"))["schema"])


def test_an_earlier_index_is_refused_with_the_command_that_takes_it_over(earlier: Path) -> None:
    """Rather than be read wrongly."""
    with pytest.raises(StoreMismatchError, match=r"Run: qa index$"):
        served(earlier)


def test_the_next_sync_takes_it_over(earlier: Path, names: list[str], embedder: RecordingEmbedder) -> None:
    """Without embedding anything; the index is that of a fresh one, to the name."""
    report = sync(earlier, ITEMS)

    assert report.unchanged == len(ITEMS)
    assert embedder.embedded == []
    assert report.generation == names[1] == served(earlier)
    assert Index.open(EmbeddedStore(earlier), EMBEDDER).verify() == []
    assert sorted(place.name for place in earlier.glob("catalogue*")) == ["catalogue.sqlite"]


def test_what_has_changed_is_read_again(earlier: Path, names: list[str]) -> None:
    """A flipped bit is not taken over with a checksum that fits it."""
    with closing(sqlite3.connect(earlier / "catalogue.sqlite")) as db:
        db.execute("UPDATE documents SET text = replace(text, '1849', '1949')")
        assert db.total_changes
        db.commit()
    changed = [item for item in ITEMS if "1849" in item.parse(item.read()).text]

    report = sync(earlier, ITEMS)

    assert report.added == [item.source for item in changed] != []
    assert report.unchanged == len(ITEMS) - 1
    assert report.generation == names[1] == served(earlier)


def test_skipped_files_are_taken_over(earlier: Path) -> None:
    """They have no text and no passages, and are no damage."""
    entry = skipped("broken")
    with closing(sqlite3.connect(earlier / "catalogue.sqlite")) as db:
        values = (entry.id, entry.source, entry_to_json(entry).decode())
        db.execute("INSERT INTO documents VALUES (?,?,?,NULL,NULL)", values)
        db.execute("INSERT INTO sums VALUES (?,?,'0',0)", (entry.id, sums.sum_of_document(db, entry.id)))
        db.commit()

    with EmbeddedStore(earlier).writing(EMBEDDER.name, EMBEDDER.dim) as writer:
        written = dict(writer.written())

    assert written["broken"] == entry
    assert len(written) == len(ITEMS) + 1


@pytest.mark.parametrize("fails", ["replace", "close"])
def test_an_interruption_leaves_the_earlier_catalogue(
    earlier: Path, names: list[str], monkeypatch: pytest.MonkeyPatch, embedder: RecordingEmbedder, fails: str
) -> None:
    """The next sync begins anew, whatever the first has left."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Catalogue, fails, interrupt)
        with pytest.raises(KeyboardInterrupt):
            sync(earlier, ITEMS)
    assert schema_of(earlier) == EARLIER
    for name in ("catalogue.sqlite.new", "catalogue.sqlite.new-wal"):
        shutil.copy(earlier / "catalogue.sqlite", earlier / name)

    assert sync(earlier, ITEMS).generation == names[1] == served(earlier)
    assert embedder.embedded == []


def test_a_catalogue_that_cannot_be_replaced_is_told(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, and stays what it is."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("index.embedded.earlier.flush", refuse)
        with pytest.raises(StoreReadOnlyError, match="No space left on device"):
            sync(earlier, ITEMS)

    assert schema_of(earlier) == EARLIER


def test_an_earlier_index_of_another_model_is_refused(earlier: Path) -> None:
    """Its vectors are of no use."""
    with (
        pytest.raises(StoreMismatchError, match="qa index --rebuild"),
        writing(EmbeddedStore(earlier), RecordingEmbedder("another@1")),
    ):
        pass


def test_vectors_are_taken_over_as_they_are(earlier: Path) -> None:
    """But for the rounding."""
    with closing(sqlite3.connect(earlier / "catalogue.sqlite")) as db:
        before = {row[0]: np.frombuffer(row[1], "<f4") for row in db.execute("SELECT id, vector FROM passages")}

    sync(earlier, ITEMS)
    reader = EmbeddedStore(earlier).open(EMBEDDER.name, EMBEDDER.dim)

    for key, vector in before.items():
        assert reader.similarities(vector.astype(np.float32), [key])[0] == pytest.approx(1.0, abs=1e-6)
