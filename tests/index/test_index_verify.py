"""What is found while an index is read, or looked through: rows and vectors are checked whenever they are read."""

import sqlite3
from pathlib import Path

import pytest

from index.embedded.manifest import check_files
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError
from index.library import Index
from tests.fakes_documents import DOCUMENTS
from tests.index.damaging import EMBEDDER, flip, own_segment, reseal


def test_a_row_that_changed_is_never_given_out(data: Path, names: list[str]) -> None:
    """Even where every file is what its manifest says: rows have checksums of their own."""
    with sqlite3.connect(own_segment(data, names[1]) / "texts.sqlite") as db:
        db.execute("UPDATE passages SET start = start + 1, end = end + 1 WHERE row = 0")
        db.execute("UPDATE documents SET source = 'other.md'")
    db.close()
    reseal(data, names[1])
    index = Index.open(EmbeddedStore(data), EMBEDDER)

    findings = index.verify()

    assert len(findings) == 1
    assert "what is stored of tides-md has changed" in findings[0]
    for read in (lambda: index.document("tides-md"), index.entries, lambda: index.search(DOCUMENTS[3].text, 99)):
        with pytest.raises(StoreDamagedError, match="run: qa index"):
            read()


def test_vectors_are_checked_when_they_are_read(data: Path, names: list[str]) -> None:
    """A file that is damaged while it is served gives no wrong score; then what is opened is looked at as a whole."""
    store = EmbeddedStore(data)
    reader = store.open(EMBEDDER.name, EMBEDDER.dim)
    question = EMBEDDER.embed_question("high tide")
    flip(own_segment(data, names[1]) / "vectors.bin", 3)

    with pytest.raises(StoreDamagedError, match="run: qa index"):
        reader.dense(question, 99)

    assert store.open(EMBEDDER.name, EMBEDDER.dim).stats().generation == names[0]


def test_verify_finds_what_was_damaged_after_opening(data: Path, names: list[str]) -> None:
    """A server may run for months."""
    index = Index.open(EmbeddedStore(data), EMBEDDER)
    assert index.verify() == []

    path = own_segment(data, names[1]) / "vectors.bin"
    flip(path, 300)

    assert index.verify() == [f"generation {names[1]}: segment {path.parent.name}: vectors.bin is not what was written"]


def test_an_index_that_is_read_while_it_breaks_says_so(data: Path, names: list[str]) -> None:
    """The texts are read from the disk when they are asked for."""
    index = Index.open(EmbeddedStore(data), EMBEDDER)
    path = own_segment(data, names[1]) / "texts.sqlite"
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)

    with pytest.raises(StoreDamagedError, match="run: qa index"):
        [index.document(document.id) for document in DOCUMENTS] and index.entries()
    assert len(index.verify()) > 1


def test_checking_a_folder_that_is_not_there_is_a_finding(folder: Path) -> None:
    """It may have been dropped by a writer just now."""
    assert check_files(folder / "nothing") == [
        "segment nothing: MANIFEST.json cannot be read (No such file or directory)"
    ]
