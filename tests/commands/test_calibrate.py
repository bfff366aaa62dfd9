"""`qa calibrate` from a gold file to another confidence of the same assistant, and back."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.embedded.store import EmbeddedStore
from index.library import Index
from index.progress import untold
from qa.answering.calibrations import SIMILARITY, similarity_reader
from qa.answering.confidence import CalibratedReader, Thresholds
from qa.answering.ports import Question
from qa.answering.records import Answer
from qa.commands import calibrate
from qa.service.live import LiveAssistant
from qa.settings import read_settings
from qa.wiring import Application
from tests.commands.test_cli import qa
from tests.fakes_embedding import HashingEmbedder

HOUSES = "otter heron badger swift lynx raven marten dipper viper toad newt shrew".split()
QUESTION = Question("When did the lynx house open its gates?")


def modest_reader(index: Index) -> CalibratedReader:
    """A reader whose confidence is far too low for these documents: it abstains from half of what it gets right."""
    calibration = replace(
        SIMILARITY, bias=-2.2, thresholds=Thresholds(strict=0.4, balanced=0.35, lenient=0.3), min_evidence=0.0
    )
    return replace(similarity_reader(index), calibration=calibration)


def true_reader(index: Index) -> CalibratedReader:
    """A reader whose confidence is as good as certain, and right."""
    calibration = replace(
        SIMILARITY,
        weights=replace(SIMILARITY.weights, evidence=30.0),
        bias=-40.0,
        thresholds=Thresholds(strict=0.5, balanced=0.5, lenient=0.5),
    )
    return replace(similarity_reader(index), calibration=calibration)


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """Write documents with a fact each, and a gold file with a question on each and one that none answers."""
    docs = tmp_path / "docs"
    docs.mkdir()
    rows: list[dict[str, object]] = []
    for number, name in enumerate(HOUSES):
        fact = f"The {name} house opened its gates in {1900 + number}."
        (docs / f"{name}.txt").write_text(f"{fact} It has a keeper and a pond.\n", encoding="utf-8")
        rows.append({"text": f"When did the {name} house open its gates?", "doc": f"{name}.txt", "quote": fact})
        rows.append({"text": f"Who designed a poster for visiting tourists number {number}?", "answerable": False})
    write_gold(tmp_path, rows)
    return tmp_path


def write_gold(folder: Path, rows: list[dict[str, object]]) -> None:
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def application(folder: Path, reader: object = modest_reader) -> Application:
    settings = read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data")})
    store = EmbeddedStore(settings.data)
    app = Application(settings, store, HashingEmbedder(dim=256), reader)  # type: ignore[arg-type]
    app.sync((), untold)
    return app


def calibrate_cli(app: Application, *words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    calibrate.add_arguments(parser)
    given = parser.parse_args([str(word) for word in words])
    return calibrate.carry_out(given, app.components(corrected=False), app.correction)


def answered(app: Application) -> Answer:
    return app.assistant(app.open_index()).ask(QUESTION)


def test_the_fit_is_kept_used_and_undone(zoo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was refused is answered with the user's own calibration, and refused again without it."""
    app = application(zoo)
    before = answered(app)

    code = calibrate_cli(app, zoo / "gold.jsonl")
    said = capsys.readouterr().out
    after = answered(app)
    reset = calibrate_cli(app, "--reset")

    assert (code, reset) == (0, 0)
    assert (before.answerable, after.answerable, answered(app).answerable) == (False, True, False)
    assert after.confidence > before.confidence
    assert after.answer_id != before.answer_id
    assert "24 questions, 12 of them answered by the documents, 12 rightly" in said
    assert "warning: 24 questions are few" in said
    assert "Kept: " in said
    assert not (zoo / "data" / "calibration.json").exists()


def test_json_is_one_object_with_what_is_gained(zoo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before and after, on questions that were not fitted to; and what was written."""
    code = calibrate_cli(application(zoo), zoo / "gold.jsonl", "--json")

    printed = capsys.readouterr().out
    found = json.loads(printed)
    written = json.loads((zoo / "data" / "calibration.json").read_text(encoding="utf-8"))
    assert code == 0
    assert printed.count("\n") == 1
    assert found["kept"] is True
    assert found["after"]["log_loss"] < found["before"]["log_loss"]
    assert found["after"]["right_lost"]["balanced"] < found["before"]["right_lost"]["balanced"]
    assert written["reader"] == found["fitted"]["reader"] == "similarity/1"
    assert (written["questions"], written["parsers"]) == (24, found["fitted"]["parsers"])


def test_every_surface_and_the_evaluation_use_it(zoo: Path) -> None:
    """All of them take their reader from the wiring; fitting anew begins as shipped."""
    app = application(zoo)
    calibrate_cli(app, zoo / "gold.jsonl")
    live = app.live(untold)
    shipped = modest_reader(app.open_index()).calibration

    evaluated = app.components().readers["trained"](app.open_index()).calibration
    fitted_to = app.components(corrected=False).readers["trained"](app.open_index()).calibration
    live.start()
    served = next(answer for _ in range(3000) if (answer := _ready_answer(live)) is not None)
    live.close()

    assert evaluated != shipped == fitted_to
    assert served.confidence == answered(app).confidence


def test_documents_aside_from_the_index_can_be_asked(zoo: Path) -> None:
    """As with qa evaluate: an index of theirs is made, and the user's own is not touched."""
    elsewhere = zoo / "elsewhere"
    elsewhere.mkdir()
    (zoo / "docs").rename(elsewhere / "docs")
    (zoo / "docs").mkdir()
    app = application(zoo)

    assert calibrate_cli(app, zoo / "gold.jsonl", "--index") == 2  # the index holds no such document
    assert calibrate_cli(app, zoo / "gold.jsonl", "--documents", elsewhere / "docs") == 0


def test_no_better_than_shipped_is_not_kept_unless_forced(zoo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so and why."""
    app = application(zoo, true_reader)

    refused = calibrate_cli(app, zoo / "gold.jsonl")
    said = capsys.readouterr().out
    kept = (zoo / "data" / "calibration.json").exists()
    forced = calibrate_cli(app, zoo / "gold.jsonl", "--force")

    assert (refused, kept, forced) == (1, False, 0)
    assert "No better than what is shipped: " in said
    assert "Nothing was kept" in said
    assert (zoo / "data" / "calibration.json").exists()


def test_fewer_than_twenty_questions_are_refused(zoo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, whether forced or not."""
    rows = [json.loads(line) for line in (zoo / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    write_gold(zoo, rows[:19])

    code = calibrate_cli(application(zoo), zoo / "gold.jsonl", "--force")

    shown = capsys.readouterr()
    assert code == 1
    assert "qa calibrate: 19 questions can be used, and 20 are needed" in shown.err
    assert shown.out == ""
    assert not (zoo / "data" / "calibration.json").exists()


def test_a_set_with_documents_of_its_own_is_refused_for_the_index(
    zoo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is fitted is to hold for the user's documents."""
    own = zoo / "own"
    own.mkdir()
    (own / "corpus.jsonl").write_text('{"id": "a", "title": "A", "text": "Owls see."}\n', encoding="utf-8")
    row = {"id": "q", "text": "What sees?", "answers": ["Owls"], "evidence": [], "answerable": False}
    (own / "queries.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    code = calibrate_cli(application(zoo), own)

    assert code == 2
    assert "brings documents of its own" in capsys.readouterr().err


def test_the_terminal_shows_what_is_in_force_and_undoes_it(zoo: Path) -> None:
    """A file that cannot be used is a finding of qa doctor, shown by qa config, and removed by --reset."""
    data = zoo / "data"
    calibrate_cli(application(zoo), zoo / "gold.jsonl")  # fitted for the reader of this test, which nobody ships

    config = qa(zoo, "config", "--json")
    doctor = qa(zoo, "doctor", "--json")
    missing = qa(zoo, "calibrate")
    reset = qa(zoo, "calibrate", "--reset")

    assert "similarity/1" in json.loads(config.stdout)["calibration"]
    assert any(finding.startswith("calibration: ") for finding in json.loads(doctor.stdout)["findings"])
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (2, "", 1)
    assert (reset.returncode, reset.stdout) == (0, "Removed: answers are given as shipped.\n")
    assert not (data / "calibration.json").exists()
    assert json.loads(qa(zoo, "config", "--json").stdout)["calibration"] == "as shipped"


def _ready_answer(live: LiveAssistant) -> Answer | None:
    if not live.readiness().ready:
        time.sleep(0.01)
        return None
    return live.ask(QUESTION)
