"""Claims made from questions, and which are held apart."""

import gzip
import json
import random
from itertools import islice
from pathlib import Path

import pytest

from training.claims import MadePairs, declared
from training.held import is_held

TEXT = "In 1849 Marion Teale designed the lighthouse at Skerry. Edward Marsh was asked to rebuild it in 1902."


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("Who designed the lighthouse?", "Marion Teale", "Marion Teale designed the lighthouse."),
        ("When was the lighthouse designed?", "1849", "The lighthouse was designed in 1849."),
        ("Where was the lamp made?", "in Oban", "The lamp was made in Oban."),
        ("Why did it burn?", "oil", ""),
        ("Who is Marion Teale?", "an engineer", ""),
    ],
)
def test_a_question_becomes_a_statement_where_its_form_is_known(question: str, answer: str, statement: str) -> None:
    """The answer stands in the place of the question's word; what is not surely grammatical is left out."""
    assert declared(question, answer) == statement


def test_what_is_held_apart_depends_on_the_title_alone() -> None:
    """About a quarter of them, today as tomorrow."""
    held = [is_held(f"title {number}") for number in range(400)]

    assert held == [is_held(f"title {number}") for number in range(400)]
    assert 60 < sum(held) < 140


def test_pairs_are_drawn_of_both_labels_and_in_the_same_order_each_time(tmp_path: Path) -> None:
    """Supported claims come from the text; the seed decides the rest."""
    folder = tmp_path / "train"
    folder.mkdir()
    asked = {"question": "Who designed the lighthouse?", "context_id": "c"}
    rows = {
        "contexts": {"id": "c", "title": "Skerry", "text": TEXT},
        "squad1": asked | {"id": "q", "answers": [{"text": "Marion Teale", "start": 8}]},
    }
    for name, row in rows.items():
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))

    drawn = [list(islice(MadePairs(tmp_path, random.Random(3)).draw(), 60)) for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert {pair.supported for pair in drawn[0]} == {True, False}
