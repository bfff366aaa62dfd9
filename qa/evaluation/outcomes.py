"""One word for each question: did it go well, and if not, what went wrong."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

Outcome = Literal["right", "silent", "wrong quote", "not in the documents", "not exact", "not first", "not judged"]

EXPLANATION: dict[Outcome, str] = {
    "right": "answered with the right quote first, or rightly kept silent",
    "silent": "kept silent, though the documents answer",
    "wrong quote": "answered, but the first citation is not the right one",
    "not in the documents": "answered, though the documents do not say",
    "not exact": "a citation does not stand where it is said to stand",
    "not first": "no relevant document comes first",
    "not judged": "nothing is known of what would be right",
}


def tally(outcomes: Iterable[Outcome]) -> dict[Outcome, int]:
    """Return how many questions had each outcome, the good one first."""
    found = Counter(outcomes)
    return {name: found[name] for name in EXPLANATION if name in found}


def failed(outcome: Outcome) -> bool:
    """Say whether an outcome is a failure."""
    return outcome not in ("right", "not judged")
