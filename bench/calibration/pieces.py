"""Fits the weights of a piece's score: of all pieces that were read for a question, the gold's is to come first."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from bench.calibration.observing import Observed
from index.records import Span
from qa.answering.reading.relevance import Relevance
from qa.evaluation.sets import Query

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
FOLDS = 5
_STEPS = 300
_STEP = 0.05
_PENALTY = 0.02  # of squared weights, per standard deviation: the features say much the same


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was read for one question."""

    rows: Floats  # shape (pieces, features)
    gold: Booleans  # shape (pieces,)
    group: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """How often the gold's piece comes first, and among the first three."""

    questions: int
    first: float
    first_three: float


def pieces_of(observed: Sequence[Observed]) -> list[Pieces]:
    """Return the pieces of every answerable question for which any was read."""
    found = []
    for item in observed:
        read = [(p.hit.passage.document_id, span, made) for p in item.passages for span, made in p.pieces]
        if item.query.gold and read:
            rows = np.array([astuple(made) for _, _, made in read])
            gold = np.array([_is_gold(item.query, document_id, span) for document_id, span, _ in read])
            found.append(Pieces(rows, gold, item.group))
    return found


def fit(sets: Sequence[Sequence[Pieces]]) -> Relevance:
    """Return the weights under which the gold's piece is likeliest, each set weighing the same.

    A softmax over the pieces of each question; where several are the gold's, any one will do.
    """
    usable = [[item for item in items if item.gold.any()] for items in sets]
    all_rows = np.vstack([item.rows for items in usable for item in items])
    mean, scale = all_rows.mean(axis=0), all_rows.std(axis=0) + 1e-6
    weighted = [((item.rows - mean) / scale, item.gold, 1 / len(items)) for items in usable for item in items]
    weights = np.zeros(all_rows.shape[1])
    momentum, power = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):  # Adam: the scales are alike, and nothing of it needs a library
        gradient = sum((share * _gradient(rows, gold, weights) for rows, gold, share in weighted), -_PENALTY * weights)
        momentum = 0.9 * momentum + 0.1 * gradient
        power = 0.999 * power + 0.001 * gradient**2
        weights += _STEP * (momentum / (1 - 0.9**step)) / (np.sqrt(power / (1 - 0.999**step)) + 1e-8)
    return Relevance(*(round(float(weight), 3) for weight in weights / scale))


def rank(pieces: Sequence[Pieces], weights: Relevance) -> Ranking:
    """Return how ``weights`` rank; questions whose gold was not read count as missed."""
    return _mean([_found(item, weights) for item in pieces])


def cross_validated(sets: Sequence[Sequence[Pieces]]) -> list[Ranking]:
    """Return for each set how weights rank that were fitted without the documents that are asked about."""
    groups = sorted({item.group for items in sets for item in items})
    order = np.random.default_rng(3).permutation(len(groups))
    fold = {group: int(order[i]) % FOLDS for i, group in enumerate(groups)}
    fitted = [fit([[p for p in items if fold[p.group] != left_out] for items in sets]) for left_out in range(FOLDS)]
    return [_mean([_found(item, fitted[fold[item.group]]) for item in items]) for items in sets]


def _gradient(rows: Floats, gold: Booleans, weights: Floats) -> Floats:
    score = rows @ weights
    share = np.exp(score - score.max())
    share /= share.sum()
    among_gold = share * gold
    change: Floats = rows.T @ (among_gold / (among_gold.sum() + 1e-12) - share)
    return change


def _found(item: Pieces, weights: Relevance) -> tuple[bool, bool]:
    order = np.argsort(-(item.rows @ np.array(astuple(weights))), kind="stable")
    ranked = item.gold[order]
    return bool(ranked[:1].any()), bool(ranked[:3].any())


def _mean(found: Sequence[tuple[bool, bool]]) -> Ranking:
    first, three = np.array(found, dtype=float).mean(axis=0)
    return Ranking(len(found), float(first), float(three))


def _is_gold(query: Query, document_id: str, span: Span) -> bool:
    """Say whether half or more of the shorter of the two, piece or gold, is shared: gold is a word or a whole list."""
    return any(
        2 * (min(gold.end, span.end) - max(gold.start, span.start)) >= min(len(span), len(gold.span))
        for gold in query.gold
        if gold.document_id == document_id
    )
