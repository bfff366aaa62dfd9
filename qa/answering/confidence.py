"""From what was read to one probability, and to the reason for silence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.reading import Reading
from qa.answering.records import Reason


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over a reader's best evidence and its lead over the next passage.

    ``threshold`` is the probability from which an answer is given; ``near`` the evidence below which nothing in the
    documents even comes close. Fitted on development data (docs/decisions.md), never on the gold set of ``seeds/``.
    """

    slope: float
    lead: float
    bias: float
    threshold: float
    near: float

    def confidence(self, readings: Sequence[Reading]) -> float:
        """Return the probability, 0..1, that the documents answer and the first quote is right."""
        ranked = sorted((reading.answers for reading in readings), reverse=True)
        if not ranked:
            return 0.0
        lead = ranked[0] - ranked[1] if len(ranked) > 1 else 0.0
        return 1.0 / (1.0 + math.exp(-(self.slope * ranked[0] + self.lead * lead + self.bias)))

    def silence(self, readings: Sequence[Reading]) -> Reason:
        """Return why there is no answer."""
        best = max((reading.answers for reading in readings), default=-math.inf)
        return "nothing_near" if best < self.near else "near_but_silent"
