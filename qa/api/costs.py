"""What work costs, known before it is done: seconds for each unit of its size, learnt from the work before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_NEWEST = 0.2  # weight of the last piece of work in what one is expected to take
_UNKNOWN = 0.5  # seconds for each unit of what is not listed

# Estimates for two cores; the first pieces of work correct them.
FIRST_GUESSES: Final[Mapping[str, float]] = {
    "answer": 0.35,  # a question
    "search": 0.02,  # a query
    "examples": 4.0,  # a list of them
    "questions": 2.5,  # a list of them, of one document
    "check": 0.02,  # thousand characters of answer and sources
    "upload": 20.0,  # a million bytes
    "picture": 0.05,  # a page at scale 1; grows by its area
    "verify": 0.005,  # a quote
    "feedback": 0.02,  # a line
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What kind of work it is, and how much of it, in units that its time grows with."""

    what: str
    size: float = 1.0


class Costs:
    """Learns what each kind of work takes. To be locked by whoever shares it."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = dict(FIRST_GUESSES)  # for each unit

    def expected(self, cost: Cost) -> float:
        """Return how many seconds it should take."""
        return self._seconds.get(cost.what, _UNKNOWN) * cost.size

    def learn(self, cost: Cost, seconds: float) -> None:
        """Take into account what one piece of work took."""
        known = self._seconds.get(cost.what, _UNKNOWN)
        self._seconds[cost.what] = known + _NEWEST * (seconds / max(cost.size, 1e-6) - known)
