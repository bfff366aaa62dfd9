"""Which sentences of texts, and which windows of a few sentences, hold a term."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.analysis import terms

WINDOW = 3  # sentences that a claim may be spread over

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def runs(numbers: Sequence[int]) -> Iterator[range]:
    """Yield ``numbers`` in their order, those that follow one another together."""
    first = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield range(numbers[first], numbers[place - 1] + 1)
            first = place


class Windows:
    """The windows of several texts in one count: every `WINDOW` sentences of a text, or all where it has fewer."""

    def __init__(self, sentences: Sequence[int]) -> None:
        """Count the windows of texts that have so many ``sentences`` each."""
        counts = [max(1, count - WINDOW + 1) for count in sentences]
        self.sentences: list[int] = [0, *accumulate(sentences)]  # where those of each text begin, counted over all
        self.starts: list[int] = [0, *accumulate(counts)]  # the same for the windows

    def of(self, texts: range) -> tuple[int, int]:
        """Return where the windows of these texts begin and end."""
        return self.starts[texts.start], self.starts[texts.stop]

    def holding(self, sentences: Ints, before: Ints) -> Ints:
        """Return the windows in which any of these sentences stands, ascending.

        Args:
            sentences: their numbers, ascending.
            before: how many of them stand before each text, and at the end how many there are.
        """
        texts = np.repeat(np.arange(len(before) - 1), np.diff(before))
        firsts, lasts = np.array(self.starts[:-1])[texts], np.array(self.starts[1:])[texts] - 1
        places = sentences - np.array(self.sentences)[texts] + firsts
        each = np.stack([places - shift for shift in range(WINDOW)])
        return np.unique(each[(each >= firsts) & (each <= lasts)])


class Found:
    """Where one term stands."""

    def __init__(self, sentences: Ints, windows: Windows) -> None:
        self._sentences = sentences  # that hold it, ascending
        self._places = windows
        self._before = np.searchsorted(sentences, windows.sentences)  # how many of them stand before each text
        self._counts = np.diff(self._before)

    def count(self, numbers: Sequence[int]) -> int:
        """Return how many sentences of these texts hold it."""
        if len(numbers) == len(self._counts):
            return len(self._sentences)
        return int(self._counts[list(numbers)].sum())

    def windows_in(self, texts: range) -> Ints:
        """Return the windows of these texts that hold it, ascending."""
        return self._windows[self._edges[texts.start] : self._edges[texts.stop]]

    @cached_property
    def is_in(self) -> Floats:
        """Return 1 for each window of all texts that holds it, and 0 for each that does not."""
        found = np.zeros(self._places.starts[-1])
        found[self._windows] = 1.0
        return found

    @cached_property
    def _windows(self) -> Ints:
        return self._places.holding(self._sentences, self._before)

    @cached_property
    def _edges(self) -> list[int]:
        edges: list[int] = np.searchsorted(self._windows, self._places.starts).tolist()
        return edges


class Postings:
    """The sentences that hold a term, for every term."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}  # of the terms
        known: dict[str, list[int]] = {}  # terms of a sentence: one that is said again is not read again
        every: list[int] = []
        counts: list[int] = []
        for sentence in sentences:
            if sentence not in known:
                known[sentence] = [self._numbers.setdefault(term, len(self._numbers)) for term in set(terms(sentence))]
            every += known[sentence]
            counts.append(len(known[sentence]))
        numbers = np.array(every, dtype=np.int64)
        order = np.argsort(numbers, kind="stable")
        self._sentences: Ints = np.repeat(np.arange(len(counts)), counts)[order]
        self._starts = np.searchsorted(numbers[order], np.arange(len(self._numbers) + 1))

    def sentences(self, term: str) -> Ints:
        """Return the numbers of the sentences that hold ``term``, ascending."""
        number = self._numbers.get(term)
        if number is None:
            return self._sentences[:0]
        return self._sentences[self._starts[number] : self._starts[number + 1]]
