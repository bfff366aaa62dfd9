"""Which words to quote: whole sentences, joined where they stand together, in reading order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.analysis import terms
from index.records import Document, Span
from qa.answering.reading.reader import Reading
from qa.answering.records import QUOTE_LIMIT, Citation

FetchDocument = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """How many quotes, and how far apart."""

    most: int = 4
    likeness: float = 0.8  # share of a sentence's terms already quoted beyond which it repeats


# What a language model may write from: the answer's quotes and the best sentences beside them, whatever their score.
_MATERIAL = QuoteSettings(most=6)


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int  # of the passage
    document_id: str
    span: Span
    score: float
    text: str


def choose(readings: Sequence[Reading], share: float | None, settings: QuoteSettings) -> list[tuple[str, Span]]:
    """Return (document id, span) of the sentences to quote, in reading order, the document of the best one first.

    Args:
        readings: what was read.
        share: of the best sentence's score, which a further one must reach; None: the best alone.
        settings: how many, and how unlike each other.
    """
    candidates = sorted(_candidates(readings), key=lambda c: (-c.score, c.rank, c.span))
    if not candidates:
        return []
    chosen = candidates[:1]
    if share is not None:
        for candidate in candidates[1:]:
            if len(chosen) >= settings.most or candidate.score < share * chosen[0].score:
                break
            if not _repeats(candidate, chosen, settings.likeness):
                chosen.append(candidate)
    order = {document_id: i for i, document_id in enumerate(dict.fromkeys(c.document_id for c in chosen))}
    chosen.sort(key=lambda c: (order[c.document_id], c.span))
    return [(c.document_id, c.span) for c in chosen]


def cite(chosen: Sequence[tuple[str, Span]], readings: Sequence[Reading], fetch: FetchDocument) -> tuple[Citation, ...]:
    """Make citations of ``chosen``, neighbouring sentences joined; each carries the spans that answer inside it."""
    citations: list[Citation] = []
    for document_id, span in _joined(chosen, fetch):
        document = fetch(document_id)
        direct = [
            s for r in readings if r.hit.passage.document_id == document_id for s in r.spans if span.contains(s.span)
        ]
        highlights = tuple(s.span for s in sorted(direct, key=lambda s: (-s.score, s.span)))
        citations.append(Citation.of(len(citations) + 1, document, span, highlights[:1] or (span,)))
    return tuple(citations)


def material(citations: Sequence[Citation], readings: Sequence[Reading], fetch: FetchDocument) -> tuple[Citation, ...]:
    """Return an answer's ``citations``, then the best sentences that they leave out, numbered on."""
    quoted = [(citation.document_id, Span(citation.start, citation.end)) for citation in citations]
    beside = [
        (document_id, span)
        for document_id, span in choose(readings, 0.0, _MATERIAL)
        if not any(document_id == known and span.overlaps(old) for known, old in quoted)
    ]
    further = cite(beside, readings, fetch)
    return (*citations, *(replace(citation, number=citation.number + len(citations)) for citation in further))


def _candidates(readings: Sequence[Reading]) -> list[_Candidate]:
    found: dict[tuple[str, Span], _Candidate] = {}
    for rank, reading in enumerate(readings):
        passage = reading.hit.passage
        for sentence in reading.sentences:
            text = passage.text[sentence.span.start - passage.span.start : sentence.span.end - passage.span.start]
            place = (passage.document_id, sentence.span)
            known = found.get(place)
            if not _is_heading(text, passage.context) and (known is None or known.score < sentence.score):
                found[place] = _Candidate(rank, passage.document_id, sentence.span, sentence.score, text)
    return list(found.values())


def _is_heading(text: str, context: str) -> bool:
    """Say whether a sentence is a heading, which names a subject and says nothing about it."""
    return text.startswith("#") or text in context.split(" › ")


def _repeats(candidate: _Candidate, chosen: Sequence[_Candidate], likeness: float) -> bool:
    new = set(terms(candidate.text))
    said = [set(terms(c.text)) for c in chosen]
    return any(new and len(new & old) / len(new) > likeness for old in said)


def _joined(chosen: Sequence[tuple[str, Span]], fetch: FetchDocument) -> list[tuple[str, Span]]:
    joined: list[tuple[str, Span]] = []
    for document_id, span in chosen:
        if joined and joined[-1][0] == document_id:
            before = joined[-1][1]
            between = fetch(document_id).text[before.end : span.start]
            if not between.strip() and "\n" not in between and span.end - before.start <= QUOTE_LIMIT:
                joined[-1] = (document_id, Span(before.start, span.end))
                continue
        joined.append((document_id, span))
    return joined
