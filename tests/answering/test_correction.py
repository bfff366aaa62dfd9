"""A calibration corrected for one collection."""

import math
from dataclasses import replace

import pytest

from qa.answering.calibrations import TRAINED
from qa.answering.confidence import Features, Thresholds
from qa.answering.correction import Correction

CORRECTION = Correction(
    reader="reader@1",
    calibration=TRAINED.fingerprint,
    parsers="3",
    date="2026-11-25",
    questions=40,
    slope=2.0,
    intercept=-0.5,
    thresholds=Thresholds(strict=0.7, balanced=0.5, lenient=0.3),
    sure=0.95,
)
FOUND = Features(evidence=3.0, logit=4.0, lead=1.0, quote_coverage=0.9)


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_the_log_odds_are_stretched_and_shifted() -> None:
    """Two numbers, whatever the features are; thresholds and sureness are those of the corrected confidence."""
    corrected = CORRECTION.corrected(TRAINED)

    before, after = (log_odds(each.confidence(FOUND)) for each in (TRAINED, corrected))
    assert after == pytest.approx(2.0 * before - 0.5)
    assert corrected.thresholds == CORRECTION.thresholds
    assert corrected.certainty(0.94) == "likely"
    assert corrected.certainty(0.96) == "sure"


def test_what_is_not_confidence_stays() -> None:
    """Which quotes are chosen, and what is read, does not depend on it."""
    corrected = CORRECTION.corrected(TRAINED)

    assert (
        replace(corrected, weights=TRAINED.weights, bias=TRAINED.bias, thresholds=TRAINED.thresholds, sure=TRAINED.sure)
        == TRAINED
    )


def test_it_is_of_no_use_with_another_reader_or_another_calibration() -> None:
    """Evidence of another network, or features weighed in another way, mean something else."""
    assert CORRECTION.misfit("reader@1", TRAINED) is None
    assert "reader@2" in (CORRECTION.misfit("reader@2", TRAINED) or "")
    assert "earlier version" in (CORRECTION.misfit("reader@1", replace(TRAINED, bias=0.0)) or "")


@pytest.mark.parametrize(
    "changes",
    [
        {"slope": 0.0},
        {"slope": math.nan},
        {"intercept": math.inf},
        {"sure": 1.5},
        {"thresholds": Thresholds(strict=0.3, balanced=0.5, lenient=0.7)},
        {"thresholds": Thresholds(strict=0.3, balanced=0.2, lenient=-0.1)},
    ],
)
def test_numbers_that_no_fit_gives_are_refused(changes: dict[str, float]) -> None:
    """A file may have been edited by hand."""
    with pytest.raises(ValueError, match=r"slope|thresholds"):
        replace(CORRECTION, **changes)  # type: ignore[arg-type]
