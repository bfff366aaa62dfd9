"""Feedback: what is kept of it, and for how long answers are remembered."""

from pathlib import Path

from qa.answering.ports import Question
from qa.answering.records import Turn
from qa.service.feedback import AnsweredQuestion, FeedbackLog, RecentAnswers
from tests.fakes import FakeAssistant

NETS = Question("What is the fine for drying nets?", history=(Turn("user", "Hello"),), documents=("rules-pdf",))


def answered(question: Question = NETS) -> AnsweredQuestion:
    return AnsweredQuestion(question, FakeAssistant().ask(question))


def test_feedback_is_kept_with_what_was_asked_and_quoted(tmp_path: Path) -> None:
    """Enough to ask again, and to see what was wrong, after the documents have changed."""
    log = FeedbackLog(tmp_path / "data" / "feedback.jsonl")
    given = answered()

    log.add(given.answer.answer_id, "wrong_quote", "another rule", given)

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
    log = FeedbackLog(tmp_path / "feedback.jsonl")
    assert log.rows() == []
    log.add("a", "wrong_answer", None, None)
    with (tmp_path / "feedback.jsonl").open("a") as file:
        file.write('{"kind": "wro\n[1]\n')
    log.add("b", "should_abstain", None, None)

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
