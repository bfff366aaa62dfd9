"""What all formats that write a question as a row have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Literal, TypeVar

from pydantic import AliasChoices, Field, StrictBool, StrictInt

from index.records import Document
from qa.answering.records import Turn
from qa.evaluation.errors import SetError
from qa.evaluation.loading.rows import Row, Text, parsed
from qa.evaluation.sets import DEFAULT_FOLD, Evidence, Query

Documents = Mapping[str, Document]


class _Turn(Row):
    role: Literal["user", "assistant"]
    content: Text = Field(validation_alias=AliasChoices("content", "text"))


class SpanRow(Row):
    """Evidence as offsets, with what stands there."""

    doc_id: Text
    start: StrictInt
    end: StrictInt
    text: Text


E = TypeVar("E", bound=Row)


class QuestionRow(Row, Generic[E]):
    """A question with what is known of its answer; formats differ in how they write evidence."""

    id: Text = Field(validation_alias=AliasChoices("id", "_id"))
    text: Text = Field(validation_alias=AliasChoices("text", "question"))
    answers: tuple[Text, ...] = ()
    answerable: StrictBool | None = None
    evidence: tuple[E, ...] = ()
    evidence_groups: tuple[tuple[E, ...], ...] = ()
    history: tuple[_Turn, ...] = ()
    metadata: dict[str, object] = Field(default_factory=dict)


class _Limits(Row):  # of a question's metadata, what says where to search
    fold: Text = DEFAULT_FOLD
    scope_doc_ids: tuple[Text, ...] | None = None
    candidates: tuple[Text, ...] | None = None
    source_doc_id: Text | None = None


# One evidence row may stand for several places: a quote without offsets is right wherever it occurs.
EvidenceFinder = Callable[[E, Documents], list[Evidence]]


def read_query(
    place: str, row: QuestionRow[E], documents: Documents, find: EvidenceFinder[E], relevant: frozenset[str]
) -> Query:
    """Return the question of ``row``; ``relevant`` are the documents judged relevant to it elsewhere.

    Raises:
        SetError: evidence does not stand in its document, a document is unknown, or fields contradict each other.
    """
    limits = parsed(row.metadata, _Limits, f"{place} metadata")
    for name in ("scope_doc_ids", "candidates"):
        unknown = [key for key in getattr(limits, name) or () if key not in documents]
        if unknown:
            complaint = f'names {len(unknown)} unknown documents, the first "{unknown[0]}"'
            raise SetError(f'{place} metadata: "{name}" {complaint}')
    evidence = _found(f"{place} evidence", row.evidence, documents, find)
    groups = tuple(
        _found(f"{place} evidence_groups[{number}]", group, documents, find)
        for number, group in enumerate(row.evidence_groups)
    )
    if not row.text.strip():
        raise SetError(f"{place}: the question is empty")
    if not all(groups):
        raise SetError(f'{place}: "evidence_groups" holds an empty group, which nothing could meet')
    if row.answerable is False and (evidence or groups):
        raise SetError(f"{place}: said to be unanswerable, and yet evidence is given")
    known = bool(evidence or groups or row.answers)
    return Query(
        id=row.id,
        text=row.text,
        answers=row.answers,
        answerable=row.answerable if row.answerable is not None else (known or None),
        evidence=evidence,
        evidence_groups=groups,
        history=tuple(Turn(turn.role, turn.content) for turn in row.history),
        scope_doc_ids=limits.scope_doc_ids,
        candidates=limits.candidates,
        source_doc_id=_source(row.metadata, limits.source_doc_id, documents),
        fold=limits.fold,
        relevant=relevant,
        metadata=row.metadata,
    )


def span_evidence(row: SpanRow, documents: Documents) -> list[Evidence]:
    """Compare offsets with the document.

    Raises:
        ValueError: the document is unknown, or something else stands at the offsets.
    """
    document = documents.get(row.doc_id)
    if document is None:
        raise ValueError(f'there is no document "{row.doc_id}" in the corpus')
    actual = document.text[row.start : row.end] if 0 <= row.start < row.end else ""
    if actual != row.text or not actual:
        raise ValueError(f'at {row.start}-{row.end} of "{document.id}" stands {actual[:80]!r}, not {row.text[:80]!r}')
    return [Evidence(document.id, row.start, row.end, row.text)]


def _found(place: str, rows: Sequence[E], documents: Documents, find: EvidenceFinder[E]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for number, row in enumerate(rows):
        try:
            found += find(row, documents)
        except ValueError as error:
            raise SetError(f"{place}[{number}]: {error}") from None
    return tuple(found)


def _source(metadata: Mapping[str, object], key: str | None, documents: Documents) -> str | None:
    """Return the gold's place. A set put together from others may keep the id of its part: "set:id" is tried too."""
    return next((name for name in (key, f"{metadata.get('set', '')}:{key}") if name in documents), None)
