import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from qa.evaluation.metrics.abstention import (
    AUROC,
    AveragePrecisionOfConfidence,
    CalibrationError,
    Prediction,
    RiskPoint,
    binary_f1,
    risk_coverage,
    threshold_at_risk,
)
from qa.evaluation.metrics.statistics import mean, paired_interval, percentile

# surest first: right, wrong, right (tied with a wrong one), and one more wrong
CASES = [
    Prediction(0.9, True),
    Prediction(0.8, False),
    Prediction(0.5, True),
    Prediction(0.5, False),
    Prediction(0.1, False),
]


def test_abstention_worked_by_hand() -> None:
    """Of 2 x 3 pairs, .9 wins three, .5 wins one and ties one; precision is 1/1 at the first, 2/4 at the second."""
    assert AUROC().score(CASES) == pytest.approx(4.5 / 6)
    assert AveragePrecisionOfConfidence().score(CASES) == pytest.approx(0.5 * 1 + 0.5 * 0.5)


def test_risk_coverage_worked_by_hand() -> None:
    """Ties are answered together; the threshold is the lowest that keeps the risk."""
    points = risk_coverage(CASES)

    assert points == [
        RiskPoint(0.9, 0.2, 0.0),
        RiskPoint(0.8, 0.4, 0.5),
        RiskPoint(0.5, 0.8, 0.5),
        RiskPoint(0.1, 1.0, 0.6),
    ]
    assert threshold_at_risk(points, 0.05) == 0.9
    assert threshold_at_risk(points, 0.5) == 0.5
    assert threshold_at_risk(points[1:], 0.05) is None


def test_calibration_error_worked_by_hand() -> None:
    """Two bins: three questions of mean confidence .2, one right; one of 1.0, right."""
    predictions = [Prediction(0.1, False), Prediction(0.2, True), Prediction(0.3, False), Prediction(1.0, True)]

    assert CalibrationError(bins=2).score(predictions) == pytest.approx(3 / 4 * abs(0.2 - 1 / 3) + 1 / 4 * 0)


def test_f1_of_saying_answerable_worked_by_hand() -> None:
    """Two of three said are so, two of four that are so were said: 2 * 2 / (3 + 4)."""
    said = [True, True, True, False, False]
    so = [True, True, False, True, True]

    assert binary_f1(said, so) == pytest.approx(4 / 7)
    assert binary_f1(said, [False] * 5) is None


@pytest.mark.parametrize("label", [True, False])
def test_telling_apart_does_not_apply_where_all_are_alike(label: bool) -> None:
    """One kind of question cannot be told from another that is not there."""
    assert AUROC().score([Prediction(0.5, label)]) is None
    assert AveragePrecisionOfConfidence().score([Prediction(0.5, label)]) is None


def test_nothing_judged_has_no_calibration() -> None:
    """An empty set is not well calibrated."""
    assert CalibrationError().score([]) is None
    assert risk_coverage([]) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), st.booleans()), min_size=2, max_size=40))
def test_auroc_and_average_precision_are_those_of_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    """Ties, which real confidences have, included."""
    predictions = [Prediction(*pair) for pair in pairs]
    scores, labels = np.array([score for score, _ in pairs]), np.array([label for _, label in pairs])
    if labels.all() or not labels.any():
        assert AUROC().score(predictions) is None
        return

    assert AUROC().score(predictions) == pytest.approx(roc_auc_score(labels, scores), abs=1e-9)
    assert AveragePrecisionOfConfidence().score(predictions) == pytest.approx(
        average_precision_score(labels, scores), abs=1e-9
    )


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_answering_everything_has_the_risk_of_all_questions(pairs: list[tuple[float, bool]]) -> None:
    """The curve ends at full coverage, and coverage only grows."""
    points = risk_coverage([Prediction(*pair) for pair in pairs])

    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(sum(not label for _, label in pairs) / len(pairs))
    assert [point.coverage for point in points] == sorted({point.coverage for point in points})


def test_means_leave_out_what_does_not_apply() -> None:
    """None is not zero."""
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) is None


def test_percentiles_are_values_that_occurred() -> None:
    """Nearest rank: no latency is reported that no question had."""
    values = [float(number) for number in range(1, 101)]

    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 0.95) == 95.0
    assert percentile([3.0], 0.95) == 3.0
    assert percentile([], 0.5) is None


def test_an_interval_is_seeded_and_tells_a_clear_difference_from_a_chance_one() -> None:
    """The same two runs give the same verdict every time."""
    clear = paired_interval([0.1, 0.2, 0.1, 0.15] * 20)
    chance = paired_interval([1.0, -1.0] * 40)

    assert clear is not None
    assert clear.clear
    assert clear.low < clear.difference < clear.high
    assert clear == paired_interval([0.1, 0.2, 0.1, 0.15] * 20)
    assert chance is not None
    assert not chance.clear
    assert paired_interval([]) is None
