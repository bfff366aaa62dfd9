import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import ir_measures
import pytest

from qa.evaluation.metrics.squad import ExactMatch, TokenF1
from qa.evaluation.report.exports import squad_files, trec_run
from qa.evaluation.report.html import html_report
from qa.evaluation.report.pictures import pictures
from qa.evaluation.report.svg import standalone
from qa.evaluation.report.text import conclusions, markdown_report, text_report
from qa.evaluation.report.write import write_run
from qa.evaluation.responses import RankedPassage, Response
from qa.evaluation.runs import Run
from qa.evaluation.sets import Query
from qa.evaluation.summary import Case, Summary, by_metadata, summarize
from tests.evaluation.kit import QUERIES, SET, case, quoted, reply

HOSTILE = '<script>alert("x")</script> & <img src=x onerror=alert(1)>'


@pytest.fixture
def cases() -> list[Case]:
    hands = quoted("otter", "They hold hands while they sleep, so that none drifts away.")
    dawn = quoted("heron", "Herons hunt at dawn.")
    return [
        case(QUERIES[0], reply("q1", hands, confidence=0.9)),
        case(QUERIES[1], reply("q2", confidence=0.2)),
        case(QUERIES[4], reply("q5", dawn, first="heron", confidence=0.8)),
        case(Query("q 6", HOSTILE, answerable=False, metadata={"set": "odd"}), reply("q 6", dawn, confidence=0.7)),
    ]


@pytest.fixture
def summary(cases: list[Case]) -> Summary:
    described = {"name": "river", "documents": 4, "corpus": "c", "queries": "q", "notes": ["first 4 questions only"]}
    return {"set": described, **summarize(cases), "by": by_metadata(cases, "set"), "settings": {"reader": "x"}}


def test_the_table_for_people_names_set_and_figures(summary: Summary, cases: list[Case]) -> None:
    """One look says what was measured, on how much, and how it came out."""
    lines = text_report(summary, cases).splitlines()

    assert lines[0] == "river: 4 documents, 4 questions (2 answerable, 2 not)"
    assert lines[1] == "  first 4 questions only"
    assert any(line.startswith("Retrieval") and "nDCG@10" in line for line in lines)
    assert any("checked against the documents" in line and "1.000" in line for line in lines)
    assert any(line.startswith("By part") for line in lines)
    assert "Answers: 1 of 4 questions right (the right quote first, or rightly silent)" in lines
    assert "  1 silent: kept silent, though the documents answer" in lines
    assert "Search: a relevant document first for 1 of 2 questions that have one" in lines
    assert any("would have quoted" in line or "quoted heron: “Herons hunt at dawn.”" in line for line in lines)


def test_search_is_counted_alike_with_and_without_a_reader(cases: list[Case]) -> None:
    """Leaving the reader out changes what is answered, not what is found: the one line stays, the other goes."""
    alone = [case(item.query, Response(item.query.id, item.response.passages, 5.0)) for item in cases]

    with_reader, without = conclusions(cases), conclusions(alone)

    assert [line for line in with_reader if line.startswith("Search:")] == without
    assert with_reader[0].startswith("Answers:")


def test_failures_are_shown_with_what_was_quoted_and_what_is_right(summary: Summary, cases: list[Case]) -> None:
    """The surest mistakes first: those are the ones that mislead."""
    text = markdown_report(summary, cases)

    assert text.index("submarine") < text.index("herons hunt?")
    assert "quoted heron: “Herons hunt at dawn.”" in text
    assert "right: heron: “at dawn”" in text
    assert "- 1 silent: kept silent, though the documents answer" in text
    assert "otters" not in text.split("## What went wrong")[1]


def test_the_page_holds_text_as_text_and_fetches_nothing(summary: Summary, cases: list[Case]) -> None:
    """Questions and documents may hold anything; the report opens from a disk, without network or script."""
    page = html_report(summary, cases)

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert not any(word in page for word in ("http:", "https:", "@import", "url("))
    for title in ("Risk and coverage", "Calibration of the confidence", "Time of one question", "Headline figures"):
        assert title in page


@pytest.mark.parametrize("command", ["ask", "serve", "evaluate", "check"])
def test_the_template_engine_is_loaded_by_the_report_alone(command: str) -> None:
    """No command waits for it before there is a report to write."""
    code = f"import sys, qa.cli, qa.commands.{command}; print('jinja2' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_the_pictures_are_well_formed(summary: Summary, cases: list[Case]) -> None:
    """Each is XML of its own, and names itself to screen readers."""
    page = html_report(summary, cases)
    drawn = [f"<svg{part.split('</svg>')[0]}</svg>" for part in page.split("<svg")[1:]]

    assert len(drawn) >= 4
    for picture in drawn:
        assert ElementTree.fromstring(picture).attrib["aria-label"]  # noqa: S314 - our own


def test_the_report_of_a_ranking_alone_draws_what_there_is() -> None:
    """No answers: no curve of risk, and no error."""
    cases = [case(query, Response(query.id, (RankedPassage("otter", 0, 9, 1.0),), 5.0)) for query in QUERIES]
    described = {"name": "river", "documents": 4, "corpus": "c", "queries": "q", "notes": []}

    page = html_report({"set": described, **summarize(cases), "settings": {}}, cases)

    assert "Risk and coverage" not in page
    assert "Time of one question" in page


def test_the_exported_run_gives_other_tools_the_same_figures(
    tmp_path: Path, summary: Summary, cases: list[Case]
) -> None:
    """ir-measures reads run.trec and qrels.trec and agrees."""
    write_run(tmp_path, Run(tuple(cases), summary), SET)

    judged = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))  # type: ignore[no-untyped-call]
    ranked = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))  # type: ignore[no-untyped-call]
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10, ir_measures.AP], judged, ranked)

    ours = summary["retrieval"]
    assert isinstance(ours, dict)
    assert theirs[ir_measures.nDCG @ 10] == pytest.approx(ours["nDCG@10"], abs=1e-6)
    assert theirs[ir_measures.AP] == pytest.approx(ours["MAP"], abs=1e-6)


def test_ids_with_blanks_keep_trec_lines_whole(cases: list[Case]) -> None:
    """TREC separates by blanks."""
    assert {len(line.split()) for line in trec_run(cases)} == {6}
    assert any(line.startswith("q%206 Q0") for line in trec_run(cases))


def test_squad_predictions_score_as_our_own_figures_say(cases: list[Case]) -> None:
    """ "" is SQuAD's word for abstaining; na_prob is one minus confidence."""
    shipped, forced, odds = squad_files(cases).values()
    first = cases[0]

    said = str(forced["q1"])
    assert said.startswith("They hold hands")
    assert (shipped["q1"], shipped["q2"]) == (said, "")
    assert odds["q1"] == pytest.approx(0.1)
    assert first.scores.sections["answer"]["f1"] == TokenF1().score(said, first.query.answers)
    assert first.scores.sections["answer"]["exact_match"] == ExactMatch().score(said, first.query.answers)


def test_ragas_rows_have_its_columns(tmp_path: Path, summary: Summary, cases: list[Case]) -> None:
    """Whoever wants an LLM's opinion as well can have it."""
    write_run(tmp_path, Run(tuple(cases), summary), SET)

    first = json.loads((tmp_path / "ragas.jsonl").read_text().splitlines()[0])

    assert first["user_input"] == "Why do otters hold hands?"
    assert first["retrieved_contexts"] == [SET.documents["otter"].text]
    assert first["retrieved_context_ids"] == [f"otter:0-{len(SET.documents['otter'].text)}"]
    assert first["reference_contexts"] == ["so that none drifts away"]
    assert first["reference"] == "so that none drifts away"


def test_junit_has_a_test_per_question(tmp_path: Path, summary: Summary, cases: list[Case]) -> None:
    """A build server shows each failing question with its quote."""
    write_run(tmp_path, Run(tuple(cases), summary), SET)

    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - our own

    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("4", "3")
    messages = [failure.attrib["message"] for failure in suite.iter("failure")]
    assert messages == ["silent", "not in the documents", "not in the documents"]
    assert "Herons hunt at dawn." in str(next(failure.text for failure in list(suite.iter("failure"))[1:]))


def test_each_picture_stands_alone_as_a_file(summary: Summary, cases: list[Case]) -> None:
    """Every chart is a whole SVG with its own colours, so that it can be shown outside the report."""
    drawn = pictures(summary, cases)

    assert {"figures", "risk-coverage", "reliability", "latency"} <= drawn.keys()
    for svg in drawn.values():
        root = ElementTree.fromstring(standalone(svg))  # noqa: S314 (our own text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "--ink" in "".join(root.itertext())
