"""How likely a sentence, item or row answers: what the network says of it, and what the search says of its passage."""

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Relevance:
    """What a piece's score is made of. Also their weights."""

    logit: float = 0.0  # of the best answering words in it, by both heads of the network
    on_subject: float = 0.0  # the same, times the share of the question's terms that its passage has
    coverage: float = 0.0  # share of the question's terms, weighted by idf, that the piece has with its context
    similarity: float = 0.0  # cosine of question and passage
    rank_score: float = 0.0  # the passage's, by both retrievers; in standard deviations
    heading: float = 0.0  # 1 for a heading, which names what is said below it


# Fitted on the everyday set and on squad2's fold tune, by how often the first piece is the gold's: docs/decisions.md.
WEIGHTS = Relevance(logit=0.238, on_subject=0.294, coverage=2.897, similarity=6.06, rank_score=0.683, heading=-2.572)


def relevance(found: Relevance, weights: Relevance = WEIGHTS) -> float:
    """Return the odds that a piece answers, up to a factor that is the same for all pieces of one question."""
    return math.exp(sum(a * b for a, b in zip(astuple(found), astuple(weights), strict=True)))


def log_odds(probability: float) -> float:
    """Return log(p / (1 - p)), bounded where p is nearly 0 or 1."""
    least = 1e-6
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))
