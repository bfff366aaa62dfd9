"""One-edit typos: a word that no document holds becomes the one that they do hold, if one is near enough."""

from collections.abc import Callable, Mapping, Sequence

from index.analysis import is_stop_word, terms, words
from index.library import Index

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 5  # shorter words have too many neighbours for a guess


class Speller:
    """Corrects by the words of one generation.

    Source: Damerau (1964): most misspellings are one wrong, missing, extra or swapped letter.
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        frequencies: Callable[[Sequence[str]], Mapping[str, int]],
        is_common: Callable[[str], bool],
    ) -> None:
        """Take what is looked up word by word, as a vocabulary may be large.

        Args:
            vocabulary: the words that may be put in place, with the number of passages that hold each.
            frequencies: gives the number of passages that hold each of some terms.
            is_common: says whether a word is right though no document has it.
        """
        self._vocabulary = vocabulary
        self._frequencies = frequencies
        self._is_common = is_common

    @classmethod
    def of(cls, index: Index) -> "Speller":
        """Correct by the words of ``index``."""
        return cls(index.vocabulary(), index.frequencies, index.is_common_word)

    def correct(self, question: str) -> str:
        """Return ``question`` with each unknown word replaced by the commonest known one an edit away, if any."""
        pieces = []
        place = 0
        for word, start, end in words(question):
            better = self._near(word) if self._is_unknown(word) else None
            if better is not None:
                pieces += [question[place:start], _in_the_case_of(word, better)]
                place = end
        return "".join([*pieces, question[place:]])

    def _is_unknown(self, word: str) -> bool:
        if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()) or is_stop_word(word):
            return False
        return not any(self._frequencies(terms(word)).values()) and not self._is_common(word)

    def _near(self, word: str) -> str | None:
        known = [edit for edit in _edits(word.lower()) if edit in self._vocabulary]
        return min(known, key=lambda edit: (-self._vocabulary[edit], edit)) if known else None


def _edits(word: str) -> set[str]:
    """Return what is an edit away. A first letter is seldom wrong, and a name that has another is another: "Gmail"."""
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in halves if left and right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    replaced = {left + letter + right[1:] for left, right in halves if left and right for letter in _LETTERS}
    added = {left + letter + right for left, right in halves for letter in _LETTERS}
    return {edit for edit in dropped | swapped | replaced | added if len(edit) >= _SHORTEST - 1}


def _in_the_case_of(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word
