"""Feedback: what is kept of it, and for how long answers are remembered."""

import errno
from pathlib import Path

import pytest

from index.errors import StoreReadOnlyError
from qa.answering.ports import Feedback, Question, TooManyRequestsError
from qa.answering.records import Turn
from qa.service.feedback import AnsweredQuestion, FeedbackLog, LineFile, RecentAnswers
from tests.fakes import FakeAssistant

NETS = Question("What is the fine for drying nets?", history=(Turn("user", "Hello"),), documents=("rules-pdf",))


def answered(question: Question = NETS) -> AnsweredQuestion:
    return AnsweredQuestion(question, FakeAssistant().ask(question))


def test_feedback_is_kept_with_what_was_asked_and_quoted(tmp_path: Path) -> None:
    """Enough to ask again, and to see what was wrong, after the documents have changed."""
    log = FeedbackLog(LineFile(tmp_path / "data" / "feedback.jsonl"))
    given = answered()

    log.add(Feedback(given.answer.answer_id, "wrong_quote", "another rule"), given)

    (row,) = log.rows()
    (citation,) = given.answer.citations
    assert (row["kind"], row["note"], row["question"]) == ("wrong_quote", "another rule", NETS.text)
    assert row["history"] == [{"role": "user", "content": "Hello"}]
    assert row["documents"] == ["rules-pdf"]
    assert row["answer"] == given.answer.answer
    (kept,) = row["citations"]
    assert (kept["document_id"], kept["start"], kept["end"]) == ("rules-pdf", citation.start, citation.end)
    assert (kept["quote"], kept["sha256"]) == (citation.quote, citation.sha256)


def test_feedback_stands_in_its_order_and_a_broken_line_is_passed_over(tmp_path: Path) -> None:
    """A crash in the middle of a line costs that line and no other."""
    log = FeedbackLog(LineFile(tmp_path / "feedback.jsonl"))
    assert log.rows() == []
    log.add(Feedback("a", "wrong_answer"), None)
    with (tmp_path / "feedback.jsonl").open("a") as file:
        file.write('{"kind": "wro\n[1]\n')
    log.add(Feedback("b", "should_abstain"), None)

    assert [(row["answer_id"], row["question"]) for row in log.rows()] == [("a", None), ("b", None)]


def test_the_answer_given_longest_ago_is_forgotten_first() -> None:
    """Asking again makes an answer recent again."""
    recent = RecentAnswers(size=2)
    questions = [Question(text) for text in ("Who designed it?", "When was it lit?", "Who left the tower?")]
    first, second, third = (answered(question) for question in questions)

    for given in (first, second, first, third):
        recent.remember(given.question, given.answer)

    assert recent.get(second.answer.answer_id) is None
    assert recent.get(first.answer.answer_id) == first
    assert recent.get(third.answer.answer_id) == third


def test_a_line_that_was_cut_off_costs_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The next begins on a line of its own, and that one is missing is logged."""
    path = tmp_path / "feedback.jsonl"
    log = FeedbackLog(LineFile(path))
    log.add(Feedback("a", "wrong_answer"), None)
    path.write_bytes(path.read_bytes() + b'{"kind": "wro')

    log.add(Feedback("b", "wrong_answer"), None)

    assert [row["answer_id"] for row in log.rows()] == ["a", "b"]
    assert "1 lines of" in caplog.text


def test_a_full_disk_keeps_nothing_of_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said that it could not be kept, and what was there is as it was."""
    path = tmp_path / "feedback.jsonl"
    log = FeedbackLog(LineFile(path))
    log.add(Feedback("a", "wrong_answer"), None)
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fail)
        with pytest.raises(StoreReadOnlyError, match="No space left"):
            log.add(Feedback("b", "wrong_answer"), None)

    assert path.read_bytes() == before
    log.add(Feedback("c", "wrong_answer"), None)
    assert [row["answer_id"] for row in log.rows()] == ["a", "c"]


def test_nobody_can_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many a minute and no more, and so large a file and no larger."""
    monkeypatch.setattr("qa.service.feedback._MOST_A_MINUTE", 3)
    log = FeedbackLog(LineFile(tmp_path / "feedback.jsonl"))
    for _ in range(3):
        log.add(Feedback("a", "wrong_answer"), None)

    with pytest.raises(TooManyRequestsError):
        log.add(Feedback("a", "wrong_answer"), None)
    monkeypatch.setattr("qa.service.feedback.MOST_BYTES", (tmp_path / "feedback.jsonl").stat().st_size)
    with pytest.raises(StoreReadOnlyError, match="move it away"):
        FeedbackLog(LineFile(tmp_path / "feedback.jsonl")).add(Feedback("a", "wrong_answer"), None)

    assert len(log.rows()) == 3
