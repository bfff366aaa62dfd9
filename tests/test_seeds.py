"""The documents that the project ships, and the questions about them."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import get_args

import pytest

from index.prose import PROSE_LIMIT
from qa.answering.records import Reason
from qa.evaluation.loading.gold import load_gold
from tests.gold_rows import ORIGINAL_GOLD, SEEDS, Row, evidence_of, groups_of, kind_of, read_document, read_rows

DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.md")) if path.stem != "README"
}
FRONT_MATTER = re.compile(r"---\n((?:\w+: .+\n)+)---\n\n# (.+)\n")

# Questions of each kind, and unanswered ones of each grade, that the set must hold; from its task, not from a run.
FLOORS = {
    "greeting": 3, "about": 3, "keywords": 3, "yes_no": 3, "typo": 3, "other_language": 3, "needs_context": 3,
    "follow_up": 12,
}  # fmt: skip
GRADES = ("foreign", "same_subject", "half_covered")

GOLD = read_rows(SEEDS / "gold.jsonl")
ORIGINAL = read_rows(ORIGINAL_GOLD)
BOTH = pytest.mark.parametrize("rows", [GOLD, ORIGINAL], ids=["seeds", "original"])


# -- the documents


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_seed_says_where_it_comes_from(name: str) -> None:
    """Every seed begins with front matter that names title, publication, date and original, then its title."""
    found = FRONT_MATTER.match(DOCUMENTS[name])

    assert found is not None
    fields = dict(line.split(": ", 1) for line in found[1].splitlines())
    assert fields["title"] == found[2]
    assert {"publication", "original_file"} <= fields.keys()
    assert date.fromisoformat(fields["date"]).isoformat() == fields["date"]


def test_the_readme_names_every_seed() -> None:
    """Whoever adds a document to the seeds also says where it comes from."""
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")

    assert [name for name in DOCUMENTS if f"`{name}`" not in readme] == []


def test_project_texas_is_spoken_of_in_two_places() -> None:
    """The question that needs two quotes has them in two paragraphs: what it was, and that it has stalled."""
    paragraphs = [paragraph for text in DOCUMENTS.values() for paragraph in text.split("\n\n")]

    telling = [paragraph for paragraph in paragraphs if "Project Texas" in paragraph]

    assert len(telling) == 2
    assert "data locally" in telling[0]
    assert "stalled" in telling[1]


# -- the questions about them


@BOTH
def test_every_question_is_its_own(rows: Sequence[Row]) -> None:
    """No id is given twice, and no question is asked twice in the same conversation."""
    ids = Counter(row["id"] for row in rows)
    asked = Counter((row["text"].casefold(), json.dumps(row.get("history", []))) for row in rows)

    assert max(ids.values()) == 1
    assert max(asked.values()) == 1


@BOTH
def test_a_row_is_answerable_exactly_if_it_has_evidence(rows: Sequence[Row]) -> None:
    """Unanswerable rows hold neither evidence nor answers, but a grade or the reason that the system should give."""
    for row in rows:
        metadata = row["metadata"]

        assert row["answerable"] == bool(groups_of(row)), row["id"]
        assert all(groups_of(row)), row["id"]
        assert row["answerable"] or not row["answers"], row["id"]
        assert (metadata.get("grade") in GRADES) + (metadata.get("expected_reason") in get_args(Reason)) == (
            not row["answerable"]
        ), row["id"]


@BOTH
def test_histories_end_with_the_assistant(rows: Sequence[Row]) -> None:
    """The turns before a follow-up alternate, so that the question is the user's next turn; no other row has any."""
    for row in rows:
        roles = [turn["role"] for turn in row.get("history", [])]

        assert roles == ["user", "assistant"] * (len(roles) // 2), row["id"]
        assert bool(roles) == (kind_of(row) == "follow_up"), row["id"]


def test_the_gold_set_is_large_and_varied_enough() -> None:
    """It has the number of questions of each sort that the task asks for."""
    kinds = Counter(kind_of(row) for row in GOLD)
    grades = Counter(row["metadata"].get("grade") for row in GOLD)
    several = [row for row in GOLD if kind_of(row) in {"why", "how", "list"} and len(groups_of(row)) > 1]
    follow_ups = {row["answerable"] for row in GOLD if kind_of(row) == "follow_up"}

    assert len(GOLD) >= 130
    assert sum(grades[grade] for grade in GRADES) >= 45
    assert min(grades[grade] for grade in GRADES) >= 10
    assert {kind: kinds[kind] for kind in FLOORS if kinds[kind] < FLOORS[kind]} == {}
    assert len(several) >= 15
    assert follow_ups == {True, False}


@pytest.mark.parametrize(("kind", "reason"), [("greeting", "not_a_question"), ("needs_context", "needs_context")])
def test_what_is_no_question_names_the_reason_expected(kind: str, reason: str) -> None:
    """A greeting, and a question that only a conversation could complete, are each declined in their own way."""
    reasons = {row["metadata"].get("expected_reason") for row in GOLD if kind_of(row) == kind}

    assert reasons == {reason}


def test_every_quote_stands_in_its_seed_exactly_once() -> None:
    """A quote names one place, within the body of its document, and is no longer than a citation may be."""
    for row in GOLD:
        for item in evidence_of(row):
            text = DOCUMENTS[item["doc"]]
            body = text[text.index("\n---\n") :]

            assert body.count(item["quote"]) == text.count(item["quote"]) == 1, (row["id"], item["quote"])
            assert 0 < len(item["quote"]) <= PROSE_LIMIT, row["id"]


def test_every_answer_stands_in_its_evidence() -> None:
    """An answer is words of a quote, so that an extractive system can be right word for word."""
    for row in GOLD:
        quotes = [item["quote"] for group in groups_of(row) for item in group]

        for answer in row["answers"]:
            assert any(answer in quote for quote in quotes), (row["id"], answer)


def test_every_seed_is_asked_about() -> None:
    """No document is in the seeds that no question would miss."""
    asked = Counter(name for row in GOLD for name in {item["doc"] for item in evidence_of(row)})

    assert {name for name in DOCUMENTS if asked[name] < 5} == set()


def test_the_gold_set_loads_against_the_documents_as_they_are_read() -> None:
    """The evaluation finds every quote in the text that our own reader makes of the seeds, outside its boilerplate."""
    documents = [read_document(SEEDS / name) for name in DOCUMENTS]

    loaded = load_gold(SEEDS / "gold.jsonl", documents)

    by_id = {document.id: document for document in documents}
    boilerplate = [
        (query.id, block.why)
        for query in loaded.queries
        for evidence in query.gold
        for block in by_id[evidence.document_id].content.of_kind("boilerplate")
        if block.span.overlaps(evidence.span)
    ]
    assert len(loaded.queries) == len(GOLD)
    assert boilerplate == []
