"""How well confidence separates what can be answered from what cannot, and how risk falls with coverage.

AUROC and average precision take "answerable" as the positive label; calibration and risk take "right": answerable, and
the first citation is right. Held to scikit-learn in the tests.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Prediction:
    """A confidence, and whether what it predicts is so."""

    confidence: float
    positive: bool


@dataclass(frozen=True, slots=True)
class AUROC:
    """Chance that a positive has the higher confidence than a negative; ties count half.

    Source: Hanley, McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.
    """

    def __str__(self) -> str:
        return "auroc"

    def score(self, predictions: Sequence[Prediction]) -> float | None:
        """Return a number in [0, 1]; None where all or none are positive."""
        positives = sum(item.positive for item in predictions)
        negatives = len(predictions) - positives
        if not positives or not negatives:
            return None
        won, below = 0.0, 0
        for step in _steps(reversed(_ranked(predictions))):
            ties = len(step) - sum(item.positive for item in step)
            won += (len(step) - ties) * (below + ties / 2)
            below += ties
        return won / (positives * negatives)


@dataclass(frozen=True, slots=True)
class AveragePrecisionOfConfidence:
    """Sum over thresholds of (R_n - R_(n-1)) P_n: precision averaged over recall, no interpolation.

    Source: scikit-learn, "average_precision_score"; ties of confidence are one threshold.
    """

    def __str__(self) -> str:
        return "average_precision"

    def score(self, predictions: Sequence[Prediction]) -> float | None:
        """Return a number in [0, 1]; None where all or none are positive."""
        positives = sum(item.positive for item in predictions)
        if not positives or positives == len(predictions):
            return None
        total, seen, hits = 0.0, 0, 0
        for step in _steps(_ranked(predictions)):
            found = sum(item.positive for item in step)
            seen, hits = seen + len(step), hits + found
            total += found / positives * hits / seen
        return total


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions of like confidence: how many, how confident on average, what share was right."""

    count: int
    confidence: float
    right: float

    @classmethod
    def of(cls, members: Sequence[Prediction]) -> "ReliabilityBin":
        """Average over ``members``, which are not empty."""
        mean = sum(item.confidence for item in members) / len(members)
        return cls(len(members), mean, sum(item.positive for item in members) / len(members))


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """Mean distance between confidence and the share that is right, over ``bins`` bins of equal width, by size.

    Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """

    bins: int = 10

    def __str__(self) -> str:
        return "ece"

    def score(self, predictions: Sequence[Prediction]) -> float | None:
        """Return a number in [0, 1]; None where there is no prediction."""
        if not predictions:
            return None
        distances = (part.count * abs(part.confidence - part.right) for part in self.table(predictions))
        return sum(distances) / len(predictions)

    def table(self, predictions: Sequence[Prediction]) -> list[ReliabilityBin]:
        """Return the bins that hold anything, in order: the reliability diagram."""
        placed = sorted(predictions, key=self._bin)
        return [ReliabilityBin.of(list(members)) for _, members in groupby(placed, key=self._bin)]

    def _bin(self, item: Prediction) -> int:
        return min(int(item.confidence * self.bins), self.bins - 1)


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """If all at or above ``threshold`` are answered: the share answered, and the share of those that is wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(predictions: Sequence[Prediction]) -> list[RiskPoint]:
    """Return one point per distinct confidence, from the surest on. Positive means right.

    Source: El-Yaniv, Wiener, "On the foundations of noise-free selective classification", JMLR 11, 2010.
    """
    points, seen, wrong = [], 0, 0
    for step in _steps(_ranked(predictions)):
        seen += len(step)
        wrong += sum(not item.positive for item in step)
        points.append(RiskPoint(step[0].confidence, seen / len(predictions), wrong / seen))
    return points


def threshold_at_risk(points: Sequence[RiskPoint], risk: float) -> float | None:
    """Return the lowest threshold at which no more than ``risk`` of all answers given are wrong; None where none is."""
    return min((point.threshold for point in points if point.risk <= risk), default=None)


def binary_f1(said: Sequence[bool], so: Sequence[bool]) -> float | None:
    """Return 2PR / (P + R) of saying "answerable"; None where nothing is answerable."""
    if not any(so):
        return None
    both = sum(a and b for a, b in zip(said, so, strict=True))
    return 2 * both / (sum(said) + sum(so))


def _ranked(predictions: Sequence[Prediction]) -> list[Prediction]:
    return sorted(predictions, key=lambda item: item.confidence, reverse=True)


def _steps(ranked: Iterable[Prediction]) -> Iterator[list[Prediction]]:
    for _, members in groupby(ranked, key=lambda item: item.confidence):
        yield list(members)
