"""The Reader port, and the reader that needs no training: shared terms and similar meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.analysis import terms
from index.library import Index
from index.reading_text import reading_of
from index.records import Hit, Span

MIN_READ = 5  # passages that are read in any case
MAX_READ = 20  # and at most
READ_CHARACTERS = 4000  # of all that are read, beyond the first `MIN_READ`: reading costs by length

_COVERAGE_WEIGHT = 0.5  # of the passage's coverage, in a piece's score
_EMBEDDED = 16  # pieces whose similarity is computed: those with the highest coverage

# Terms that frame a question and are not its subject: in "why did X matter?", X is what to look for.
_FRAMING = frozenset(
    terms(
        "matter mean meaning happen reason cause purpose point importance important significance significant role "
        "explain describe tell say said know think difference kind type way example exactly actually"
    )
)


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A stretch of the document with a reader's score for it; comparable within one question."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one passage."""

    hit: Hit
    evidence: float  # that the passage answers; comparable over questions
    pieces: tuple[ScoredSpan, ...]  # every sentence, item, row and the like, in reading order
    spans: tuple[ScoredSpan, ...]  # the words that answer most directly, best first; () where it cannot tell
    coverage: float = 0.0  # share of the question's terms, weighted by idf, that the passage has, 0..1


class Reader(Protocol):
    """Reads question and passages together."""

    @property
    def name(self) -> str:
        """Names the reader and its weights; part of an answer's settings."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return one reading per hit, in the order of ``hits``."""
        ...


class SimilarityReader:
    """Scores sentences by coverage of the question's terms, weighted by idf, and by cosine.

    It cannot tell a passage that answers from one on the same subject; it is the baseline for a trained reader.
    """

    name = "similarity/1"

    def __init__(self, index: Index) -> None:
        self._index = index

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        idf = self._index.idf(content_terms(question))
        covered = [self._by_coverage(hit, idf) for hit in hits]
        cosines = self._cosines(question, hits, covered)
        readings = []
        for i, hit in enumerate(hits):
            whole = coverage(hit.passage.indexed_text, idf)
            pieces = tuple(
                ScoredSpan(s.span, s.score + cosines.get((i, s.span), 0.0) + _COVERAGE_WEIGHT * whole)
                for s in covered[i]
            )
            best = max((s.score for s in pieces), default=0.0)
            readings.append(Reading(hit, best, pieces, (), whole))
        return readings

    def _by_coverage(self, hit: Hit, idf: Mapping[str, float]) -> list[ScoredSpan]:
        structure = self._index.structure(hit.passage.document_id)
        return [
            ScoredSpan(piece.span, coverage(reading_of(structure, piece.span).text, idf))
            for piece in structure.pieces(hit.passage.span)
        ]

    def _cosines(
        self, question: str, hits: Sequence[Hit], read: Sequence[Sequence[ScoredSpan]]
    ) -> dict[tuple[int, Span], float]:
        """Return the cosine of the pieces with the highest coverage, by number of the hit and span."""
        ranked = sorted(((s.score, -i, s.span) for i, found in enumerate(read) for s in found), reverse=True)
        chosen = [(-i, span) for _, i, span in ranked[:_EMBEDDED]]
        if not chosen:
            return {}
        texts = []
        for i, span in chosen:
            texts.append(reading_of(self._index.structure(hits[i].passage.document_id), span).text)
        cosines = self._index.embed(texts) @ self._index.embed_question(question)
        return {place: float(np.round(cosine, 6)) for place, cosine in zip(chosen, cosines, strict=True)}


def passages_to_read(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the first of ``hits``: `MIN_READ`, or up to `MAX_READ` where they are short."""
    length = sum(len(hit.passage.text) for hit in hits[:MIN_READ])
    count = min(MIN_READ, len(hits))
    while count < min(MAX_READ, len(hits)) and length + len(hits[count].passage.text) <= READ_CHARACTERS:
        length += len(hits[count].passage.text)
        count += 1
    return hits[:count]


def near(hits: Sequence[Hit], first: int, reach: float) -> list[Hit]:
    """Return the ``first`` of ``hits``, and of the others those within ``reach`` of the best one's score.

    The score is that of search: standard deviations of what was found.
    """
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for place, hit in enumerate(hits) if place < first or best - hit.score <= reach]


def coverage(text: str, idf: Mapping[str, float]) -> float:
    """Return the share of the terms in ``idf`` that occur in ``text``, weighted by their idf, 0..1."""
    total = sum(idf.values())
    present = set(terms(text))
    return sum(weight for term, weight in idf.items() if term in present) / total if total else 0.0


def content_terms(question: str) -> list[str]:
    """Return the distinct terms of what ``question`` is about, sorted; all of its terms where it has framing alone."""
    found = set(terms(question))
    return sorted(found - _FRAMING or found)
