"""Measures of one ranking against the set of what is relevant. Relevance is binary; ids in a ranking are distinct.

A query with nothing relevant scores None and is left out of the mean; one whose ranking misses everything scores 0.
Held to `ir-measures` (pytrec_eval) in the tests.
"""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol


class RankingMetric(Protocol):
    """A value that scores one ranking; ``str`` of it is its usual name."""

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        """Return a number in [0, 1], or None where nothing is relevant."""
        ...


@dataclass(frozen=True, slots=True)
class NDCG:
    """Discounted gain of the first ``k``, as a share of the best possible: DCG = sum of 1 / log2(rank + 1).

    Source: Jarvelin, Kekalainen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), 2002.
    """

    k: int

    def __str__(self) -> str:
        return f"nDCG@{self.k}"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        if not relevant:
            return None
        gain = sum(_discount(place) for place, item in enumerate(ranked[: self.k], start=1) if item in relevant)
        return gain / sum(_discount(place) for place in range(1, min(self.k, len(relevant)) + 1))


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """Mean, over all that is relevant, of the precision at the rank where it was found; 0 for what was not.

    Its mean over queries is MAP. Source: Manning, Raghavan, Schuetze, *Introduction to IR* (2008), 8.4.
    """

    def __str__(self) -> str:
        return "MAP"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        if not relevant:
            return None
        found = accumulate(int(item in relevant) for item in ranked)
        precision = (
            count / place for place, (item, count) in enumerate(zip(ranked, found, strict=True), 1) if item in relevant
        )
        return sum(precision) / len(relevant)


@dataclass(frozen=True, slots=True)
class ReciprocalRank:
    """1 / rank of the first relevant item among the first ``k``, else 0. Its mean over queries is MRR.

    Source: Voorhees, "The TREC-8 question answering track report", 1999.
    """

    k: int

    def __str__(self) -> str:
        return f"MRR@{self.k}"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        if not relevant:
            return None
        return next((1 / place for place, item in enumerate(ranked[: self.k], start=1) if item in relevant), 0.0)


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of all that is relevant found among the first ``k``.

    Source: Manning, Raghavan, Schuetze, *Introduction to IR* (2008), 8.3; ``R@k`` in ir-measures.
    """

    k: int

    def __str__(self) -> str:
        return f"R@{self.k}"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        if not relevant:
            return None
        return sum(item in relevant for item in ranked[: self.k]) / len(relevant)


@dataclass(frozen=True, slots=True)
class Success:
    """1 where anything relevant is among the first ``k``, else 0. ``Success@k`` in ir-measures."""

    k: int

    def __str__(self) -> str:
        return f"Success@{self.k}"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        if not relevant:
            return None
        return float(any(item in relevant for item in ranked[: self.k]))


RETRIEVAL_METRICS: tuple[RankingMetric, ...] = (
    NDCG(10),
    AveragePrecision(),
    ReciprocalRank(10),
    Recall(1),
    Recall(5),
    Recall(100),
    Success(1),
)


def _discount(place: int) -> float:
    return 1 / math.log2(place + 1)
