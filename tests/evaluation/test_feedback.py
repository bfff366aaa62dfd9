"""From feedback to evaluation questions: what is known from it, and what is left for somebody to fill in."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.evaluation.errors import SetError
from qa.evaluation.feedback import gold_from_feedback
from qa.evaluation.loading.gold import load_gold
from tests.documents import document

RULES = "The fine is two shillings. Nets dry on the north wall."
DOCUMENTS = [document(RULES, id="rules", source="rules.txt", title="Rules")]


def feedback(kind: str, question: str | None = "What is the fine?", **more: object) -> dict[str, Any]:
    quoted = {
        "document_id": "rules",
        "source": "rules.txt",
        "sha256": "0" * 64,
        "start": 27,
        "end": 54,
        "quote": "Nets",
    }
    return {"time": "2026-11-24", "answer_id": "a1", "kind": kind, "note": None, "question": question, "history": [],
            "documents": None, "citations": [quoted], **more}  # fmt: skip


def written(folder: Path, rows: object) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")  # type: ignore[attr-defined]
    return path


def test_should_abstain_is_a_complete_row(tmp_path: Path) -> None:
    """The user has said all there is to say: no document answers."""
    turns = [{"role": "user", "content": "What are the rules?"}, {"role": "assistant", "content": "They are long."}]
    found = gold_from_feedback([feedback("should_abstain", history=turns)])

    (query,) = load_gold(written(tmp_path, found.rows), DOCUMENTS).queries

    assert (query.text, query.answerable, query.gold) == ("What is the fine?", False, ())
    assert [turn.content for turn in query.history] == ["What are the rules?", "They are long."]
    assert found.to_fill_in == 0


CLOSEST = [
    {"source": "rules.txt", "start": 27, "end": 54, "quote": "Nets dry on the north wall."},
    {"source": "rules.txt", "start": 0, "end": 26, "quote": "The fine is two shillings."},
]


@pytest.mark.parametrize(
    ("given", "evidence"),
    [
        (feedback("right_statement", citations=[], closest=CLOSEST, statement=2), "The fine is two shillings."),
        (feedback("right_statement", citations=CLOSEST, closest=[], statement=1), "Nets dry on the north wall."),
        (feedback("helpful", citations=CLOSEST[1:]), "The fine is two shillings."),
    ],
    ids=["of the closest", "of what was quoted", "an answer"],
)
def test_what_is_said_to_be_right_is_a_complete_row(tmp_path: Path, given: dict[str, Any], evidence: str) -> None:
    """It is known where the answer stands; the words are found again wherever they stand by then."""
    found = gold_from_feedback([given])

    moved = [document(f"Preface.\n{RULES}", id="rules", source="rules.txt", title="Rules")]
    (query,) = load_gold(written(tmp_path, found.rows), moved).queries

    assert query.answerable
    assert [place.text for place in query.gold] == [evidence]
    assert found.to_fill_in == 0


def test_a_statement_that_is_not_there_waits_for_the_right_one() -> None:
    """A number beyond what was shown is no evidence; the question is kept."""
    found = gold_from_feedback([feedback("right_statement", closest=CLOSEST, statement=3)])

    assert (found.rows[0]["quote"], found.to_fill_in) == ("", 1)


@pytest.mark.parametrize("kind", ["wrong_answer", "wrong_quote"])
def test_a_wrong_answer_waits_for_the_right_one(tmp_path: Path, kind: str) -> None:
    """Until it is filled in the loader names its line and what to do; then it is a question like any other."""
    found = gold_from_feedback([feedback(kind, note="read the first line")])
    path = written(tmp_path, found.rows)
    (row,) = found.rows

    with pytest.raises(SetError, match=r'gold\.jsonl:1: .* no evidence is given; fill in "doc" and "quote"'):
        load_gold(path, DOCUMENTS)
    filled: Mapping[str, Any] = {**row, "doc": "rules.txt", "quote": "The fine is two shillings."}
    (query,) = load_gold(written(tmp_path, [filled]), DOCUMENTS).queries

    assert found.to_fill_in == 1
    assert row["metadata"]["quoted"] == [{"doc": "rules.txt", "start": 27, "quote": "Nets"}]
    assert (row["metadata"]["feedback"], row["metadata"]["note"]) == (kind, "read the first line")
    assert [place.text for place in query.gold] == ["The fine is two shillings."]


def test_a_row_set_to_unanswerable_needs_nothing_more(tmp_path: Path) -> None:
    """Whoever finds that no document answers after all changes one word."""
    (row,) = gold_from_feedback([feedback("wrong_answer")]).rows

    (query,) = load_gold(written(tmp_path, [{**row, "answerable": False}]), DOCUMENTS).queries

    assert query.answerable is False


def test_the_last_feedback_on_a_question_counts() -> None:
    """Given twice, it is one row; with another history it is another question."""
    history = [{"role": "user", "content": "Of nets."}]

    found = gold_from_feedback(
        [feedback("wrong_answer"), feedback("wrong_quote", history=history), feedback("should_abstain")]
    )

    assert [(row["answerable"], "history" in row) for row in found.rows] == [(False, False), (True, True)]
    assert len({row["id"] for row in found.rows}) == 2


def test_a_forgotten_answer_makes_no_row() -> None:
    """Nobody knows what was asked; it is counted, not invented."""
    found = gold_from_feedback([feedback("wrong_answer", question=None), feedback("should_abstain")])

    assert (len(found.rows), found.left_out) == (1, 1)
