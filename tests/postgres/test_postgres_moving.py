"""`qa copy`: from the folder into a database and back, without embedding anything, and nothing is lost."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedding import Embedded
from index.errors import StoreError
from index.progress import untold
from index.store import Vectors
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import Feedback
from qa.commands import backup, copy
from qa.settings import Settings, SettingsError, read_settings
from qa.wiring import Application, open_database, open_store
from tests.fakes_embedding import HashingEmbedder


class Counting(HashingEmbedder):
    embedded = 0

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        type(self).embedded += len(texts)
        return super().embed_passages(texts, embedded)


def application(settings: Settings) -> Application:
    database = open_database(settings) if settings.store else None
    return Application(settings, database or open_store(settings), Counting(), similarity_reader, database)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command work without the real encoder."""
    monkeypatch.setattr(Application, "of", staticmethod(application))


def settings_of(folder: Path, data: str, **more: str) -> Settings:
    (folder / "docs").mkdir(exist_ok=True)
    return read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / data), **more})


def command(settings: Settings, **words: str) -> int:
    return copy.run(argparse.Namespace(**{"to": None, "source": None, **words}), settings)


def test_an_index_is_copied_there_and_back(folder: Path, url: str) -> None:
    """Documents, places, vectors, files and feedback; nothing is read or embedded again afterwards."""
    here = application(settings_of(folder, "data"))
    for number in range(5):
        (folder / "docs" / f"d{number}.md").write_text(f"# Tide {number}\n\nThe ferry sails at {number}. It waits.\n")
    (folder / "docs" / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    here.sync((), untold)
    here._documents().add("herons.txt", b"Herons hunt at dawn.")
    here.feedback.add(Feedback("a", "wrong_answer", "no"), None)
    Counting.embedded = 0

    assert command(settings_of(folder, "data"), to=url) == 0
    assert command(settings_of(folder, "back"), source=url) == 0

    there = application(settings_of(folder, "other", QA_STORE=url))
    back = application(settings_of(folder, "back"))
    assert Counting.embedded == 0
    before = here.open_index()
    for app in (there, back):
        index = app.open_index()
        assert index.entries() == before.entries()
        assert index.verify() == []
        hits, expected = (each.search("when does the ferry sail", 3) for each in (index, before))
        assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-5)
        assert [row["note"] for row in app.feedback.rows()] == ["no"]
        assert [item.source for item in app.items() if item.origin == "upload"] == ["herons.txt"]
        report = app.sync((), untold)
        assert (report.unchanged, report.embedded, report.added, report.changed) == (6, 0, [], [])
    assert back.open_index().generation == before.generation
    assert {item.source for item in there.originals()} >= {"d0.md", "herons.txt"}
    assert there.database is not None
    assert len(there.database.database.write("SELECT document_id FROM files")) == 7

    with pytest.raises(StoreError, match="already"):
        command(settings_of(folder, "data"), to=url)


def test_with_a_database_its_own_tools_make_backups(folder: Path, url: str) -> None:
    """The command names them, and `qa copy` wants to know both sides."""
    settings = settings_of(folder, "data", QA_STORE=url)

    with pytest.raises(SettingsError, match="pg_dump"):
        backup.run(argparse.Namespace(file=folder / "file"), settings)
    with pytest.raises(SettingsError, match="unset QA_STORE"):
        command(settings, to=url)
    with pytest.raises(SettingsError, match="postgresql://user@host/database"):
        command(settings_of(folder, "data"), to="mysql://host/db")
