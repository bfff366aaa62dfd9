"""What a long-running command writes to stderr."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from index.errors import StoreDamagedError
from index.progress import Step
from qa.commands.logs import log_progress, log_to_stderr

PRIVATE = "when was grandmother's operation"


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("qa")
    before = (list(root.handlers), root.level, ours.level)
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_log_is_lines_of_json() -> None:
    """One for each event, with its fields, its time and the id of the request it belongs to."""
    stream = io.StringIO()
    log_to_stderr(stream)

    with bound_contextvars(request_id="abc"):
        logging.getLogger("qa.somewhere").info("request", extra={"status": 200, "route": "/ä"})
    logging.getLogger("qa.somewhere").warning("a line\nand %s", "another")

    first, second = lines(stream)
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "request",
        "request_id": "abc",
        "level": "info",
        "logger": "qa.somewhere",
        "status": 200,
        "route": "/ä",
    }
    assert second["event"] == "a line\nand another"
    assert "request_id" not in second


def test_libraries_are_heard_only_when_something_is_wrong() -> None:
    """Their chatter is not ours."""
    stream = io.StringIO()
    log_to_stderr(stream)

    logging.getLogger("library.part").info("chatter")
    logging.getLogger("library.part").error("a fault")

    assert [line["event"] for line in lines(stream)] == ["a fault"]


def stumble() -> None:
    """Fail with an error of somebody's, because of one of ours, because of one of Python's."""
    try:
        try:
            dict[str, str]()[PRIVATE]
        except KeyError as error:
            raise StoreDamagedError("vectors.faiss is damaged; run: qa index --rebuild") from error
    except StoreDamagedError:
        raise ValueError(PRIVATE)  # noqa: B904 - the implicit context is logged too


def test_an_error_is_logged_with_its_place_and_without_a_message_that_may_be_private() -> None:
    """Words of errors that we or the system wrote are kept; others' may repeat the question they stumbled over."""
    stream = io.StringIO()
    log_to_stderr(stream)

    try:
        stumble()
    except ValueError:
        logging.getLogger("qa").exception("a tool failed")

    (line,) = lines(stream)
    assert "grandmother" not in stream.getvalue()
    assert "vectors.faiss is damaged" in line["exception"]
    assert "builtins.KeyError\nwhich led to:" in line["exception"]
    assert line["exception"].endswith("builtins.ValueError")
    assert line["exception"].count("in stumble") == 3


def test_errors_that_come_together_are_all_logged() -> None:
    """A group of tasks fails as a group."""
    stream = io.StringIO()
    log_to_stderr(stream)

    logging.getLogger("qa").error(
        "failed", exc_info=ExceptionGroup("two", [OSError(28, "No space left"), KeyError("x")])
    )

    text = lines(stream)[0]["exception"]
    assert "No space left" in text
    assert text.count("of which one is:") == 2


def test_a_terminal_gets_short_lines() -> None:
    """For people: no braces, and still the fields."""
    stream = Terminal()
    log_to_stderr(stream)

    try:
        stumble()
    except ValueError:
        logging.getLogger("qa").exception("failed", extra={"status": 500})

    assert "failed" in stream.getvalue()
    assert "status=500" in stream.getvalue()
    assert "builtins.ValueError" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
    assert "grandmother" not in stream.getvalue()


def test_what_is_logged_cannot_steer_a_terminal() -> None:
    """A warning may name a file, and a file any characters."""
    stream = Terminal()
    log_to_stderr(stream)

    logging.getLogger("qa").warning("%s cannot be read", "a\x1b[2J\x9b2J\u202e.txt")

    assert "a\\x1b[2J\\x9b2J\\u202e.txt cannot be read" in stream.getvalue()


def test_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """In a log a bar would be noise, and file names nobody's business: first, last, and every few seconds."""
    stream = io.StringIO()
    log_to_stderr(stream)

    with log_progress() as progress:
        for done in range(101):
            progress(Step(done, 100, done / 100, 7 * done, "diary.txt"))

    told = [(line["done"], line["total"], line["share"], line["tokens"]) for line in lines(stream)]
    assert told == [(0, 100, 0.0, 0), (100, 100, 1.0, 700)]
    assert "diary" not in stream.getvalue()
    assert capsys.readouterr().err == ""
