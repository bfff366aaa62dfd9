"""Means that leave out what does not apply, quantiles, and the interval of a paired difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


def mean(scores: Iterable[float | None]) -> float | None:
    """Return the mean of the scores that are not None, or None where all are."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that at least ``share`` of all values do not exceed (nearest rank); None of none."""
    if not values:
        return None
    return float(np.quantile(np.asarray(values), share, method="inverted_cdf"))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference with its 95% interval."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Say whether 0 lies outside: the two differ by more than the choice of questions explains."""
        return self.low > 0 or self.high < 0


def paired_interval(differences: Sequence[float], *, resamples: int = 2000, seed: int = 0) -> Interval | None:
    """Return the percentile bootstrap interval of the mean of ``differences`` (one per question); None of none.

    Source: Efron, Tibshirani, *An Introduction to the Bootstrap* (1993), 13.3; paired, as the questions are the same.
    """
    if not differences:
        return None
    values = np.asarray(differences, dtype=np.float64)
    generator = np.random.default_rng(seed)
    # One resample at a time: all at once would be questions x resamples numbers, 100 MB for squad2.
    means = [float(values[generator.integers(0, len(values), len(values))].mean()) for _ in range(resamples)]
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))
