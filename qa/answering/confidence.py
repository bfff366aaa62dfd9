"""From what was read to one probability, to a better order of passages, and to the reason for silence."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal

from index.records import Hit
from qa.answering.reading.reader import Reader, Reading
from qa.answering.records import Reason

Strictness = Literal["strict", "balanced", "lenient"]


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is made of; all of the passage with the most evidence. Also the weights of the same."""

    answers: float = 0.0  # its evidence
    cosine: float = 0.0  # its likeness to the question
    about: float = 0.0  # share of what the question names that it names too

    def dot(self, other: "Features") -> float:
        """Return the sum of the products, field by field."""
        return float(sum(a * b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which an answer is given."""

    strict: float
    balanced: float
    lenient: float

    def of(self, strictness: Strictness) -> float:
        """Return the one that is asked for."""
        return {"strict": self.strict, "balanced": self.balanced, "lenient": self.lenient}[strictness]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one reader's evidence is to be taken.

    Every number is fitted by bench/calibrate.py on development data (docs/decisions.md), never on the gold set of
    ``seeds/``.
    """

    weights: Features  # of a logistic curve
    bias: float
    thresholds: Thresholds
    near: float  # evidence below which nothing in the documents even comes close
    alike: float = math.inf  # cosine from which something does all the same
    sure: float = math.inf  # evidence from which no further passage is read for a fact
    reasons: "Calibration | None" = None  # for questions that ask for reasons, where likeness tells nothing
    share: float = 0.75  # of the best sentence's score, which a further quote must reach
    rerank: float = 0.0  # what a passage that surely answers gains in the ranking, in fused standard deviations

    def confidence(self, readings: Sequence[Reading]) -> float:
        """Return the probability, 0..1, that the documents answer and the first quote is right."""
        found = features(readings)
        return 0.0 if found is None else logistic(self.weights.dot(found) + self.bias)

    def is_sure(self, readings: Sequence[Reading]) -> bool:
        """Say whether one of ``readings`` answers so surely that reading on would change nothing."""
        return any(reading.answers >= self.sure for reading in readings)

    def silence(self, readings: Sequence[Reading]) -> Reason:
        """Return why there is no answer."""
        best = max(readings, key=lambda reading: reading.answers, default=None)
        if best is None or (best.answers < self.near and best.hit.dense < self.alike):
            return "nothing_near"
        return "near_but_silent"

    def reranked(self, hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
        """Return ``hits`` with what was read raised by how likely it answers; what was not read stays where it is.

        Equal scores are in order of document id, then place.
        """
        gained = {reading.hit.passage.id: self.rerank * logistic(reading.answers) for reading in readings}
        raised = [replace(hit, score=hit.score + gained.get(hit.passage.id, 0.0)) for hit in hits]
        return sorted(raised, key=lambda hit: (-round(hit.score, 6), hit.passage.document_id, hit.passage.span))


@dataclass(frozen=True, slots=True)
class CalibratedReader:
    """A reader with the calibration that was fitted to its evidence: neither means anything with another's."""

    reader: Reader
    calibration: Calibration


def features(readings: Sequence[Reading]) -> Features | None:
    """Return what the confidence is made of, or None where nothing was read."""
    ranked = sorted(readings, key=lambda reading: -reading.answers)
    if not ranked or math.isinf(ranked[0].answers):
        return None
    best = ranked[0]
    return Features(best.answers, best.hit.dense, best.about)


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
