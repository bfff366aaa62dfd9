"""Kill -9, full disks and read-only folders: what was published stays, what was written is not lost or halved."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.embedded.layout import composition_of
from index.embedded.store import EmbeddedStore
from index.library import Index
from tests.faults import MOST_MOMENTS, Order, ordering
from tests.folders import made_folder
from tests.index.crashing import EMBEDDER, NEW, NEXT, OLD, ONE_BY_ONE, sync, sync_one_by_one
from tests.rounds import ROUNDS

ROOT = Path(__file__).parents[2]
KNOWN_TEXTS = {item.parse(item.read()).text for item in (*ONE_BY_ONE, *NEXT, *NEW)}


@pytest.fixture(scope="module")
def order() -> Iterator[Order]:
    with ordering("tests.index.crashing") as give:
        yield give


@dataclass(frozen=True)
class Template:
    """An index of the old documents, and what a sync to the new ones publishes."""

    folder: Path
    old: str
    new: list[str]

    def copy(self, place: Path) -> Path:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place)
        return place


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    with made_folder() as place:
        old = sync(place / "old", OLD)[-1]
        shutil.copytree(place / "old", place / "new")
        yield Template(place / "old", old, sync(place / "new", NEW))


@pytest.fixture(scope="module")
def unmerged() -> Iterator[Template]:
    """Give an index whose segments are merged by the next commit."""
    with made_folder() as place:
        old = sync_one_by_one(place / "old", ONE_BY_ONE)
        shutil.copytree(place / "old", place / "new")
        yield Template(
            place / "old", old, [sync_one_by_one(place / "new", NEXT[:1]), sync_one_by_one(place / "new", NEXT)]
        )


def segments(data: Path, name: str) -> int:
    return len(composition_of(data, name).segments)


def assert_whole(data: Path) -> str:
    """Hold an index to be whole and to say nothing that no document said; return its generation."""
    index = Index.open(EmbeddedStore(data), EMBEDDER)

    assert index.verify() == []
    for entry in index.entries():
        document = index.document(entry.id)
        assert document is not None
        assert document.text in KNOWN_TEXTS
    assert index.search("when does boat number 3 sail", 5)
    return index.generation


STRIDES = [pytest.param(31, id="some"), pytest.param(1, marks=pytest.mark.slow, id="all")]


@pytest.mark.parametrize("stride", STRIDES)
def test_killed_at_any_moment_the_index_is_whole(folder: Path, template: Template, order: Order, stride: int) -> None:
    """The older generation or the newer one is served; the next sync completes, and cleans up."""
    for moment in range(1, MOST_MOMENTS, stride):
        data = template.copy(folder / "data")
        ended = order(data, kill_at=moment)

        assert assert_whole(data) in (template.old, *template.new), moment
        assert sync(data, NEW)[-1] == template.new[-1], moment
        assert assert_whole(data) == template.new[-1], moment
        assert {place.stem for place in (data / "generations").iterdir()} <= {template.old, *template.new}, moment
        if not ended["killed"]:
            assert moment > 100
            return
    pytest.fail("there are more moments than were tried")


@pytest.mark.parametrize("stride", STRIDES)
def test_killed_at_any_moment_of_a_merge_the_index_is_whole(
    folder: Path, unmerged: Template, order: Order, stride: int
) -> None:
    """Nothing is lost with the segments that are replaced, and what was killed half-way is removed."""
    assert segments(unmerged.folder, unmerged.old) == len(ONE_BY_ONE)

    for moment in range(1, MOST_MOMENTS, stride):
        data = unmerged.copy(folder / "data")
        ended = order(data, kill_at=moment, one_by_one=True)

        assert assert_whole(data) in (unmerged.old, *unmerged.new), moment
        assert sync_one_by_one(data, NEXT) == unmerged.new[-1], moment
        assert assert_whole(data) == unmerged.new[-1], moment
        assert segments(data, unmerged.new[-1]) < len(ONE_BY_ONE), moment
        assert not list((data / "segments").glob(".*")), moment
        if not ended["killed"]:
            assert moment > 100
            return
    pytest.fail("there are more moments than were tried")


@pytest.mark.parametrize("stride", STRIDES)
def test_a_disk_that_fails_at_any_moment_is_told(folder: Path, template: Template, order: Order, stride: int) -> None:
    """In one sentence with what to do, never a traceback; nothing is lost, and once there is room, all goes on."""
    errors = 0
    for moment in range(1, MOST_MOMENTS, stride):
        data = template.copy(folder / "data")
        ended = order(data, fail_at=moment)

        assert ended["status"] == 0, moment
        if "error" in ended:
            errors += 1
            assert ended["error"] in ("StoreReadOnlyError", "StoreDamagedError"), moment
            assert "run: qa index" in ended["message"] or "QA_DATA" in ended["message"], moment
        assert assert_whole(data) in (template.old, *template.new), moment
        assert sync(data, NEW)[-1] == template.new[-1], moment
        if "error" not in ended and moment > 250:
            assert errors
            return


@pytest.mark.slow
@pytest.mark.timeout(60 + 5 * ROUNDS)
def test_a_disk_that_fails_round_after_round_costs_nothing(folder: Path, template: Template, order: Order) -> None:
    """Each round syncs to other documents than the one before, in a folder where that one was refused half-way."""
    rng = random.Random(7)
    data = template.copy(folder / "data")
    published = [template.old]
    refused = 0

    for number in range(ROUNDS):
        ended = order(data, fail_at=rng.randrange(1, 400), old=bool(number % 2))
        refused += "error" in ended
        published.extend(ended.get("generations", ()))

        assert ended["status"] == 0, number
        assert_whole(data)
        if "generations" in ended:
            assert EmbeddedStore(data).current() == published[-1], number

    assert refused > ROUNDS // 4
    assert sync(data, NEW)[-1] == template.new[-1]


@pytest.mark.parametrize("size", [0, 4096, 20_000, 60_000, 100_000])
def test_a_full_disk_is_told_and_the_old_generation_served(
    folder: Path, template: Template, order: Order, size: int
) -> None:
    """However much still fits; half a generation is not left behind."""
    data = template.copy(folder / "data")

    ended = order(data, file_size=size)

    assert ended["error"] == "StoreReadOnlyError"
    assert "run: qa index" in ended["message"] or "QA_DATA" in ended["message"]
    assert assert_whole(data) in (template.old, template.new[0])
    assert not list((data / "segments").glob(".building*"))
    assert sync(data, NEW)[-1] == template.new[-1]
    assert assert_whole(data) == template.new[-1]


def test_killed_again_and_again_nothing_is_lost_or_halved(folder: Path, template: Template, order: Order) -> None:
    """At random times, also inside of SQLite; each round goes on where the one before was killed."""
    rng = random.Random(5)
    data = template.copy(folder / "data")

    for _ in range(8):
        assert order(data, forever=True, kill_after=rng.uniform(0.01, 0.3))["killed"]
        assert_whole(data)

    assert sync(data, NEW)[-1] == template.new[-1]
    assert assert_whole(data) == template.new[-1]


@pytest.mark.slow
@pytest.mark.timeout(60 + 5 * ROUNDS)
def test_killed_round_after_round_nothing_is_lost_or_halved(folder: Path, template: Template, order: Order) -> None:
    """From an empty folder on, so that the first generation is among what is killed."""
    rng = random.Random(6)

    for _ in range(ROUNDS):
        assert order(folder, forever=True, kill_after=rng.uniform(0.001, 0.4))["killed"]
        if (folder / "CURRENT").exists():
            assert_whole(folder)

    assert sync(folder, NEW)[-1] == template.new[-1]
    assert assert_whole(folder) == template.new[-1]


READ_ONLY = """
import os, sys
from pathlib import Path
from index.embedded.store import EmbeddedStore
from index.library import Index
from tests.index.crashing import EMBEDDER

folder = Path(sys.argv[1])
os.setgid(65534)
os.setuid(65534)
index = Index.open(EmbeddedStore(folder), EMBEDDER)
print(index.generation, len(index.search("when does boat number 3 sail", 5)), index.verify())
"""


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to read as somebody else; as a user, chmod is not enough")
def test_an_index_that_may_only_be_read_is_read(template: Template) -> None:
    """By a server under another user, with the whole index baked into its image."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(template.folder)], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert done.stderr == ""
    assert done.stdout == f"{template.old} 5 []\n"


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to write as somebody else; as a user, chmod is not enough")
def test_a_folder_that_may_not_be_written_is_told(folder: Path, template: Template, order: Order) -> None:
    """With the setting that names another; the same where only one file may not be."""
    data = template.copy(folder / "data")

    whole = order(data, user=65534)
    for path in (data, data / "generations", data / "segments"):
        path.chmod(0o777)
    lock = order(data, user=65534)
    (data / "LOCK").unlink()
    catalogue = order(data, user=65534)

    for ended in (whole, lock, catalogue):
        assert ended["error"] == "StoreReadOnlyError"
        assert "QA_DATA" in ended["message"]
    assert "LOCK" in lock["message"]
    assert "catalogue.sqlite" in catalogue["message"]
    assert assert_whole(data) == template.old


def test_what_another_process_publishes_is_seen(folder: Path, template: Template, order: Order) -> None:
    """By its name without opening anything, and by whoever opens it; an open index goes on with its own."""
    data = template.copy(folder / "data")
    index = Index.open(EmbeddedStore(data), EMBEDDER)
    before = index.search("when does boat number 3 sail", 5)
    assert EmbeddedStore(data).current() == index.generation == template.old

    order(data)

    assert EmbeddedStore(data).current() == Index.open(EmbeddedStore(data), EMBEDDER).generation == template.new[-1]
    assert index.generation == template.old
    assert index.search("when does boat number 3 sail", 5) == before


def test_opening_while_another_publishes_gives_one_whole_generation(
    folder: Path, template: Template, order: Order
) -> None:
    """However fast it publishes, and drops what was current a moment ago."""
    data = template.copy(folder / "data")
    seen = set()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(order, data, forever=True, kill_after=2.0)
        while not writer.done():
            index = Index.open(EmbeddedStore(data), EMBEDDER)
            seen.add(index.generation)
            assert index.search("when does boat number 3 sail", 5)
            assert all(index.document(entry.id) for entry in index.entries())

    assert len(seen) > 1
