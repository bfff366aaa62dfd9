"""Backups: one file, whole or refused, made while questions are answered."""

import zipfile
from pathlib import Path

import pytest

from index.errors import StoreDamagedError, StoreError, StoreLockedError
from index.progress import untold
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import Feedback
from qa.service.backup import back_up, restore
from qa.settings import read_settings
from qa.wiring import Application
from tests.fakes_embedding import HashingEmbedder


def application(folder: Path, data: str) -> Application:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs/otters.txt").write_text("Otters hold hands while they sleep.", encoding="utf-8")
    settings = read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / data), "QA_WRITE": "1"})
    app = Application.of(settings)
    return Application(settings, app.store, HashingEmbedder(), similarity_reader)


def indexed(folder: Path) -> Application:
    app = application(folder, "data")
    app.sync((), untold)
    app._documents().add("herons.txt", b"Herons hunt at dawn.")
    app.feedback.add(Feedback("a", "wrong_answer", "no"), None)
    return app


def test_a_backup_is_made_beside_readers_and_restored_whole(folder: Path) -> None:
    """Index, uploads, feedback; the generation is the same, and a writer waits meanwhile."""
    app = indexed(folder)
    index = app.open_index()

    with app.store.writing(app.embedder.name, app.embedder.dim):
        count = back_up(folder / "data", folder / "backup.zip")
        found = index.search("when do herons hunt", 1)
        with pytest.raises(StoreLockedError):
            app.sync((), untold)
    again = application(folder, "again")
    restored = restore(folder / "backup.zip", folder / "again")

    assert found[0].passage.text == "Herons hunt at dawn."
    assert count == restored > 3
    assert again.open_index().generation == index.generation
    assert again.open_index().verify() == []
    assert [item.source for item in again.uploads.items()] == ["herons.txt"]
    assert [row["note"] for row in again.feedback.rows()] == ["no"]
    assert again.sync((), untold).unchanged == 2


def test_a_changed_backup_is_refused_and_nothing_restored(folder: Path) -> None:
    """Wherever a byte has changed, or the file was cut off; and a file that is none."""
    indexed(folder)
    backup = folder / "backup.zip"
    back_up(folder / "data", backup)
    whole = backup.read_bytes()

    for number in range(20):
        place = len(whole) * number // 20
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            restore(backup, folder / "again")
        except StoreDamagedError as error:
            assert "another" in str(error)  # noqa: PT017 - a changed date in a header changes no file
            assert not (folder / "again").exists()
        else:
            same = {
                p.relative_to(folder / "again"): p.read_bytes() for p in (folder / "again").rglob("*") if p.is_file()
            }
            assert all((folder / "data" / name).read_bytes() == data for name, data in same.items())
            (folder / "again").rename(folder / f"same{number}")
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        backup.write_bytes(whole[:cut])
        with pytest.raises(StoreDamagedError, match="another"):
            restore(backup, folder / "again")
    assert not (folder / "again").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_backup_never_leads_out_of_its_folder(folder: Path) -> None:
    """Whoever made it; nor does it overwrite what is there."""
    hostile = folder / "hostile.zip"
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("../out.txt", "x")
        archive.writestr("BACKUP.json", '{"format": 1, "files": {"../out.txt": "x"}}')
    indexed(folder)

    with pytest.raises(StoreDamagedError, match="leads out"):
        restore(hostile, folder / "again")
    with pytest.raises(StoreError, match="not empty"):
        restore(hostile, folder / "data")
    with pytest.raises(StoreError, match="exists already"):
        back_up(folder / "data", hostile)

    assert not (folder / "out.txt").exists()
