"""What a sync would remove: a folder that was emptied, or is not there, does not cost the index."""

import os
from pathlib import Path

import pytest

from index.errors import RemovalError
from index.library import Index
from index.progress import untold
from index.removal import check_removal
from index.sources import SourceItem
from qa.answering.calibrations import similarity_reader
from qa.settings import read_settings
from qa.wiring import Application, open_store
from tests.fakes_embedding import HashingEmbedder
from tests.index.syncing import files


def application(folder: Path, **settings: str) -> Application:
    given = read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data"), **settings})
    return Application(given, open_store(given), HashingEmbedder(), similarity_reader)


def sync(app: Application, *, rebuild: bool = False, removal: bool = False) -> list[str]:
    report = app.sync((), untold, rebuild=rebuild, removal=removal)
    return report.removed


def sources(app: Application) -> list[str]:
    index: Index = app.open_index()
    return [entry.source for entry in index.entries() if entry.status == "indexed"]


@pytest.fixture
def app(folder: Path) -> Application:
    """Index four documents, one of them below another folder."""
    (folder / "docs/sub").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "c.txt", "sub/d.txt"):
        (folder / "docs" / name).write_text(f"The file {name} says this.")
    made = application(folder)
    sync(made)
    return made


def empty(folder: Path) -> None:
    for path in (folder / "docs").rglob("*.txt"):
        path.unlink()


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_emptied_source_removes_nothing_unless_that_is_meant(folder: Path, app: Application, rebuild: bool) -> None:
    """As where a disk was not mounted; asking again does not wear the question down."""
    before = sources(app)
    empty(folder)

    for again in (rebuild, False):
        with pytest.raises(RemovalError, match=r"4 of 4 documents .* qa index --yes"):
            sync(app, rebuild=again)
    assert sources(app) == before

    sync(app, rebuild=rebuild, removal=True)
    assert sources(app) == []


def test_the_setting_allows_what_the_command_may(folder: Path, app: Application) -> None:
    """For those who have the index follow a folder without anybody there."""
    empty(folder)

    removed = sync(application(folder, QA_ALLOW_REMOVAL="1"))

    assert len(removed) == 4
    assert sources(app) == []


def test_a_part_may_go_and_other_documents_may_come(folder: Path, app: Application) -> None:
    """Half of them, or all where as many others are there: that is what folders are for."""
    for name in ("a.txt", "b.txt"):
        (folder / "docs" / name).unlink()
    assert sync(app) == ["a.txt", "b.txt"]

    (folder / "docs").rename(folder / "older")
    (folder / "docs").mkdir()
    (folder / "docs/other.txt").write_text("Another file says something else.")
    assert sync(app) == ["c.txt", "sub/d.txt"]


def test_what_is_known_of_a_folder_that_cannot_be_listed_stays(
    folder: Path, app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with the reason, the others are brought up to date, and it is a file again once it can be listed."""
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    (folder / "docs/e.txt").write_text("A new file.")
    monkeypatch.setattr("os.scandir", refusing)
    removed = sync(app)
    skipped = [(entry.source, entry.reason or "") for entry in app.open_index().entries() if entry.status == "skipped"]
    monkeypatch.undo()
    after = sync(app)

    assert removed == []
    assert [(source, "Permission denied" in reason) for source, reason in skipped] == [("sub", True)]
    assert sources(app) == ["a.txt", "b.txt", "c.txt", "e.txt", "sub/d.txt"]
    assert after == ["sub"]


def test_an_empty_index_asks_nothing() -> None:
    """There is nothing to lose."""
    items: list[SourceItem] = [each.item() for each in files("a.txt")]

    check_removal([], items)
    check_removal([], [])
