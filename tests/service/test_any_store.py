"""The product over another engine: nothing but the wiring knows which one it is."""

from pathlib import Path

import pytest

from index.progress import untold
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import UnknownDocumentError
from qa.settings import read_settings
from qa.wiring import Application
from tests.fakes_embedding import HashingEmbedder
from tests.file_store import FileStore
from tests.waiting import eventually


def test_the_product_runs_over_whatever_store_it_is_given(tmp_path: Path) -> None:
    """It indexes, serves, takes uploads and drops them, and writes nothing of the embedded engine."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/otters.txt").write_text("Otters hold hands while they sleep.", encoding="utf-8")
    settings = read_settings({"QA_SOURCES": str(tmp_path / "docs"), "QA_DATA": str(tmp_path / "data"), "QA_WRITE": "1"})
    app = Application(settings, FileStore(tmp_path / "elsewhere"), HashingEmbedder(), similarity_reader)
    report = app.sync((), untold)
    live = app.live(untold)

    live.start()
    eventually(lambda: live.readiness().ready)
    added = live.add_document("herons.txt", b"Herons hunt at dawn.")
    listed = [entry.source for entry in live.documents()]
    live.delete_document(added.id)
    generation = live.readiness().generation
    live.close()

    assert listed == ["herons.txt", "otters.txt"]
    with pytest.raises(UnknownDocumentError):
        live.document(added.id)
    assert generation == report.generation == app.store.current()
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {"index.json", "index.lock"}
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"uploads"}
