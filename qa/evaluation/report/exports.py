"""The same run in the formats that other tools read, so that nobody needs to take our word for it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def squad_files(cases: Sequence[Case]) -> dict[str, Mapping[str, object]]:
    """Return what SQuAD's script reads, by file: predictions as shipped and with abstention off, and no-answer odds.

    "" is its word for abstaining; from the second and third it finds its own best threshold.
    """
    shipped = {case.query.id: case.response.citations if case.response.answerable else () for case in cases}
    forced = {case.query.id: case.response.forced_highlight for case in cases}
    return {
        "squad_predictions.json": {key: cited[0].highlight if cited else "" for key, cited in shipped.items()},
        "squad_forced.json": {key: highlight for key, highlight in forced.items() if highlight is not None},
        "squad_na_prob.json": {case.query.id: round(1 - case.confidence, 6) for case in cases},
    }


def ragas_rows(cases: Sequence[Case], documents: Mapping[str, Document]) -> Iterator[dict[str, object]]:
    """Yield rows with the columns that RAGAS reads."""
    for case in cases:
        passages = [passage for passage in case.response.passages if passage.document_id in documents][:_CONTEXTS]
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


def junit(name: str, cases: Sequence[Case]) -> str:
    """Return JUnit XML: a test per question; what failed says what was quoted and what would have been right."""
    seconds = [case.response.latency_ms / 1000 for case in cases]
    wrong = sum(failed(case.scores.outcome) for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(wrong), "errors": "0", "time": f"{sum(seconds):.3f}"}
    suite = ElementTree.Element("testsuite", name=_xml(name), attrib=counts)
    for case, time in zip(cases, seconds, strict=True):
        found, title = case.scores.outcome, _xml(f"{case.query.id}: {case.query.text}")
        test = ElementTree.SubElement(suite, "testcase", classname=_xml(name), name=title, time=f"{time:.4f}")
        if failed(found):
            ElementTree.SubElement(test, "failure", type=found, message=found).text = _xml("\n".join(details(case)))
        elif found == "not judged":
            ElementTree.SubElement(test, "skipped", message=found)
    rendered: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return rendered.decode()


def exports(name: str, cases: Sequence[Case], documents: Mapping[str, Document]) -> dict[str, Iterable[str]]:
    """Return the lines of every export that applies, by file."""
    asked = [case for case in cases if case.response.answered]
    found: dict[str, Iterable[str]] = {
        "run.trec": trec_run(cases),
        "qrels.trec": trec_qrels(cases),
        "junit.xml": [junit(name, cases)],
    }
    if asked:
        found |= {file: [_json(fields, indent=0)] for file, fields in squad_files(asked).items()}
        found["ragas.jsonl"] = map(_json, ragas_rows(asked, documents))
    return found


def _json(value: Mapping[str, object], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _token(name: str) -> str:
    """Return an id that TREC's blank-separated lines can hold."""
    return "".join(f"%{ord(sign):02X}" if sign.isspace() or sign == "%" else sign for sign in name)


def _xml(text: str) -> str:
    return text.translate(_FORBIDDEN).replace("\ufffe", "").replace("\uffff", "")
