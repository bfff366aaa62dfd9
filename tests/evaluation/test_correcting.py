"""The confidence fitted to somebody's own questions, on numbers whose right answer is known."""

import numpy as np
import pytest

from qa.answering.confidence import Thresholds
from qa.evaluation.correcting import FEW, LEAST, Gain, Judged, Outcome, fit, gain
from qa.evaluation.errors import TooFewQuestionsError
from qa.evaluation.sets import Query
from qa.evaluation.summary import Case
from tests.evaluation.kit import answerable, case, quoted, reply

SHIPPED = Thresholds(strict=0.45, balanced=0.36, lenient=0.25)


def judged(count: int, slope: float, intercept: float, seed: int = 1) -> Judged:
    """Questions whose chance of being right is what this line makes of their log odds."""
    random = np.random.default_rng(seed)
    odds = random.normal(0, 1.5, count)
    right = random.random(count) < 1 / (1 + np.exp(-(slope * odds + intercept)))
    return Judged(1 / (1 + np.exp(-odds)), right | (random.random(count) < 0.3), right)


def right_case(number: int, confidence: float = 0.8) -> Case:
    query = answerable(f"r{number}", "When do herons hunt?", "heron", "at dawn")
    return case(query, reply(query.id, quoted("heron", "Herons hunt at dawn."), confidence=confidence))


def wrong_case(number: int, text: str = "How much does a submarine cost?", confidence: float = 0.2) -> Case:
    query = Query(f"w{number}", text, answerable=False)
    return case(query, reply(query.id, quoted("heron", "Herons hunt at dawn."), confidence=confidence))


def outcome(well: int, log_loss: float) -> Outcome:
    return Outcome(log_loss, 0.1, {}, {}, {"strict": 0, "balanced": well, "lenient": 0})


def test_many_questions_give_back_the_line_that_they_follow() -> None:
    """Slope and intercept of the log odds, nearly."""
    fitted = fit(judged(5000, slope=0.8, intercept=-1.0), 0.9)

    assert fitted.slope == pytest.approx(0.8, abs=0.1)
    assert fitted.intercept == pytest.approx(-1.0, abs=0.1)


def test_few_questions_move_little() -> None:
    """Even where all twenty are told apart, the curve does not become a step."""
    found = Judged(np.array([0.3] * 10 + [0.7] * 10), np.arange(20) >= 10, np.arange(20) >= 10)

    fitted = fit(found, 0.9)

    assert 1.0 < fitted.slope < 3.0
    assert 0.5 < float(fitted.confidence(np.array([0.7]))[0]) < 0.99


def test_more_confidence_never_means_less() -> None:
    """Questions that say the opposite flatten the curve and do not turn it round."""
    found = Judged(np.linspace(0.05, 0.95, 400), np.arange(400) < 200, np.arange(400) < 200)

    fitted = fit(found, 0.9)

    assert fitted.slope > 0


def test_each_threshold_loses_its_share_of_the_right_answers() -> None:
    """20, 10 and 5%; the strictest is the highest."""
    found = judged(1000, slope=1.0, intercept=0.5)

    fitted = fit(found, 0.9)

    confidence = fitted.confidence(found.confidence)[found.right]
    lost = [float((confidence < t).mean()) for t in (fitted.thresholds.strict, fitted.thresholds.balanced)]
    assert lost == pytest.approx([0.20, 0.10], abs=0.01)
    assert fitted.thresholds.strict > fitted.thresholds.balanced > fitted.thresholds.lenient


def test_sure_is_what_enough_answers_bear_out_or_what_was_sure_before() -> None:
    """With few answers nothing new is believed, and never less than 19 in 20."""
    certain = Judged(np.array([0.9] * 60 + [0.1] * 60), np.arange(120) < 60, np.arange(120) < 60)
    few = Judged(np.array([0.9] * 12 + [0.1] * 12), np.arange(24) < 12, np.arange(24) < 12)

    enough, hardly = fit(certain, 0.99), fit(few, 0.99)

    assert enough.sure == pytest.approx(float(enough.confidence(np.array([0.9]))[0]))
    assert hardly.sure >= 0.95
    assert hardly.sure > float(hardly.confidence(np.array([0.9]))[0])


def test_what_is_gained_is_judged_on_questions_that_were_not_fitted_to() -> None:
    """Where confidence is far too high, a fit mends it, also for the tenth that it did not see."""
    found = judged(300, slope=1.0, intercept=-2.0)

    gained = gain(found, SHIPPED, "balanced")

    assert gained.after.log_loss < gained.before.log_loss - 0.1
    assert gained.after.calibration_error < gained.before.calibration_error / 2
    assert gained.after.right_lost["balanced"] == pytest.approx(0.10, abs=0.06)
    assert gained.after.well["balanced"] > gained.before.well["balanced"]
    assert gained.objection is None


def test_where_nothing_can_be_learned_there_is_an_objection() -> None:
    """Confidence that means what it says gains nothing by being fitted to forty questions, and loses a little."""
    objections = [gain(judged(40, 1.0, 0.0, seed), SHIPPED, "balanced").objection for seed in range(20)]

    assert sum(objection is not None for objection in objections) >= 17


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (outcome(20, 0.5), outcome(19, 0.4), "19 of 40 questions would go well, and without it 20"),
        (outcome(20, 0.5), outcome(20, 0.46), "log loss 0.500 -> 0.460, standard error 0.050"),
        (outcome(20, 0.5), outcome(20, 0.4), None),
    ],
)
def test_better_means_truer_and_no_worse(before: Outcome, after: Outcome, said: str | None) -> None:
    """Both the confidence and the decisions that are made with it."""
    objection = Gain(40, 30, 20, before, after, 0.05, "balanced").objection

    assert objection is None if said is None else said in (objection or "")


def test_questions_that_the_reader_does_not_answer_are_left_out() -> None:
    """Greetings and keywords have a confidence of another kind."""
    cases = [*map(right_case, range(12)), *map(wrong_case, range(12))]
    others = [wrong_case(90, "hello"), wrong_case(91, "submarine price"), wrong_case(92, "What is this about?")]

    found = Judged.of([*cases, *others])

    assert len(found) == 24
    assert (int(found.right.sum()), int(found.answerable.sum())) == (12, 12)
    assert sorted(set(found.confidence.tolist())) == [0.2, 0.8]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [(10, LEAST - 11, "20 are needed"), (LEAST, 1, "1 of the 21 questions are not"), (0, LEAST, "answered rightly")],
)
def test_too_few_are_refused(right: int, wrong: int, said: str) -> None:
    """Altogether, or of one kind."""
    cases = [*map(right_case, range(right)), *map(wrong_case, range(wrong))]

    with pytest.raises(TooFewQuestionsError, match=said):
        Judged.of(cases)


def test_few_are_warned_of() -> None:
    """Under fifty altogether; under eight of a kind."""
    few = Judged.of([*map(right_case, range(40)), *map(wrong_case, range(7))])
    enough = Judged.of([*map(right_case, range(FEW - 10)), *map(wrong_case, range(10))])

    assert [warning.split()[0] for warning in few.warnings] == ["47", "only"]
    assert enough.warnings == []
