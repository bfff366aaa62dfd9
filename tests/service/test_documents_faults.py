"""Uploads and deletions under faults: each is one step, done or not done, and what is listed can be deleted."""

import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.errors import StoreReadOnlyError, UnreadableDocumentError
from index.library import Index, writing
from index.sources import document_id
from tests.faults import MOST_MOMENTS, Order, ordering
from tests.folders import made_folder
from tests.items import given_text
from tests.rounds import ROUNDS
from tests.service.changing import EMBEDDER, change, documents, uploads

OLD = "The old buoy is red. It was painted by the harbour office."
NEW = "The new buoy is green. Nobody knows who painted it."
KEPT, OTHER, ADDED = (document_id("/upload", name) for name in ("kept.txt", "other.txt", "added.txt"))
FOLDER = {"pier": "The pier is long. It was built of oak."}
BEFORE = {KEPT: OLD, OTHER: OLD}


@dataclass(frozen=True)
class Change:
    """What is asked for, and the texts of the uploads once it is done."""

    add: Mapping[str, str]
    delete: tuple[str, ...]
    after: Mapping[str, str]

    @property
    def order(self) -> dict[str, object]:
        return {"add": dict(self.add), "delete": list(self.delete)}


CHANGES = [
    pytest.param(Change({"added.txt": NEW}, (), {**BEFORE, ADDED: NEW}), id="add"),
    pytest.param(Change({"kept.txt": NEW}, (), {**BEFORE, KEPT: NEW}), id="replace"),
    pytest.param(Change({}, (KEPT,), {OTHER: OLD}), id="delete"),
]
STRIDES = [pytest.param(7, id="some"), pytest.param(1, marks=pytest.mark.slow, id="all")]


@pytest.fixture(scope="module")
def order() -> Iterator[Order]:
    with ordering("tests.service.changing") as give:
        yield give


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with made_folder() as place:
        with writing(EmbeddedStore(place / "data"), EMBEDDER) as writer:
            writer.sync([given_text(key, f"{key}.txt", key, text) for key, text in FOLDER.items()])
        change(place / "data", {"kept.txt": OLD, "other.txt": OLD}, [])
        yield place / "data"


def copied(template: Path, folder: Path) -> Path:
    shutil.rmtree(folder / "data", ignore_errors=True)
    return shutil.copytree(template, folder / "data")


def served(data: Path) -> dict[str, str]:
    """Return the texts of the uploads that are listed and quoted; the folder's documents must be among them, whole."""
    index = Index.open(EmbeddedStore(data), EMBEDDER)
    assert index.verify() == []
    texts = {}
    for entry in index.entries():
        document = index.document(entry.id)
        assert document is not None
        texts[entry.id] = document.text
    assert {key: texts.pop(key) for key in FOLDER} == FOLDER
    return texts


def files(data: Path) -> dict[str, str]:
    return {item.document_id: item.read().decode() for item in uploads(data).items()}


def assert_deletable(data: Path, listed: Mapping[str, str]) -> None:
    """Hold that each of these uploads can be deleted, and that nothing of them is left behind."""
    for wanted in listed:
        documents(data).delete(wanted)

    assert served(data) == files(data) == {}
    assert list((data / "uploads").iterdir()) == []


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("asked", CHANGES)
def test_what_a_failing_disk_refuses_has_not_happened(
    folder: Path, template: Path, order: Order, asked: Change, stride: int
) -> None:
    """Whichever call fails: what was refused is neither listed nor indexed later, and what stays can be deleted."""
    refused = 0
    for moment in range(1, MOST_MOMENTS, stride):
        data = copied(template, folder)
        ended = order(data, fail_at=moment, **asked.order)

        assert ended["status"] == 0, moment
        refused += "error" in ended
        expected = dict(BEFORE if "error" in ended else asked.after)
        assert served(data) == files(data) == expected, (moment, ended)
        documents(data).add("later.txt", b"Much later something else was added.")
        assert set(served(data)) == {*expected, document_id("/upload", "later.txt")}, (moment, ended)
        assert_deletable(data, served(data))
        if "error" not in ended and moment > 100:
            assert refused > 100 // stride // 4
            return
    pytest.fail("there are more moments than were tried")


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("asked", CHANGES)
def test_killed_at_any_moment_a_change_is_done_or_not_done(
    folder: Path, template: Path, order: Order, asked: Change, stride: int
) -> None:
    """When the server is started again, files and index say the same, and what is listed can be deleted."""
    for moment in range(1, MOST_MOMENTS, stride):
        data = copied(template, folder)
        ended = order(data, kill_at=moment, **asked.order)
        served(data)  # what is published is whole at every moment

        documents(data).settle()

        assert served(data) == files(data), moment
        assert served(data) in (BEFORE, asked.after), moment
        assert_deletable(data, served(data))
        if not ended["killed"]:
            assert moment > 50
            return
    pytest.fail("there are more moments than were tried")


def possible(notes: Path, before: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what the uploads may be once the process that took these notes has ended: the last change may be done."""
    states = [dict(before)]
    for line in notes.read_bytes().splitlines():
        said = json.loads(line)
        after = dict(states[0])
        after.pop(document_id("/upload", said["name"]), None)
        if said["text"] is not None:
            after[document_id("/upload", said["name"])] = said["text"]
        states = [after] if said["done"] else [states[0], after]
    return states


FAULTS = [
    pytest.param("kill_after", lambda rng: rng.uniform(0.01, 0.4), id="killed"),
    # The first moment is that of the notes.
    pytest.param("fail_at", lambda rng: rng.randrange(2, 300), id="a failing disk"),
]


@pytest.mark.parametrize(
    "rounds", [5, pytest.param(ROUNDS, marks=[pytest.mark.slow, pytest.mark.timeout(60 + 5 * ROUNDS)])]
)
@pytest.mark.parametrize(("fault", "moment"), FAULTS)
def test_round_after_round_what_was_acknowledged_is_there(
    folder: Path, template: Path, order: Order, fault: str, moment: Callable[[random.Random], float], rounds: int
) -> None:
    """Each round goes on with what the one before left; no change that was done is lost, and none half done."""
    rng = random.Random(11)
    data = copied(template, folder)
    known = served(data)
    faults = 0
    changes = 6 if fault == "fail_at" else 10_000

    for number in range(rounds):
        notes = folder / f"notes-{number}"
        notes.touch()
        # Few changes where the disk fails: a fault that costs nothing does not end the round.
        ended = order(data, acknowledged=str(notes), seed=number, changes=changes, **{fault: moment(rng)})
        assert ended["status"] == 0 or ended["killed"], (number, ended)
        faults += ended["killed"] or "error" in ended
        documents(data).settle()

        states = possible(notes, known)
        known = served(data)
        assert known == files(data), number
        assert known in (states if ended["killed"] else states[:1]), number

    assert faults > rounds // 5
    assert_deletable(data, served(data))


@pytest.mark.parametrize("size", [0, 10, 2_000, 20_000])
@pytest.mark.parametrize("asked", CHANGES)
def test_what_a_full_disk_refuses_has_not_happened(
    folder: Path, template: Path, order: Order, asked: Change, size: int
) -> None:
    """However much still fits."""
    data = copied(template, folder)

    ended = order(data, file_size=size, **asked.order)
    documents(data).settle()

    assert ended["error"] == "StoreReadOnlyError"
    assert served(data) == files(data) == BEFORE
    assert_deletable(data, BEFORE)


def test_what_cannot_be_read_or_kept_leaves_no_file(folder: Path, template: Path) -> None:
    """Neither a file without text, nor one whose name no disk holds, nor one that comes while another is writing."""
    data = copied(template, folder)
    before = sorted((data / "uploads").iterdir())

    for name, content in (("blank.txt", b"  "), ("kept.txt", b""), ("broken.pdf", b"\x00"), ("a/\0", b"text")):
        with pytest.raises(UnreadableDocumentError):
            documents(data).add(name, content)
    with writing(EmbeddedStore(data), EMBEDDER), pytest.raises(Exception, match="another process"):
        documents(data).add("added.txt", NEW.encode())

    assert sorted((data / "uploads").iterdir()) == before
    assert served(data) == BEFORE


def test_a_document_without_its_file_can_still_be_deleted(folder: Path, template: Path) -> None:
    """As an older version left them, or a hand that removed the file: the next change takes it off the list."""
    data = copied(template, folder)
    next((data / "uploads").glob(f"{KEPT}*")).unlink()

    documents(data).delete(OTHER)

    assert served(data) == files(data) == {}


def test_a_folder_that_may_not_be_written_is_said_to_be_so(folder: Path, template: Path) -> None:
    """And nothing changes."""
    data = copied(template, folder)
    shutil.rmtree(data / "uploads")
    (data / "uploads").write_bytes(b"")

    with pytest.raises(StoreReadOnlyError, match="QA_DATA"):
        documents(data).add("added.txt", NEW.encode())
