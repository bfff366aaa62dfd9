"""A server is ready when the index is verified and both models are loaded, and not a moment before."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from index.embedding import Embedded
from index.progress import untold
from index.store import Vectors
from qa.answering.calibrations import trained_reader
from qa.answering.reading.span_model import SpanModel
from qa.service import live as module
from qa.service.live import LiveAssistant
from qa.settings import read_settings
from qa.wiring import Application, open_store
from tests.clients import client_for
from tests.fakes_embedding import HashingEmbedder
from tests.index.damaging import flip
from tests.waiting import eventually


class GatedEmbedder(HashingEmbedder):
    """Embeds passages at once, and a question when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        return HashingEmbedder().embed_passages(texts, embedded)

    def embed_question(self, text: str) -> Vectors:
        self.gate.wait(20)
        return super().embed_question(text)


def app_in(folder: Path, embedder: HashingEmbedder, span_model: Callable[[], SpanModel]) -> Application:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "otters.txt").write_text("Otters hold hands while they sleep.", encoding="utf-8")
    settings = read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data")})
    return Application(settings, open_store(settings), embedder, lambda index: trained_reader(span_model(), index))


def no_network() -> SpanModel:
    model: SpanModel = create_autospec(SpanModel, instance=True)
    return model


def readyz(live: LiveAssistant) -> tuple[int, dict[str, Any]]:
    response = client_for(live).get("/readyz")
    return response.status_code, response.json()


def test_ready_means_that_encoder_and_reader_are_loaded(tmp_path: Path) -> None:
    """Both are loaded side by side, and both are waited for."""
    reader = threading.Event()

    def slow_network() -> SpanModel:
        reader.wait(20)
        return no_network()

    embedder = GatedEmbedder()
    live = app_in(tmp_path, embedder, slow_network).live(untold)
    live.start()

    eventually(lambda: live.readiness().reason == "loading encoder and reader")
    assert readyz(live)[0] == 503
    embedder.gate.set()
    time.sleep(0.2)
    assert readyz(live)[0] == 503
    reader.set()
    eventually(lambda: live.readiness().ready)
    status, body = readyz(live)
    live.close()

    assert status == 200
    assert body == {"generation": live.readiness().generation}


def test_an_index_that_is_not_whole_is_never_ready(tmp_path: Path) -> None:
    """One flipped bit in any file of the only generation: 503, with what is wrong and what to do."""
    app = app_in(tmp_path, HashingEmbedder(), no_network)
    app.sync((), untold)
    (vectors,) = (tmp_path / "data").rglob("vectors.bin")
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.chmod(0o644)
    vectors.write_bytes(data)
    live = app.live(untold)

    live.start()

    eventually(lambda: "vectors.bin" in (live.readiness().reason or ""))
    status, body = readyz(live)
    live.close()
    assert status == 503
    assert "qa index" in body["reason"]


def test_what_is_wrong_with_an_index_is_said_for_as_long_as_it_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Between two attempts to load it too; and the log has it once, however often it is tried."""
    monkeypatch.setattr(module, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(module, "_FAILED_SECONDS", 0.1)
    app = app_in(tmp_path, HashingEmbedder(), no_network)
    app.sync((), untold)
    (vectors,) = (tmp_path / "data").rglob("vectors.bin")
    flip(vectors, 0)
    live = app.live(untold)

    live.start()
    eventually(lambda: "vectors.bin" in (live.readiness().reason or ""))
    said = set()
    for _ in range(100):
        said.add(live.readiness().reason)
        time.sleep(0.005)
    live.close()

    assert "ready" not in said
    assert len([record for record in caplog.records if "vectors.bin" in record.message]) == 1


def test_what_nobody_foresaw_is_logged_once_and_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The probe says that loading failed, and not for ever that it goes on; when the cause is gone, it is ready."""
    broken = True

    def fragile() -> SpanModel:
        if broken:
            raise MemoryError("no room")
        return no_network()

    live = app_in(tmp_path, HashingEmbedder(), fragile).live(untold)
    live.start()
    eventually(lambda: "could not be loaded" in (live.readiness().reason or ""))
    time.sleep(1.2)  # two more looks
    status, _ = readyz(live)

    broken = False
    eventually(lambda: live.readiness().ready)
    live.close()

    assert status == 503
    assert [record.message for record in caplog.records].count("the index could not be loaded") == 1
