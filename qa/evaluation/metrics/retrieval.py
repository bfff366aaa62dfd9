"""Measures of one ranking against the set of what is relevant. Relevance is binary; ids in a ranking are distinct.

A query with nothing relevant scores None and is left out of the mean; one whose ranking misses everything scores 0.
Held to `ir-measures` (pytrec_eval) in the tests.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RankingMetric(ABC):
    """Scores the first ``k`` of one ranking, or all of it for None; ``str`` of it is its usual name."""

    name: ClassVar[str]
    k: int | None = None

    def __str__(self) -> str:
        return self.name if self.k is None else f"{self.name}@{self.k}"

    def score(self, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
        """Return a number in [0, 1], or None where nothing is relevant."""
        return self._score([item in relevant for item in ranked[: self.k]], len(relevant)) if relevant else None

    @abstractmethod
    def _score(self, hits: Sequence[bool], relevant: int) -> float:
        """Score a ranking by whether each of its first ``k`` items is one of the ``relevant`` many."""


class NDCG(RankingMetric):
    """Discounted gain as a share of the best possible: DCG = sum of 1 / log2(rank + 1).

    Source: Jarvelin, Kekalainen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), 2002.
    """

    name = "nDCG"

    def _score(self, hits: Sequence[bool], relevant: int) -> float:
        ideal = [True] * (relevant if self.k is None else min(self.k, relevant))
        return _discounted_gain(hits) / _discounted_gain(ideal)


class AveragePrecision(RankingMetric):
    """Mean, over all that is relevant, of the precision at the rank where it was found; 0 for what was not.

    Its mean over queries is MAP. Source: Manning, Raghavan, Schuetze, *Introduction to IR* (2008), 8.4.
    """

    name = "MAP"

    def _score(self, hits: Sequence[bool], relevant: int) -> float:
        found = accumulate(map(int, hits))
        return sum(count / rank for rank, (hit, count) in enumerate(zip(hits, found, strict=True), 1) if hit) / relevant


class ReciprocalRank(RankingMetric):
    """1 / rank of the first relevant item, else 0. Its mean over queries is MRR.

    Source: Voorhees, "The TREC-8 question answering track report", 1999.
    """

    name = "MRR"

    def _score(self, hits: Sequence[bool], relevant: int) -> float:  # noqa: ARG002 - the first one alone counts
        return next((1 / rank for rank, hit in enumerate(hits, 1) if hit), 0.0)


class Recall(RankingMetric):
    """Share of all that is relevant that was found.

    Source: Manning, Raghavan, Schuetze, *Introduction to IR* (2008), 8.3; ``R@k`` in ir-measures.
    """

    name = "R"

    def _score(self, hits: Sequence[bool], relevant: int) -> float:
        return sum(hits) / relevant


class Success(RankingMetric):
    """1 where anything relevant was found, else 0. ``Success@k`` in ir-measures."""

    name = "Success"

    def _score(self, hits: Sequence[bool], relevant: int) -> float:  # noqa: ARG002 - any one counts
        return float(any(hits))


RETRIEVAL_METRICS: tuple[RankingMetric, ...] = (
    NDCG(10), AveragePrecision(), ReciprocalRank(10), Recall(1), Recall(5), Recall(100), Success(1),
)  # fmt: skip


def _discounted_gain(hits: Sequence[bool]) -> float:
    return sum(1 / math.log2(rank + 1) for rank, hit in enumerate(hits, 1) if hit)
