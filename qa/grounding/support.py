"""How likely texts support a claim in other words: by the terms, names and numbers that they share.

No weight is fitted. Similarity by the encoder was tried and adds nothing (docs/evaluation.md): a wrong claim is on the
same subject as its source. Negation is not seen here (`additions` looks for it).
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.analysis import terms, words
from index.records import Span
from index.sentences import sentence_spans

_WINDOW = 3  # sentences that a claim may be spread over

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LexicalSupport:
    """Mean of three shares: of the claim's content in the best window, of its names, and of its numbers in the texts.

    Content is weighted by idf within the texts, so that a term they never use weighs most. A claim without names or
    numbers lacks none of them.
    """

    threshold: float = 0.77  # separates WiCE's even development claims best (bench/support.py)

    def support(self, claim: str, texts: Sequence[str]) -> float:
        """Return 0 (nothing of it is in ``texts``) to 1 (all of it, and close together)."""
        return self.over(texts).support(claim, range(len(texts)))

    def over(self, texts: Sequence[str]) -> "LexicalTexts":
        """Read ``texts`` once, for any number of claims."""
        return LexicalTexts(texts)


class LexicalTexts:
    """Texts by their terms: a claim costs what its terms occur, not what the texts are long."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._spans: list[Span] = []  # of all sentences, each in its text
        self._windows = [0]  # where each text's windows begin; at the end, how many there are
        self._sentences = [0]  # the same for its sentences
        self._windows_of: dict[str, list[int]] = {}  # in which windows a term occurs, ascending
        self._sentences_of: dict[str, list[int]] = {}
        for text in texts:
            spans = sentence_spans(text)
            self._spans += spans
            self._add([frozenset(terms(text[span.start : span.end])) for span in spans])
        self._arrays: dict[str, tuple[Ints, Ints]] = {}

    def support(self, claim: str, numbers: Sequence[int]) -> float:
        """Return 0 (nothing of it is in the texts of these ``numbers``) to 1 (all of it, and close together)."""
        content = list(dict.fromkeys(terms(claim)))
        if not content:
            return 0.0
        of_names = names_in(claim)
        found = {term: self._count(term, numbers) for term in {*content, *of_names}}
        close = self._closest(self._idf(content, numbers), numbers)
        names = _share(of_names, found)
        figures = _share([term for term in content if any(sign.isdigit() for sign in term)], found)
        return (close + names + figures) / 3 if close else 0.0

    def closest(self, claim: str, numbers: Sequence[int], count: int) -> list[str]:
        """Return up to ``count`` windows of three sentences that share most with ``claim``, the best first.

        Windows that share nothing are none. Of two that share as much the earlier comes first.
        """
        content = list(dict.fromkeys(terms(claim)))
        weights = self._weights(self._idf(content, numbers))
        among = [window for number in numbers for window in range(self._windows[number], self._windows[number + 1])]
        ranked = sorted(among, key=lambda window: -weights[window])[:count]
        return [self._window(window) for window in ranked if weights[window] > 0]

    def _window(self, window: int) -> str:
        number = bisect_right(self._windows, window) - 1
        first = self._sentences[number] + window - self._windows[number]
        last = min(first + _WINDOW, self._sentences[number + 1]) - 1
        return self._texts[number][self._spans[first].start : self._spans[last].end] if last >= first else ""

    def _idf(self, content: Sequence[str], numbers: Sequence[int]) -> dict[str, float]:
        count = sum(self._sentences[number + 1] - self._sentences[number] for number in numbers)
        return {term: _idf(count, self._count(term, numbers)) for term in content}

    def _add(self, sentences: Sequence[frozenset[str]]) -> None:
        windows = max(1, len(sentences) - _WINDOW + 1)
        for number, sentence in enumerate(sentences):
            first, last = max(0, number - _WINDOW + 1), min(number, windows - 1)
            for term in sentence:
                self._sentences_of.setdefault(term, []).append(self._sentences[-1] + number)
                known = self._windows_of.setdefault(term, [])
                behind = known[-1] + 1 if known else 0
                known += range(max(behind, self._windows[-1] + first), self._windows[-1] + last + 1)
        self._sentences.append(self._sentences[-1] + len(sentences))
        self._windows.append(self._windows[-1] + windows)

    def _closest(self, idf: Mapping[str, float], numbers: Sequence[int]) -> float:
        """Return the largest share of the weight of ``idf`` that stands in one window."""
        weights = self._weights(idf)
        best = np.maximum.reduceat(weights, self._windows[:-1])[list(numbers)].max() if numbers else 0.0
        return float(best) / sum(idf.values())

    def _weights(self, idf: Mapping[str, float]) -> Floats:
        """Return the weight of ``idf`` that stands in each window."""
        weights = np.zeros(self._windows[-1])
        for term, weight in idf.items():
            weights[self._of(term)[0]] += weight
        return weights

    def _count(self, term: str, numbers: Sequence[int]) -> int:
        """Return how many sentences of these texts hold ``term``."""
        before = self._of(term)[1]
        return int(sum(before[number + 1] - before[number] for number in numbers))

    def _of(self, term: str) -> tuple[Ints, Ints]:
        """Return the windows that hold ``term``, and how many sentences before each text do."""
        if term not in self._arrays:
            sentences = np.array(self._sentences_of.get(term, ()), dtype=np.int64)
            windows = np.array(self._windows_of.get(term, ()), dtype=np.int64)
            self._arrays[term] = windows, np.searchsorted(sentences, self._sentences)
        return self._arrays[term]


def _idf(count: int, found: int) -> float:
    """Return log(1 + (N + 1) / (n + .5)) for a term, N sentences of which n hold it."""
    return math.log(1 + (count + 1) / (found + 0.5))


def names_in(claim: str) -> list[str]:
    """Return the terms of words that are capitalised elsewhere than at the claim's beginning."""
    return [term for word, start, _ in words(claim) if start and word[0].isupper() for term in terms(word)[:1]]


def _share(wanted: Sequence[str], found: Mapping[str, int]) -> float:
    """Return the share of ``wanted`` that is ``found`` at all; 1 where nothing is wanted."""
    return sum(1.0 for term in wanted if found[term]) / len(wanted) if wanted else 1.0
