"""Hold one row against what is known of its question, trusting nothing that the system says of itself."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from index.records import Document
from index.sentences import sentence_spans
from qa.evaluation.metrics.evidence import EVIDENCE_METRICS, Groups, Place, SentenceHit, met
from qa.evaluation.metrics.retrieval import RETRIEVAL_METRICS, RankingMetric, ReciprocalRank, Success
from qa.evaluation.metrics.squad import ExactMatch, TokenF1
from qa.evaluation.runs import Quoted, Row
from qa.evaluation.sets import Query

Documents = Mapping[str, Document]
Scores = dict[str, float]  # metric -> score; what does not apply is absent

# Without knowing how many passages are relevant, only what looks at the first of them can be said.
_COUNT_FREE: tuple[RankingMetric, ...] = (ReciprocalRank(10), Success(1))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one row is worth. ``right``: answerable, and its first citation right; None where that cannot be known."""

    id: str
    right: bool | None
    sections: Mapping[str, Scores] = field(default_factory=dict)  # "retrieval" -> scores
    faults: tuple[str, ...] = ()  # citations that are not exact, one sentence each
    citations: int = 0  # citations checked


def judge(row: Row, query: Query, documents: Documents, *, ranked: bool = True) -> Judgement:
    """Score ``row``. ``ranked`` False: the system was handed the document, so that its ranking means nothing."""
    groups = [[Place(evidence.document_id, evidence.span) for evidence in group] for group in query.groups]
    shipped = row.citations if row.answerable else ()
    checked = {*row.citations, *(row.forced_citations or ())}
    faults = tuple(filter(None, (fault(citation, documents) for citation in checked)))
    sections: dict[str, Scores] = {}
    if ranked:
        sections["retrieval"] = _ranking_scores(RETRIEVAL_METRICS, row.ranking, query.relevant)
        sections["retrieval_passage"] = _passage_scores(row, groups)
    if row.answered and query.answerable:
        if row.forced_citations is not None:
            sections["answer"] = _answer_scores(row.forced_citations, query, groups, documents)
        sections["answer_shipped"] = _answer_scores(shipped, query, groups, documents)
    kept = {name: scores for name, scores in sections.items() if scores}
    return Judgement(row.id, _right(row, query, groups, documents), kept, faults, len(checked))


def fault(citation: Quoted, documents: Documents) -> str | None:
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
    if not all(0 <= mark.start < mark.end <= len(citation.quote) for mark in citation.highlights):
        return f"a highlight leaves its quote at {where}"
    return None


def _ranking_scores(metrics: Sequence[RankingMetric], ranked: Sequence[str], relevant: AbstractSet[str]) -> Scores:
    return _known({str(metric): metric.score(ranked, relevant) for metric in metrics})


def _passage_scores(row: Row, groups: Groups) -> Scores:
    """A passage is relevant if it overlaps the gold. Those that were not ranked are known by their number alone."""
    if not groups:
        return {}
    gold = list(chain.from_iterable(groups))
    relevant = {passage.key for passage in row.passages if _overlaps(passage.place, gold)}
    ranked = [passage.key for passage in row.passages]
    if row.relevant_passages is None:
        return _ranking_scores(_COUNT_FREE, ranked, relevant or {"not ranked"})
    unranked = {f"not ranked {number}" for number in range(row.relevant_passages - len(relevant))}
    return _ranking_scores(RETRIEVAL_METRICS, ranked, relevant | unranked)


def _answer_scores(citations: Sequence[Quoted], query: Query, groups: Groups, documents: Documents) -> Scores:
    quoted = _exact_places(citations, documents)
    prediction = "".join(citation.highlight for citation in citations[:1] if fault(citation, documents) is None)
    scores: dict[str, float | None] = {
        str(metric): metric.score(prediction, query.answers) for metric in (ExactMatch(), TokenF1())
    }
    scores["sentence_hit@1"] = SentenceHit().score(first_sentence(citations, documents), groups)
    return _known(scores | {str(metric): metric.score(quoted, groups) for metric in EVIDENCE_METRICS})


def first_sentence(citations: Sequence[Quoted], documents: Documents) -> list[Place]:
    """Return the first sentence of the first citation, as a list of one; of none where it is not exact."""
    places = _exact_places(citations[:1], documents)
    return [
        Place(place.document_id, sentence)
        for place in places
        for sentence in sentence_spans(documents[place.document_id].text, place.span.start, place.span.end)[:1]
    ]


def _exact_places(citations: Sequence[Quoted], documents: Documents) -> list[Place]:
    """Return where the citations stand; one that is not exact quotes nothing, and so earns nothing."""
    return [citation.place for citation in citations if citation.place and fault(citation, documents) is None]


def _right(row: Row, query: Query, groups: Groups, documents: Documents) -> bool | None:
    if not row.answered or query.answerable is None:
        return None
    if not query.answerable:
        return False
    citations = row.forced_citations if row.forced_citations is not None else row.citations
    if row.forced_citations is None and not row.answerable:
        return None  # it kept silent, and was not made to speak
    first = _exact_places(citations[:1], documents)
    if groups:
        return any(met(group, first) for group in groups)
    if query.relevant:
        return any(place.document_id in query.relevant for place in first)
    return None


def _overlaps(place: Place, gold: Sequence[Place]) -> bool:
    return any(place.document_id == other.document_id and place.span.overlaps(other.span) for other in gold)


def _known(scores: Mapping[str, float | None]) -> Scores:
    return {name: score for name, score in scores.items() if score is not None}
