"""The same run in the formats that other tools read, so that nobody needs to take our word for it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from index.records import Document
from qa.evaluation.outcomes import failed
from qa.evaluation.report.text import details
from qa.evaluation.summary import Case

_CONTEXTS = 5  # passages given as retrieved contexts
_FORBIDDEN = {code: None for code in range(32) if chr(code) not in "\t\n\r"}  # not allowed in XML 1.0


def trec_run(cases: Sequence[Case], tag: str = "qa") -> Iterator[str]:
    """Yield TREC run lines of document ids: query Q0 document rank score tag. The score only says the order."""
    for case in cases:
        ranking = case.response.ranking
        for place, document_id in enumerate(ranking, start=1):
            yield f"{_token(case.query.id)} Q0 {_token(document_id)} {place} {len(ranking) - place + 1} {tag}"


def trec_qrels(cases: Sequence[Case]) -> Iterator[str]:
    """Yield TREC judgements: query 0 document 1."""
    for case in cases:
        for document_id in sorted(case.query.relevant):
            yield f"{_token(case.query.id)} 0 {_token(document_id)} 1"


def squad_predictions(cases: Sequence[Case]) -> dict[str, str]:
    """Return SQuAD's prediction per question as shipped; "" is its word for abstaining."""
    said = {case.query.id: case.response.citations if case.response.answerable else () for case in cases}
    return {key: citations[0].highlight if citations else "" for key, citations in said.items()}


def squad_forced(cases: Sequence[Case]) -> dict[str, str]:
    """Return the predictions with abstention off, from which SQuAD's script finds its own best threshold."""
    forced = {case.query.id: case.response.forced_highlight for case in cases}
    return {key: highlight for key, highlight in forced.items() if highlight is not None}


def squad_no_answer(cases: Sequence[Case]) -> dict[str, float]:
    """Return SQuAD's no-answer probability per question."""
    return {case.query.id: round(1 - case.confidence, 6) for case in cases}


def ragas_rows(cases: Sequence[Case], documents: Mapping[str, Document]) -> Iterator[dict[str, object]]:
    """Yield rows with the columns that RAGAS reads."""
    for case in cases:
        passages = case.response.passages[:_CONTEXTS]
        yield {
            "user_input": case.query.text,
            "retrieved_contexts": [documents[p.document_id].text[p.start : p.end] for p in passages],
            "retrieved_context_ids": [f"{p.document_id}:{p.start}-{p.end}" for p in passages],
            "reference_contexts": [evidence.text for evidence in case.query.gold],
            "reference_context_ids": [
                f"{evidence.document_id}:{evidence.start}-{evidence.end}" for evidence in case.query.gold
            ],
            "response": case.response.answer or "",
            "reference": case.query.answers[0] if case.query.answers else "",
        }


def junit(name: str, cases: Sequence[Case]) -> bytes:
    """Return JUnit XML: a test per question; what failed says what was quoted and what would have been right."""
    seconds = f"{sum(case.response.latency_ms for case in cases) / 1000:.3f}"
    wrong = sum(failed(case.scores.outcome) for case in cases)
    suite = ElementTree.Element(
        "testsuite", name=_xml(name), tests=str(len(cases)), failures=str(wrong), errors="0", time=seconds
    )
    for case in cases:
        found = case.scores.outcome
        title = f"{case.query.id}: {case.query.text}"
        test = ElementTree.SubElement(
            suite, "testcase", classname=_xml(name), name=_xml(title), time=f"{case.response.latency_ms / 1000:.4f}"
        )
        if failed(found):
            ElementTree.SubElement(test, "failure", type=found, message=found).text = _xml("\n".join(details(case)))
        elif found == "not judged":
            ElementTree.SubElement(test, "skipped", message=found)
    rendered: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return rendered


def write_exports(folder: Path, name: str, cases: Sequence[Case], documents: Mapping[str, Document]) -> None:
    """Write every export that applies into ``folder``."""
    _lines(folder / "run.trec", trec_run(cases))
    _lines(folder / "qrels.trec", trec_qrels(cases))
    (folder / "junit.xml").write_bytes(junit(name, cases))
    asked = [case for case in cases if case.response.answered]
    if asked:
        _json(folder / "squad_predictions.json", squad_predictions(asked))
        _json(folder / "squad_forced.json", squad_forced(asked))
        _json(folder / "squad_na_prob.json", squad_no_answer(asked))
        _lines(folder / "ragas.jsonl", (json.dumps(row, ensure_ascii=False) for row in ragas_rows(asked, documents)))


def _lines(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _token(name: str) -> str:
    """Return an id that TREC's blank-separated lines can hold."""
    return "".join(f"%{ord(sign):02X}" if sign.isspace() or sign == "%" else sign for sign in name)


def _xml(text: str) -> str:
    return text.translate(_FORBIDDEN).replace("\ufffe", "").replace("\uffff", "")
