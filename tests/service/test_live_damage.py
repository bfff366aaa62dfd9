"""Damage that comes to light while a server runs: it is left, what is whole is served, and the probe says the truth."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.errors import StoreReadOnlyError
from index.library import Index
from index.progress import untold
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import NotReadyError, Question
from qa.service import live as module
from qa.service.documents import ReadOnlyDocuments
from qa.service.feedback import FeedbackLog, LineFile
from qa.service.live import LiveAssistant, Report
from qa.service.originals import Originals
from qa.settings import read_settings
from qa.wiring import Application, open_store
from tests.fakes_embedding import HashingEmbedder
from tests.index.damaging import EMBEDDER, ITEMS, flip, own_segment, sync
from tests.waiting import eventually

ASKED = Question("When was the lighthouse at Skerry Point first lit?")


class World:
    """An older and a current generation, and a server that counts how often it loads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = [sync(folder, ITEMS[:3]).generation, sync(folder, ITEMS).generation]
        self.loads = 0
        store = EmbeddedStore(folder)
        self.live = LiveAssistant(
            load=self.load,
            current=store.current,
            suggestions=lambda _: ([], []),
            documents=ReadOnlyDocuments(),
            originals=Originals(list, "", lambda *_: b""),
            feedback=FeedbackLog(LineFile(folder / "feedback.jsonl")),
        )

    def load(self, _report: Report) -> ExtractiveAssistant:
        self.loads += 1
        index = Index.open(EmbeddedStore(self.folder), EMBEDDER)
        return ExtractiveAssistant(index, similarity_reader(index))


@pytest.fixture
def world(folder: Path) -> Iterator[World]:
    made = World(folder)
    yield made
    made.live.close()


def test_a_damaged_generation_is_left_until_it_is_mended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older one is served, and not all files are read again twice a second; once mended, it is taken up."""
    damaged = own_segment(world.folder, world.names[1]) / "vectors.bin"
    whole = damaged.read_bytes()
    flip(damaged, 100)
    world.live.start()
    eventually(lambda: world.live.readiness().ready)
    time.sleep(2)
    loads = world.loads

    damaged.write_bytes(whole)
    monkeypatch.setattr(module, "_LEFT_SECONDS", 0.0)
    eventually(lambda: world.live.readiness().generation == world.names[1])

    assert loads == 1
    assert world.loads == 2


def test_texts_that_are_cut_off_while_they_are_served_are_left(world: World) -> None:
    """Who asks is told to come back, not that the server failed; then the older generation answers."""
    world.live.start()
    eventually(lambda: world.live.readiness().generation == world.names[1])
    known = [item.document_id for item in ITEMS]
    os.truncate(own_segment(world.folder, world.names[1]) / "texts.sqlite", 0)

    with pytest.raises(NotReadyError, match="damaged"):
        _ = [world.live.document(wanted) for wanted in known]

    eventually(lambda: world.live.readiness().generation == world.names[0])
    assert world.live.ask(ASKED).generation == world.names[0]


def test_an_index_without_its_pointer_is_read_where_nothing_may_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest whole generation is served; where there is none, it is said that nothing may be written."""
    settings = read_settings({"QA_DATA": str(folder / "data"), "QA_SOURCES": str(Path(__file__).parent)})
    app = Application(settings, open_store(settings), HashingEmbedder(), similarity_reader)

    def refuse(*_: object, **__: object) -> None:
        raise StoreReadOnlyError("cannot write to the data folder")

    monkeypatch.setattr(Application, "sync", refuse)
    with pytest.raises(StoreReadOnlyError):
        app.ensure_index(untold)
    monkeypatch.undo()
    published = app.sync((), untold).generation
    (folder / "data/CURRENT").unlink()
    monkeypatch.setattr(Application, "sync", refuse)

    app.ensure_index(untold)

    assert app.open_index().generation == published
