"""Sorted words in a few arrays: a dictionary of a million words that costs little more than their letters."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

_REMEMBERED = 4096  # words: a question looks each of its own up several times


class SortedWords:
    """Distinct words in order of their UTF-8, each with its number. Thread-safe."""

    def __init__(self, letters: npt.NDArray[np.generic], ends: npt.NDArray[np.generic]) -> None:
        """Take all words, one behind the other, and where each ends."""
        self._letters = letters.tobytes()
        kind: Literal["I", "Q"] = "I" if len(self._letters) < 2**32 else "Q"
        self._ends = memoryview(np.concatenate(([0], ends)).astype(kind).tobytes()).cast(kind)
        self._remembered: dict[str, int | None] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[bytes]:
        return (self._at(number) for number in range(len(self)))

    def _at(self, number: int) -> bytes:
        return self._letters[self._ends[number] : self._ends[number + 1]]

    def number(self, word: str) -> int | None:
        """Return the number of ``word``, or None where it is not there."""
        known = self._remembered
        if word not in known:
            if len(known) >= _REMEMBERED:
                self._remembered = known = {}
            known[word] = self._find(word)
        return known[word]

    def _find(self, word: str) -> int | None:
        wanted = word.encode("utf-8", "replace")
        number = bisect_left(range(len(self)), wanted, key=self._at)
        return number if number < len(self) and self._at(number) == wanted else None


def packed(words: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return sorted words as `SortedWords` takes them."""
    letters = np.frombuffer(b"".join(words), dtype=np.uint8)
    ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
    return letters, ends.astype(np.int64)
