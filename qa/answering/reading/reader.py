"""The Reader port, and the reader that needs no training: words in common and likeness of meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.analysis import terms
from index.reading_text import reading_of
from index.records import Hit, Span
from index.store import Vectors
from index.structure import Structure

READ_HITS = 5  # passages a reader looks into at least
READ_MOST = 20  # where passages are short, as many as these
READ_CHARACTERS = 4000  # of all passages that are read beyond the first five: reading costs by length

# Words that frame a question and name nothing of what it is about: in "why did X matter?", X is what to look for.
_FRAME = frozenset(
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
    answers: float  # evidence that the passage answers; higher is more, comparable over questions
    pieces: tuple[ScoredSpan, ...]  # every sentence, item, row and the like, in reading order
    spans: tuple[ScoredSpan, ...]  # the words that answer most directly, best first; () where it cannot tell
    about: float = 0.0  # share of what the question names, weighed by rarity, that the passage names too, 0..1


class Reader(Protocol):
    """Reads question and passages together."""

    @property
    def name(self) -> str:
        """Names the reader and its weights; part of an answer's settings."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return one reading per hit, in the order of ``hits``."""
        ...


class Meaning(Protocol):
    """What the similarity reader needs of an index."""

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse passage frequency."""
        ...

    def structure(self, document_id: str) -> Structure:
        """Return what stands where in a document."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), dim)."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the question's unit vector, shape (dim,)."""
        ...


class SimilarityReader:
    """Scores sentences by the share of the question's rare words they hold and by cosine.

    It cannot tell "says so" from "is about that"; it is the floor that a trained reader has to beat.
    """

    name = "similarity/1"

    def __init__(self, meaning: Meaning, embedded: int = 16) -> None:
        self._meaning = meaning
        self._embedded = embedded

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        rarity = self._meaning.rarity(asked_terms(question))
        read = [self._by_words(hit, rarity) for hit in hits]
        likeness = self._likeness(question, hits, read)
        readings = []
        for i, hit in enumerate(hits):
            about = coverage(hit.passage.indexed_text, rarity)
            pieces = tuple(ScoredSpan(s.span, s.score + likeness.get((i, s.span), 0.0) + 0.5 * about) for s in read[i])
            best = max((s.score for s in pieces), default=0.0)
            readings.append(Reading(hit, best, pieces, (), about))
        return readings

    def _by_words(self, hit: Hit, rarity: Mapping[str, float]) -> list[ScoredSpan]:
        structure = self._meaning.structure(hit.passage.document_id)
        return [
            ScoredSpan(piece.span, coverage(reading_of(structure, piece.span).text, rarity))
            for piece in structure.pieces(hit.passage.span)
        ]

    def _likeness(
        self, question: str, hits: Sequence[Hit], read: Sequence[Sequence[ScoredSpan]]
    ) -> dict[tuple[int, Span], float]:
        """Return the cosine of the sentences that share most words; embedding all would cost more than it tells."""
        ranked = sorted(((s.score, -i, s.span) for i, found in enumerate(read) for s in found), reverse=True)
        chosen = [(-i, span) for _, i, span in ranked[: self._embedded]]
        if not chosen:
            return {}
        texts = []
        for i, span in chosen:
            texts.append(reading_of(self._meaning.structure(hits[i].passage.document_id), span).text)
        cosines = self._meaning.embed(texts) @ self._meaning.embed_question(question)
        return {place: float(np.round(cosine, 6)) for place, cosine in zip(chosen, cosines, strict=True)}


def worth_reading(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the first of ``hits``: `READ_HITS`, or more where they are short."""
    length = sum(len(hit.passage.text) for hit in hits[:READ_HITS])
    count = min(READ_HITS, len(hits))
    while count < min(READ_MOST, len(hits)) and length + len(hits[count].passage.text) <= READ_CHARACTERS:
        length += len(hits[count].passage.text)
        count += 1
    return hits[:count]


def coverage(text: str, rarity: Mapping[str, float]) -> float:
    """Return the share of the question's summed rarity whose terms occur in ``text``, 0..1."""
    total = sum(rarity.values())
    present = set(terms(text))
    return sum(weight for term, weight in rarity.items() if term in present) / total if total else 0.0


def asked_terms(question: str) -> list[str]:
    """Return the distinct terms of what ``question`` is about, sorted; all of its terms where it only frames."""
    found = set(terms(question))
    return sorted(found - _FRAME or found)
