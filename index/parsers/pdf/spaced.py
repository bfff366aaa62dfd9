"""Titles whose letters stand apart: "N O T I C E" is a word, and wider gaps part words."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

SPACED = re.compile(r"[^\W\d_](?: +\S){4,}")  # a line of single letters and signs
_WIDER = 1.5  # times the least distance of letters: words part
_EVEN = 0.2  # of the font size: so much the distances within words differ
_NEAR, _FAR = (0.1, 0.9), 4.0  # of the font size: gaps between letters, and one that parts more than words
_LETTERS = 4  # of the longest word
_VOWELS = frozenset("aeiouy")
_VOWELLED = 0.2  # of the letters; the initials of days have fewer
_MONTHS = ("jfm", "mjj")  # their initials
_CHOICES = frozenset("abcdef")  # answers, marks and columns are called so


class Letter(NamedTuple):
    """A letter and where it stands."""

    text: str
    left: float
    right: float


def spaced_words(letters: Sequence[Letter], size: float) -> list[Letter]:
    """Return what letters that stand apart say, one for each place; none if they are no words."""
    gaps = [after.left - before.right for before, after in pairwise(letters)]
    pitches = [after.left - before.left for before, after in pairwise(letters)]
    if not _NEAR[0] * size <= sorted(gaps)[len(gaps) // 2] <= _NEAR[1] * size or min(*gaps, *pitches) <= 0:
        return []
    # Letters are set with equal gaps, or each in the middle of an equal space.
    even = min((gaps, pitches), key=_spread)
    if _spread(even) > _EVEN * size:
        return []
    least = min(even)
    parts = ["", *(" " * (distance >= _WIDER * least) for distance in even)]
    text = "".join(f"{blank}{letter.text}" for blank, letter in zip(parts, letters, strict=True))
    return list(_places(text, letters, gaps, size)) if _are_words(text) else []


def _spread(distances: Sequence[float]) -> float:
    """Return how much the distances within words differ."""
    least = min(distances)
    return max(each for each in distances if each < _WIDER * least) - least


def _places(text: str, letters: Sequence[Letter], gaps: Sequence[float], size: float) -> Iterator[Letter]:
    """Yield the words, in one where no gap between them is so wide that columns part."""
    words = text.split(" ")
    start = end = 0
    said: list[str] = []
    for word in words:
        if said and gaps[end - 1] > _FAR * size:
            yield Letter(" ".join(said), letters[start].left, letters[end - 1].right)
            start, said = end, []
        said.append(word)
        end += len(word)
    yield Letter(" ".join(said), letters[start].left, letters[end - 1].right)


def _are_words(text: str) -> bool:
    """Say whether letters can be words: neither an alphabet, nor answers, nor the initials of days and months."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    vowels = sum(letter in _VOWELS or not letter.isascii() for letter in letters)
    if set(letters) <= _CHOICES or not _VOWELLED * len(letters) <= vowels < len(letters):
        return False
    if any(initials in "".join(letters) for initials in _MONTHS):
        return False
    if sum(ord(after) - ord(before) == 1 for before, after in pairwise(letters)) > len(letters) // 2:
        return False
    return max(sum(map(str.isalpha, word)) for word in text.split(" ")) >= _LETTERS and _is_cased(text)


def _is_cased(text: str) -> bool:
    """Say whether a script has words with blanks between them, roughly."""
    return all(letter.isupper() or letter.islower() for letter in text if letter.isalpha())
