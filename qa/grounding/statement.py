"""Sentences as words that can be compared: stems, figures for numbers in letters, and the clauses they stand in.

There is no parser behind it. A clause ends at a comma, a bracket or a word that joins; a predicate is known by its
ending or by the auxiliary before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from index.analysis import is_stop_word, terms, words
from index.sentences import sentence_spans
from qa.grounding.signals import Signal, signals
from qa.grounding.synonyms import BASES, PAST, groups

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_FIGURES = {word: str(value) for value, word in enumerate(_SMALL, 1)}
_FIGURES |= {word: str(10 * value) for value, word in enumerate(_TENS, 3)}
_SIGNS = {"%": " percent ", "€": " euros ", "$": " dollars ", "£": " pounds ", "°C": " degrees Celsius "}
_SIGNS["per cent"] = "percent"
_UNITS = {
    "km": "kilometre",
    "kilometer": "kilometre",
    "cm": "centimetre",
    "centimeter": "centimetre",
    "mm": "millimetre",
    "millimeter": "millimetre",
    "metres": "metre",
    "meters": "metre",
    "kg": "kilogram",
    "mg": "milligram",
    "ml": "millilitre",
    "kilometres": "kilometre",
    "centimetres": "centimetre",
    "millimetres": "millimetre",
    "litres": "litre",
    "liters": "litre",
    "minutes": "minute",
    "min": "minute",
    "hours": "hour",
    "hrs": "hour",
    "mph": "mile",
}
_LABEL = re.compile(r"\s*\w[\w -]{0,30}:\s")  # of "Opened: 1874"
_BREAKS = frozenset(",;:()[]—–")
JOINING = frozenset(
    "and but or nor while whereas which who whom whose where because although though if unless when until once".split()
)
PREPOSITIONS = frozenset(
    "in on at from to into onto of for with without by during after before since until within under over above "
    "below between among amongst through across against near inside outside around along beyond behind beside "
    "besides towards toward via per as about because upon throughout amid despite".split()
)
_DETERMINERS = frozenset("the a an its his her their this these those him them it".split())
_AUXILIARY = frozenset(
    "is are was were be been being am has have had do does did will would shall should may might can could must "
    "to not".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence."""

    text: str  # as it stands
    lower: str
    key: str  # stem or figures, by which it is compared; "" for a word that carries no topic
    clause: int
    is_apart: bool  # behind a comma, a bracket or the like
    is_name: bool  # capitalised, and not because it begins the sentence
    is_number: bool
    is_predicate: bool
    is_participle: bool  # by its form: it may as well be a past
    in_signal: bool = False


class Sentence:
    """One sentence: its words, the keys they are compared by, and the signals, whose words have no key."""

    signals: tuple[Signal, ...]

    def __init__(self, text: str, record: int = 0, *, leads: bool = True) -> None:
        self.record = record  # number of the text it stands in
        self.leads = leads  # begins it
        self.is_labelled = _LABEL.match(text) is not None
        for sign, word in _SIGNS.items():
            text = text.replace(sign, word)
        found = list(_words(text))
        # A name that is spelled like a signal, as "Will" or "May", is none.
        self.signals = tuple(signals([word.text if word.is_name else word.lower for word in found]))
        for signal in self.signals:
            for place in range(signal.start, signal.end):
                verb = signal.kind in ("intention", "attribution") and signal.end == signal.start + 1
                key = found[place].key if verb else ""
                found[place] = replace(found[place], key=key, is_predicate=verb, in_signal=True)
        self.words = tuple(found)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Return where each key stands among the words."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            if word.key:
                found.setdefault(word.key, []).append(place)
        return found

    @cached_property
    def lowers(self) -> tuple[str, ...]:
        """Return the words in lower case."""
        return tuple(word.lower for word in self.words)


def sentences_in(texts: Sequence[str]) -> list[Sentence]:
    """Return the sentences of all ``texts``; what a semicolon ends is one too."""
    found: list[Sentence] = []
    for number, text in enumerate(texts):
        sentences = (text[span.start : span.end] for span in sentence_spans(text))
        parts = [part for sentence in sentences for part in sentence.split(";") if part.strip()]
        found += [Sentence(part, number, leads=not place) for place, part in enumerate(parts)]
    return found


def key_of(word: str) -> str:
    """Return what ``word`` is compared by; "" where it carries no topic."""
    return _remembered(word) if len(word) <= 40 else _key(word)


def _key(word: str) -> str:
    lower = word.lower()
    if lower in _FIGURES:
        return _FIGURES[lower]
    if is_stop_word(word) or lower in PREPOSITIONS:
        return ""
    found = terms(_UNITS.get(lower) or BASES.get(lower, word))
    return _groups().get(found[0], found[0]) if found else ""


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    """Return the stem of each synonym's group, by its own stem."""
    named = [[found for word in words for found in terms(word)[:1]] for words in groups()]
    return {stem: stems[0] for stems in named for stem in stems}


_remembered = lru_cache(maxsize=65536)(_key)


def _words(text: str) -> Iterator[Word]:
    clause, end = 0, 0
    found = words(text)
    lowers = [word.lower().replace("’", "'") for word, _, _ in found]
    for place, (word, start, stop) in enumerate(found):
        lower = lowers[place]
        is_apart = any(sign in _BREAKS for sign in text[end:start])
        if is_apart or lower in JOINING:
            clause += place > 0
        is_name = place > 0 and word[0].isupper()
        key = key_of(word)
        is_verb = bool(key) and not is_name
        is_past = is_verb and (lower.endswith("ed") or lower in PAST)
        follows = any(before in _AUXILIARY for before in lowers[max(0, place - 2) : place])
        governs = lower.endswith("s") and place > 0 and place + 1 < len(lowers) and lowers[place + 1] in _DETERMINERS
        yield Word(
            text=word,
            lower=lower,
            key=key,
            clause=clause,
            is_apart=is_apart,
            is_name=is_name,
            is_number=key[:1].isdigit(),
            is_predicate=is_past or (is_verb and (follows or governs)),
            is_participle=is_past,
        )
        end = stop
