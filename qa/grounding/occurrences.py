"""Where sequences of tokens stand in texts: a suffix array, so that no question costs the length of the texts.

Building takes time by n log^2 n and finding a sequence of m tokens by m log n, whatever the texts say: they come from
anybody. The places of one sequence are sorted once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MOST_KEPT = 1 << 22  # places of sequences that were asked for, so that they are not sorted again

Ints = NDArray[np.int64]


class Occurrences:
    """The places of every sequence in ``texts``, which are lists of token numbers of 0 or more."""

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self._tokens: list[int] = []
        self.starts: list[int] = []  # where each text begins among all tokens; at the end, where the last one ends
        for number, text in enumerate(texts):
            self.starts.append(len(self._tokens))
            self._tokens += text
            self._tokens.append(-1 - number)  # each is different: nothing stands across two texts
        self.starts.append(len(self._tokens))
        self._order = _sorted_suffixes(np.array(self._tokens, dtype=np.int64))
        self._suffixes: list[int] = self._order.tolist()
        self._sorted: dict[tuple[int, int], Ints] = {}
        self._kept = 0

    def firsts(self, wanted: Sequence[int], earliest: Sequence[int]) -> list[int | None]:
        """Return for each text the first place of ``wanted`` at ``earliest`` or behind, counted over all texts."""
        low, high = self._range(wanted, 0, len(self._suffixes))
        places = self._places(low, high)
        found = places[np.searchsorted(places[:-1], earliest)].tolist()
        ends = self.starts[1:]
        return [place if place < end else None for place, end in zip(found, ends, strict=True)]

    def longest(self, wanted: Sequence[int], start: int, shortest: int) -> tuple[int, int] | None:
        """Return the first place and the length of the longest beginning of ``wanted[start:]`` that stands in a text.

        None where that is shorter than ``shortest`` tokens.
        """
        low, high = 0, len(self._suffixes)
        length, step = 0, shortest
        while step:
            end = start + length + step
            inner = self._range(wanted[start:end], low, high) if end <= len(wanted) else (0, 0)
            if inner[0] < inner[1]:
                (low, high), length, step = inner, length + step, step * 2
            elif not length:
                return None
            else:
                step //= 2
        return int(self._places(low, high)[0]), length

    def _range(self, wanted: Sequence[int], low: int, high: int) -> tuple[int, int]:
        """Return which of the sorted suffixes from ``low`` to ``high`` begin with ``wanted``."""

        def beginning(place: int) -> list[int]:
            return self._tokens[place : place + len(wanted)]

        first = bisect_left(self._suffixes, list(wanted), low, high, key=beginning)
        return first, bisect_right(self._suffixes, list(wanted), first, high, key=beginning)

    def _places(self, low: int, high: int) -> Ints:
        """Return the suffixes ``low`` to ``high`` ascending, and behind them the count of all tokens."""
        known = self._sorted.get((low, high))
        if known is None:
            known = np.append(np.sort(self._order[low:high], kind="stable"), len(self._tokens))
            if self._kept + len(known) > _MOST_KEPT:
                self._sorted.clear()
                self._kept = 0
            self._sorted[low, high] = known
            self._kept += len(known)
        return known


def _sorted_suffixes(tokens: Ints) -> Ints:
    """Return the starts of all suffixes in the order of what they say.

    Source: Manber and Myers, "Suffix arrays: a new method for on-line string searches" (1993), prefix doubling.
    """
    count = len(tokens)
    rank = np.unique(tokens, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(rank, kind="stable")
    width = 1
    while count and rank[order[-1]] < count - 1:
        behind = np.zeros(count, dtype=np.int64)
        behind[: count - width] = rank[width:] + 1
        key = rank * (count + 1) + behind
        order = np.argsort(key, kind="stable")  # stable: it is quick where much is in order, as in repetitive text
        ordered = key[order]
        rank = np.empty(count, dtype=np.int64)
        rank[order] = np.concatenate(([0], np.cumsum(ordered[1:] != ordered[:-1])))
        width *= 2
    return order
