"""Ask a system every question of a set, and score what it says."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from tqdm import tqdm

from qa.evaluation.errors import VacuousSetError
from qa.evaluation.outcomes import tally
from qa.evaluation.responses import Response
from qa.evaluation.runs import Run
from qa.evaluation.scoring import score
from qa.evaluation.sets import EvaluationSet, Query
from qa.evaluation.summary import Case, by_metadata, summarize

Given = Literal["all", "own"]  # what is searched: every document, or the one the question was written for

_USUAL_PART = "set"  # the field that says which set a question of a mixed set comes from


class System(Protocol):
    """Something under test, here or behind HTTP. It must use no more of a query than a user would give.

    That is its text, its history and ``within`` (the documents it may look at). The gold parts serve only to count,
    afterwards, how many of the index's passages are relevant.
    """

    @property
    def settings(self) -> Mapping[str, object]:
        """Return what the figures depend on: model, retriever, reader, thresholds, generation."""
        ...

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        """Rank, and answer where the system answers, looking only at the documents ``within`` (None: at all)."""
        ...


def evaluate(data: EvaluationSet, system: System, given: Given = "all", *, by: str | None = None) -> Run:
    """Ask every question, with progress on stderr, and sum up; ``by`` names a field of metadata to divide the set by.

    Raises:
        VacuousSetError: there is nothing to measure.
    """
    data.check_worth()
    queries = [query for query in data.queries if given == "all" or own_document(query)]
    if not queries:
        raise VacuousSetError(f"{data.name}: no question names the document it was written for, so none can be given")
    cases = tuple(_case(data, system, query, given) for query in _shown(queries, f"asking {data.name}"))
    notes = list(data.notes)
    if len(queries) < len(data.queries):
        notes.append(f"{len(data.queries) - len(queries)} questions left out: their own document is not known")
    settings = {**system.settings, "given": given, "ece_bins": 10}
    described = {
        "name": data.name,
        "documents": len(data.documents),
        "corpus": data.corpus_fingerprint,
        "queries": data.queries_fingerprint,
        "notes": notes,
    }
    outcomes = tally(case.scores.outcome for case in cases)
    summary = {"set": described, **summarize(cases), "verdicts": outcomes, "settings": settings}
    parts = by_metadata(cases, by or _USUAL_PART)
    if by or len(parts) > 1:
        summary["by"] = parts
    return Run(cases, summary)


def own_document(query: Query) -> str | None:
    """Return the document that ``--given own`` hands over: the gold's place, or where the only evidence is."""
    if query.source_doc_id is not None:
        return query.source_doc_id
    places = {evidence.document_id for evidence in query.gold} or set(query.relevant)
    return places.pop() if len(places) == 1 else None


def _case(data: EvaluationSet, system: System, query: Query, given: Given) -> Case:
    own = own_document(query) if given == "own" else None
    response = system.ask(query, query.within if own is None else (own,))
    return Case(query, response, score(response, query, data.documents, ranked=given == "all"))


def _shown(queries: list[Query], title: str) -> Iterable[Query]:
    shown: Iterable[Query] = tqdm(queries, desc=title, unit="q", disable=None)
    return shown
