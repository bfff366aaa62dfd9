"""Score one response by what is known of its question, trusting nothing that the system says of itself."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Annotated

from pydantic import Field, PlainSerializer

from index.records import Document
from index.sentences import sentence_spans
from qa.evaluation.metrics.evidence import EVIDENCE_METRICS, DocumentSpan, Groups, Located, SentenceHit, met, overlaps
from qa.evaluation.metrics.retrieval import RETRIEVAL_METRICS, RankingMetric, ReciprocalRank, Success
from qa.evaluation.metrics.squad import ExactMatch, TokenF1
from qa.evaluation.metrics.units import ShownText, UnitHit
from qa.evaluation.outcomes import Outcome
from qa.evaluation.responses import ReportedCitation, Response
from qa.evaluation.sets import Query

Documents = Mapping[str, Document]
Score = Annotated[float, PlainSerializer(lambda value: round(value, 6))]
Scores = Mapping[str, Score]  # metric -> score; what does not apply is absent

# Without knowing how many passages are relevant, only what looks at the first of them can be said.
_COUNT_FREE: tuple[RankingMetric, ...] = (ReciprocalRank(10), Success(1))


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """What one response is worth: a line of scores.jsonl, and all that a comparison needs of a question."""

    id: str
    question: str
    answerable: bool | None
    gold: tuple[str, ...]  # a few wordings or places that would have been right, for people
    outcome: Annotated[Outcome, Field(alias="verdict")]
    confidence: float | None
    quotes: tuple[str, ...]
    first_document: str | None  # what was ranked first
    sections: Mapping[str, Scores]  # "retrieval" -> scores
    # Known while the run lasts, and not kept in the file:
    right: Annotated[bool | None, Field(exclude=True)] = None  # answerable, and its first citation right; None: unknown
    faults: Annotated[tuple[str, ...], Field(exclude=True)] = ()  # citations that are not exact, a sentence each
    citations: Annotated[int, Field(exclude=True)] = 0  # how many were checked


def score(response: Response, query: Query, documents: Documents, *, ranked: bool = True) -> QuestionScores:
    """Score ``response``. ``ranked`` False: the system was handed the document, so that its ranking means nothing."""
    checked = {*response.citations, *(response.forced_citations or ())}
    faults = tuple(filter(None, (fault(citation, documents) for citation in checked)))
    sections: dict[str, Scores] = {}
    if ranked:
        sections["retrieval"] = _ranking_scores(RETRIEVAL_METRICS, response.ranking, query.relevant)
        sections["retrieval_passage"] = _passage_scores(response, query.groups)
    if response.answered and query.answerable:
        if response.forced_citations is not None:
            sections["answer"] = _answer_scores(response.forced_citations, query, documents)
        shipped = response.citations if response.answerable else ()
        sections["answer_shipped"] = _answer_scores(shipped, query, documents)
    sections = {name: scores for name, scores in sections.items() if scores}
    right = _right(response, query, documents)
    return QuestionScores(
        id=query.id,
        question=query.text,
        answerable=query.answerable,
        gold=(query.answers or tuple(evidence.text for evidence in query.gold))[:3],
        outcome="not exact" if faults else _outcome(response, query, sections, right),
        confidence=response.confidence,
        quotes=tuple(citation.quote for citation in response.citations),
        first_document=next(iter(response.ranking), None),
        sections=sections,
        right=right,
        faults=faults,
        citations=len(checked),
    )


def fault(citation: ReportedCitation, documents: Documents) -> str | None:
    """Say what is wrong with a citation, or None where the document says exactly this at exactly this place."""
    document = documents.get(citation.document_id)
    if document is None:
        return f'cites "{citation.document_id}", which is not in the corpus'
    where = f'{citation.start}-{citation.end} of "{document.id}"'
    if not 0 <= citation.start < citation.end <= len(document.text):
        return f"{where} is no place: it has {len(document.text)} characters"
    actual = document.text[citation.start : citation.end]
    if actual != citation.quote:
        return f"at {where} stands {actual!r}, not {citation.quote!r}"
    if not all(0 <= c.start < c.end and document.text[c.start : c.end] == c.text for c in citation.context):
        return f"the context of {where} does not stand where it is said to stand"
    if not all(0 <= mark.start < mark.end <= len(citation.quote) for mark in citation.highlights):
        return f"a highlight leaves its quote at {where}"
    return None


def first_sentence(citations: Sequence[ReportedCitation], documents: Documents) -> list[DocumentSpan]:
    """Return the first sentence of the first citation, as a list of one; of none where it is not exact."""
    return [
        DocumentSpan(citation.document_id, sentence.start, sentence.end)
        for citation in _exact(citations[:1], documents)
        for sentence in sentence_spans(documents[citation.document_id].text, citation.start, citation.end)[:1]
    ]


def _ranking_scores(metrics: Sequence[RankingMetric], ranked: Sequence[str], relevant: AbstractSet[str]) -> Scores:
    return _known({str(metric): metric.score(ranked, relevant) for metric in metrics})


def _passage_scores(response: Response, groups: Groups) -> Scores:
    """A passage is relevant if it overlaps the gold. Those that were not ranked are known by their number alone."""
    if not groups:
        return {}
    gold = list(chain.from_iterable(groups))
    ranked = {str(rank): passage for rank, passage in enumerate(response.passages)}
    relevant = {rank for rank, passage in ranked.items() if any(overlaps(passage, place) for place in gold)}
    if response.relevant_passages is None:
        return _ranking_scores(_COUNT_FREE, list(ranked), relevant or {"not ranked"})
    unranked = {f"not ranked {number}" for number in range(response.relevant_passages - len(relevant))}
    return _ranking_scores(RETRIEVAL_METRICS, list(ranked), relevant | unranked)


def _answer_scores(citations: Sequence[ReportedCitation], query: Query, documents: Documents) -> Scores:
    quoted = _exact(citations, documents)
    prediction = "".join(citation.highlight for citation in _exact(citations[:1], documents))
    scores: dict[str, float | None] = {
        str(metric): metric.score(prediction, query.answers) for metric in (ExactMatch(), TokenF1())
    }
    scores["sentence_hit@1"] = SentenceHit().score(first_sentence(citations, documents), query.groups)
    # One that is not exact keeps its place among the first, and shows nothing that could be trusted.
    shown = [ShownText("") if fault(citation, documents) else citation.shown for citation in citations]
    units = [[evidence.text for evidence in group] for group in query.groups]
    scores["unit_hit@3"] = UnitHit().score(shown, units)
    return _known(scores | {str(metric): metric.score(quoted, query.groups) for metric in EVIDENCE_METRICS})


def _exact(citations: Sequence[ReportedCitation], documents: Documents) -> list[ReportedCitation]:
    """Return the citations that are exact; any other quotes nothing, and so earns nothing."""
    return [citation for citation in citations if fault(citation, documents) is None]


def _right(response: Response, query: Query, documents: Documents) -> bool | None:
    if not response.answered or query.answerable is None:
        return None
    if not query.answerable:
        return False
    forced = response.forced_citations
    if forced is None and not response.answerable:
        return None  # it kept silent, and was not made to speak
    first: Sequence[Located] = _exact((response.citations if forced is None else forced)[:1], documents)
    if query.groups:
        return any(met(group, first) for group in query.groups)
    if query.relevant:
        return any(place.document_id in query.relevant for place in first)
    return None


def _outcome(response: Response, query: Query, sections: Mapping[str, Scores], right: bool | None) -> Outcome:
    if not response.answered:
        first = sections.get("retrieval", {}).get("Success@1")
        return "not judged" if first is None else "right" if first else "not first"
    if query.answerable is None:
        return "not judged"
    if not response.answerable:
        return "silent" if query.answerable else "right"
    if not query.answerable:
        return "not in the documents"
    return "not judged" if right is None else "right" if right else "wrong quote"


def _known(scores: Mapping[str, float | None]) -> Scores:
    return {name: score for name, score in scores.items() if score is not None}
