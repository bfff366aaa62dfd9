"""How likely texts support a claim in other words: by the terms, names and numbers that they share.

No weight is fitted. Similarity by the encoder was tried and adds nothing (docs/evaluation.md): a wrong claim is on the
same subject as its source. Negation is not seen here (`additions` looks for it).
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.analysis import terms, words
from index.sentences import sentence_spans
from qa.grounding.postings import WINDOW, Floats, Found, Postings, runs

_DENSE = 1 / 8  # share of the windows that a term must be in to be frequent


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
    """Texts by their terms: a claim costs what its terms occur in the texts that it is compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._spans = [sentence_spans(text) for text in texts]
        each = zip(texts, self._spans, strict=True)
        self._postings = Postings([[text[span.start : span.end] for span in spans] for text, spans in each])
        self._windows = self._postings.places
        self._largest_known: dict[tuple[range, tuple[tuple[str, float], ...]], float] = {}

    def support(self, claim: str, numbers: Sequence[int]) -> float:
        """Return 0 (nothing of it is in the texts of these ``numbers``) to 1 (all of it, and close together)."""
        content = list(dict.fromkeys(terms(claim)))
        if not content:
            return 0.0
        of_names = names_in(claim)
        found = {term: self._of(term).count(numbers) for term in {*content, *of_names}}
        close = self._closest(self._idf(content, numbers), numbers)
        names = _share(of_names, found)
        figures = _share([term for term in content if any(sign.isdigit() for sign in term)], found)
        return (close + names + figures) / 3 if close else 0.0

    def closest(self, claim: str, numbers: Sequence[int], count: int) -> list[str]:
        """Return up to ``count`` windows of three sentences that share most with ``claim``, the best first.

        Windows that share nothing are none. Of two that share as much the earlier comes first.
        """
        content = list(dict.fromkeys(terms(claim)))
        idf = self._idf(content, numbers)
        found: list[str] = []
        parts = [(texts.start, self._weights(idf, texts)) for texts in runs(numbers)]
        for _ in range(count):
            first, weights = max(parts, key=lambda part: part[1].max(initial=0.0), default=(0, np.zeros(0)))
            if not weights.any():
                break
            best = int(weights.argmax())
            weights[best] = 0.0
            found.append(self._window(self._windows.starts[first] + best))
        return found

    def _window(self, window: int) -> str:
        number = bisect_right(self._windows.starts, window) - 1
        first = window - self._windows.starts[number]
        spans = self._spans[number][first : first + WINDOW]
        return self._texts[number][spans[0].start : spans[-1].end] if spans else ""

    def _idf(self, content: Sequence[str], numbers: Sequence[int]) -> dict[str, float]:
        count = sum(len(self._spans[number]) for number in numbers)
        return {term: _idf(count, self._of(term).count(numbers)) for term in content}

    def _closest(self, idf: Mapping[str, float], numbers: Sequence[int]) -> float:
        """Return the largest share of the weight of ``idf`` that stands in one window."""
        best = max((self._largest(idf, texts) for texts in runs(numbers)), default=0.0)
        return best / sum(idf.values())

    def _largest(self, idf: Mapping[str, float], texts: range) -> float:
        """Return the largest weight of ``idf`` that stands in one window of these texts."""
        first, last = self._windows.of(texts)
        windows = {term: self._of(term).windows_in(texts) for term in idf}
        rare = {term for term, found in windows.items() if len(found) <= (last - first) * _DENSE}
        # Where no rare term stands, frequent ones stand alone, and many claims share those.
        largest = self._largest_of(tuple(item for item in idf.items() if item[0] not in rare), texts)
        among = np.concatenate([np.zeros(0, dtype=np.int64), *(windows[term] for term in rare)])
        for term, weight in idf.items():
            if term in rare:
                self._scratch[windows[term]] += weight
            elif len(among):
                self._scratch[among] += weight * self._of(term).is_in[among]
        largest = max(largest, float(self._scratch[among].max(initial=0.0)))
        self._scratch[among] = 0.0
        return largest

    def _largest_of(self, frequent: tuple[tuple[str, float], ...], texts: range) -> float:
        if (texts, frequent) not in self._largest_known:
            weights = self._weights(dict(frequent), texts)
            self._largest_known[texts, frequent] = float(weights.max(initial=0.0))
        return self._largest_known[texts, frequent]

    def _weights(self, idf: Mapping[str, float], texts: range) -> Floats:
        """Return the weight of ``idf`` that stands in each window of these texts."""
        first, last = self._windows.of(texts)
        weights = np.zeros(last - first)
        for term, weight in idf.items():
            found = self._of(term)
            windows = found.windows_in(texts)
            if len(windows) > len(weights) * _DENSE:
                weights += weight * found.is_in[first:last]
            else:
                weights[windows - first] += weight
        return weights

    @cached_property
    def _scratch(self) -> Floats:
        """Return a weight of 0 for each window: of what is added to it, whoever adds sets it back."""
        return np.zeros(self._windows.starts[-1])

    def _of(self, term: str) -> Found:
        return self._postings.of(term)


def _idf(count: int, found: int) -> float:
    """Return log(1 + (N + 1) / (n + .5)) for a term, N sentences of which n hold it."""
    return math.log(1 + (count + 1) / (found + 0.5))


def names_in(claim: str) -> list[str]:
    """Return the terms of words that are capitalised elsewhere than at the claim's beginning."""
    return [term for word, start, _ in words(claim) if start and word[0].isupper() for term in terms(word)[:1]]


def _share(wanted: Sequence[str], found: Mapping[str, int]) -> float:
    """Return the share of ``wanted`` that is ``found`` at all; 1 where nothing is wanted."""
    return sum(1.0 for term in wanted if found[term]) / len(wanted) if wanted else 1.0
