"""The terminal as a person meets it: real processes, exit codes, one line for what went wrong."""

import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qa.cli import COMMANDS
from tests.llm_stub import saying, stubbed

ROOT = Path(__file__).parents[2]


def qa(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    given = {"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data"), **settings}
    return subprocess.run(
        [sys.executable, "-m", "qa.cli", *words],
        cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "harbour.md").write_text(
        "# The harbour\n\nThe lighthouse was first lit in 1849. Its keeper was Marion Teale.\n", encoding="utf-8"
    )
    return tmp_path


def test_help_names_every_command_and_loads_no_torch() -> None:
    """The list of commands costs nothing."""
    code = (
        "import sys; from qa.cli import main\ntry:\n main(['--help'])\nexcept SystemExit: print('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.rstrip().endswith("False")


def test_without_a_command_the_commands_are_listed(folder: Path) -> None:
    """That is wrong usage, and the list is what helps."""
    done = qa(folder)

    assert done.returncode == 2
    assert done.stdout == ""
    assert all(re.search(rf"^    {name}\s", done.stderr, re.MULTILINE) for name in COMMANDS)


def test_a_command_that_is_unknown_is_refused_with_those_that_are_known(folder: Path) -> None:
    """A word too many or misspelled changes nothing."""
    done = qa(folder, "indx")

    assert (done.returncode, done.stdout) == (2, "")
    assert "'indx'" in done.stderr
    assert all(name in done.stderr for name in COMMANDS)


def test_the_version_is_the_packages(folder: Path) -> None:
    """Also where it is not installed, as in the image."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    done = qa(folder, "--version")

    assert (done.returncode, done.stdout) == (0, f"qa {project['version']}\n")


def test_help_says_what_exit_codes_mean(folder: Path) -> None:
    """Those of every command and those of this one; what stands in capitals stays so."""
    assert "Exit codes: 0 done, 2 wrong usage" in qa(folder, "config", "--help").stdout
    assert "3 not in the sources" in " ".join(qa(folder, "ask", "--help").stdout.split())
    assert "Answer over HTTP" in qa(folder, "serve", "--help").stdout


def test_config_masks_secrets(folder: Path) -> None:
    """A key is shown as set, and no more."""
    done = qa(folder, "config", "--json", QA_API_KEY="very-secret-indeed")

    assert done.returncode == 0
    assert json.loads(done.stdout)["QA_API_KEY"] == "(set)"
    assert "very-secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "settings", "said"),
    [
        (("config",), {"QA_SUORCES": "x"}, "QA_SUORCES is not a setting"),
        (("config",), {"QA_PORT": "many"}, "QA_PORT"),
        (("config",), {"QA_CONFIG": "/nowhere.toml"}, "/nowhere.toml"),
        (("index",), {"QA_SOURCES": "/nowhere"}, "there is no file or folder /nowhere"),
        (("mcp",), {"QA_SOURCES": "/nowhere"}, "there is no file or folder /nowhere"),
        (("serve",), {"QA_HOST": "0.0.0.0"}, "QA_API_KEY"),  # noqa: S104 - refused, which is the point
        (("ask", " "), {"QA_SOURCES": "/nowhere"}, "/nowhere"),
    ],
)
def test_our_own_errors_are_one_line_and_exit_2(
    folder: Path, words: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    """Never a traceback; always what happened and what to do."""
    done = qa(folder, *words, **settings)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_taken_port_says_what_to_do(folder: Path) -> None:
    """Two servers cannot share a port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        done = qa(folder, "serve", QA_PORT=str(taken.getsockname()[1]))

    assert done.returncode == 2
    assert "Set QA_PORT" in done.stderr


@pytest.mark.model
def test_index_ask_and_doctor_from_nothing(folder: Path) -> None:
    """The first question indexes; the second run embeds nothing; silence exits with 3."""
    asked = qa(folder, "ask", "When was the lighthouse first lit?", "--json")
    again = qa(folder, "index", "--json")
    silent = qa(folder, "ask", "Who is the prime minister of Norway?")
    checked = qa(folder, "doctor")

    answer = json.loads(asked.stdout)
    assert asked.returncode == 0
    assert "1849" in answer["citations"][0]["quote"]
    assert json.loads(again.stdout)["embedded"] == 0
    assert json.loads(again.stdout)["unchanged"] == 1
    assert silent.returncode == 3
    assert checked.returncode == 0, checked.stdout


@pytest.mark.model
def test_how_sure_an_answer_is_and_what_comes_closest_is_said(folder: Path) -> None:
    """In words with the percentage; or statements with their places, which cannot steer the terminal."""
    steering = "The tower\x1b(0 keeper of the lighthouse was Ann Lee.\n"
    (folder / "docs" / "tower.md").write_text(steering, encoding="utf-8")

    answered = qa(folder, "ask", "When was the lighthouse first lit?")
    words = ("ask", "What was the salary of the lighthouse keeper?")
    silent, fields = qa(folder, *words), json.loads(qa(folder, *words, "--json").stdout)
    _, empty, *statements = silent.stdout.splitlines()

    assert re.fullmatch(r"(Sure|Likely|Uncertain) \(\d+%\)", answered.stdout.splitlines()[-1])
    assert (silent.returncode, fields["certainty"]) == (3, None)
    assert empty == ""
    assert len(fields["closest"]) > 0
    for place, quote, closest in zip(statements[::2], statements[1::2], fields["closest"], strict=True):
        span = f"{closest['start']}–{closest['end']}"
        assert place == f"[{closest['number']}] {closest['title']} ({closest['source']}), {span}"
        assert quote.strip("\u201c\u201d ") == " ".join(closest["quote"].split()).replace("\x1b", "\\x1b")
    assert "\\x1b(0" in silent.stdout
    assert "\x1b" not in silent.stdout


@pytest.mark.model
def test_strict_fails_on_a_skipped_file_and_the_rest_goes_on(folder: Path) -> None:
    """A broken file is named with its reason; without --strict it is no failure."""
    (folder / "docs" / "broken.pdf").write_bytes(b"this is no PDF")

    strict = qa(folder, "index", "--strict")
    lenient = qa(folder, "index")

    assert strict.returncode == 1
    assert lenient.returncode == 0
    assert "broken.pdf" in strict.stdout
    assert "1 added" in strict.stdout


@pytest.mark.model
def test_what_could_not_be_read_of_a_document_is_said(folder: Path) -> None:
    """When it is indexed, again when nothing changed, and by the doctor, for whom it is no fault."""
    (folder / "docs" / "log.jsonl").write_text('{"text": "The lamp burns."}\nnot JSON\n', encoding="utf-8")

    indexed = qa(folder, "index")
    again = qa(folder, "index", "--strict", "--json")
    checked = qa(folder, "doctor")
    listed = qa(folder, "doctor", "--json")

    (warning,) = [line for line in indexed.stdout.splitlines() if line.startswith("  warning ")]
    assert warning.startswith("  warning log.jsonl: ")
    ((source, said),) = json.loads(again.stdout)["warnings"]
    assert (again.returncode, warning) == (0, f"  warning {source}: {said}")
    assert checked.stdout.splitlines() == ["Model, sources and index are in order.", f"warning: {source}: {said}"]
    assert checked.returncode == 0
    assert json.loads(listed.stdout) == {
        "findings": [],
        "warnings": [f"warning: {source}: {said}"],
        "calibration": None,
    }


@pytest.mark.model
def test_an_empty_and_an_endless_question_are_refused(folder: Path) -> None:
    """Both in one line, with exit code 2."""
    for words in ((" ",), ("x" * 3000,)):
        done = qa(folder, "ask", *words)

        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith("qa: the question")


@pytest.mark.model
def test_ask_may_have_a_language_model_word_the_answer(folder: Path) -> None:
    """With a server, in its words where the quotes bear them out; without one, our own error."""
    with stubbed(saying("The lighthouse was first lit in 1849 [1]. It is haunted [1].")) as stub:
        named = {"QA_LLM_URL": stub.url, "QA_LLM_MODEL": "stub", "QA_LLM_KEY": "sk-secret"}
        worded = qa(folder, "ask", "When was the lighthouse first lit?", "--mode", "llm", "--json", **named)
    plain = qa(folder, "ask", "When was the lighthouse first lit?", "--mode", "llm")

    answer = json.loads(worded.stdout)
    assert (worded.returncode, answer["mode"]) == (0, "llm")
    assert answer["answer"] == "The lighthouse was first lit in 1849 [1]."
    assert "Authorization: Bearer sk-secret".lower() in stub.heads[0].lower()
    assert "sk-secret" not in worded.stdout + worded.stderr
    assert (plain.returncode, plain.stdout) == (2, "")
    assert "QA_LLM_URL" in plain.stderr


def test_feedback_becomes_questions_to_measure_with(folder: Path) -> None:
    """Listed, exported once, and never written over what somebody may have filled in."""
    row = {"time": "2026-11-24T10:00:00+00:00", "answer_id": "a1", "kind": "should_abstain", "note": "not in here"}
    (folder / "data").mkdir()
    (folder / "data" / "feedback.jsonl").write_text(json.dumps({**row, "question": "Who is the mayor?"}) + "\n")

    listed = qa(folder, "feedback")
    exported = qa(folder, "feedback", "--export", str(folder / "gold.jsonl"))
    again = qa(folder, "feedback", "--export", str(folder / "gold.jsonl"))
    piped = qa(folder, "feedback", "--export", "-")

    assert "should_abstain" in listed.stdout
    assert "Who is the mayor? (not in here)" in listed.stdout
    assert (exported.returncode, exported.stdout) == (0, "")
    assert "gold.jsonl: 1" in exported.stderr
    assert json.loads((folder / "gold.jsonl").read_text())["answerable"] is False
    assert (again.returncode, "name another file" in again.stderr) == (2, True)
    assert json.loads(piped.stdout)["text"] == "Who is the mayor?"


def test_without_feedback_there_is_nothing_to_show(folder: Path) -> None:
    """That is no error."""
    done = qa(folder, "feedback")

    assert (done.returncode, done.stdout) == (0, "There is no feedback yet.\n")
    assert json.loads(qa(folder, "feedback", "--json").stdout) == {"feedback": []}
