import hashlib
import json
from pathlib import Path

import pytest

from index.records import Span
from qa.answering.records import Turn
from qa.evaluation.errors import SetError
from qa.evaluation.loading import load
from qa.evaluation.sets import Evidence
from tests.evaluation.sets_on_disk import TEXT, evidence, gold_set, no_documents, read_folder, write_jsonl, write_set


def test_our_format_keeps_every_field(tmp_path: Path) -> None:
    """A row of queries.jsonl becomes a Query with nothing lost and its judgements attached."""
    row = {
        "id": "q1",
        "text": "When?",
        "answers": ["1843", "in 1843"],
        "answerable": True,
        "evidence": [evidence(45, 49)],
        "history": [{"role": "user", "text": "Ada?"}, {"role": "assistant", "content": "Yes."}],
        "metadata": {"fold": "tune", "scope_doc_ids": ["d1"], "candidates": ["d2"], "source_doc_id": "d1"},
    }

    data = load(write_set(tmp_path, row, qrels="query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n"), no_documents)

    (query,) = data.queries
    assert query.answers == ("1843", "in 1843")
    assert query.evidence == (Evidence("d1", 45, 49, "1843"),)
    assert query.groups == (query.evidence,)
    assert query.history == (Turn("user", "Ada?"), Turn("assistant", "Yes."))
    assert (query.scope_doc_ids, query.candidates, query.source_doc_id) == (("d1",), ("d2",), "d1")
    assert (query.fold, query.relevant, query.answerable) == ("tune", frozenset({"d1"}), True)
    assert data.documents["d1"].title == "Ada"


def test_evidence_groups_override_alternatives(tmp_path: Path) -> None:
    """Where groups are given, they are what must be met."""
    row = {
        "id": "q",
        "text": "?",
        "evidence": [evidence(0, 3)],
        "evidence_groups": [[evidence(0, 3)], [evidence(4, 9)]],
    }

    data = load(write_set(tmp_path, row), no_documents)

    assert [[item.text for item in group] for group in data.queries[0].groups] == [["Ada"], ["wrote"]]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"id": "q"}, 'queries.jsonl:1: "text" is missing'),
        ({"id": "q", "text": " "}, "queries.jsonl:1: the question is empty"),
        ({"id": "q", "text": "?", "evidence": [evidence(0, 3, "Eve")]}, "stands 'Ada', not 'Eve'"),
        ({"id": "q", "text": "?", "evidence": [evidence(0, 3, doc="d9")]}, 'no document "d9"'),
        ({"id": "q", "text": "?", "evidence": [evidence(-4, -1, "843")]}, "stands ''"),
        ({"id": "q", "text": "?", "answerable": "yes"}, '"answerable" must be true or false'),
        ({"id": "q", "text": "?", "answerable": False, "evidence": [evidence(0, 3)]}, "and yet evidence is given"),
        ({"id": "q", "text": "?", "answers": "1843"}, '"answers" must be a list, not "1843"'),
        ({"id": "q", "text": "?", "answers": [1.5]}, '"answers[0]" must be text, not 1.5'),
        ({"id": "q", "text": "?", "evidence": [[]]}, '"evidence[0]" must be a JSON object, not []'),
        (
            {"id": "q", "text": "?", "evidence": [{"doc_id": "d1", "start": "0"}]},
            'evidence[0]: "start" must be a whole',
        ),
        ({"id": "q", "text": "?", "evidence": [evidence(0, 0, "")]}, "evidence[0]: at 0-0"),
        ({"id": "q", "text": "?", "evidence_groups": [[]]}, "an empty group"),
        (
            {"id": "q", "text": "?", "history": [{"role": "system", "text": "x"}]},
            "history[0]: \"role\" must be 'user' or",
        ),
        ({"id": "q", "text": "?", "metadata": {"scope_doc_ids": ["d1", "d7"]}}, 'the first "d7"'),
        ([1], "must be a JSON object"),
    ],
)
def test_a_faulty_row_is_named_by_file_and_line(tmp_path: Path, row: object, complaint: str) -> None:
    """Whoever wrote the set is told where to look and what stands there instead."""
    folder = write_set(tmp_path, row)

    with pytest.raises(SetError, match=r"queries\.jsonl:1") as caught:
        load(folder, no_documents)

    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("qrels", "complaint"),
    [
        ("query-id\tcorpus-id\tscore\nq1 d1 1\n", "qrels.tsv:2: must be query-id"),
        ("query-id\tcorpus-id\tscore\nq1\td9\t1\n", 'qrels.tsv:2: there is no document "d9"'),
        ("q9\td1\t1\n", "unknown queries, among them ['q9']"),
    ],
)
def test_faulty_judgements_are_named_by_line(tmp_path: Path, qrels: str, complaint: str) -> None:
    """Judgements of what does not exist would silently lower every figure."""
    folder = write_set(tmp_path, {"id": "q1", "text": "?"}, qrels=qrels)

    with pytest.raises(SetError) as caught:
        load(folder, no_documents)

    assert complaint in str(caught.value)


def test_ids_that_occur_twice_are_refused(tmp_path: Path) -> None:
    """Two questions of one id could not be told apart in a comparison."""
    folder = write_set(tmp_path, {"id": "q", "text": "a?"}, {"id": "q", "text": "b?"})

    with pytest.raises(SetError, match='the id "q" occurs twice'):
        load(folder, no_documents)


def test_beir_is_read_with_its_split_files_as_folds(tmp_path: Path) -> None:
    """Plain BEIR says _id, has no answers, and keeps a file of judgements per split."""
    write_jsonl(tmp_path / "corpus.jsonl", [{"_id": "d", "title": "", "text": "words", "metadata": {}}])
    write_jsonl(
        tmp_path / "queries.jsonl", [{"_id": "1", "text": "a"}, {"_id": "2", "text": "b"}, {"_id": "3", "text": "c"}]
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\td\t1\n")
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n2\td\t2\n")

    data = load(tmp_path, no_documents)

    assert [(query.fold, bool(query.relevant), query.answerable) for query in data.queries] == [
        ("dev", True, None),
        ("test", True, None),
        ("dev", False, None),
    ]


def squad(*questions: object) -> dict[str, object]:
    return {"version": "v2.0", "data": [{"title": "Ada", "paragraphs": [{"context": TEXT, "qas": list(questions)}]}]}


def test_squad_answers_become_spans_of_their_paragraph(tmp_path: Path) -> None:
    """Each paragraph is a document, each answer an alternative, and impossible questions keep their place."""
    answers = [
        {"text": "1843", "answer_start": 45},
        {"text": "in 1843", "answer_start": 42},
        {"text": "1843", "answer_start": 45},
    ]
    path = tmp_path / "dev.json"
    path.write_text(
        json.dumps(
            squad(
                {"id": "a", "question": "When?", "is_impossible": False, "answers": answers},
                {"id": "b", "question": "Why?", "is_impossible": True, "answers": [], "plausible_answers": answers},
            )
        )
    )

    data = load(path, no_documents)

    assert [query.answerable for query in data.queries] == [True, False]
    assert data.queries[0].answers == ("1843", "in 1843")
    assert [item.span for item in data.queries[0].evidence] == [Span(45, 49), Span(42, 49)]
    assert [query.source_doc_id for query in data.queries] == ["0_0", "0_0"]
    assert data.queries[0].relevant == {"0_0"}


def test_a_squad_answer_that_is_elsewhere_is_refused(tmp_path: Path) -> None:
    """Wrong offsets are the commonest fault of converted sets."""
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(squad({"id": "a", "question": "?", "answers": [{"text": "1843", "answer_start": 44}]})))

    with pytest.raises(SetError, match=r"data\[0\] paragraphs\[0\] qas\[0\] answers\[0\]: at 44"):
        load(path, no_documents)


def test_gold_beside_documents_is_found_by_quote(tmp_path: Path) -> None:
    """A path, a shorter path that says enough, and white space that differs: each leads to the exact place."""
    data = gold_set(
        tmp_path,
        {"id": "a", "text": "When?", "evidence": [{"doc": "notes/ada.md", "quote": "in 1843"}]},
        {"question": "What?", "doc": "ada.md", "quote": "first program. She wrote"},
        {"id": "c", "text": "Who is Bob?", "answerable": False},
    )

    assert [item.span for item in data.queries[0].gold] == [Span(42, 49)]
    assert data.queries[1].gold[0].text == "first program.\nShe wrote"
    assert data.queries[1].id == "gold.jsonl:2"
    assert [query.answerable for query in data.queries] == [True, True, False]
    assert [document.source for document in data.documents.values()] == ["notes/ada.md"]
    assert data.queries[0].relevant == set(data.documents)


def test_a_quote_may_leave_out_the_numbers_of_lines(tmp_path: Path) -> None:
    """Word prints them and copies without them; a number inside of a line is part of what is said."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "list.txt").write_text("Bring:\n\n14.1 a tent\n14.2 a lamp with 3 bulbs", encoding="utf-8")
    good = {"text": "What?", "doc": "list.txt", "quote": "a tent a lamp"}
    bad = {"text": "What?", "doc": "list.txt", "quote": "a lamp with bulbs"}
    write_jsonl(tmp_path / "gold.jsonl", [good])

    found = load(tmp_path, read_folder).queries[0].gold
    write_jsonl(tmp_path / "gold.jsonl", [bad])

    assert [item.text for item in found] == ["a tent\n14.2 a lamp"]
    with pytest.raises(SetError, match="does not say"):
        load(tmp_path, read_folder)


def test_a_quote_that_occurs_twice_is_right_at_both_places(tmp_path: Path) -> None:
    """Unless ``start`` says which is meant."""
    data = gold_set(
        tmp_path,
        {"id": "a", "text": "?", "evidence": [{"doc": "ada.md", "quote": "wrote"}]},
        {"id": "b", "text": "?", "evidence": [{"doc": "ada.md", "quote": "wrote", "start": 33}]},
    )

    assert [[item.span.start for item in query.gold] for query in data.queries] == [[4, 33], [33]]


def test_gold_may_hold_a_hash_instead_of_words(tmp_path: Path) -> None:
    """Documents that may not be copied can still be asked about."""
    digest = hashlib.sha256(b"1843").hexdigest()
    good = {"id": "a", "text": "?", "evidence_groups": [[{"doc": "ada.md", "start": 45, "end": 49, "sha256": digest}]]}

    data = gold_set(tmp_path, good)
    bad = {"id": "a", "text": "?", "evidence": [{"doc": "ada.md", "start": 44, "end": 48, "sha256": digest}]}
    write_jsonl(tmp_path / "gold.jsonl", [bad])

    assert data.queries[0].gold[0].text == "1843"
    with pytest.raises(SetError, match=r"gold.jsonl:1 evidence\[0\]: what stands at 44-48"):
        load(tmp_path, read_folder)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"text": "?", "doc": "ada.md", "quote": "the FIRST program!"}, "it says 'the first program'"),
        ({"text": "?", "doc": "bob.md", "quote": "x"}, 'no document "bob.md"; there are notes/ada.md'),
        ({"text": "?", "doc": "ada.md", "quote": " "}, "the quote is empty"),
        ({"text": "?", "answerable": True}, "and no evidence is given"),
    ],
)
def test_a_faulty_gold_row_says_what_the_document_says(tmp_path: Path, row: object, complaint: str) -> None:
    """Writing gold by hand is easy only if slips are explained."""
    with pytest.raises(SetError, match=r"gold\.jsonl:1") as caught:
        gold_set(tmp_path, row)

    assert complaint in str(caught.value)


def test_a_path_that_holds_no_set_says_what_would(tmp_path: Path) -> None:
    """The first thing a newcomer may get wrong."""
    with pytest.raises(SetError, match="no evaluation set"):
        load(tmp_path, no_documents)
