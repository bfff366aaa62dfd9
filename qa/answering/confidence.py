"""From what was read to one probability, to a better order of passages, and to the reason for silence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.records import Hit
from qa.answering.reading import Reading
from qa.answering.records import Reason


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is made of; all of the passage with the most evidence."""

    answers: float  # its evidence
    lead: float  # evidence beyond the next passage's
    cosine: float  # its likeness to the question


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one reader's evidence is to be taken.

    Every number is fitted by bench/calibrate.py on development data (docs/decisions.md), never on the gold set of
    ``seeds/``.
    """

    answers: float  # weights of a logistic curve over `Features`
    lead: float
    cosine: float
    bias: float
    threshold: float  # the probability from which an answer is given
    near: float  # evidence below which nothing in the documents even comes close
    reasons: "Calibration | None" = None  # for questions that ask for reasons, where likeness tells nothing
    share: float = 0.75  # of the best sentence's score, which a further quote must reach
    rerank: float = 0.0  # what a passage that surely answers gains in the ranking, in fused standard deviations

    def confidence(self, readings: Sequence[Reading]) -> float:
        """Return the probability, 0..1, that the documents answer and the first quote is right."""
        found = features(readings)
        if found is None:
            return 0.0
        return _logistic(self.answers * found.answers + self.lead * found.lead + self.cosine * found.cosine + self.bias)

    def silence(self, readings: Sequence[Reading]) -> Reason:
        """Return why there is no answer."""
        best = max((reading.answers for reading in readings), default=-math.inf)
        return "nothing_near" if best < self.near else "near_but_silent"

    def reranked(self, hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
        """Return ``hits`` with what was read raised by how likely it answers; what was not read stays where it is.

        Equal scores are in order of document id, then place.
        """
        gained = {reading.hit.passage.id: self.rerank * _logistic(reading.answers) for reading in readings}
        raised = [replace(hit, score=hit.score + gained.get(hit.passage.id, 0.0)) for hit in hits]
        return sorted(raised, key=lambda hit: (-round(hit.score, 6), hit.passage.document_id, hit.passage.span))


SIMILARITY_CALIBRATION = Calibration(answers=3.0, lead=1.0, cosine=0.0, bias=-2.0, threshold=0.3, near=0.4)


def features(readings: Sequence[Reading]) -> Features | None:
    """Return what the confidence is made of, or None where nothing was read."""
    ranked = sorted(readings, key=lambda reading: -reading.answers)
    if not ranked or math.isinf(ranked[0].answers):
        return None
    lead = ranked[0].answers - ranked[1].answers if len(ranked) > 1 else 0.0
    return Features(ranked[0].answers, lead, ranked[0].hit.dense)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
