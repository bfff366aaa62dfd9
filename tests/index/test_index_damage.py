"""Faults of published files: a changed byte is never served; what is whole is, and the repair is named."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedded.layout import generation_file
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError, StoreMismatchError, StoreMissingError
from index.library import Index
from tests.index.damaging import (
    EMBEDDER,
    ITEMS,
    cut,
    cut_behind,
    flip,
    own_files,
    own_segment,
    reseal,
    restate,
    segments,
    served,
    sync,
)
from tests.rounds import ROUNDS

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
    """Whichever of the files it is that only the current one has; and the next sync repairs it without embedding."""
    before = None

    for path in own_files(data, names[1]):
        if before is not None:
            before[0].write_bytes(before[1])
        before = path, path.read_bytes()
        damage(path)

        assert served(data) == names[0], path
        findings = Index.open(EmbeddedStore(data), EMBEDDER).verify()
        assert len(findings) == 1
        assert names[1] in findings[0]
        assert "run: qa index" in findings[0]

    EMBEDDER.embedded.clear()
    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []
    assert EMBEDDER.embedded == []


@pytest.mark.parametrize("name", ["texts.sqlite", "vectors.bin", "arrays.safetensors", "MANIFEST.json"])
def test_a_damaged_segment_is_served_in_no_generation(data: Path, names: list[str], name: str) -> None:
    """Where all that are there share it, the repair is named; it needs no embedding."""
    flip(segments(data, names[0])[0] / name, 200)

    with pytest.raises(StoreDamagedError, match=rf"{names[1]}: segment .*run: qa index"):
        Index.open(EmbeddedStore(data), EMBEDDER)

    EMBEDDER.embedded.clear()
    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []
    assert EMBEDDER.embedded == []


def test_with_nothing_whole_left_the_repair_is_named(data: Path, names: list[str]) -> None:
    """The message says which file of the current generation it is; a sync without embedding repairs."""
    generation_file(data, names[0]).unlink()
    flip(own_segment(data, names[1]) / "vectors.bin", 300)

    with pytest.raises(StoreDamagedError, match=rf"{names[1]}: .*: vectors.bin is not what was written; run: qa index"):
        Index.open(EmbeddedStore(data), EMBEDDER)

    assert sync(data, ITEMS).unchanged == 4
    assert served(data) == names[1]


@pytest.mark.timeout(60 + 5 * ROUNDS)
def test_no_flipped_bit_is_served(data: Path, names: list[str]) -> None:
    """Anywhere in any file of the generation: what is served is the older one, whole."""
    rng = random.Random(4)
    paths = own_files(data, names[1])

    for _ in range(max(60, ROUNDS)):
        path = rng.choice(paths)
        offset, bit = rng.randrange(max(1, path.stat().st_size)), rng.randrange(8)
        before = path.read_bytes()
        flip(path, offset, bit)

        assert served(data) == names[0], (path, offset, bit)
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

    assert EmbeddedStore(data).current() is None
    assert served(data) == names[1]
    assert "CURRENT" in Index.open(EmbeddedStore(data), EMBEDDER).verify()[0]

    flip(generation_file(data, names[1]), 5)
    assert served(data) == names[0]

    assert sync(data, ITEMS).generation == names[1]
    assert EmbeddedStore(data).current() == names[1]
    assert served(data) == names[1]


def test_a_pointer_to_nothing_is_passed_over(data: Path, names: list[str]) -> None:
    """As where a disk was copied in part."""
    (data / "CURRENT").write_text(json.dumps({"generation": "0" * 16}), encoding="utf-8")

    assert served(data) == names[1]

    shutil.rmtree(data / "generations")
    with pytest.raises(StoreDamagedError, match="run: qa index"):
        Index.open(EmbeddedStore(data), EMBEDDER)
    (data / "CURRENT").unlink()
    with pytest.raises(StoreMissingError):
        Index.open(EmbeddedStore(data), EMBEDDER)

    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]


def test_what_is_published_while_opening_is_opened(data: Path, names: list[str]) -> None:
    """A writer may drop, between two steps of a reader, all that the reader knows of."""
    (data / "generations").rename(data / "not yet")
    seen: list[EmbeddedStore] = []

    class Racing(EmbeddedStore):
        def current(self) -> str:
            seen.append(self)
            if len(seen) == 1:
                return "0" * 16
            if len(seen) == 2:
                (data / "not yet").rename(data / "generations")
            return names[1]

    assert Racing(data).open(EMBEDDER.name, EMBEDDER.dim).stats().generation == names[1]


def test_a_pointer_set_back_is_brought_forward_by_the_next_sync(data: Path, names: list[str]) -> None:
    """What was written decides, not what a backup says was published."""
    (data / "CURRENT").write_text(json.dumps({"generation": names[0]}), encoding="utf-8")

    assert served(data) == names[0]
    assert sync(data, ITEMS).generation == names[1]
    assert served(data) == names[1]


def test_what_a_crash_left_behind_is_passed_over_and_removed(data: Path, names: list[str]) -> None:
    """A folder half built, a pointer half written, a generation half moved."""
    shutil.copytree(own_segment(data, names[1]), data / "segments/.building-0123456789abcdef")
    (data / "segments/.building-0123456789abcdef/MANIFEST.json").unlink()
    shutil.copytree(own_segment(data, names[0]), data / "segments" / ("e" * 16))
    (data / "generations/.0123456789abcdef").write_bytes(b"{")
    (data / "generations" / ("f" * 16)).mkdir()
    (data / ".0123456789abcdef").write_bytes(b"{")

    assert served(data) == names[1]

    third = sync(data, ITEMS[1:]).generation

    assert served(data) == third
    assert {place.stem for place in (data / "generations").iterdir()} == {names[1], third}
    named = {place for name in (names[1], third) for place in segments(data, name)}
    assert set((data / "segments").iterdir()) == named


def test_an_older_schema_is_refused_with_the_command_that_repairs(data: Path) -> None:
    """In the catalogue and in a generation."""
    with sqlite3.connect(data / "catalogue.sqlite") as db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    db.close()
    older = data / "generations" / ("0" * 16)
    older.mkdir()
    (older / "MANIFEST.json").write_text(json.dumps({"schema": "0", "model": EMBEDDER.name}), encoding="utf-8")
    (data / "CURRENT").write_text(json.dumps({"generation": "0" * 16}), encoding="utf-8")

    with pytest.raises(StoreMismatchError, match=r"schema 0.*qa index --rebuild"):
        sync(data, ITEMS)
    with pytest.raises(StoreMismatchError, match=r"schema 0.*qa index --rebuild"):
        Index.open(EmbeddedStore(data), EMBEDDER)

    sync(data, ITEMS, rebuild=True)
    assert Index.open(EmbeddedStore(data), EMBEDDER).verify() == []


def test_a_generation_of_another_model_does_not_stand_in_for_a_damaged_one(data: Path, names: list[str]) -> None:
    """The damage is told, since that is what is to be repaired."""
    restate(data, names[0], model="other@2")
    flip(own_segment(data, names[1]) / "vectors.bin", 300)

    with pytest.raises(StoreDamagedError, match=names[1]):
        Index.open(EmbeddedStore(data), EMBEDDER)


@pytest.mark.parametrize("facts", [{"passages": 3}, {"documents": 7}])
def test_a_segment_that_does_not_fit_together_is_not_opened(
    data: Path, names: list[str], facts: dict[str, object]
) -> None:
    """Even where every file is what its manifest says."""
    reseal(data, names[1], **facts)

    assert served(data) == names[0]


@pytest.mark.parametrize("facts", [{"passages": 3}, {"dim": 33}])
def test_a_generation_that_does_not_fit_its_segments_is_not_opened(
    data: Path, names: list[str], facts: dict[str, object]
) -> None:
    """Even where every file is what its manifest says."""
    restate(data, names[1], **facts)

    assert served(data) == names[0]


@pytest.mark.parametrize("name", ["texts.sqlite", "vectors.bin", "arrays.safetensors"])
def test_a_file_that_cannot_be_opened_is_damage(data: Path, names: list[str], name: str) -> None:
    """Even where it is what its manifest says."""
    (own_segment(data, names[1]) / name).write_bytes(b"nonsense")
    reseal(data, names[1])

    assert served(data) == names[0]
