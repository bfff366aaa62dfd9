"""Uploads: kept under names of ours, whatever clients call them."""

import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import StoreReadOnlyError, UnreadableDocumentError
from index.records import Content, LedgerEntry, Provenance
from index.sources import SourceItem, document_id
from index.uploads import Uploads


def parse(data: bytes, name: str) -> Content:
    return Content(text=data.decode(), title=name)


def add(uploads: Uploads, name: str, data: bytes, within: str = "") -> SourceItem:
    """Keep an upload as whoever indexes it does, where nothing goes wrong."""
    item = uploads.received(name, data, within)
    with uploads.keeping(item):
        return item


def remove(uploads: Uploads, wanted: str) -> None:
    with uploads.dropping(wanted):
        pass


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return Uploads(folder / "uploads", parse, "test/1")


def test_an_upload_is_kept_and_read_like_a_file(uploads: Uploads) -> None:
    """It says that it is an upload, so that indexing folders leaves it alone."""
    added = add(uploads, "Tide Log.txt", b"High water.")

    (item,) = uploads.items()

    assert item.document_id == added.document_id
    assert (item.source, item.origin) == ("Tide Log.txt", "upload")
    assert item.parse(item.read()) == Content(text="High water.", title="Tide Log.txt")


@pytest.mark.parametrize("within", ["laws", "laws/2024", "b/c~d"])
def test_an_upload_lies_in_the_folder_it_was_sent_with(uploads: Uploads, within: str) -> None:
    """Found again under that path, beside one of its name in no folder; on the disk all lie in one."""
    plain = add(uploads, "a.txt", b"plain")
    item = uploads.received("a.txt", b"inside", within)
    with uploads.keeping(item):
        pass

    found = {each.source: each.read() for each in uploads.items()}

    assert found == {"a.txt": b"plain", f"{within}/a.txt": b"inside"}
    assert item.document_id != plain.document_id
    remove(uploads, item.document_id)
    assert [each.source for each in uploads.items()] == ["a.txt"]


@pytest.mark.parametrize(
    "within", ["..", "a/../b", "/a", "a//b", "a/", "a\N{DIVISION SLASH}b", ".hidden", "a\\b", "a\nb", " a", "x" * 180]
)
def test_a_folder_that_is_none_is_refused(uploads: Uploads, within: str) -> None:
    """Before anything is kept, with what a folder looks like."""
    with pytest.raises(UnreadableDocumentError, match="such as laws/2024"):
        uploads.received("a.txt", b"x", within)


def test_the_same_name_replaces(uploads: Uploads) -> None:
    """One document, the newer bytes."""
    first = add(uploads, "a.txt", b"old")
    second = add(uploads, "a.txt", b"new")

    assert first.document_id == second.document_id
    assert [item.read() for item in uploads.items()] == [b"new"]


def test_an_upload_is_no_file_of_a_source_folder(uploads: Uploads) -> None:
    """Not even of one that is called as uploads are."""
    added = add(uploads, "a.txt", b"x")

    assert added.document_id not in {document_id(label, "a.txt") for label in ("upload", "uploads", "", "a")}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("/notes.txt", "notes.txt"),
        ("a~b~c.txt", "a~b~c.txt"),
        ("100%25.txt", "100%25.txt"),
        (" spaced .txt ", "spaced .txt"),
        ("潮" * 59 + ".md", "潮" * 59 + ".md"),
        ("x" * 120, "x" * 120),
        ("😀.txt", "😀.txt"),
    ],
)
def test_a_clients_path_and_odd_characters_are_only_for_show(
    uploads: Uploads, folder: Path, name: str, shown: str
) -> None:
    """Nothing is written outside of the folder, and the name comes back as it was."""
    add(uploads, name, b"x")

    assert [item.source for item in uploads.items()] == [shown]
    assert [path.parent for path in folder.rglob("*") if path.is_file()] == [folder / "uploads"]


@pytest.mark.parametrize(
    "name", ["", " ", "/", "..", ".hidden", "a\n.txt", "a\0.txt", "\u202etxt.exe", "\ud800.txt", "x" * 121, "潮" * 61]
)
def test_what_cannot_be_a_name_is_refused(uploads: Uploads, folder: Path, name: str) -> None:
    """Empty, hidden, with control characters or direction marks, or too long for a disk; nothing is written."""
    with pytest.raises(UnreadableDocumentError, match="printable characters"):
        add(uploads, name, b"x")

    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_only_the_document_of_that_id_goes(uploads: Uploads) -> None:
    """One that is not there may be removed again."""
    gone = add(uploads, "a.txt", b"x")
    kept = add(uploads, "b.txt", b"y")

    for wanted in ("unknown", gone.document_id, gone.document_id):
        remove(uploads, wanted)

    assert [item.document_id for item in uploads.items()] == [kept.document_id]


def test_an_error_takes_a_change_back(uploads: Uploads) -> None:
    """What was there is there again, byte for byte; and until it was looked at, the document counts as doubtful."""
    old = add(uploads, "a.txt", b"old")
    new = uploads.received("a.txt", b"new")
    other = uploads.received("b.txt", b"other")

    for change in (uploads.keeping(new), uploads.keeping(other), uploads.dropping(old.document_id)):
        with pytest.raises(KeyboardInterrupt), change:
            raise KeyboardInterrupt

    assert [(item.source, item.read()) for item in uploads.items()] == [("a.txt", b"old")]
    assert uploads.interrupted() == {old.document_id, other.document_id}
    uploads.clear()
    assert uploads.interrupted() == set()


def test_files_and_entries_that_do_not_agree_are_named(uploads: Uploads) -> None:
    """A file that is not listed, and an upload that is listed without a file; a folder's documents are none of them."""
    listed = add(uploads, "listed.txt", b"x")
    unlisted = add(uploads, "unlisted.txt", b"x")
    entries = [
        LedgerEntry.skipped(key, key, origin, "no text")
        for key, origin in (
            (listed.document_id, Provenance("upload")),
            ("lost", Provenance("upload")),
            ("other", Provenance("folder")),
        )
    ]

    assert uploads.disagreeing(entries) == sorted(["lost", unlisted.document_id])


def test_what_was_left_by_a_crash_is_no_document(uploads: Uploads, folder: Path) -> None:
    """Nor is what others put there."""
    add(uploads, "a.txt", b"x")
    (folder / "uploads/.0123abc").write_bytes(b"half")
    (folder / "uploads/.half~a.txt").write_bytes(b"half")
    (folder / "uploads/other~a.txt").write_bytes(b"not ours")

    assert [item.source for item in uploads.items()] == ["a.txt"]


def test_uploads_at_the_same_time_are_all_kept(uploads: Uploads) -> None:
    """From many threads, with names that begin alike, and with the same name."""
    names = [f"annual-report-of-the-harbour-office-for-the-year-{i % 10}.txt" for i in range(40)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: add(uploads, name, name.encode() * 1000), names))

    assert {item.source for item in uploads.items()} == set(names)
    assert all(item.read() == item.source.encode() * 1000 for item in uploads.items())


FULL = f"""
import resource, sys
from pathlib import Path
from index.uploads import Uploads

resource.setrlimit({resource.RLIMIT_FSIZE}, (1000, 1000))
uploads = Uploads(Path(sys.argv[1]), None, "")
with uploads.keeping(uploads.received("a.txt", b"x" * 5000)):
    pass
"""


def test_a_full_disk_leaves_the_older_upload(uploads: Uploads, folder: Path) -> None:
    """And no half of the newer one; the error says what to do."""
    add(uploads, "a.txt", b"old")

    done = subprocess.run([sys.executable, "-c", FULL, str(folder / "uploads")], capture_output=True, text=True)

    assert StoreReadOnlyError.__name__ in done.stderr
    assert "make room" in done.stderr
    assert [item.read() for item in uploads.items()] == [b"old"]
    uploads.clear()
    assert [path.read_bytes() for path in (folder / "uploads").iterdir()] == [b"old"]


def test_a_data_folder_that_cannot_be_written_is_an_error(folder: Path) -> None:
    """A file is where the folder should be."""
    (folder / "uploads").write_bytes(b"")

    with pytest.raises(StoreReadOnlyError, match="QA_DATA"):
        add(Uploads(folder / "uploads", parse, "test/1"), "a.txt", b"x")


def test_no_uploads_is_no_error(folder: Path) -> None:
    """The folder is made by the first of them, and not by looking."""
    assert Uploads(folder / "uploads", parse, "test/1").items() == []
    assert list(folder.iterdir()) == []


def test_a_path_that_the_disk_cannot_hold_is_refused(uploads: Uploads) -> None:
    """A slash takes three bytes in a file's name, so that a path is measured as it is kept; the longest fits a disk."""
    longest = f"{'a' * 84}/{'b' * 84}"  # with its slash, and with that before the name of six bytes, 180

    add(uploads, "cc.txt", b"x", longest)

    assert [item.read() for item in uploads.items()] == [b"x"]
    with pytest.raises(UnreadableDocumentError, match="180 bytes"):
        uploads.received("ccc.txt", b"x", longest)
    with pytest.raises(UnreadableDocumentError, match="180 bytes"):
        uploads.received("a.txt", b"x", "/".join("abcdefg" * 10))
