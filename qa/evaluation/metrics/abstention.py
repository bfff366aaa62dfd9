"""How well confidence tells what can be answered from what cannot, and what silence buys.

A judged question is a confidence and a label. AUROC and average precision take "answerable" as the positive label;
risk takes "right": answerable, and the first citation is right. Held to scikit-learn in the tests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Judged:
    """A confidence, and whether what it speaks of is so."""

    confidence: float
    positive: bool


@dataclass(frozen=True, slots=True)
class AUROC:
    """Chance that a positive has the higher confidence than a negative; ties count half.

    Source: Hanley, McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.
    """

    def __str__(self) -> str:
        return "auroc"

    def score(self, judged: Sequence[Judged]) -> float | None:
        """Return a number in [0, 1]; None where all or none are positive."""
        positives = sum(item.positive for item in judged)
        negatives = len(judged) - positives
        if not positives or not negatives:
            return None
        won, below = 0.0, 0
        for step in _steps(reversed(_ranked(judged))):
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

    def score(self, judged: Sequence[Judged]) -> float | None:
        """Return a number in [0, 1]; None where all or none are positive."""
        positives = sum(item.positive for item in judged)
        if not positives or positives == len(judged):
            return None
        total, seen, hits = 0.0, 0, 0
        for step in _steps(iter(_ranked(judged))):
            found = sum(item.positive for item in step)
            seen, hits = seen + len(step), hits + found
            total += found / positives * hits / seen
        return total


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """Mean distance between confidence and the share that is right, over ``bins`` bins of equal width, by size.

    Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """

    bins: int = 10

    def __str__(self) -> str:
        return "ece"

    def score(self, judged: Sequence[Judged]) -> float | None:
        """Return a number in [0, 1]; None where nothing was judged."""
        if not judged:
            return None
        return sum(bin_.count * abs(bin_.confidence - bin_.right) for bin_ in self.table(judged)) / len(judged)

    def table(self, judged: Sequence[Judged]) -> "list[ReliabilityBin]":
        """Return the bins that hold anything, in order: the reliability diagram."""
        placed = sorted(judged, key=self._bin)
        return [ReliabilityBin.of(list(members)) for _, members in groupby(placed, key=self._bin)]

    def _bin(self, item: Judged) -> int:
        return min(int(item.confidence * self.bins), self.bins - 1)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Questions of like confidence: how many, how confident on average, what share was right."""

    count: int
    confidence: float
    right: float

    @classmethod
    def of(cls, members: Sequence[Judged]) -> "ReliabilityBin":
        """Average over ``members``, which are not empty."""
        mean = sum(item.confidence for item in members) / len(members)
        return cls(len(members), mean, sum(item.positive for item in members) / len(members))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """If all at or above ``threshold`` are answered: the share answered, and the share of those that is wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(judged: Sequence[Judged]) -> list[RiskPoint]:
    """Return one point per distinct confidence, from the surest on. Positive means right.

    Source: El-Yaniv, Wiener, "On the foundations of noise-free selective classification", JMLR 11, 2010.
    """
    points, seen, wrong = [], 0, 0
    for step in _steps(iter(_ranked(judged))):
        seen += len(step)
        wrong += sum(not item.positive for item in step)
        points.append(RiskPoint(step[0].confidence, seen / len(judged), wrong / seen))
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


def _ranked(judged: Sequence[Judged]) -> list[Judged]:
    return sorted(judged, key=lambda item: item.confidence, reverse=True)


def _steps(ranked: Iterator[Judged]) -> Iterator[list[Judged]]:
    for _, members in groupby(ranked, key=lambda item: item.confidence):
        yield list(members)
