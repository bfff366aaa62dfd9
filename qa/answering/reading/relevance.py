"""How likely a sentence, item or row answers: what the network says of it, and what the search says of its passage."""

import math
import re
from dataclasses import astuple, dataclass

from index.analysis import is_stop_word, terms

_TOKEN = re.compile(r"(?<!\w)--?[A-Za-z][\w-]*|[\w.:+#/-]*\w")
_BETWEEN_NAMES = re.compile(r",\s+|\s*\|\s*|\n")
# “Term” means ..., "Term" shall mean ..., as contracts and standards define.
_DEFINED = re.compile(
    r"""[\W\d_]*?["“«'‘*_]+(?P<term>\w[^"”»“«\n]{0,80}?)["”»'’*_]+(?:\s*\([^()]*\))?,?\s+(?:shall\s+)?"""
    r"""(?:means?\b|has the (?:same )?meaning|have the meaning|refers? to\b|is defined\b)""",
    re.IGNORECASE,
)
_COMMON = frozenset("file files option options user name new system package list set use".split())


@dataclass(frozen=True, slots=True)
class Relevance:
    """What a piece's score is made of. Also their weights."""

    logit: float = 0.0  # of the best answering words in it, by both heads of the network
    on_subject: float = 0.0  # the same, times the share of the question's terms that its passage has
    coverage: float = 0.0  # share of the question's terms, weighted by idf, that the piece has with its context
    similarity: float = 0.0  # cosine of question and passage
    rank_score: float = 0.0  # the passage's, by both retrievers; in standard deviations
    heading: float = 0.0  # 1 for what names and says nothing: a heading, a running header, a synopsis
    unfit: float = 0.0  # 1 for what has nothing of the kind that is asked for, such as a time
    named: float = 0.0  # 1 where the term that it describes, or a date or number in it, stands in the question


# Fitted on the everyday set and on squad2's fold tune, by how often the first piece is the gold's: docs/decisions.md.
WEIGHTS = Relevance(
    logit=0.237,
    on_subject=0.295,
    coverage=2.899,
    similarity=6.027,
    rank_score=0.688,
    heading=-2.6,
    unfit=-1.5,
    named=1.84,
)


def is_named(term: str, question: str) -> bool:
    """Say whether a name of ``term`` stands in ``question``: "-r, --remove" does in "dpkg -r", and "-R" does not.

    A term may have several names, apart by commas or bars. Options count by their case, words do not; words that are in
    any question are no names.
    """
    asked = set(_TOKEN.findall(question))
    folded = {token.casefold() for token in asked}
    first = (_TOKEN.search(part) for part in _BETWEEN_NAMES.split(term))
    names = [match.group() for match in first if match]
    return any(
        name in asked if name.startswith("-") else _is_name(name) and name.casefold() in folded for name in names
    )


def is_defined(text: str, question: str) -> bool:
    """Say whether ``text`` begins as a definition does, of a term all of whose words stand in ``question``."""
    match = _DEFINED.match(text)
    defined = set(terms(match["term"])) if match else set()
    return bool(defined) and defined <= set(terms(question))


def _is_name(word: str) -> bool:
    return not word.startswith("-") and not is_stop_word(word) and bool(terms(word)) and word.casefold() not in _COMMON


def relevance(found: Relevance, weights: Relevance = WEIGHTS) -> float:
    """Return the odds that a piece answers, up to a factor that is the same for all pieces of one question."""
    return math.exp(sum(a * b for a, b in zip(astuple(found), astuple(weights), strict=True)))


def log_odds(probability: float) -> float:
    """Return log(p / (1 - p)), bounded where p is nearly 0 or 1."""
    least = 1e-6
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))
