"""Words that a line's end cut in two: which hyphens were the writer's, and which the printer's."""

import re
from collections.abc import Container, Iterable
from functools import cache, cached_property

from spellchecker import SpellChecker

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENS = ("-", "\u2010", "\u00ad")
_LEFT = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_RIGHT = re.compile(r"[^\W\d_]+")
_MAX_WORD = 60  # characters
_MIN_HALF = 3  # letters: shorter halves are syllables or prefixes
_ENGLISH = 0.5  # of a document's words are in the dictionary: it is written in its language
_SAMPLE = 2_000  # words that are looked up for that


class Hyphens:
    """Decides for one document. What is surely one word is joined, all else keeps its hyphen.

    A document's own words are asked first, then a dictionary of English, if that is what it is written in.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines

    def joined(self, above: str, below: str) -> str | None:
        """Return the end of the line ``above`` as it is read before ``below``; None where it cuts no word."""
        if not above.endswith(_HYPHENS):
            return None
        left, right = _LEFT.search(above[-_MAX_WORD:]), _RIGHT.match(below)
        if left is None or right is None:
            return None
        return above[:-1] + "-" * self._keeps(left[1].lower(), right[0])

    def _keeps(self, left: str, right: str) -> bool:
        words, compounds = self._vocabulary
        is_name, right = right[:1].isupper(), right.lower()
        whole = left + right
        if is_name or f"{left}-{right}" in compounds:
            return whole not in words
        if whole in words or min(len(left), len(right)) < _MIN_HALF:
            return False
        dictionary = self._dictionary
        known = (left in words or left in dictionary) and (right in words or right in dictionary)
        return known and whole not in dictionary

    @cached_property
    def _vocabulary(self) -> tuple[set[str], set[str]]:
        """The document's words, and those with hyphens inside."""
        words: set[str] = set()
        compounds: set[str] = set()
        for line in self._lines:
            found = _WORD.findall(line.lower())
            if found and line.endswith(_HYPHENS):
                found.pop()  # half a word
            for word in found:
                (compounds if "-" in word else words).add(word)
        return words, compounds

    @cached_property
    def _dictionary(self) -> Container[str]:
        words, english = self._vocabulary[0], english_words()
        sample = sorted(words)[:: max(1, len(words) // _SAMPLE)]
        return english if sum(word in english for word in sample) >= _ENGLISH * len(sample) else frozenset()


@cache
def english_words() -> frozenset[str]:
    """Return the words of pyspellchecker's English dictionary."""
    return frozenset(SpellChecker(language="en").word_frequency.keys())
