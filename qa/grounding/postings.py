"""Which sentences of texts, and which windows of a few sentences, hold a term."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain

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

    def holding(self, sentences: Ints) -> tuple[Ints, Ints]:
        """Return each of these sentences with each window that it stands in: its place among them, and the window."""
        texts = np.searchsorted(np.array(self.sentences), sentences, side="right") - 1
        firsts, lasts = np.array(self.starts[:-1])[texts], np.array(self.starts[1:])[texts] - 1
        places = sentences - np.array(self.sentences)[texts] + firsts
        each = np.stack([places - shift for shift in range(WINDOW)])
        shifts, numbers = np.nonzero((each >= firsts) & (each <= lasts))
        return numbers, each[shifts, numbers]


class Found:
    """Where one term stands."""

    def __init__(self, sentences: Ints, windows: Ints, places: Windows) -> None:
        """Keep the ``sentences`` and the ``windows`` that hold it, each ascending."""
        self._sentences = sentences
        self._windows = windows
        self._places = places

    def count(self, numbers: Sequence[int]) -> int:
        """Return how many sentences of these texts hold it."""
        if len(numbers) == len(self._places.starts) - 1:
            return len(self._sentences)
        return int(self._counts[list(numbers)].sum())

    def windows_in(self, texts: range) -> Ints:
        """Return the windows of these texts that hold it, ascending."""
        if len(texts) == len(self._places.starts) - 1:
            return self._windows
        return self._windows[self._edges[texts.start] : self._edges[texts.stop]]

    @cached_property
    def is_in(self) -> Floats:
        """Return 1 for each window of all texts that holds it, and 0 for each that does not."""
        found = np.zeros(self._places.starts[-1])
        found[self._windows] = 1.0
        return found

    @cached_property
    def _counts(self) -> Ints:
        return np.diff(np.searchsorted(self._sentences, self._places.sentences))

    @cached_property
    def _edges(self) -> list[int]:
        edges: list[int] = np.searchsorted(self._windows, self._places.starts).tolist()
        return edges


class Postings:
    """Where every term stands in several texts."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Read the sentences of all ``texts``."""
        self.places = Windows([len(sentences) for sentences in texts])
        self._numbers: dict[str, int] = {}  # of the terms
        self._found: dict[str, Found] = {}
        every, sentences = self._read(texts)
        order = np.argsort(every, kind="stable")
        every, self._sentences = every[order], sentences[order]
        holders, windows = self.places.holding(self._sentences)
        both = np.sort(every[holders] * self.places.starts[-1] + windows)
        both = both[np.diff(both, prepend=-1) > 0]  # `np.unique` hashes, and took 7 s for some three million
        self._windows = both % self.places.starts[-1] if len(both) else both
        terms_by_number = np.arange(len(self._numbers) + 1)
        self._starts: list[int] = np.searchsorted(every, terms_by_number).tolist()
        self._edges: list[int] = np.searchsorted(both, terms_by_number * self.places.starts[-1]).tolist()

    def of(self, term: str) -> Found:
        """Return where ``term`` stands."""
        if term not in self._found:
            number = self._numbers.get(term)
            sentences, windows = self._sentences[:0], self._windows[:0]
            if number is not None:
                sentences = self._sentences[self._starts[number] : self._starts[number + 1]]
                windows = self._windows[self._edges[number] : self._edges[number + 1]]
            self._found[term] = Found(sentences, windows, self.places)
        return self._found[term]

    def _read(self, texts: Sequence[Sequence[str]]) -> tuple[Ints, Ints]:
        """Return the numbers of the terms of all sentences, and for each of these which sentence it is of."""
        known: dict[str, list[int]] = {}  # terms of a sentence: one that is said again is not read again
        every: list[int] = []
        counts: list[int] = []
        for sentence in chain.from_iterable(texts):
            if sentence not in known:
                known[sentence] = [self._numbers.setdefault(term, len(self._numbers)) for term in set(terms(sentence))]
            every += known[sentence]
            counts.append(len(known[sentence]))
        return np.array(every, dtype=np.int64), np.repeat(np.arange(len(counts)), counts)
