"""Fits the confidence to somebody's own questions: a line through its log odds, thresholds, and what that gains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
import numpy.typing as npt

from qa.answering.confidence import Strictness, Thresholds
from qa.answering.question.parts import is_read
from qa.evaluation.errors import TooFewQuestionsError
from qa.evaluation.metrics.abstention import CalibrationError, Prediction, risk_coverage, threshold_at_risk
from qa.evaluation.summary import Case

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

LEAST = 20  # questions, below which nothing is fitted
_LEAST_OF_A_KIND = 2  # one to fit to, one to judge by
FEW = 50  # below which what is gained is hardly known
FEW_OF_A_KIND = 8  # right answers, or questions without one
LOST: Mapping[Strictness, float] = {"strict": 0.20, "balanced": 0.10, "lenient": 0.05}  # right answers that may be lost
SURE = 0.95  # share of the answers called sure that is right
_MIN_SURE = 20  # answers, without which no such share is believed
_FOLDS = 10
# How far slope and intercept are believed to lie from 1 and 0, as standard deviations: few questions move them little.
_SPREAD = np.array([0.5, 1.5])
_EDGE = 1e-4  # confidence comes with four decimals
_NEWTON_STEPS = 50
_MIN_SLOPE = 0.05  # more confidence never means less


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions with the confidence of what would be cited, and whether that is so. Arrays of one length."""

    confidence: Floats
    answerable: Booleans
    right: Booleans  # answerable, and the first citation is right

    @classmethod
    def of(cls, cases: Iterable[Case]) -> "Judged":
        """Take the questions whose confidence comes from the reader, and of which what is right is known.

        Raises:
            TooFewQuestionsError: there are fewer than `LEAST`, or hardly any right or any other answers among them.
        """
        known = [
            case for case in cases if case.scores.right is not None and is_read(case.query.text, case.query.history)
        ]
        right = [bool(case.scores.right) for case in known]
        if len(known) < LEAST:
            raise TooFewQuestionsError(
                f"{len(known)} questions can be used, and {LEAST} are needed: whole questions that say whether the "
                "documents answer them, and where"
            )
        for count, kind in ((right.count(True), "are answered rightly"), (right.count(False), "are not")):
            if count < _LEAST_OF_A_KIND:
                raise TooFewQuestionsError(
                    f"{count} of the {len(known)} questions {kind}, so that there is nothing to tell apart; "
                    "add questions of that kind"
                )
        return cls(
            np.array([case.confidence for case in known]),
            np.array([bool(case.query.answerable) for case in known]),
            np.array(right),
        )

    def __len__(self) -> int:
        return len(self.confidence)

    def where(self, kept: Booleans) -> "Judged":
        """Return those that are kept."""
        return Judged(self.confidence[kept], self.answerable[kept], self.right[kept])

    @property
    def warnings(self) -> list[str]:
        """Return what there is too little of to rely on the fit."""
        said = []
        if len(self) < FEW:
            said.append(f"{len(self)} questions are few: with fewer than {FEW}, what is gained is hardly known")
        for count, kind in ((int(self.right.sum()), "are answered rightly"), (int((~self.right).sum()), "are not")):
            if count < FEW_OF_A_KIND:
                said.append(f"only {count} of the questions {kind}: {FEW_OF_A_KIND} or more of each kind are wanted")
        return said


@dataclass(frozen=True, slots=True)
class Fit:
    """A line through log odds, and thresholds of the confidence that it gives."""

    slope: float
    intercept: float
    thresholds: Thresholds
    sure: float

    def confidence(self, shipped: Floats) -> Floats:
        """Return the corrected confidence."""
        corrected: Floats = 1 / (1 + np.exp(-(self.slope * _log_odds(shipped) + self.intercept)))
        return corrected


@dataclass(frozen=True, slots=True)
class Outcome:
    """How confidence and thresholds do. Fractions 0..1; None where there is nothing of the kind."""

    log_loss: float
    calibration_error: float
    right_lost: dict[Strictness, float | None]  # share of the right answers that are withheld
    refused: dict[Strictness, float | None]  # share of the unanswerable questions that are refused
    well: dict[Strictness, int]  # right answers given, and unanswerable questions refused


@dataclass(frozen=True, slots=True)
class Gain:
    """What a fit changes, judged on questions that it was not fitted to."""

    questions: int
    answerable: int
    right: int
    before: Outcome
    after: Outcome
    standard_error: float  # of the difference of the two log losses
    strictness: Strictness  # that is in force
    warnings: list[str] = field(default_factory=list)

    @property
    def objection(self) -> str | None:
        """Return why this would be no better than what is shipped, or None where it would."""
        was, now = self.before.well[self.strictness], self.after.well[self.strictness]
        if now < was:
            return f"with it {now} of {self.questions} questions would go well, and without it {was}"
        if self.before.log_loss - self.after.log_loss <= self.standard_error:
            return (
                "its confidence would come no nearer to what is right than chance may bring it (log loss "
                f"{self.before.log_loss:.3f} -> {self.after.log_loss:.3f}, standard error {self.standard_error:.3f})"
            )
        return None


def fit(judged: Judged, shipped_sure: float) -> Fit:
    """Fit to all of ``judged``; ``shipped_sure`` is the confidence that is called sure without it."""
    slope, intercept = _line(_log_odds(judged.confidence), judged.right)
    line = Fit(slope, intercept, Thresholds(0, 0, 0), 1.0)
    confidence = line.confidence(judged.confidence)
    thresholds = Thresholds(**{name: _threshold(confidence, judged.right, lost) for name, lost in LOST.items()})
    return Fit(slope, intercept, thresholds, _sure(confidence, judged.right, line, shipped_sure))


def gain(judged: Judged, shipped: Thresholds, strictness: Strictness) -> Gain:
    """Return what fitting gains, by cross-validation: each tenth of the questions is judged by a fit to the others."""
    folds = _folds(judged)
    confidence = np.zeros(len(judged))
    given = {name: np.zeros(len(judged), dtype=bool) for name in LOST}
    for left_out in range(_FOLDS):
        asked = folds == left_out
        fitted = fit(judged.where(~asked), 1.0)
        confidence[asked] = fitted.confidence(judged.confidence[asked])
        for name, answers in given.items():
            answers[asked] = confidence[asked] >= fitted.thresholds.of(name)
    difference = _losses(judged.confidence, judged.right) - _losses(confidence, judged.right)
    as_shipped = {name: judged.confidence >= shipped.of(name) for name in LOST}
    return Gain(
        questions=len(judged),
        answerable=int(judged.answerable.sum()),
        right=int(judged.right.sum()),
        before=_outcome(judged, judged.confidence, as_shipped),
        after=_outcome(judged, confidence, given),
        standard_error=float(difference.std(ddof=1) / np.sqrt(len(judged))),
        strictness=strictness,
        warnings=judged.warnings,
    )


def _log_odds(confidence: Floats) -> Floats:
    bounded = np.clip(confidence, _EDGE, 1 - _EDGE)
    odds: Floats = np.log(bounded / (1 - bounded))
    return odds


def _line(odds: Floats, right: Booleans) -> tuple[float, float]:
    """Return slope and intercept, the likeliest of those near 1 and 0, by Newton's method with halved steps."""
    rows = np.column_stack([odds, np.ones(len(odds))])
    prior, precision = np.array([1.0, 0.0]), 1 / _SPREAD**2

    def loss(line: Floats) -> float:
        made = rows @ line
        return float(np.logaddexp(0, made).sum() - made[right].sum() + (precision * (line - prior) ** 2).sum() / 2)

    line = prior.copy()
    for _ in range(_NEWTON_STEPS):
        share = 1 / (1 + np.exp(-(rows @ line)))
        gradient = rows.T @ (share - right) + precision * (line - prior)
        curvature = (rows.T * (share * (1 - share))) @ rows + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        while loss(line - step) > loss(line) and np.abs(step).max() > 1e-9:
            step /= 2
        line = line - step
        if np.abs(step).max() < 1e-9:
            break
    return max(float(line[0]), _MIN_SLOPE), float(line[1])


def _threshold(confidence: Floats, right: Booleans, lost: float) -> float:
    """Return a threshold under which no more than ``lost`` of the right answers lie.

    Halfway between the least right answer that is kept and whatever comes next below: nothing is known between them.
    """
    kept = np.sort(confidence[right])[int(lost * right.sum()) :]
    below = confidence[confidence < kept[0]]
    return float((kept[0] + below.max()) / 2) if len(below) else float(kept[0])


def _sure(confidence: Floats, right: Booleans, line: Fit, shipped: float) -> float:
    """Return the least confidence from which `SURE` of enough answers are right.

    Where there are not enough, what is called sure without the fit stays so, if the fit still thinks as much of it.
    """
    points = risk_coverage([Prediction(float(c), bool(r)) for c, r in zip(confidence, right, strict=True)])
    enough = [point for point in points if round(point.coverage * len(right)) >= _MIN_SURE]
    found = threshold_at_risk(enough, 1 - SURE)
    if found is not None:
        return found
    return max(SURE, float(line.confidence(np.array([shipped]))[0]))


def _folds(judged: Judged) -> npt.NDArray[np.int64]:
    """Divide by question, each part with its share of right answers; many collections are one document or two."""
    shuffled = np.random.default_rng(0).permutation(len(judged))
    order = shuffled[np.argsort(judged.right[shuffled], kind="stable")]
    folds = np.zeros(len(judged), dtype=np.int64)
    folds[order] = np.arange(len(judged)) % _FOLDS
    return folds


def _outcome(judged: Judged, confidence: Floats, given: Mapping[Strictness, Booleans]) -> Outcome:
    predictions = [Prediction(float(c), bool(r)) for c, r in zip(confidence, judged.right, strict=True)]
    return Outcome(
        log_loss=float(_losses(confidence, judged.right).mean()),
        calibration_error=CalibrationError().score(predictions) or 0.0,
        right_lost={name: _share(~given[name][judged.right]) for name in get_args(Strictness)},
        refused={name: _share(~given[name][~judged.answerable]) for name in get_args(Strictness)},
        well={
            name: int((given[name] & judged.right).sum() + (~given[name] & ~judged.answerable).sum())
            for name in get_args(Strictness)
        },
    )


def _losses(confidence: Floats, right: Booleans) -> Floats:
    """Return each question's log loss."""
    bounded = np.clip(confidence, _EDGE, 1 - _EDGE)
    losses: Floats = -np.log(np.where(right, bounded, 1 - bounded))
    return losses


def _share(values: Booleans) -> float | None:
    return float(values.mean()) if len(values) else None
