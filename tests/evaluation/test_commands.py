import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from index.search import SearchSettings
from qa.answering.calibrations import SIMILARITY
from qa.answering.confidence import CalibratedReader, Thresholds
from qa.answering.reading.reader import SimilarityReader
from qa.answering.records import Turn
from tests.evaluation.kit import QUERIES, TEXTS, answerable, components, evaluate_cli, index_folder, write_set

SECTIONS = {
    "set",
    "retrieval",
    "retrieval_passage",
    "answer",
    "answer_shipped",
    "abstention",
    "citations",
    "latency_ms",
    "counts",
    "verdicts",
    "settings",
}


def test_json_is_one_object_with_every_section(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The contract of `qa evaluate PATH --json`: one object on stdout and nothing else."""
    code = evaluate_cli(components(tmp_path), write_set(tmp_path / "set"), "--json")

    printed = capsys.readouterr().out
    assert code == 0
    assert printed.count("\n") == 1
    found = json.loads(printed)
    assert set(found) == SECTIONS
    assert found["citations"]["exact_rate"] == 1.0
    assert found["counts"]["queries"] == 6
    assert {"auroc", "average_precision", "f1", "coverage", "ece", "risk_coverage"} <= set(found["abstention"])
    assert {"p50", "p95"} <= set(found["latency_ms"])
    assert {"model", "retriever", "reader", "threshold"} <= set(found["settings"])


def test_the_run_folder_holds_what_the_contract_lists(tmp_path: Path) -> None:
    """Rows with their fields, the TREC run, the summary and the reports."""
    evaluate_cli(components(tmp_path), write_set(tmp_path / "set"), "--out", tmp_path / "run")

    files = {path.name for path in (tmp_path / "run").iterdir()}
    first = json.loads((tmp_path / "run" / "rows.jsonl").read_text().splitlines()[0])
    assert {"run.trec", "rows.jsonl", "summary.json", "report.md", "report.html", "junit.xml"} <= files
    assert {"id", "ranking", "answerable", "confidence", "citations", "forced_highlight", "latency_ms"} <= set(first)
    assert {"document_id", "start", "end", "quote", "highlights"} <= set(first["citations"][0])
    assert first["ranking"][0].startswith("otter")


def test_retrieval_alone_finds_the_same_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--reader none is fast and has nothing to say of answers."""
    work, data = components(tmp_path), write_set(tmp_path / "set")

    evaluate_cli(work, data, "--json")
    whole = json.loads(capsys.readouterr().out)
    evaluate_cli(work, data, "--reader", "none", "--json")
    alone = json.loads(capsys.readouterr().out)

    assert alone["retrieval"] == whole["retrieval"]
    assert alone["retrieval_passage"] == whole["retrieval_passage"]
    assert set(alone) == SECTIONS - {"answer", "answer_shipped", "abstention", "citations"}


def test_each_retriever_can_be_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What each part earns is one word away."""
    work, data = components(tmp_path), write_set(tmp_path / "set")
    used = []
    for retriever in ("dense", "lexical", "hybrid"):
        evaluate_cli(work, data, "--reader", "none", "--retriever", retriever, "--json")
        used.append(json.loads(capsys.readouterr().out)["settings"]["retriever"])

    assert used == ["dense", "lexical", "hybrid"]


def test_given_its_own_document_a_question_is_read_there_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing else is searched, and so there is no ranking to judge."""
    data = write_set(tmp_path / "set")

    evaluate_cli(components(tmp_path), data, "--given", "own", "--json", "--out", tmp_path / "run")

    found = json.loads(capsys.readouterr().out)
    rows = [json.loads(line) for line in (tmp_path / "run" / "rows.jsonl").read_text().splitlines()]
    assert "retrieval" not in found
    assert found["set"]["notes"] == ["2 questions left out: their own document is not known"]
    assert [len(row["ranking"]) for row in rows] == [1, 1, 1, 1]


def test_scopes_and_candidates_limit_what_is_ranked(tmp_path: Path) -> None:
    """A question about one site is not answered from another."""
    write_set(tmp_path / "set", QUERIES[:1])
    (tmp_path / "set" / "gold.jsonl").unlink()
    corpus = [{"id": key, "title": key, "text": text} for key, text in TEXTS.items()]
    row = {"text": "Why do otters hold hands?", "answers": ["x"], "evidence": []}
    queries = [
        {"id": "a", **row, "metadata": {"scope_doc_ids": ["swift", "heron"]}},
        {"id": "b", **row, "metadata": {"candidates": ["badger"], "scope_doc_ids": ["swift", "badger"]}},
    ]
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text("".join(json.dumps(item) + "\n" for item in corpus))
    (folder / "queries.jsonl").write_text("".join(json.dumps(item) + "\n" for item in queries))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\na\tswift\t1\n")

    evaluate_cli(components(tmp_path), folder, "--out", tmp_path / "run")

    rows = [json.loads(line) for line in (tmp_path / "run" / "rows.jsonl").read_text().splitlines()]
    assert [sorted(item["ranking"]) for item in rows] == [["heron", "swift"], ["badger"]]


def test_follow_ups_are_shown_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a conversation adds is seen by asking with and without it."""
    later = answerable(
        "q7", "When do they hunt?", "heron", "at dawn", history=(Turn("user", "Where do herons stand?"),)
    )
    data = write_set(tmp_path / "set", [*QUERIES, later])
    work = components(tmp_path)

    evaluate_cli(work, data, "--reader", "none", "--json")
    with_history = json.loads(capsys.readouterr().out)
    evaluate_cli(work, data, "--reader", "none", "--no-history", "--json")
    without = json.loads(capsys.readouterr().out)

    assert with_history["follow_ups"]["later"]["queries"] == 1
    assert with_history["follow_ups"]["later"]["retrieval"]["R@1"] == 1.0
    assert with_history["follow_ups"]["first"] == without["follow_ups"]["first"]


def test_the_users_own_index_is_asked_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A gold file anywhere, about what is indexed."""
    documents = write_set(tmp_path / "documents")
    gold = documents / "gold.jsonl"
    moved = gold.rename(tmp_path / "questions.jsonl")
    work = components(tmp_path)
    index_folder(work, documents, tmp_path)

    code = evaluate_cli(work, moved, "--index", "--json")

    assert code == 0
    assert json.loads(capsys.readouterr().out)["set"]["documents"] == 4
    assert not (tmp_path / "cache").exists()


def test_a_gold_file_may_lie_apart_from_its_documents(tmp_path: Path) -> None:
    """For documents that may not be kept where the questions are."""
    documents = write_set(tmp_path / "documents")
    moved = (documents / "gold.jsonl").rename(tmp_path / "questions.jsonl")

    assert evaluate_cli(components(tmp_path), moved, "--documents", documents, "--reader", "none") == 0


def test_passages_are_embedded_once_for_a_content(tmp_path: Path) -> None:
    """A second run over the same documents finds its index."""
    work, data = components(tmp_path), write_set(tmp_path / "set")

    evaluate_cli(work, data, "--reader", "none")
    made = sorted(path.name for path in (tmp_path / "cache").iterdir())
    evaluate_cli(work, data, "--reader", "none", "--retriever", "dense")

    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == made
    assert len(made) == 1


def test_a_worse_setting_fails_the_baseline_and_names_the_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A threshold that silences everything is noticed, with the questions that went silent."""
    data = write_set(tmp_path / "set")
    work = components(tmp_path)
    evaluate_cli(work, data, "--out", tmp_path / "baseline")
    held = evaluate_cli(work, data, "--baseline", tmp_path / "baseline")
    capsys.readouterr()
    deaf = replace(SIMILARITY, thresholds=Thresholds(1.1, 1.1, 1.1))
    worse = replace(work, readers={"similarity": lambda index: CalibratedReader(SimilarityReader(index), deaf)})

    code = evaluate_cli(worse, data, "--baseline", tmp_path / "baseline")

    text = capsys.readouterr().out
    assert (held, code) == (0, 1)
    assert "Failed:" in text
    assert "abstention answerable_answered" in text
    assert "worse: q1: Why do otters hold hands?" in text


def test_the_users_strictness_is_what_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Evaluating answers with the threshold that users meet, not with the shipped one."""
    data = write_set(tmp_path / "set")
    levels = replace(SIMILARITY, thresholds=Thresholds(strict=1.1, balanced=0.2, lenient=0.1))
    work = replace(
        components(tmp_path), readers={"similarity": lambda index: CalibratedReader(SimilarityReader(index), levels)}
    )

    evaluate_cli(work, data, "--json")
    evaluate_cli(replace(work, strictness="strict"), data, "--json")

    balanced, strict = map(json.loads, capsys.readouterr().out.splitlines())
    assert (balanced["settings"]["threshold"], strict["settings"]["threshold"]) == (0.2, 1.1)
    assert balanced["abstention"]["answerable_answered"] > strict["abstention"]["answerable_answered"] == 0.0


def test_a_worse_search_fails_the_baseline_in_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking at one candidate per engine instead of a hundred is seen in the ranking's depth."""
    data = write_set(tmp_path / "set")
    evaluate_cli(components(tmp_path), data, "--reader", "none", "--out", tmp_path / "baseline")
    baseline = json.loads((tmp_path / "baseline" / "summary.json").read_text())
    baseline["retrieval"]["R@1"] = 1.01
    (tmp_path / "baseline" / "summary.json").write_text(json.dumps(baseline))
    capsys.readouterr()

    code = evaluate_cli(
        components(tmp_path, SearchSettings(dense_weight=0.9)),
        data,
        *("--reader", "none", "--json", "--tolerance", "1", "--tolerance", "R@1=0.001"),
        *("--baseline", tmp_path / "baseline"),
    )

    gate = json.loads(capsys.readouterr().out)["gate"]
    assert code == 1
    assert gate["holds"] is False
    assert [fall["metric"] for fall in gate["fell"]] == ["R@1"]


def test_two_runs_are_compared_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a table, or as one object."""
    work, data = components(tmp_path), write_set(tmp_path / "set")
    evaluate_cli(work, data, "--reader", "none", "--retriever", "dense", "--out", tmp_path / "a")
    evaluate_cli(work, data, "--reader", "none", "--retriever", "lexical", "--out", tmp_path / "b")
    capsys.readouterr()

    assert evaluate_cli(work, "--compare", tmp_path / "a", tmp_path / "b") == 0
    assert "Paired by question" in capsys.readouterr().out
    assert evaluate_cli(work, "--compare", tmp_path / "a", tmp_path / "b", "--json") == 0
    assert json.loads(capsys.readouterr().out)["differences"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "name an evaluation set"),
        (["nowhere"], "no evaluation set"),
        (["SET", "--reader", "oracle"], 'no reader "oracle"; choose from: similarity, none'),
        (["SET", "--fold", "tune"], "no question is left to evaluate (fold tune: 0 of 6)"),
        (["SET", "--baseline", "nowhere"], "make one with: qa evaluate PATH --out nowhere"),
        (["SET", "--tolerance", "much"], "--tolerance much"),
        (["SET", "--without", "nowhere.txt"], "cannot be read"),
        (["SET", "--url", "ftp://x"], "not the address of a server"),
        (["SET", "--url", "http://127.0.0.1:9"], "cannot be reached"),
        (["SET", "--url", "http://127.0.0.1:9", "--reader", "none"], "cannot be chosen for a running server"),
        (["--compare", "a", "b"], "not a run"),
    ],
)
def test_our_own_errors_are_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    """A baseline that could not be compared with must not look like a worse run."""
    data = write_set(tmp_path / "set")

    code = evaluate_cli(components(tmp_path), *(data if word == "SET" else word for word in words))

    said = capsys.readouterr()
    assert code == 2
    assert complaint in said.err
    assert said.err.rstrip().count("\n") == 0
    assert said.out == ""


def test_the_original_articles_gold_stands_where_it_says(tmp_path: Path) -> None:
    """Questions about an article that may not be copied are kept as offsets and hashes of the quotes."""
    article = os.environ.get("QA_TEST_SEEDS")
    if article is None:
        pytest.skip("QA_TEST_SEEDS does not name the original article")
    gold = Path(__file__).parent.parent / "data" / "original_gold.jsonl"

    assert evaluate_cli(components(tmp_path), gold, "--documents", article, "--reader", "none") == 0
