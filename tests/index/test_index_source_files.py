"""Files of a source folder are read where they are what they seem: regular, inside, and coming."""

import os
import threading
from pathlib import Path

import pytest

from index.errors import SourceError
from index.source_files import read_inside
from tests.index.test_index_sources import found, write


def test_links_inside_are_followed_to_files_and_loops_end(folder: Path) -> None:
    """A link to nowhere is a file that cannot be read, not an end of the run."""
    write(folder / "docs/a.txt", "linked")
    (folder / "docs/b.txt").symlink_to(folder / "docs/a.txt")
    (folder / "docs/loop").symlink_to(folder / "docs")
    (folder / "docs/nowhere.txt").symlink_to(folder / "gone.txt")

    items = {item.source: item for item in found(folder / "docs")}

    assert items.keys() == {"a.txt", "b.txt", "nowhere.txt"}
    assert items["b.txt"].read() == b"linked"
    with pytest.raises(OSError, match="No such file"):
        items["nowhere.txt"].read()


def test_links_out_of_the_folder_are_not_followed_and_said_to_be_so(folder: Path) -> None:
    """Whoever may put a file into the folder could otherwise have any file of the machine quoted."""
    write(folder / "elsewhere/secret.txt", "secret")
    (folder / "docs").mkdir()
    (folder / "docs/file.txt").symlink_to(folder / "elsewhere/secret.txt")
    (folder / "docs/folder").symlink_to(folder / "elsewhere")
    (folder / "docs/device.txt").symlink_to("/dev/zero")
    (folder / "docs/twice.txt").symlink_to(folder / "docs/file.txt")

    items = found(folder / "docs")

    assert [item.source for item in items] == ["device.txt", "file.txt", "folder", "twice.txt"]
    for item in items:
        with pytest.raises(OSError, match="link out of the source folder"):
            item.read()


def test_a_source_that_is_a_link_is_what_it_leads_to(folder: Path) -> None:
    """It was named by whoever sets up the index."""
    write(folder / "elsewhere/a.txt", "linked")
    (folder / "docs").symlink_to(folder / "elsewhere")

    (item,) = found(folder / "docs")

    assert item.read() == b"linked"


def test_a_file_that_does_not_come_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Disks on a network hang; the run goes on without the file."""
    place = write(folder / "a.txt")
    look, hanging = os.fstat, threading.Event()

    def hang(handle: int) -> os.stat_result:
        hanging.wait(10)
        return look(handle)

    monkeypatch.setattr("os.fstat", hang)

    with pytest.raises(TimeoutError, match="within 0 seconds"):
        read_inside(folder, place, seconds=0.05)
    hanging.set()


def test_a_file_that_is_changed_for_a_link_while_it_is_opened_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the open file that is checked, not the name that it had."""
    place, secret = write(folder / "docs/a.txt"), write(folder / "secret.txt", "secret")
    opened = os.open

    def exchanged(path: Path, flags: int) -> int:
        return opened(secret if path == place else path, flags)

    monkeypatch.setattr("os.open", exchanged)

    with pytest.raises(OSError, match="link out of the source folder"):
        read_inside(folder / "docs", place)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    """It is in the folder and is no document."""
    os.mkfifo(folder / "pipe.txt")

    (item,) = found(folder)

    with pytest.raises(OSError, match="no regular file"):
        item.read()
    with pytest.raises(SourceError, match="cannot be read"):
        found(folder / "pipe.txt")
