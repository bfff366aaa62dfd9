"""Fits the curve of confidence, and says by cross-validation what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bench.calibration.observing import Example
from qa.answering.confidence import Features

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
NAMES = tuple(field.name for field in fields(Features))
FOLDS = 5
_WEIGHT = 500  # in questions, of a set with a share of 1: against the penalty of large weights
_ANSWERABLE = 0.3  # of the target; the rest is that the first citation is right, which fewer questions can say


@dataclass(frozen=True, slots=True)
class Predicted:
    """One set's questions with the confidence of a curve that was fitted without their documents."""

    confidence: Floats
    answerable: Booleans
    right: Booleans


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over features."""

    weights: Mapping[str, float]
    bias: float

    def confidence(self, examples: Sequence[Example]) -> Floats:
        """Return each example's probability."""
        made: Floats = _matrix(examples, tuple(self.weights)) @ np.array(list(self.weights.values())) + self.bias
        return 1 / (1 + np.exp(-made))


def fit(sets: Sequence[Sequence[Example]], shares: Sequence[float], names: Sequence[str] = NAMES) -> Curve:
    """Fit to all sets, each weighing its share, however many questions it has.

    The target is a mixture: mostly whether the first citation is right, and for the rest whether the documents answer.
    """
    rows = np.vstack([_matrix(examples, names) for examples in sets])
    right = np.array([example.right for examples in sets for example in examples])
    answerable = np.array([example.answerable for examples in sets for example in examples])
    weight = np.concatenate(
        [np.full(len(examples), share * _WEIGHT / len(examples)) for examples, share in zip(sets, shares, strict=True)]
    )
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = (rows - mean) / scale
    model = LogisticRegression(C=1.0, max_iter=5000).fit(
        np.vstack([scaled, scaled]),
        np.concatenate([right, answerable]),
        np.concatenate([weight * (1 - _ANSWERABLE), weight * _ANSWERABLE]),
    )
    weights = model.coef_[0] / scale
    bias = float(model.intercept_[0] - weights @ mean)
    return Curve(dict(zip(names, map(float, weights), strict=True)), bias)


def cross_validated(
    sets: Sequence[Sequence[Example]], shares: Sequence[float], names: Sequence[str] = NAMES
) -> list[Predicted]:
    """Return for each set the confidence of curves that were fitted without the documents that are asked about."""
    folds = [_folds(examples) for examples in sets]
    confidence = [np.zeros(len(examples)) for examples in sets]
    for left_out in range(FOLDS):
        kept = [
            [example for example, fold in zip(examples, own, strict=True) if fold != left_out]
            for examples, own in zip(sets, folds, strict=True)
        ]
        curve = fit(kept, shares, names)
        for examples, own, made in zip(sets, folds, confidence, strict=True):
            asked = own == left_out
            made[asked] = curve.confidence([examples[i] for i in np.flatnonzero(asked).tolist()])
    return [predicted(examples, made) for examples, made in zip(sets, confidence, strict=True)]


def predicted(examples: Sequence[Example], confidence: Floats) -> Predicted:
    """Put confidences beside what is so."""
    answerable = np.array([example.answerable for example in examples])
    return Predicted(confidence, answerable, np.array([example.right for example in examples]))


def _folds(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    groups = sorted({example.group for example in examples})
    order = np.random.default_rng(3).permutation(len(groups))
    fold = {group: int(order[i]) % FOLDS for i, group in enumerate(groups)}
    return np.array([fold[example.group] for example in examples])


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    made = [asdict(example.features) for example in examples]
    return np.array([[row[name] for name in names] for row in made]).reshape(len(made), len(names))
