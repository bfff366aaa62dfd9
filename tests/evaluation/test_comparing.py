import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qa.commands.evaluate import read_tolerances
from qa.evaluation.baseline import Regression, Tolerances, check_baseline
from qa.evaluation.compare import compare
from qa.evaluation.errors import RunError, SetError
from qa.evaluation.report.differences import baseline_object, baseline_text, comparison_object, comparison_text
from qa.evaluation.report.write import write_run
from qa.evaluation.responses import Response, response
from qa.evaluation.runs import Run, SavedRun, read_run
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.summary import Case, Summary, summarize
from tests.evaluation.kit import DOCUMENTS, QUERIES, SET, case, quoted, reply

RIGHT = {
    "q1": quoted("otter", "They hold hands while they sleep, so that none drifts away."),
    "q2": quoted("heron", "Herons hunt at dawn."),
    "q3": quoted("badger", "A sett may be a hundred years old."),
    "q4": quoted("swift", "A young swift may fly for two years without landing."),
}


def summary_of(cases: Sequence[Case], data: EvaluationSet = SET) -> Summary:
    described = {
        "name": "river",
        "documents": 4,
        "corpus": data.corpus_fingerprint,
        "queries": data.queries_fingerprint,
    }
    return {"set": described, **summarize(cases), "settings": {}}


def run_of(name: str, *silent: str, data: EvaluationSet = SET) -> SavedRun:
    """Return a run that is right about everything but keeps silent on the questions named."""
    cases = cases_of(*silent)
    return SavedRun.of(name, Run(tuple(cases), summary_of(cases, data)))


def cases_of(*silent: str) -> list[Case]:
    rows: list[Response] = []
    for query in QUERIES:
        speaks = query.id in RIGHT and query.id not in silent
        confidence = 0.9 if speaks else 0.1
        citations = (RIGHT[query.id],) if speaks else ()
        rows.append(reply(query.id, *citations, first=query.source_doc_id or "otter", confidence=confidence))
    return [case(query, said) for query, said in zip(QUERIES, rows, strict=True)]


def test_a_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Rows, scores and summary survive the disk."""
    cases = tuple(cases_of("q2"))
    done = Run(cases, summary_of(cases))

    write_run(tmp_path / "run", done, SET)
    back = read_run(tmp_path / "run")

    rows = (tmp_path / "run" / "rows.jsonl").read_text(encoding="utf-8").split("\n")
    assert [response(json.loads(line)) for line in rows if line] == [item.response for item in cases]
    assert back.scores == SavedRun.of("run", done).scores
    assert back.summary == done.summary


def test_a_run_reads_back_whatever_its_texts_hold(tmp_path: Path) -> None:
    """Separators of lines and paragraphs that JSON leaves as they are do not end a line of the file."""
    odd = replace(QUERIES[0], text="Why\u2028do\x85otters\u2029hold\x0chands?")
    cases = (case(odd, reply("q1", RIGHT["q1"])),)
    run = Run(cases, summary_of(cases))

    write_run(tmp_path / "run", run, SET)

    assert read_run(tmp_path / "run").scores["q1"].question == odd.text


def test_a_run_that_could_not_be_written_whole_is_none(tmp_path: Path) -> None:
    """What is left of it, with the summary of an earlier run, would be compared as if it were one."""
    cases = tuple(cases_of("q2"))
    run = Run(cases, summary_of(cases))
    write_run(tmp_path / "run", run, SET)
    (tmp_path / "run" / "qrels.trec").unlink()
    (tmp_path / "run" / "qrels.trec").mkdir()

    with pytest.raises(RunError, match="cannot be written"):
        write_run(tmp_path / "run", run, SET)
    with pytest.raises(RunError, match="not a run"):
        read_run(tmp_path / "run")


def test_equal_runs_have_no_difference() -> None:
    """Nothing changed, and nothing is said to have."""
    found = compare(run_of("a"), run_of("b"))

    assert found.changes == ()
    assert {item.interval.difference for item in found.differences} == {0.0}
    assert not any(item.interval.clear for item in found.differences)


def test_a_comparison_names_the_questions_that_changed() -> None:
    """What fell comes first, what rose last, each with what was said before and now."""
    a, b = run_of("a", "q1"), run_of("b", "q2", "q3")

    found = compare(a, b)
    text = comparison_text(a, b, found)
    as_object = comparison_object(a, b, found)

    assert [item.a.id for item in found.changes] == ["q3", "q2", "q1"]
    assert "2 questions worse, 1 better" in text
    assert "worse: q2: When do herons hunt?" in text
    assert "before: “Herons hunt at dawn.”" in text
    assert "now:    kept silent (confidence 0.10)" in text
    assert "better: q1: Why do otters hold hands?" in text
    assert [item["verdict"] for item in as_object["changed"]] == [  # type: ignore[attr-defined]
        ["right", "silent"],
        ["right", "silent"],
        ["silent", "right"],
    ]


def test_a_comparison_pairs_questions_and_gives_an_interval() -> None:
    """One question of four lost: -.25, and with four questions chance explains it."""
    found = compare(run_of("a"), run_of("b", "q2"))

    hit = next(
        item for item in found.differences if (item.section, item.metric) == ("answer_shipped", "sentence_hit@1")
    )
    assert (hit.questions, hit.a, hit.b) == (4, 1.0, 0.75)
    assert hit.interval.low == -0.75
    assert hit.interval.high == 0.0
    assert not hit.interval.clear


def test_runs_over_different_documents_are_not_compared() -> None:
    """Their figures say nothing about each other."""
    other = replace(SET, documents={key: DOCUMENTS[key] for key in ("otter", "heron")})

    with pytest.raises(RunError, match="different documents"):
        compare(run_of("a"), run_of("b", data=other))


def test_runs_without_a_common_question_are_not_compared() -> None:
    """There is nothing to pair."""
    a, b = run_of("a"), run_of("b")

    with pytest.raises(RunError, match="share no question"):
        compare(a, replace(b, scores={"other": b.scores["q1"]}))


def test_a_run_passes_against_itself() -> None:
    """A run never falls below itself."""
    result = check_baseline(run_of("now"), run_of("baseline"), Tolerances(0.0))

    assert result.passed
    assert result.figures > 20
    assert "Passed: none of" in baseline_text(result, run_of("baseline"))


def test_a_worse_run_fails_and_figures_and_questions_are_named() -> None:
    """Whoever broke it sees where to look."""
    baseline = run_of("baseline")

    result = check_baseline(run_of("now", "q2"), baseline, Tolerances(0.05))

    assert not result.passed
    assert Regression("answer_shipped", "sentence_hit@1", 1.0, 0.75, 0.05) in result.regressions
    assert [item.a.id for item in result.questions] == ["q2"]
    assert "answer_shipped sentence_hit@1: 1.0000 -> 0.7500 (allowed 0.05)" in baseline_text(result, baseline)
    assert "worse: q2: When do herons hunt?" in baseline_text(result, baseline)
    assert baseline_object(result, baseline)["holds"] is False


def test_a_tolerance_lets_a_figure_fall_so_far_and_no_further() -> None:
    """The default for all, or one for a single metric, of one section or of all."""
    baseline, now = run_of("baseline"), run_of("now", "q2")

    assert check_baseline(now, baseline, Tolerances(1.0)).passed
    assert not check_baseline(now, baseline, Tolerances(1.0, {"sentence_hit@1": 0.24})).passed
    assert check_baseline(now, baseline, Tolerances(1.0, {"sentence_hit@1": 0.25})).passed
    assert check_baseline(now, baseline, Tolerances(1.0, {"retrieval sentence_hit@1": 0.0})).passed


def test_citations_have_no_tolerance_and_calibration_falls_upwards() -> None:
    """A quote that is not exact is never a matter of degree; an error that grows is worse."""
    baseline, now = run_of("baseline"), run_of("now")
    worse = replace(
        now,
        summary={
            **now.summary,
            "citations": {"exact_rate": 0.999},
            "abstention": {**now.section("abstention"), "ece": now.section("abstention")["ece"] + 0.2},
        },
    )

    result = check_baseline(worse, baseline, Tolerances(0.1))

    assert {fall.metric for fall in result.regressions} == {"exact_rate", "ece"}


def test_a_figure_that_is_gone_has_fallen() -> None:
    """Not measuring is not holding."""
    baseline, now = run_of("baseline"), run_of("now")
    less = replace(now, summary={key: value for key, value in now.summary.items() if key != "retrieval"})

    result = check_baseline(less, baseline, Tolerances(1.0))

    assert {fall.section for fall in result.regressions} == {"retrieval"}
    assert "gone" in baseline_text(result, baseline)


def test_a_baseline_of_other_documents_or_questions_or_without_figures_is_refused() -> None:
    """Each would let anything pass."""
    fewer = replace(SET, queries=QUERIES[:3])

    with pytest.raises(RunError, match="the questions, or their gold, are not those"):
        check_baseline(run_of("now"), run_of("baseline", data=fewer), Tolerances())
    with pytest.raises(RunError, match="different documents"):
        check_baseline(run_of("now"), run_of("baseline", data=replace(SET, documents={})), Tolerances())
    empty = run_of("baseline")
    with pytest.raises(RunError, match="holds no figure"):
        check_baseline(run_of("now"), replace(empty, summary={"set": empty.summary["set"]}), Tolerances())


@pytest.mark.parametrize("content", [None, "{", '{"set": 1}\n', "[]"])
def test_what_is_not_a_run_is_refused_with_the_command_that_makes_one(tmp_path: Path, content: str | None) -> None:
    """A wrong path or a damaged file is an error of its own, and no worse run."""
    if content is not None:
        (tmp_path / "summary.json").write_text(content)
        (tmp_path / "scores.jsonl").write_text("{}\n" if content == '{"set": 1}\n' else "")

    with pytest.raises(RunError):
        read_run(tmp_path)


def test_tolerances_are_read_from_words() -> None:
    """One number for all, or one for a metric."""
    assert read_tolerances(["0.02", "R@1=0.1"]) == Tolerances(0.02, {"R@1": 0.1})
    assert read_tolerances([]) == Tolerances(0.01, {})
    for wrong in ("x", "R@1=", "-0.1", "nan"):
        with pytest.raises(SetError, match="--tolerance"):
            read_tolerances([wrong])
