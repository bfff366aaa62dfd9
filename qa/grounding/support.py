"""How likely texts support a claim in other words: by the terms, names and numbers that they share.

No weight is fitted. Similarity by the encoder was tried and adds nothing (docs/evaluation.md): a wrong claim is on the
same subject as its source. Negation is not seen here (`additions` looks for it).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.analysis import terms, words
from index.sentences import sentence_spans

_WINDOW = 3  # sentences that a claim may be spread over


@dataclass(frozen=True, slots=True)
class LexicalSupport:
    """Mean of three shares: of the claim's content in the best window, of its names, and of its numbers in the texts.

    Content is weighted by idf within the texts, so that a term they never use weighs most. A claim without names or
    numbers lacks none of them.
    """

    threshold: float = 0.77  # separates WiCE's even development claims best (bench/support.py)

    def support(self, claim: str, texts: Sequence[str]) -> float:
        """Return 0 (nothing of it is in ``texts``) to 1 (all of it, and close together)."""
        content = list(dict.fromkeys(terms(claim)))
        if not content:
            return 0.0
        split = [[frozenset(terms(text[s.start : s.end])) for s in sentence_spans(text)] for text in texts]
        sentences = [sentence for text in split for sentence in text]
        windows = [frozenset().union(*window) for text in split for window in _windows(text)]
        present = frozenset().union(*sentences)
        idf = _idf(content, sentences)
        close = max((_share(content, window, idf) for window in windows), default=0.0)
        names = _share(names_in(claim), present)
        numbers = _share([term for term in content if any(sign.isdigit() for sign in term)], present)
        return (close + names + numbers) / 3 if close else 0.0


def _windows(sentences: Sequence[frozenset[str]]) -> list[Sequence[frozenset[str]]]:
    return [sentences[start : start + _WINDOW] for start in range(max(1, len(sentences) - _WINDOW + 1))]


def _idf(content: Sequence[str], sentences: Sequence[AbstractSet[str]]) -> dict[str, float]:
    """Return log(1 + (N + 1) / (n + .5)) for each term, N sentences of which n hold it."""
    found = Counter(term for sentence in sentences for term in sentence)
    return {term: math.log(1 + (len(sentences) + 1) / (found[term] + 0.5)) for term in content}


def names_in(claim: str) -> list[str]:
    """Return the terms of words that are capitalised elsewhere than at the claim's beginning."""
    return [term for word, start, _ in words(claim) if start and word[0].isupper() for term in terms(word)[:1]]


def _share(wanted: Sequence[str], present: AbstractSet[str], weights: Mapping[str, float] | None = None) -> float:
    """Return the weighted share of ``wanted`` that is ``present``; 1 where nothing is wanted."""
    if not wanted:
        return 1.0
    total = sum(1.0 if weights is None else weights[term] for term in wanted)
    return sum(1.0 if weights is None else weights[term] for term in wanted if term in present) / total
