import math
from collections.abc import Sequence

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.metrics.retrieval import (
    NDCG,
    RETRIEVAL_METRICS,
    AveragePrecision,
    RankingMetric,
    Recall,
    ReciprocalRank,
    Success,
)
from qa.evaluation.metrics.statistics import mean

ORACLE = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "MAP": ir_measures.AP,
    "MRR@10": ir_measures.RR @ 10,
    "R@1": ir_measures.R @ 1,
    "R@5": ir_measures.R @ 5,
    "R@100": ir_measures.R @ 100,
    "Success@1": ir_measures.Success @ 1,
}
IDS = [f"d{number:03}" for number in range(150)]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        # relevant: b and d of a ranking a b c d; e is relevant and was not found
        (NDCG(10), (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2)),
        (AveragePrecision(), (1 / 2 + 2 / 4) / 3),
        (ReciprocalRank(10), 1 / 2),
        (Recall(1), 0.0),
        (Recall(2), 1 / 3),
        (Recall(100), 2 / 3),
        (Success(1), 0.0),
        (Success(2), 1.0),
    ],
    ids=str,
)
def test_metrics_worked_by_hand(metric: RankingMetric, expected: float) -> None:
    """One ranking small enough to do on paper."""
    assert metric.score(["a", "b", "c", "d"], {"b", "d", "e"}) == pytest.approx(expected)


@pytest.mark.parametrize("metric", RETRIEVAL_METRICS, ids=str)
def test_nothing_relevant_is_not_applicable_and_nothing_found_is_zero(metric: RankingMetric) -> None:
    """Leaving out what does not apply must not hide a failure."""
    assert metric.score(["a"], set()) is None
    assert metric.score([], {"a"}) == 0.0
    assert metric.score(["b"], {"a"}) == 0.0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(IDS), unique=True, max_size=130), st.sets(st.sampled_from(IDS), min_size=1)),
        min_size=1,
        max_size=4,
    )
)
def test_metrics_are_those_of_ir_measures(cases: Sequence[tuple[list[str], set[str]]]) -> None:
    """Any run gives the same means as the tool that the field trusts."""
    judged = [
        ir_measures.Qrel(str(query), item, 1) for query, (_, relevant) in enumerate(cases) for item in sorted(relevant)
    ]
    run = [
        ir_measures.ScoredDoc(str(query), item, float(len(ranked) - place))
        for query, (ranked, _) in enumerate(cases)
        for place, item in enumerate(ranked)
    ]

    theirs = ir_measures.calc_aggregate(list(ORACLE.values()), judged, run)

    for metric in RETRIEVAL_METRICS:
        ours = mean(metric.score(ranked, relevant) for ranked, relevant in cases)
        assert ours == pytest.approx(theirs[ORACLE[str(metric)]], abs=1e-6), str(metric)
