"""The product over a database: nothing but `QA_STORE` is set, and several servers share one index."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from index.errors import StoreError
from index.progress import untold
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import Feedback, UnknownDocumentError
from qa.service.live import LiveAssistant
from qa.settings import SettingsError, read_settings
from qa.wiring import Application, open_database, open_store
from tests.fakes_embedding import HashingEmbedder
from tests.processes import QUESTION, ROOT, environment, furnish, serving
from tests.waiting import eventually

EMBEDDER = HashingEmbedder()


def application(folder: Path, url: str) -> Application:
    """Give one of several processes that share the database; each has a data folder of its own."""
    folder.mkdir()
    (folder.parent / "docs").mkdir(exist_ok=True)
    settings = read_settings(
        {"QA_SOURCES": str(folder.parent / "docs"), "QA_DATA": str(folder), "QA_WRITE": "1", "QA_STORE": url}
    )
    database = open_database(settings)
    return Application(settings, database, EMBEDDER, similarity_reader, database)


def started(app: Application) -> LiveAssistant:
    live = app.live(untold)
    live.start()
    eventually(lambda: live.readiness().ready)
    return live


def sync(app: Application) -> None:
    app.sync((), untold)


def test_servers_beside_each_other_share_documents_files_and_feedback(folder: Path, url: str) -> None:
    """What one takes in, the other serves within 2 s, its file too; what one removes is gone from both."""
    one, other = application(folder / "one", url), application(folder / "other", url)
    (folder / "docs" / "otters.txt").write_text("Otters hold hands while they sleep.", encoding="utf-8")
    sync(one)
    here, there = started(one), started(other)
    (otters,) = there.documents()

    added = here.add_document("herons.txt", b"Herons hunt at dawn.")
    eventually(lambda: len(there.documents()) == 2, seconds=2)
    there.feedback(Feedback("a", "wrong_answer", "no"))
    (folder / "docs" / "otters.txt").unlink()

    assert there.original(added.id).data == b"Herons hunt at dawn."
    assert there.original(otters.id).data == b"Otters hold hands while they sleep."
    assert [row["note"] for row in one.feedback.rows()] == ["no"]
    with pytest.raises(UnknownDocumentError):
        there.delete_document(otters.id)

    there.delete_document(added.id)
    eventually(lambda: len(here.documents()) == 1, seconds=2)
    with pytest.raises(UnknownDocumentError):
        here.original(added.id)
    assert one._uploaded() == []
    assert not any(folder.glob("*/uploads/*"))
    here.close()
    there.close()


def test_indexing_again_keeps_what_was_uploaded(folder: Path, url: str) -> None:
    """Also when everything is read anew: the uploaded files lie in the database."""
    app = application(folder / "one", url)
    (folder / "docs" / "otters.txt").write_text("Otters hold hands while they sleep.", encoding="utf-8")
    sync(app)
    live = started(app)
    live.add_document("herons.txt", b"Herons hunt at dawn.")
    live.close()

    app.sync((), untold, rebuild=True)

    assert [entry.source for entry in app.open_index().entries()] == ["herons.txt", "otters.txt"]
    assert app.open_index().verify() == []


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    """It may hold a password, which is masked wherever the settings are shown."""
    for wrong in ("mysql://me:secret@host/db", "host=db password=secret", "postgresql://", "postgresql://[secret/db"):
        with pytest.raises(SettingsError, match="postgresql://user@host/database") as raised:
            read_settings({"QA_STORE": wrong})
        assert "secret" not in str(raised.value)

    shown = read_settings({"QA_STORE": "postgresql://me:se@cret@db.example/qa?password=secret"})

    assert shown.masked()["QA_STORE"] == "postgresql://***@db.example/qa?***"
    assert "cret@" not in repr(shown)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    settings = read_settings({"QA_STORE": "postgresql://host/db"})
    for name in [name for name in sys.modules if name.startswith(("psycopg", "index.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(SettingsError, match=r"pip install 'cited-qa\[postgres\]'"):
        open_store(settings)


def test_no_error_repeats_the_password() -> None:
    """Wherever the connection fails, the address itself included."""
    for address in ("postgresql://me:secret@127.0.0.1:1/db", "postgresql://me:secret@127.0.0.1:1/db?secret=1"):
        store = open_store(read_settings({"QA_STORE": address}))
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:1") as raised:
            store.current()
        assert "secret" not in str(raised.value)
    with pytest.raises(SettingsError, match="postgresql://user@host/database"):
        read_settings({"QA_STORE": "postgresql://me:sec%ret@host/db"})


def command(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "qa.cli", *words],
        cwd=ROOT, env=environment(folder, **settings), capture_output=True, text=True, check=False,
    )  # fmt: skip


def ask(address: str, question: str) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - a loopback address
        f"{address}/api/ask", json.dumps({"question": question}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 - a loopback address
        answer: dict[str, Any] = json.load(response)
    return answer


@pytest.mark.model
def test_every_command_works_the_same(folder: Path, url: str) -> None:
    """Index, ask, look for faults, show the settings, serve twice: the answers are those of the embedded index."""
    furnish(folder)
    embedded = command(folder, "ask", QUESTION, "--json")
    store = {"QA_STORE": url.replace("qa@", "qa:secret@")}

    indexed = command(folder, "index", **store)
    asked = command(folder, "ask", QUESTION, "--json", **store)
    checked = command(folder, "doctor", **store)
    config = command(folder, "config", **store)
    with serving(folder, **store) as one, serving(folder, **store) as other:
        answers = [ask(each.address, QUESTION) for each in (one, other)]

    assert indexed.returncode == 0, indexed.stderr
    assert "1 added" in indexed.stdout
    assert checked.returncode == 0, checked.stdout
    assert "secret" not in config.stdout + indexed.stderr + asked.stderr
    assert all(same(answer) == same(json.loads(embedded.stdout)) for answer in (*answers, json.loads(asked.stdout)))


def same(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what is the same for every engine: the generation is named by each in its own way."""
    return {key: value for key, value in answer.items() if key not in ("answer_id", "generation", "timings_ms")}
