"""Files that survive a crash, and the lock of the one who writes."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from index.embedded.catalogue import Catalogue
from index.embedded.fixed_point import Rows, unpacked_rows
from index.embedded.lock import writer_lock
from index.embedded.rows import DocumentRow, Stored
from index.embedded.segment import Segment
from index.embedded.segment_writing import write_segment
from index.embedded.vectors import Codes, StoredRows, write_rests
from index.errors import StoreDamagedError, StoreLockedError, StoreReadOnlyError
from index.files import make_writable, publish_folder, sha256_of, write_atomically
from index.records import LedgerEntry, Provenance
from index.vector_checks import check_vectors


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_replaced_wholly(folder: Path) -> None:
    """And nothing is left beside it."""
    path = folder / "CURRENT"

    write_atomically(path, b"one")
    write_atomically(path, b"two")

    assert path.read_bytes() == b"two"
    assert list(folder.iterdir()) == [path]


def test_a_file_that_cannot_be_replaced_stays(folder: Path) -> None:
    """And nothing is left beside it."""
    path = folder / "CURRENT"
    write_atomically(path, b"one")

    with room_for(10), pytest.raises(OSError, match="too large"):
        write_atomically(path, b"two" * 100)

    assert path.read_bytes() == b"one"
    assert list(folder.iterdir()) == [path]


def test_a_folder_takes_the_place_of_a_damaged_one(folder: Path) -> None:
    """Of the same name, with all that was in it."""
    for name in ("aside", "place"):
        (folder / name).mkdir()
        (folder / name / name).write_bytes(b"x")

    publish_folder(folder / "aside", folder / "place")

    assert [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*"))] == ["place", "place/aside"]


def test_a_files_hash_is_the_published_one(folder: Path) -> None:
    """Of more bytes than are read together."""
    (folder / "file").write_bytes(b"a" * 1_000_000)

    # The test vector of FIPS 180-2, appendix B.3.
    assert sha256_of(folder / "file") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"


def test_a_folder_is_made_and_left_empty(folder: Path) -> None:
    """Proving that it can be written leaves nothing in it."""
    make_writable(folder / "a/b")

    assert list((folder / "a/b").iterdir()) == []


def test_a_lock_without_a_name_in_it_holds(folder: Path) -> None:
    """Its holder may have died before signing, or found the disk full."""
    with writer_lock(folder):
        for content in (b"", b"{", b"garbage", b"[]", b'{"pid"'):
            (folder / "LOCK").write_bytes(content)

            with pytest.raises(StoreLockedError, match="pid unknown"), writer_lock(folder):
                pass

    with writer_lock(folder):
        pass


def test_a_full_disk_does_not_unlock(folder: Path) -> None:
    """The lock is the system's, not what is written into the file."""
    with room_for(0), writer_lock(folder), pytest.raises(StoreLockedError), writer_lock(folder):
        pass


def test_a_lock_that_cannot_be_opened_is_told(folder: Path) -> None:
    """As one that another user has made."""
    (folder / "LOCK").mkdir()

    with pytest.raises(StoreReadOnlyError, match=r"LOCK.*QA_DATA"), writer_lock(folder):
        pass


def test_an_error_inside_of_the_lock_is_the_callers_own(folder: Path) -> None:
    """And frees it."""
    with pytest.raises(PermissionError, match="mine"), writer_lock(folder):
        raise PermissionError("mine")

    with writer_lock(folder):
        pass


@pytest.mark.parametrize("size", [0, 300, 5000, 20_000])
def test_a_segment_on_a_full_disk_is_an_os_error(folder: Path, size: int) -> None:
    """Whatever SQLite calls it; nothing is left behind."""
    lines = [LedgerEntry.skipped(f"d{i}", f"d{i}.txt", Provenance(), "is encrypted " * 20) for i in range(100)]
    documents = [Stored(DocumentRow.of(line), [], Rows.of(np.zeros((0, 4), np.float32))) for line in lines]

    with room_for(size), pytest.raises(OSError, match=r"texts|large"):
        write_segment(folder, documents, {}, 4)

    assert list((folder / "segments").iterdir()) == []


def test_vectors_of_another_number_or_dimension_are_refused(folder: Path) -> None:
    """Before anything is read of them."""
    vectors = np.eye(4, dtype=np.float32)
    write_rests(folder / "vectors", [Rows.of(vectors[:3]), Rows.of(vectors[3:])])
    codes = Codes.of(Rows.of(vectors))

    for dim, expected in ((5, codes), (4, codes.chosen(np.arange(3)))):
        with pytest.raises(StoreDamagedError, match="run: qa index"):
            StoredRows(folder / "vectors", dim, expected)
    assert StoredRows(folder / "vectors", 4, codes).read([2]).vectors[0] == pytest.approx([0, 0, 1, 0], abs=1e-6)


def test_what_was_read_of_a_small_segment_is_kept_and_the_rest_refused_once_it_has_changed(folder: Path) -> None:
    """A vector that was right when it was read is right for ever; one that is read later is checked then."""
    vectors = np.eye(4, dtype=np.float32)
    write_rests(folder / "vectors", [Rows.of(vectors)])
    stored = StoredRows(folder / "vectors", 4, Codes.of(Rows.of(vectors)))
    before = stored.read([2, 0, 2]).vectors

    (folder / "vectors").write_bytes(bytes(b ^ 255 for b in (folder / "vectors").read_bytes()))

    assert np.array_equal(stored.read([2, 0, 2]).vectors, before)
    assert len(stored.read([])) == 0
    for rows in ([1], [0, 3]):
        with pytest.raises(StoreDamagedError, match="run: qa index"):
            stored.read(rows)
    assert np.array_equal(stored.read([0]).vectors, before[1:2])


def test_stored_vectors_come_back_or_are_refused() -> None:
    """By their bytes."""
    rows = np.eye(3, dtype=np.float32)
    stored = Rows.of(rows).packed

    assert np.allclose(unpacked_rows(stored, 3).vectors, rows, atol=1e-6)
    assert unpacked_rows([], 3).vectors.shape == (0, 3)
    for wrong in ([b""], [bytes(9)], [stored[0], stored[1][:-1]], [stored[0] + b"\xff" * 8]):
        with pytest.raises(ValueError, match=r"bytes|length|dimensions"):
            unpacked_rows(wrong, 3)


def test_the_row_at_fault_is_named() -> None:
    """So that its passage can be found."""
    rows = np.eye(3, dtype=np.float32)
    rows[2] *= 2

    with pytest.raises(ValueError, match="row 2 "):
        check_vectors(rows, 3, 3)


def test_a_segment_can_be_read_by_all(folder: Path) -> None:
    """Whoever wrote it; one without anything in it can be opened too."""
    place = folder / "segments" / write_segment(folder, [], {"tide": 2}, 4)

    assert {path.stat().st_mode & 0o444 for path in place.iterdir()} == {0o444}
    assert Segment(place, 4).word_counts.tolist() == [-2]


def test_using_a_closed_catalogue_is_our_own_fault(folder: Path) -> None:
    """And is not called damage."""
    catalogue = Catalogue(folder / "catalogue.sqlite", "model", 3)
    catalogue.close()

    with pytest.raises(sqlite3.ProgrammingError):
        len(catalogue.written())


def test_a_catalogue_out_of_room_takes_nothing_half(folder: Path) -> None:
    """The batch is gone as a whole, and the next one works."""
    catalogue = Catalogue(folder / "catalogue.sqlite", "model", 3)
    size = sum(path.stat().st_size for path in folder.iterdir())

    def fill() -> None:
        with catalogue.batch():
            for i in range(500):
                catalogue.skip(LedgerEntry.skipped(f"d{i}", f"d{i}.txt", Provenance(), "is encrypted " * 100))

    with room_for(size), pytest.raises(StoreReadOnlyError, match="make room"):
        fill()
    assert catalogue.written() == {}

    fill()
    assert len(catalogue.written()) == 500
    catalogue.close()
