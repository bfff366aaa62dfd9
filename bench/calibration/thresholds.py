"""Chooses from which confidence an answer is given, and from which it is called sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.calibration.curve import Booleans, Predicted
from qa.answering.confidence import Thresholds

LOST = Thresholds(strict=0.20, balanced=0.10, lenient=0.05)  # shares of the right answers that each may lose
RIGHT = 0.95  # of the answers that are called sure
MIN_SURE = 20  # answers without which no such share is believed


@dataclass(frozen=True, slots=True)
class Sure:
    """A confidence, and what was found of the answers that have at least as much."""

    confidence: float
    answers: int
    right: float  # share of them, all sets together or in the worst of them

    @property
    def kept(self) -> bool:
        """Say whether so many of them are right as `RIGHT` asks for."""
        return self.right >= RIGHT - 1e-9


def thresholds(sets: Sequence[Predicted]) -> Thresholds:
    """Return for each strictness the most that loses no more than its share of right answers, as the sets' mean."""
    return Thresholds(
        strict=_losing(sets, LOST.strict), balanced=_losing(sets, LOST.balanced), lenient=_losing(sets, LOST.lenient)
    )


def sure(sets: Sequence[Predicted], shares: Sequence[float]) -> Sure:
    """Return the least confidence from which `RIGHT` of the answers are right; else that with the most right.

    Of all sets together, each weighing its share however many questions it has, and of each set by itself that has
    `MIN_SURE` such answers: one that is easily answered would hide the others.
    """
    found = []
    for least in np.unique(np.concatenate([each.confidence for each in sets]))[::-1]:
        given = [each.confidence >= least for each in sets]
        answers = sum(int(own.sum()) for own in given)
        if answers >= MIN_SURE:
            found.append(Sure(float(least), answers, _least_right(sets, shares, given)))
    kept = [each for each in found if each.kept]
    return kept[-1] if kept else max(found, key=lambda each: each.right)


def _least_right(sets: Sequence[Predicted], shares: Sequence[float], given: Sequence[Booleans]) -> float:
    right = [int((own & each.right).sum()) for own, each in zip(given, sets, strict=True)]
    answers = [int(own.sum()) for own in given]
    weights = [share / len(each.right) for share, each in zip(shares, sets, strict=True)]
    together = np.dot(weights, right) / np.dot(weights, answers)
    alone = [r / count for r, count in zip(right, answers, strict=True) if count >= MIN_SURE]
    return float(min([together, *alone]))


def _losing(sets: Sequence[Predicted], share: float) -> float:
    """Return the highest of the right answers' confidences that loses at most ``share`` of them, as the sets' mean."""
    known = [each.confidence[each.right] for each in sets if each.right.any()]
    steps = np.unique(np.concatenate(known))
    lost = np.mean([(own[:, None] < steps[None, :]).mean(axis=0) for own in known], axis=0)
    return float(steps[lost <= share][-1])
