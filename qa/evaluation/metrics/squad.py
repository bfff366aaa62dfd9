"""SQuAD's two scores of a short answer.

Source: Rajpurkar, Zhang, Lopyrev, Liang, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP 2016:
both ignore case, punctuation and the articles a, an, the; F1 is over the bags of the words that are left.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(answer: str) -> str:
    """Return the answer in lower case, without punctuation (ASCII), articles and needless blanks."""
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION)).split())


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """1 where the normalised prediction equals any normalised answer, else 0; None without answers."""

    def __str__(self) -> str:
        return "exact_match"

    def score(self, prediction: str, answers: Sequence[str]) -> float | None:
        """Return 1, 0, or None where no answer is known."""
        return _best(_equal, prediction, answers)


@dataclass(frozen=True, slots=True)
class TokenF1:
    """2PR / (P + R) over the bags of words of prediction and answer; the best answer counts; None without answers."""

    def __str__(self) -> str:
        return "f1"

    def score(self, prediction: str, answers: Sequence[str]) -> float | None:
        """Return a number in [0, 1], or None where no answer is known."""
        return _best(_overlap, prediction, answers)


def _best(measure: Callable[[str, str], float], prediction: str, answers: Sequence[str]) -> float | None:
    """Return the best score; answers that are nothing but articles and punctuation count only where all are."""
    if not answers:
        return None
    worded = [answer for answer in answers if normalized(answer)] or [""]
    return max(measure(prediction, answer) for answer in worded)


def _equal(prediction: str, answer: str) -> float:
    return float(normalized(prediction) == normalized(answer))


def _overlap(prediction: str, answer: str) -> float:
    said, right = normalized(prediction).split(), normalized(answer).split()
    if not said or not right:
        return float(said == right)  # as published: both empty is full agreement, one empty is none
    common = sum((Counter(said) & Counter(right)).values())
    return 2 * common / (len(said) + len(right))
