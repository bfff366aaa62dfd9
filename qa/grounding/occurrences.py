"""Where sequences of tokens stand in texts: a suffix array, so that no question costs the length of the texts.

Building takes time by n log^2 n and finding a sequence of m tokens by m log n, whatever the texts say: they come from
anybody. The places of one sequence are sorted once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

_BITS = 63  # of a positive number
_MOST_KEPT = 1 << 22  # places of sequences that were asked for, so that they are not sorted again

Ints = NDArray[np.int64]


class Occurrences:
    """The places of every sequence in ``texts``, which hold numbers of tokens: 0, and up to how many there are."""

    def __init__(self, texts: Sequence[Ints | Sequence[int]]) -> None:
        # Where each text begins among all tokens; at the end, where the last one ends.
        self.starts: list[int] = [0, *accumulate(len(text) + 1 for text in texts)]
        # What ends each text is different: nothing stands across two of them.
        ended = [np.append(np.asarray(text, dtype=np.int64), -1 - number) for number, text in enumerate(texts)]
        tokens: Ints = np.concatenate([np.zeros(0, dtype=np.int64), *ended])
        self._tokens: list[int] = tokens.tolist()
        self._order = _sorted_suffixes(tokens)
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
    order = np.argsort(rank)
    width = 1
    while count and rank[order[-1]] < count - 1:
        order, ordered = _sorted_by(rank * (count + 1) + _behind(rank, width))
        rank = np.empty(count, dtype=np.int64)
        rank[order] = np.concatenate(([0], np.cumsum(ordered[1:] != ordered[:-1])))
        width *= 2
    return order


def _behind(rank: Ints, width: int) -> Ints:
    """Return for each place what stands ``width`` places behind it, by its rank from 1; 0 behind the end."""
    found = np.zeros_like(rank)
    found[: len(rank) - width] = rank[width:] + 1
    return found


def _sorted_by(keys: Ints) -> tuple[Ints, Ints]:
    """Return the places in the order of their keys, and the keys in that order."""
    count = len(keys)
    bits = count.bit_length()
    if 3 * bits <= _BITS:  # sorting numbers that hold their place is several times quicker than sorting places
        both = np.sort((keys << bits) | np.arange(count))
        return both & ((1 << bits) - 1), both >> bits
    order = np.argsort(keys)
    return order, keys[order]
