"""What a conversation has named so far, turn by turn."""

import re
from dataclasses import dataclass, field

from qa.answering.mentions import Mention, mentions
from qa.answering.pointers import Slot, Sort

_PERSONAL_WORDS = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_SETTLED: frozenset[Sort] = frozenset({"he", "she", "they", "it"})
_READ = 4000  # characters of one turn; what a longer one is about is said by then
_WHOLE = 0.6  # of a turn's characters: the mention is all that it says


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where something was named."""

    turn: int
    by_user: bool
    mention: Mention
    whole: bool  # the turn says hardly anything else


@dataclass(slots=True)
class Referent:
    """Something that the conversation named, in its fullest form."""

    text: str
    article: str
    is_name: bool
    terms: frozenset[str]
    sightings: list[Sighting] = field(default_factory=list)
    stood_for: set[Sort] = field(default_factory=set)  # pointers of the user that were taken for it
    carried: int = -1  # the last turn in which one was
    personal: int = 0  # in how many answers it was named first, with "he" or "she" after it

    @property
    def latest(self) -> int:
        """Return the last turn that named it or pointed at it."""
        return max(self.carried, *(sighting.turn for sighting in self.sightings))


class Memory:
    """The referents of one conversation. Grows while it is read; belongs to one question."""

    def __init__(self) -> None:
        self._referents: list[Referent] = []
        self.turns = 0  # heard so far
        self.names = 0  # how many of the referents are called by a name
        self.newest: Referent | None = None  # what the user named last, by its name

    @property
    def referents(self) -> tuple[Referent, ...]:
        """Return everything named so far, in order of its first mention."""
        return tuple(self._referents)

    def hear(self, text: str, *, by_user: bool) -> None:
        """Take in what one turn names."""
        text = text[:_READ]
        found = [mention for mention in mentions(text) if mention.terms]
        lead = next((mention for mention in found if mention.kind == "name"), None)
        personal = not by_user and bool(_PERSONAL_WORDS.search(text))
        for mention in found:
            referent = self._referent(mention)
            whole = len(mention.text) > _WHOLE * len(text)
            referent.sightings.append(Sighting(self.turns, by_user, mention, whole))
            referent.personal += personal and mention is lead
            if by_user and mention.kind == "name":
                self.newest = referent
        self.turns += 1

    def settle(self, referent: Referent, slot: Slot) -> None:
        """Note that the question about to be heard points at ``referent``."""
        referent.carried = self.turns
        if slot.sort in _SETTLED:
            referent.stood_for.add(slot.sort)

    def _referent(self, mention: Mention) -> Referent:
        """Return what ``mention`` names: "Zappa" is "Frank Zappa", and a name may have been typed small before."""
        key, is_name = mention.terms, mention.kind == "name"
        for known in reversed(self._referents):
            longer, shorter = known.terms < key, key < known.terms
            if known.terms != key and not (is_name and known.is_name and (longer or shorter)):
                continue
            if longer or (is_name and not known.is_name and not mention.opens):
                self.names += is_name and not known.is_name
                known.text, known.terms, known.article, known.is_name = mention.text, key, mention.article, is_name
            return known
        made = Referent(mention.text, mention.article, is_name, key)
        self._referents.append(made)
        self.names += is_name
        return made
