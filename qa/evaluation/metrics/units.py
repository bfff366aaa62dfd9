"""Whether a whole unit of meaning (a list with its lead-in, a table row, a definition) is shown, by words in order.

Unlike the measures by characters, this one does not ask where the words stand: a list quoted in two parts, or a row
whose column names come as context, is whole all the same.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_WORD = re.compile(r"[^\W_]+")  # letters and digits: punctuation, white space and Markdown's marks do not count


@dataclass(frozen=True, slots=True)
class ShownText:
    """What a person is shown of one citation."""

    quote: str
    context: str = ""  # shown before the quote: heading, lead-in, column names; its length is not limited


@dataclass(frozen=True, slots=True)
class UnitHit:
    """1 where every group of gold units has one of which ``percent`` or more of the words are shown in order, else 0.

    What is shown is the first citations, at most ``citations`` of them, for as long as their quotes have at most
    ``characters`` together: context and quote of the first, of the second, and so on. Words are compared casefolded;
    how many stand there in order is the length of the longest common subsequence.
    """

    citations: int = 3
    characters: int = 1200
    percent: int = 90

    def __str__(self) -> str:
        return f"unit_hit@{self.citations}"

    def score(self, shown: Sequence[ShownText], groups: Sequence[Sequence[str]]) -> float | None:
        """Return 1 or 0, or None where no group has a unit with a word in it."""
        wanted = [units for group in groups if (units := [found for unit in group if (found := words(unit))])]
        if not wanted:
            return None
        said = words(self._text(shown))
        return float(all(any(self._is_in(unit, said) for unit in units) for units in wanted))

    def _text(self, shown: Sequence[ShownText]) -> str:
        first = shown[: self.citations]
        lengths = accumulate(len(item.quote) for item in first)
        kept = [item for item, length in zip(first, lengths, strict=True) if length <= self.characters]
        return "\n".join(f"{item.context}\n{item.quote}" for item in kept)

    def _is_in(self, unit: Sequence[str], said: Sequence[str]) -> bool:
        return 100 * common_subsequence(unit, said) >= self.percent * len(unit)


def words(text: str) -> list[str]:
    """Return the words of ``text``, casefolded."""
    return _WORD.findall(text.casefold())


def common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence.

    One step for each word of ``other``, on integers of a bit for each word of ``one``.
    Source: Hyyro, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
    """
    places: defaultdict[str, int] = defaultdict(int)
    for place, word in enumerate(one):
        places[word] |= 1 << place
    everything = (1 << len(one)) - 1
    unmatched = everything
    for word in other:
        matches = unmatched & places.get(word, 0)
        unmatched = ((unmatched + matches) | (unmatched - matches)) & everything
    return len(one) - unmatched.bit_count()
