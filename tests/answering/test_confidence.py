"""From evidence to one probability, to an order of passages and to a reason for silence."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Hit, Passage, Span
from qa.answering.calibrations import SIMILARITY, TRAINED
from qa.answering.confidence import Calibration, Features, Thresholds, logistic
from qa.answering.reading.reader import Reading

CALIBRATION = Calibration(
    weights=Features(evidence=1.0, lead=2.0, names_missing=-3.0),
    bias=-1.0,
    thresholds=Thresholds(strict=0.8, balanced=0.5, lenient=0.2),
    min_evidence=-2.0,
    sure=0.9,
    rerank_weight=3.0,
)


def reading(answers: float, score: float = 0.0, start: int = 0) -> Reading:
    """Return what was found in one passage."""
    passage = Passage(f"p{start}", "d", "text", Span(start, start + 4))
    return Reading(Hit(passage, score, 0.5, 1.0), answers, (), (), coverage=0.75)


def test_confidence_is_the_logistic_of_the_weighed_features() -> None:
    """Worked by hand: evidence 2, lead .5, half of the names missing."""
    found = CALIBRATION.confidence(Features(evidence=2.0, lead=0.5, names_missing=0.5))

    total = 1.0 * 2.0 + 2.0 * 0.5 - 3.0 * 0.5 - 1.0
    assert found == pytest.approx(1 / (1 + math.exp(-total)))


def test_nothing_to_quote_is_no_confidence() -> None:
    """Where nothing was read there is nothing to be sure of."""
    assert CALIBRATION.confidence(None) == 0.0


def test_a_subject_is_held_to_the_next_lower_threshold() -> None:
    """Nothing in particular is asked of it, so there is less to be wrong about."""
    levels = CALIBRATION.thresholds

    assert [levels.of(name) for name in ("strict", "balanced", "lenient")] == [0.8, 0.5, 0.2]
    assert [levels.of(name, subject=True) for name in ("strict", "balanced", "lenient")] == [0.5, 0.2, 0.2]


def test_certainty_is_said_in_two_steps() -> None:
    """From a confidence on answers are sure, below it they are likely."""
    assert [CALIBRATION.certainty(value) for value in (0.5, 0.89, 0.9, 1.0)] == ["likely", "likely", "sure", "sure"]


def test_silence_says_whether_anything_came_near() -> None:
    """Below ``near`` nothing speaks of it; above, something does and does not answer."""
    assert CALIBRATION.abstention_reason([reading(-2.5), reading(-3.0)]) == "nothing_near"
    assert CALIBRATION.abstention_reason([reading(-1.5), reading(-3.0)]) == "near_but_silent"
    assert CALIBRATION.abstention_reason([]) == "nothing_near"
    likeness = replace(CALIBRATION, min_cosine=0.5)  # the readings' own
    assert likeness.abstention_reason([reading(-2.5), reading(-3.0)]) == "near_but_silent"
    assert likeness.abstention_reason([]) == "nothing_near"


def test_evidence_raises_a_passage_by_at_most_the_rerank_weight() -> None:
    """What surely answers overtakes what is merely likelier; what was not read keeps its score."""
    hits = [reading(-9.0, 2.0).hit, reading(9.0, 0.0, start=9).hit, reading(0.0, 1.0, start=20).hit]

    ranked = CALIBRATION.reranked(hits, [reading(-9.0, 2.0), reading(9.0, 0.0, start=9)])

    assert [hit.passage.id for hit in ranked] == ["p9", "p0", "p20"]
    assert ranked[0].score == pytest.approx(3.0 * logistic(9.0))
    assert ranked[2].score == 1.0


@given(st.builds(Features, *[st.floats(-60, 60)] * len(fields(Features))))
def test_confidence_is_a_probability(found: Features) -> None:
    """Whatever is read, the number can be compared with a threshold."""
    for calibration in (CALIBRATION, TRAINED, SIMILARITY):
        assert 0.0 <= calibration.confidence(found) <= 1.0


@pytest.mark.parametrize("calibration", [TRAINED, SIMILARITY])
def test_a_stricter_reader_answers_less(calibration: Calibration) -> None:
    """The three settings are in the order of their names."""
    found = calibration.thresholds

    assert found.strict >= found.balanced >= found.lenient > 0.0
    assert (found.of("strict"), found.of("balanced"), found.of("lenient")) == (
        found.strict,
        found.balanced,
        found.lenient,
    )
