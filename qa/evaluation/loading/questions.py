"""What all formats that write a question as a row have in common."""

from collections.abc import Callable, Mapping
from typing import Literal, cast

from index.records import Document, Span
from qa.answering.records import Turn
from qa.evaluation.loading.rows import Row
from qa.evaluation.sets import DEFAULT_FOLD, Evidence, Query

Documents = Mapping[str, Document]
# One evidence row may stand for several places: a quote without offsets is right wherever it occurs.
EvidenceReader = Callable[[Row, Documents], list[Evidence]]


def read_query(row: Row, documents: Documents, read_evidence: EvidenceReader, relevant: frozenset[str]) -> Query:
    """Read one question; ``relevant`` are the documents judged relevant to it elsewhere.

    Raises:
        SetError: a field is not what it must be, evidence does not stand in its document, or a document is unknown.
    """
    metadata = row.row("metadata")
    evidence = tuple(found for item in row.rows("evidence") for found in read_evidence(item, documents))
    groups = tuple(
        tuple(found for item in group for found in read_evidence(item, documents))
        for group in row.groups("evidence_groups")
    )
    if not all(groups):
        raise row.fault('"evidence_groups" holds an empty group, which nothing could meet')
    answers = row.texts("answers") or ()
    return Query(
        id=row.text("id", "_id"),
        text=_question(row),
        answers=answers,
        answerable=_answerable(row, bool(evidence or groups or answers)),
        evidence=evidence,
        evidence_groups=groups,
        history=tuple(_turn(turn) for turn in row.rows("history")),
        scope_doc_ids=_known(metadata, "scope_doc_ids", documents),
        candidates=_known(metadata, "candidates", documents),
        source_doc_id=_source(metadata, documents),
        fold=metadata.text("fold", default=DEFAULT_FOLD),
        relevant=relevant,
        metadata=metadata.fields,
    )


def span_evidence(row: Row, documents: Documents) -> list[Evidence]:
    """Read {doc_id, start, end, text} and hold it against the document.

    Raises:
        SetError: the document is unknown, or something else stands at the offsets.
    """
    document = documents.get(row.text("doc_id"))
    if document is None:
        raise row.fault(f'there is no document "{row.text("doc_id")}" in the corpus')
    start, end, text = row.integer("start"), row.integer("end"), row.text("text")
    actual = document.text[start:end] if 0 <= start < end else ""
    if actual != text:
        raise row.fault(f'at {start}-{end} of "{document.id}" stands {actual[:80]!r}, not {text[:80]!r}')
    return [Evidence(document.id, Span(start, end), text)]


def _question(row: Row) -> str:
    text = row.text("text", "question")
    if not text.strip():
        raise row.fault("the question is empty")
    return text


def _answerable(row: Row, has_gold: bool) -> bool | None:
    said = row.flag("answerable")
    if said is False and (row.rows("evidence") or row.groups("evidence_groups")):
        raise row.fault("said to be unanswerable, and yet evidence is given")
    return said if said is not None else (True if has_gold else None)


def _turn(row: Row) -> Turn:
    role = row.text("role")
    if role not in ("user", "assistant"):
        raise row.fault(f'"role" must be "user" or "assistant", not {role!r}')
    return Turn(cast("Literal['user', 'assistant']", role), row.text("content", "text"))


def _known(metadata: Row, name: str, documents: Documents) -> tuple[str, ...] | None:
    ids = metadata.texts(name)
    unknown = [key for key in ids or () if key not in documents]
    if unknown:
        raise metadata.fault(f'"{name}" names {len(unknown)} unknown documents, the first "{unknown[0]}"')
    return ids


def _source(metadata: Row, documents: Documents) -> str | None:
    """Return the gold's place. A set put together from others may keep the id of its part: "set:id" is tried too."""
    if not metadata.has("source_doc_id"):
        return None
    key = metadata.text("source_doc_id")
    return next((name for name in (key, f"{metadata.text('set', default='')}:{key}") if name in documents), None)
