"""Faults on the disk: a changed byte is never served; what is whole is, and the repair is named."""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.chunking import ChunkSettings
from index.embedded.manifest import MANIFEST, check_files, seal
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError, StoreMismatchError, StoreMissingError
from index.library import Index, SyncReport, writing
from index.sources import SourceItem, given_text
from tests.fakes_documents import DOCUMENTS
from tests.folders import made_folder
from tests.recording import RecordingEmbedder

EMBEDDER = RecordingEmbedder()
ITEMS = [given_text(document.id, document.source, document.title, document.text) for document in DOCUMENTS]


def sync(folder: Path, items: list[SourceItem], *, rebuild: bool = False) -> SyncReport:
    with writing(folder, EMBEDDER, ChunkSettings(target=30), rebuild=rebuild) as writer:
        return writer.sync(items)


@pytest.fixture(scope="module")
def template() -> Iterator[tuple[Path, list[str]]]:
    """Make an index with an older generation of three documents and a current one of four; give both names."""
    with made_folder() as place:
        names = [sync(place, ITEMS[:3]).generation, sync(place, ITEMS).generation]
        yield place, names


@pytest.fixture
def names(template: tuple[Path, list[str]]) -> list[str]:
    return template[1]


@pytest.fixture
def data(template: tuple[Path, list[str]], folder: Path) -> Path:
    """Give a copy of the template to break."""
    shutil.copytree(template[0], folder / "data")
    return folder / "data"


def generation(data: Path, name: str) -> Path:
    return data / "generations" / name


def files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def served(data: Path) -> str:
    """Open the index, hold every citation it can give against the documents, and return its generation."""
    index = Index.open(data, EMBEDDER)
    for document in DOCUMENTS:
        stored = index.document(document.id)
        assert stored is None or stored.text == document.text
        for hit in index.search(document.text[:200], 5):
            text = next(d.text for d in DOCUMENTS if d.id == hit.passage.document_id)
            assert text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text
    return index.generation


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Turn one bit of a file; an empty file gets a byte."""
    content = bytearray(path.read_bytes() or b"\0")
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)


def cut(path: Path, share: float) -> None:
    """Cut a file off, as a torn write does."""
    size = path.stat().st_size
    os.truncate(path, max(0, min(size - 1, int(size * share))))


def cut_behind(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "first byte": lambda path: flip(path, 0),
    "middle": lambda path: flip(path, path.stat().st_size // 2, 6),
    "last byte": lambda path: flip(path, -1, 2),
    "emptied": lambda path: cut(path, 0) if path.stat().st_size else path.unlink(),
    "half": lambda path: cut(path, 0.5) if path.stat().st_size else path.unlink(),
    "all but one byte": lambda path: cut(path, 1.0) if path.stat().st_size else path.unlink(),
    "one byte more": cut_behind,
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_means_the_generation_before(
    data: Path, names: list[str], damage: Callable[[Path], None]
) -> None:
    """Whichever file of the current generation it is; and the next sync repairs it without embedding."""
    place = generation(data, names[1])
    shutil.copytree(place, data / "whole")

    for path in files(place):
        shutil.rmtree(place)
        shutil.copytree(data / "whole", place)
        damage(path)

        assert served(data) == names[0], path
        findings = Index.open(data, EMBEDDER).verify()
        assert len(findings) == 1
        assert names[1] in findings[0]
        assert "run: qa index" in findings[0]

    EMBEDDER.embedded.clear()
    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]
    assert Index.open(data, EMBEDDER).verify() == []
    assert EMBEDDER.embedded == []


def test_with_nothing_whole_left_the_repair_is_named(data: Path, names: list[str]) -> None:
    """The message says which file of the current generation it is; a sync without embedding repairs."""
    shutil.rmtree(generation(data, names[0]))
    flip(generation(data, names[1]) / "vectors.faiss", 300)

    with pytest.raises(StoreDamagedError, match=rf"{names[1]}: vectors.faiss is not what was written; run: qa index"):
        Index.open(data, EMBEDDER)

    assert sync(data, ITEMS).unchanged == 4
    assert served(data) == names[1]


def test_no_flipped_bit_is_served(data: Path, names: list[str]) -> None:
    """Anywhere in any file of the generation: what is served is the older one, whole."""
    rng = random.Random(4)
    place = generation(data, names[1])

    for _ in range(60):
        path = rng.choice(files(place))
        offset, bit = rng.randrange(max(1, path.stat().st_size)), rng.randrange(8)
        before = path.read_bytes()
        flip(path, offset, bit)

        # A bit in the manifest's blanks may change nothing of what it says.
        assert served(data) == names[0] or json.loads(path.read_bytes()) == json.loads(before), (path, offset, bit)
        path.write_bytes(before)

    assert served(data) == names[1]


NO_POINTERS = [b"", b"{", b'{"generation"', b"garbage", b"[]", b"3", b"\xff", b'{"generation": 3}']


@pytest.mark.parametrize("pointer", [None, *NO_POINTERS, b'{"generation": "../.."}'], ids=repr)
def test_without_a_pointer_the_newest_whole_generation_is_served(
    data: Path, names: list[str], pointer: bytes | None
) -> None:
    """A torn pointer never stops a start; the next sync writes it anew."""
    if pointer is None:
        (data / "CURRENT").unlink()
    else:
        (data / "CURRENT").write_bytes(pointer)

    assert EmbeddedStore.current(data) is None
    assert served(data) == names[1]
    assert "CURRENT" in Index.open(data, EMBEDDER).verify()[0]

    flip(generation(data, names[1]) / MANIFEST, 5)
    assert served(data) == names[0]

    assert sync(data, ITEMS).generation == names[1]
    assert EmbeddedStore.current(data) == names[1]
    assert served(data) == names[1]


def test_a_pointer_to_nothing_is_passed_over(data: Path, names: list[str]) -> None:
    """As where a disk was copied in part."""
    (data / "CURRENT").write_text(json.dumps({"generation": "0" * 16}), encoding="utf-8")

    assert served(data) == names[1]

    shutil.rmtree(data / "generations")
    with pytest.raises(StoreDamagedError, match="run: qa index"):
        Index.open(data, EMBEDDER)
    (data / "CURRENT").unlink()
    with pytest.raises(StoreMissingError):
        Index.open(data, EMBEDDER)

    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]


def test_what_is_published_while_opening_is_opened(data: Path, names: list[str]) -> None:
    """A writer may drop, between two steps of a reader, all that the reader knows of."""
    (data / "generations").rename(data / "not yet")
    seen = []

    class Racing(EmbeddedStore):
        @staticmethod
        def current(folder: Path) -> str:
            seen.append(folder)
            if len(seen) == 1:
                return "0" * 16
            if len(seen) == 2:
                (data / "not yet").rename(data / "generations")
            return names[1]

    assert Racing.open(data, EMBEDDER.name, EMBEDDER.dim).stats().generation == names[1]


def test_a_pointer_set_back_is_brought_forward_by_the_next_sync(data: Path, names: list[str]) -> None:
    """What was written decides, not what a backup says was published."""
    (data / "CURRENT").write_text(json.dumps({"generation": names[0]}), encoding="utf-8")

    assert served(data) == names[0]
    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]


def test_what_a_crash_left_behind_is_passed_over_and_removed(data: Path, names: list[str]) -> None:
    """A folder half built, a pointer half written, a generation half moved."""
    shutil.copytree(generation(data, names[1]), data / "generations/.building")
    (data / "generations/.building" / MANIFEST).unlink()
    shutil.copytree(generation(data, names[0]), data / "generations/.0123456789abcdef")
    (data / "generations" / ("f" * 16)).mkdir()
    (data / ".0123456789abcdef").write_bytes(b"{")

    assert served(data) == names[1]

    third = sync(data, ITEMS[1:]).generation

    assert served(data) == third
    assert {place.name for place in (data / "generations").iterdir()} == {names[1], third}


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
    assert Index.open(data, EMBEDDER).verify() == []


def test_a_broken_catalogue_is_found_by_verify(data: Path) -> None:
    """Though it is not needed for answers."""
    truncate(data / "catalogue.sqlite")

    findings = Index.open(data, EMBEDDER).verify()

    assert findings
    assert all("catalogue.sqlite" in finding and "--rebuild" in finding for finding in findings)


def test_a_missing_catalogue_is_found_and_made_anew(data: Path, names: list[str]) -> None:
    """From the sources, with every passage embedded once more."""
    (data / "catalogue.sqlite").unlink()

    assert "catalogue.sqlite" in Index.open(data, EMBEDDER).verify()[0]
    assert sync(data, ITEMS).generation == names[1]
    assert Index.open(data, EMBEDDER).verify() == []


CHANGED_ROWS = {
    "a text": "UPDATE documents SET text = replace(text, '1849', '1949')",
    "a text's hash": "UPDATE documents SET sha256 = replace(sha256, 'a', 'b')",
    "a passage's text": "UPDATE passages SET text = replace(text, '1849', '1949')",
    "a passage's place": "UPDATE passages SET start = start + 1 WHERE ordinal = 0",
    "a passage lost": "DELETE FROM passages WHERE rowid = (SELECT max(rowid) FROM passages)",
    "a passage's document": "UPDATE passages SET document_id = 'a' WHERE document_id = 'tides-md'",
    "a document lost": "DELETE FROM documents WHERE id = 'tides-md'",
    "a vector's length": "UPDATE passages SET vector = substr(vector, 1, 4)",
    "a vector's value": "UPDATE passages SET vector = x'0000c07f' || substr(vector, 5) WHERE ordinal = 0",
    "a status": "UPDATE documents SET status = 'skipped', text = NULL WHERE id = 'tides-md'",
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
        writing(data, EMBEDDER, ChunkSettings(target=30)) as writer,
    ):
        writer.sync([], exactly=False)

    assert served(data) == names[1]
    assert not (data / "generations/.building").exists()
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


def test_an_older_schema_is_refused_with_the_command_that_repairs(data: Path, names: list[str]) -> None:
    """In the catalogue and in a generation."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    db.close()
    shutil.move(generation(data, names[1]), generation(data, "0" * 16))
    reseal(generation(data, "0" * 16), generation="0" * 16, schema="0")
    (data / "CURRENT").write_text(json.dumps({"generation": "0" * 16}), encoding="utf-8")

    with pytest.raises(StoreMismatchError, match=r"schema 0.*qa index --rebuild"):
        sync(data, ITEMS)
    with pytest.raises(StoreMismatchError, match=r"schema 0.*qa index --rebuild"):
        Index.open(data, EMBEDDER)

    sync(data, ITEMS, rebuild=True)
    assert Index.open(data, EMBEDDER).verify() == []


def test_a_generation_of_another_model_does_not_stand_in_for_a_damaged_one(data: Path, names: list[str]) -> None:
    """The damage is told, since that is what is to be repaired."""
    reseal(generation(data, names[0]), model="other@2")
    flip(generation(data, names[1]) / "vectors.faiss", 300)

    with pytest.raises(StoreDamagedError, match=names[1]):
        Index.open(data, EMBEDDER)


def reseal(place: Path, **facts: object) -> None:
    """Write a manifest that fits the files as they are now."""
    manifest = json.loads((place / MANIFEST).read_bytes())
    del manifest["sha256"]
    seal(place, {**manifest, **facts})


@pytest.mark.parametrize("facts", [{"passages": 3}, {"dim": 32, "passages": 10**6}])
def test_a_generation_that_does_not_fit_together_is_not_opened(
    data: Path, names: list[str], facts: dict[str, object]
) -> None:
    """Even where every file is what its manifest says."""
    reseal(generation(data, names[1]), **facts)

    assert served(data) == names[0]


@pytest.mark.parametrize("name", ["documents.sqlite", "vectors.faiss", "lexical/meta.json"])
def test_a_file_that_cannot_be_opened_is_damage(data: Path, names: list[str], name: str) -> None:
    """Even where it is what its manifest says."""
    (generation(data, names[1]) / name).write_bytes(b"nonsense")
    reseal(generation(data, names[1]))

    assert served(data) == names[0]


def test_verify_finds_texts_and_passages_that_do_not_fit(data: Path, names: list[str]) -> None:
    """Even where every file is what its manifest says; and a changed text is never given out."""
    place = generation(data, names[1])
    with sqlite3.connect(place / "documents.sqlite") as db:
        db.execute("UPDATE passages SET start = start + 1, end = end + 1 WHERE row = 0")
        db.execute("UPDATE documents SET text = text || '!' WHERE id = ?", (DOCUMENTS[3].id,))
    db.close()
    reseal(place)
    index = Index.open(data, EMBEDDER)

    findings = index.verify()

    assert len(findings) == 2
    assert "does not stand at" in findings[0]
    assert f"the stored text of {DOCUMENTS[3].id} has changed" in findings[1]
    with pytest.raises(StoreDamagedError, match="run: qa index"):
        index.document(DOCUMENTS[3].id)


def test_verify_finds_what_was_damaged_after_opening(data: Path, names: list[str]) -> None:
    """A server may run for months."""
    index = Index.open(data, EMBEDDER)
    assert index.verify() == []

    flip(generation(data, names[1]) / "vectors.faiss", 300)

    assert index.verify() == [f"generation {names[1]}: vectors.faiss is not what was written"]


def test_an_index_that_is_read_while_it_breaks_says_so(data: Path, names: list[str]) -> None:
    """The texts are read from the disk when they are asked for."""
    index = Index.open(data, EMBEDDER)
    path = generation(data, names[1]) / "documents.sqlite"
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)

    with pytest.raises(StoreDamagedError, match="run: qa index"):
        [index.document(document.id) for document in DOCUMENTS] and index.entries()
    assert len(index.verify()) > 1


def test_checking_a_folder_that_is_not_there_is_a_finding(folder: Path) -> None:
    """It may have been dropped by a writer just now."""
    assert check_files(folder / "nothing") == [
        "generation nothing: MANIFEST.json cannot be read (No such file or directory)"
    ]
