"""Chooses from which confidence an answer is given, and from which it is called sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.calibration.curve import Predicted
from qa.answering.confidence import Thresholds
from qa.evaluation.metrics.abstention import Prediction, risk_coverage

LOST = Thresholds(strict=0.20, balanced=0.10, lenient=0.05)  # shares of the right answers that each may lose
RIGHT = 0.95  # of the answers that are called sure
MIN_SURE = 20  # answers without which no such share is believed


@dataclass(frozen=True, slots=True)
class Sure:
    """A confidence, and what was found of the answers that have at least as much."""

    confidence: float
    answers: int
    right: float

    @property
    def kept(self) -> bool:
        """Say whether so many of them are right as `RIGHT` asks for."""
        return self.right >= RIGHT - 1e-9


def thresholds(sets: Sequence[Predicted]) -> Thresholds:
    """Return for each strictness the most that loses no more than its share of right answers, as the sets' mean."""
    return Thresholds(
        strict=_losing(sets, LOST.strict), balanced=_losing(sets, LOST.balanced), lenient=_losing(sets, LOST.lenient)
    )


def sure(sets: Sequence[Predicted]) -> Sure:
    """Return the least confidence from which `RIGHT` of all sets' answers are right; else that with the most right."""
    predictions = [
        Prediction(float(confidence), bool(right))
        for each in sets
        for confidence, right in zip(each.confidence, each.right, strict=True)
    ]
    points = risk_coverage(predictions)
    found = [Sure(p.threshold, round(p.coverage * len(predictions)), 1 - p.risk) for p in points]
    enough = [each for each in found if each.answers >= MIN_SURE]
    kept = [each for each in enough if each.kept]
    return kept[-1] if kept else max(enough, key=lambda each: each.right)


def _losing(sets: Sequence[Predicted], share: float) -> float:
    """Return the highest of the right answers' confidences that loses at most ``share`` of them, as the sets' mean."""
    known = [each.confidence[each.right] for each in sets if each.right.any()]
    steps = np.unique(np.concatenate(known))
    lost = np.mean([(own[:, None] < steps[None, :]).mean(axis=0) for own in known], axis=0)
    return float(steps[lost <= share][-1])
