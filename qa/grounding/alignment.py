"""Which sentences of the cited texts a claim draws on, and which of its words stand where in them."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from qa.grounding.order import in_order
from qa.grounding.statement import Sentence, Word

_BESIDE = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)  # words
_MOST_SENTENCES = 3  # that a claim may draw on
# Texts say "you" to readers of whom a claim speaks.
_ADDRESSED = frozenset("you your yours yourself".split())
_ANYBODY = frozenset(
    "people persons users customers patients readers visitors participants applicants buyers passengers".split()
)


class Drawn:
    """A sentence that a claim draws on."""

    def __init__(self, claim: Sentence, source: Sentence, taken: Sequence[int]) -> None:
        self.claim = claim
        self.source = source
        self.taken = taken  # places in the claim whose words come from here first
        here = [place for place, word in enumerate(claim.words) if word.key and word.key in source.places]
        self.matched, self.moved = in_order(claim, source, here)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Return places in the claim and in the source of all shared words, those out of order included."""
        used = {where for _, where in self.matched}
        found = list(self.matched)
        for place in self.moved:
            places = self.source.places[self.claim.words[place].key]
            where = next((where for where in places if where not in used), places[0])
            used.add(where)
            found.append((place, where))
        return tuple(sorted(found))

    @cached_property
    def used(self) -> frozenset[int]:
        """Return the places of the source whose words the claim has."""
        return frozenset(where for _, where in self.pairs)

    def clause(self, number: int) -> list[int]:
        """Return the places of one clause of the source."""
        return [place for place, word in enumerate(self.source.words) if word.clause == number]

    def said(self, places: Sequence[int]) -> str:
        """Return these words of the claim."""
        return " ".join(self.claim.words[place].text for place in places)

    def next_topic(self, start: int, within: int) -> int | None:
        """Return the first place from ``start`` on, and at most ``within`` words on, whose word carries a topic."""
        places = range(start, min(start + within, len(self.source.words)))
        return next((place for place in places if self.source.words[place].key), None)

    def topics(self) -> Iterator[tuple[int, Word]]:
        """Yield the source's topic words with their places."""
        return ((place, word) for place, word in enumerate(self.source.words) if word.key)


class Alignment:
    """A claim and the few sentences that it draws on, the one that it shares most with first."""

    def __init__(self, claim: Sentence, sentences: Sequence[Sentence]) -> None:
        self.claim = claim
        self.drawn: list[Drawn] = []
        addressed = any(word.lower in _ADDRESSED for sentence in sentences for word in sentence.words)
        left = [
            place
            for place, word in enumerate(claim.words)
            if word.key and not word.in_signal and not (addressed and word.lower in _ANYBODY)
        ]
        rest = list(sentences)
        while left and rest and len(self.drawn) < _MOST_SENTENCES:
            best = max(rest, key=lambda sentence: sum(claim.words[place].key in sentence.places for place in left))
            taken = [place for place in left if claim.words[place].key in best.places]
            if not taken:
                break
            self.drawn.append(Drawn(claim, best, taken))
            left = [place for place in left if claim.words[place].key not in best.places]
            rest.remove(best)
        self._excuse()
        self.unknown = left  # places of topic words that none of them has

    def _excuse(self) -> None:
        """Take words that one sentence has out of order for another's, where their neighbours stand beside them."""
        for drawn in self.drawn:
            others = {place for other in self.drawn if other is not drawn for place, _ in other.matched}
            near = {place for place in others if others & {place + step for step in _BESIDE}}
            drawn.moved = [place for place in drawn.moved if place not in near]
