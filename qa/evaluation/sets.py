"""What is asked of a system, and what is known to be right: one record for every format.

Gold is a quote in a document, never a passage id, so that cutting documents another way cannot spoil it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index.records import Document, Span
from qa.answering.records import Turn
from qa.evaluation.errors import VacuousSetError
from qa.evaluation.metrics.evidence import DocumentSpan

DEFAULT_FOLD = "dev"  # a set without folds is for reporting


@dataclass(frozen=True, slots=True)
class Evidence(DocumentSpan):
    """A place in a document that answers. Invariant: ``documents[document_id].text[start:end] == text``."""

    text: str

    @property
    def span(self) -> Span:
        """Return where it stands in its document."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Query:
    """One question with everything known about its answer.

    ``relevant`` holds the documents judged relevant (score > 0). ``answerable`` is None where nobody said.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()  # wordings, any one of which is right
    answerable: bool | None = None
    evidence: tuple[Evidence, ...] = ()  # alternatives: any one suffices
    evidence_groups: tuple[tuple[Evidence, ...], ...] = ()  # each must be met by one of its members
    history: tuple[Turn, ...] = ()
    scope_doc_ids: tuple[str, ...] | None = None  # search only there
    candidates: tuple[str, ...] | None = None  # rank only these
    source_doc_id: str | None = None  # the document it was written for; never used for search
    fold: str = DEFAULT_FOLD
    relevant: frozenset[str] = frozenset()
    metadata: Mapping[str, object] = field(default_factory=dict, compare=False, hash=False)

    @property
    def groups(self) -> tuple[tuple[Evidence, ...], ...]:
        """Return what must be met, group by group; alternatives alone are one group."""
        return self.evidence_groups or ((self.evidence,) if self.evidence else ())

    @property
    def gold(self) -> tuple[Evidence, ...]:
        """Return every place that answers, whichever group it belongs to."""
        return tuple(evidence for group in self.groups for evidence in group)

    @property
    def within(self) -> tuple[str, ...] | None:
        """Return the documents the system may look at, or None for all of them."""
        return self.candidates if self.candidates is not None else self.scope_doc_ids

    @property
    def needed(self) -> set[str]:
        """Return the documents without which the question would be another one."""
        source = () if self.source_doc_id is None else (self.source_doc_id,)
        return {*self.relevant, *(evidence.document_id for evidence in self.gold), *(self.within or ()), *source}


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Documents, and questions about them."""

    name: str
    documents: Mapping[str, Document]
    queries: tuple[Query, ...]
    notes: tuple[str, ...] = ()  # what a reader of the report should know: rows left out, folds chosen

    def of_fold(self, fold: str | None) -> "EvaluationSet":
        """Return the set with the questions of one fold only, or unchanged for None."""
        if fold is None:
            return self
        kept = tuple(query for query in self.queries if query.fold == fold)
        return self._with(f"fold {fold}: {len(kept)} of {len(self.queries)}", queries=kept)

    def without(self, texts: Collection[str]) -> "EvaluationSet":
        """Return the set without the documents of exactly these texts; a document that holds gold always stays."""
        needed = {key for query in self.queries for key in query.needed}
        kept = {key: item for key, item in self.documents.items() if key in needed or item.text not in texts}
        return self._with(f"{len(self.documents) - len(kept)} documents left out on request", documents=kept)

    def limited(self, count: int | None) -> "EvaluationSet":
        """Return the set with its first ``count`` questions only, or unchanged for None."""
        if count is None or count >= len(self.queries):
            return self
        return self._with(f"first {count} questions only", queries=self.queries[:count])

    def _with(self, note: str, **changes: Any) -> "EvaluationSet":  # noqa: ANN401 - fields of this record
        return replace(self, notes=(*self.notes, note), **changes)

    def check_worth(self) -> None:
        """Refuse a set on which every figure would be empty.

        Raises:
            VacuousSetError: there is no question, or none for which anything right is known.
        """
        if not self.queries:
            raise VacuousSetError(f"{self.name}: no question is left to evaluate ({'; '.join(self.notes) or 'empty'})")
        if not any(query.relevant or query.gold or query.answers for query in self.queries):
            raise VacuousSetError(
                f"{self.name}: none of {len(self.queries)} questions is answerable or has a judged document, so every"
                " figure would be empty; add questions that the documents answer"
            )

    @property
    def corpus_fingerprint(self) -> str:
        """Return a hash of the documents' ids and texts, whatever their order."""
        return _digest(f"{key}\0{document.sha256}" for key, document in sorted(self.documents.items()))

    @property
    def queries_fingerprint(self) -> str:
        """Return a hash of the questions and all that is known of their answers, whatever their order."""
        return _digest(_canonical(query) for query in sorted(self.queries, key=lambda query: query.id))


def _canonical(query: Query) -> str:
    places = [[(e.document_id, e.start, e.end) for e in group] for group in query.groups]
    turns = [(turn.role, turn.content) for turn in query.history]
    limits = [sorted(query.within) if query.within is not None else None, query.source_doc_id, sorted(query.relevant)]
    return json.dumps([query.id, query.text, query.answers, query.answerable, places, turns, limits])


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
