"""What a fit comes to, in lines for the terminal."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from bench.calibration.curve import NAMES, Predicted, cross_validated
from bench.calibration.observing import Example
from bench.calibration.pieces import Ranking
from bench.calibration.thresholds import Sure
from qa.answering.confidence import Strictness, Thresholds
from qa.evaluation.metrics.abstention import AUROC, CalibrationError, Prediction

_STRICTNESSES: tuple[Strictness, ...] = ("strict", "balanced", "lenient")


def ranking_lines(title: str, names: Sequence[str], rankings: Sequence[Ranking]) -> Iterator[str]:
    """Yield how often the gold's piece comes first."""
    for name, ranking in zip(names, rankings, strict=True):
        yield (
            f"{title}, {name} ({ranking.questions} questions): first {ranking.first:.3f}, "
            f"among three {ranking.first_three:.3f}"
        )


def confidence_lines(name: str, found: Predicted, chosen: Thresholds) -> Iterator[str]:
    """Yield how well confidence tells, and what each threshold answers and refuses."""
    yield (
        f"{name} ({len(found.right)} questions, {found.answerable.sum()} answerable, {found.right.sum()} right): "
        f"AUROC answerable {_shown(auroc(found.confidence, found.answerable))}, "
        f"right {_shown(auroc(found.confidence, found.right))}, calibration error {calibration_error(found):.3f}"
    )
    for strictness in _STRICTNESSES:
        given = found.confidence >= chosen.of(strictness)
        yield (
            f"  {strictness} {chosen.of(strictness):.3f}: loses {_share(~given[found.right])} of the right answers, "
            f"answers {_share(given[found.answerable])} of the answerable, refuses {_share(~given[~found.answerable])} "
            f"of the others; {_share(found.right[given])} of the answers given are right"
        )


def sure_lines(found: Sure, sets: Mapping[str, Predicted]) -> Iterator[str]:
    """Yield from where an answer is called sure, whether that can be kept, and how it is kept in each set."""
    said = "right at least 19 times in 20" if found.kept else "NOT right 19 times in 20 anywhere: the best there is"
    yield f"sure from {found.confidence:.3f}: {found.answers} answers, {found.right:.3f} of them right ({said})"
    for name, each in sets.items():
        called = each.confidence >= found.confidence
        yield f"  {name}: {called.sum()} answers, {_share(each.right[called])} of them right"


def feature_lines(sets: Mapping[str, Sequence[Example]], shares: Sequence[float]) -> Iterator[str]:
    """Yield what each feature says alone, and what is lost without it."""
    alone = {f"{name} alone": (name,) for name in NAMES}
    without = {f"without {name}": tuple(other for other in NAMES if other != name) for name in NAMES}
    for title, names in ({"all": NAMES} | alone | without).items():
        found = cross_validated(list(sets.values()), shares, names)
        figures = (
            f"{name} {_shown(auroc(each.confidence, each.answerable))} / {_shown(auroc(each.confidence, each.right))}"
            for name, each in zip(sets, found, strict=True)
        )
        yield f"{title}: AUROC answerable / right: {', '.join(figures)}"


def auroc(confidence: Sequence[float] | np.ndarray, truth: Sequence[bool] | np.ndarray) -> float | None:
    """Return the area under the ROC curve; None where all or none are true."""
    return AUROC().score([Prediction(float(c), bool(t)) for c, t in zip(confidence, truth, strict=True)])


def calibration_error(found: Predicted) -> float:
    """Return the mean distance of confidence and share of right answers, in ten bins."""
    predictions = [Prediction(float(c), bool(r)) for c, r in zip(found.confidence, found.right, strict=True)]
    return CalibrationError(bins=10).score(predictions) or 0.0


def _share(values: np.ndarray) -> str:
    return f"{values.mean():.1%}" if len(values) else "-"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
