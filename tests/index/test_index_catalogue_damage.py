"""Faults of the catalogue: nothing that was never written is published, and the repair is named."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.chunking import ChunkSettings
from index.embedded.layout import generation_file
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError
from index.library import Index, writing
from tests.fakes_documents import DOCUMENTS
from tests.index.damaging import EMBEDDER, ITEMS, flip, served, sync
from tests.items import given_text

ROOT = Path(__file__).parents[2]


def replace_by_another(catalogue: Path) -> None:
    catalogue.unlink()
    with sqlite3.connect(catalogue) as db:
        db.execute("CREATE TABLE other (column)")
    db.close()


def truncate(catalogue: Path) -> None:
    os.truncate(catalogue, catalogue.stat().st_size // 2)


BROKEN_CATALOGUES: dict[str, Callable[[Path], object]] = {
    "truncated": truncate,
    "not a database": lambda path: path.write_bytes(b"not a database at all" * 500),
    "another database": replace_by_another,
}


@pytest.mark.parametrize("damage", BROKEN_CATALOGUES.values(), ids=BROKEN_CATALOGUES.keys())
def test_a_broken_catalogue_is_told_and_rebuilt(data: Path, names: list[str], damage: Callable[[Path], object]) -> None:
    """What is published is served meanwhile."""
    damage(data / "catalogue.sqlite")

    with pytest.raises(StoreDamagedError, match="qa index --rebuild"):
        sync(data, ITEMS)
    assert served(data) == names[1]

    assert sync(data, ITEMS, rebuild=True).generation == names[1]
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []


def test_a_broken_catalogue_is_found_by_verify(data: Path) -> None:
    """Though it is not needed for answers."""
    truncate(data / "catalogue.sqlite")

    findings = Index.open(EmbeddedStore(data), EMBEDDER).verify()

    assert findings
    assert all("catalogue.sqlite" in finding and "--rebuild" in finding for finding in findings)


def test_a_missing_catalogue_is_found_and_made_anew(data: Path, names: list[str]) -> None:
    """From the sources, with every passage embedded once more."""
    (data / "catalogue.sqlite").unlink()

    assert "catalogue.sqlite" in Index.open(EmbeddedStore(data), EMBEDDER).verify()[0]
    assert sync(data, ITEMS).generation == names[1]
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []


ENTRY = "UPDATE documents SET entry ="
TIDES = "WHERE id = 'tides-md'"
CHANGED_ROWS = {
    "a text": "UPDATE documents SET text = (SELECT text FROM documents WHERE id <> 'tides-md') WHERE id = 'tides-md'",
    "a text's hash": f"{ENTRY} json_set(entry, '$.sha256', replace(entry ->> '$.sha256', 'a', 'b'))",
    "a number of passages": f"{ENTRY} json_set(entry, '$.passages', 1) WHERE id = 'lighthouse-txt'",
    "a ledger line cut off": f"{ENTRY} substr(entry, 1, 40) {TIDES}",
    "a ledger line of another form": f"{ENTRY} json_remove(entry, '$.title') {TIDES}",
    "a passage's place": "UPDATE passages SET start = start + 1 WHERE ordinal = 0",
    "a passage lost": "DELETE FROM passages WHERE rowid = (SELECT max(rowid) FROM passages)",
    "a passage's document": "UPDATE passages SET document_id = 'a' WHERE document_id = 'tides-md'",
    "a document lost": "DELETE FROM documents WHERE id = 'tides-md'",
    "a vector's length": "UPDATE passages SET vector = substr(vector, 1, 4)",
    "a vector's value": "UPDATE passages SET vector = x'0000c07f' || substr(vector, 5) WHERE ordinal = 0",
    "a passage's context": "UPDATE passages SET context = 'Another heading' WHERE ordinal = 0",
    "a passage's text for reading": "UPDATE passages SET reading = reading || '!' WHERE ordinal = 0",
    "a passage's id": "UPDATE passages SET id = upper(id)",
    "a passage's key": "UPDATE passages SET key = zeroblob(12)",
    "a document's blocks": "UPDATE documents SET content = content || ' '",
    "a document's name": "UPDATE documents SET source = 'other.md' WHERE id = 'tides-md'",
    "a vector for another": "UPDATE passages SET vector = (SELECT vector FROM passages WHERE ordinal = 1 LIMIT 1) "
    "WHERE ordinal = 0",
    "a status": f"{ENTRY} json_set(entry, '$.status', 'skipped'), text = NULL {TIDES}",
}


@pytest.mark.parametrize("change", CHANGED_ROWS.values(), ids=CHANGED_ROWS.keys())
def test_a_row_that_changed_on_the_disk_is_not_published(data: Path, names: list[str], change: str) -> None:
    """SQLite has no checksums: what is copied into a generation is held against what was written."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        assert db.execute(change).rowcount > 0
        db.execute("DELETE FROM meta WHERE key = 'published'")
    db.close()

    with (
        pytest.raises(StoreDamagedError, match="qa index --rebuild"),
        writing(EmbeddedStore(data), EMBEDDER, ChunkSettings(target=30)) as writer,
    ):
        writer.sync([], exactly=False)

    assert served(data) == names[1]
    assert not list((data / "segments").glob(".building*"))
    assert sync(data, ITEMS, rebuild=True).generation == names[1]


def test_vectors_that_changed_on_the_disk_are_embedded_anew(data: Path) -> None:
    """Rather than used for another document."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        db.execute("UPDATE passages SET vector = substr(vector, 1, 8) WHERE ordinal > 0")
        db.execute("UPDATE passages SET vector = zeroblob(128) WHERE ordinal = 0")
    db.close()
    EMBEDDER.embedded.clear()
    moved = [given_text(f"{d.id}-2", d.source, d.title, d.text) for d in DOCUMENTS]

    report = sync(data, moved)

    assert report.reused == 0
    assert len(EMBEDDER.embedded) == report.embedded > 4


@pytest.mark.parametrize("ordinal", [0, 1])
def test_a_vector_that_is_still_one_is_not_used_again_once_it_changed(data: Path, ordinal: int) -> None:
    """A turned vector is as good a vector as any: only its checksum knows."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        (other,) = db.execute("SELECT vector FROM passages WHERE ordinal = ?", (1 - ordinal,)).fetchone()
        db.execute("UPDATE passages SET vector = ? WHERE ordinal = ?", (other, ordinal))
    db.close()
    EMBEDDER.embedded.clear()
    moved = [given_text(f"{d.id}-2", d.source, d.title, d.text) for d in DOCUMENTS]

    report = sync(data, moved)

    assert report.embedded > 0
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []


def test_verify_compares_the_catalogue_with_its_checksums_and_its_model(data: Path) -> None:
    """Before a commit does, which might be weeks later."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        db.execute("UPDATE documents SET content = CAST(content || x'20' AS BLOB) WHERE id = 'tides-md'")
    db.close()
    changed = Index.open(EmbeddedStore(data), EMBEDDER).verify()
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        db.execute("UPDATE meta SET value = 'another' WHERE key = 'model'")
    db.close()
    other = Index.open(EmbeddedStore(data), EMBEDDER).verify()

    assert [("tides-md" in finding, "--rebuild" in finding) for finding in changed] == [(True, True)]
    assert [("model another" in finding, "--rebuild" in finding) for finding in other] == [(True, True)]


def test_verify_looks_at_the_generation_that_would_be_served_next(data: Path, names: list[str]) -> None:
    """It is what is left when the current one is lost."""
    flip(generation_file(data, names[0]), 100)

    (finding,) = Index.open(EmbeddedStore(data), EMBEDDER).verify()

    assert names[0] in finding
    assert "could not be served" in finding


TRUNCATED = """
import os, sys
from pathlib import Path
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError
from index.library import Index
from tests.index.damaging import EMBEDDER

index = Index.open(EmbeddedStore(Path(sys.argv[1])), EMBEDDER)
for path in (Path(sys.argv[1]) / "segments").glob("*/*"):
    os.truncate(path, 0)
try:
    print(len(index.search("when was the lighthouse first lit", 3)))
except StoreDamagedError as error:
    print(error)
"""


def test_files_that_are_cut_off_while_they_are_served_do_not_end_the_process(data: Path) -> None:
    """Nothing is mapped into memory; what is read from a file that was cut off is found to be damaged."""
    done = subprocess.run(
        [sys.executable, "-c", TRUNCATED, str(data)], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "run: qa index" in done.stdout
