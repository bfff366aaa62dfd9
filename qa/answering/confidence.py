"""From what was read to one probability, a better order of passages, and the reason for an abstention."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal

from index.records import Hit
from qa.answering.reading.reader import Reader, Reading
from qa.answering.records import Certainty, Reason

Strictness = Literal["strict", "balanced", "lenient"]


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is made of (`qa.answering.features`). Also their weights."""

    evidence: float = 0.0  # the most that any passage has
    logit: float = 0.0  # of the best answering words in the first quote
    similarity: float = 0.0  # cosine of the question and the first quote's passage
    lead: float = 0.0  # of the best unit over whatever else was read, as a logarithm
    quote_coverage: float = 0.0  # share of the question's rare terms that the first quote has with its context
    names_missing: float = 0.0  # share of the question's names that the document lacks; 1 where it says the opposite
    opinion: float = 0.0  # 1 where a judgement is asked for, which documents seldom give

    def dot(self, other: "Features") -> float:
        """Return the sum of the products, field by field."""
        return float(sum(a * b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which an answer is given."""

    strict: float
    balanced: float
    lenient: float

    def of(self, strictness: Strictness, *, subject: bool = False) -> float:
        """Return the one that is asked for; the next lower one for a ``subject``, about which nothing is asked.

        What speaks of it is all that is wanted, and no quote can answer it wrongly.
        """
        levels = {"strict": self.strict, "balanced": self.balanced, "lenient": self.lenient}
        lower = {"strict": self.balanced, "balanced": self.lenient, "lenient": self.lenient}
        return (lower if subject else levels)[strictness]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one reader's evidence means.

    Every number is fitted by bench/calibrate.py on development data (docs/decisions.md), never on the gold set of
    ``seeds/``.
    """

    weights: Features  # of a logistic curve
    bias: float
    thresholds: Thresholds
    min_evidence: float  # below it, and below ``min_cosine``, nothing in the documents is about the question
    min_cosine: float = math.inf
    sufficient: float = math.inf  # evidence from which no further passage is read where one fact is asked for
    sure: float = 1.0  # confidence from which answers are right at least 19 times in 20
    quote_ratio: float = 0.75  # of the best quote's score, which a further quote must reach
    several_ratio: float | None = None  # the same where reasons or several things are asked for; None: the same
    rerank_weight: float = 0.0  # what a passage that surely answers gains, in standard deviations of scores

    @property
    def fingerprint(self) -> str:
        """Return a short hash of every number."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]

    def confidence(self, found: Features | None) -> float:
        """Return the probability, 0..1, that the documents answer and the first citation is right."""
        return 0.0 if found is None else logistic(self.weights.dot(found) + self.bias)

    def certainty(self, confidence: float) -> Certainty:
        """Say how sure an answer of this confidence is."""
        return "sure" if confidence >= self.sure else "likely"

    def ratio(self, *, several: bool) -> float:
        """Return what share of the best quote's score a further quote must reach."""
        return self.several_ratio if several and self.several_ratio is not None else self.quote_ratio

    def is_sufficient(self, readings: Sequence[Reading]) -> bool:
        """Say whether there is so much evidence that reading further passages would change nothing."""
        return any(reading.evidence >= self.sufficient for reading in readings)

    def abstention_reason(self, readings: Sequence[Reading]) -> Reason:
        """Return why there is no answer."""
        best = max(readings, key=lambda reading: reading.evidence, default=None)
        if best is None or (best.evidence < self.min_evidence and best.hit.dense < self.min_cosine):
            return "nothing_near"
        return "near_but_silent"

    def reranked(self, hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
        """Return ``hits`` with each passage raised by how likely it answers; what was not read keeps its score.

        Equal scores are in order of document id, then place.
        """
        gained = {reading.hit.passage.id: self.rerank_weight * logistic(reading.evidence) for reading in readings}
        raised = [replace(hit, score=hit.score + gained.get(hit.passage.id, 0.0)) for hit in hits]
        return sorted(raised, key=lambda hit: (-round(hit.score, 6), hit.passage.document_id, hit.passage.span))


@dataclass(frozen=True, slots=True)
class CalibratedReader:
    """A reader with the calibration that was fitted to its evidence. Neither is of use with another's."""

    reader: Reader
    calibration: Calibration


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
