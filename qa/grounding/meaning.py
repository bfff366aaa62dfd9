"""Whether a sentence means the same thing as its source means it: hedged, limited, denied or conditional alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.grounding.alignment import Alignment, Drawn
from qa.grounding.opposites import opposites_of, root
from qa.grounding.signals import Signal, SignalKind
from qa.grounding.statement import Sentence

_KEPT_ANYWHERE: frozenset[SignalKind] = frozenset({"falsity", "condition", "attribution", "restriction"})
_KEPT_NEAR: frozenset[SignalKind] = frozenset({"hedge", "frequency", "quantifier", "bound", "modality", "intention"})
_KEPT_GROUPS = frozenset({"former", "temporarily", "originally", "soon", "eventually"})
_MAY_GO = frozenset({"would", "another", "both", "any", "otherwise", "whether", "either"})
_MAY_COME = frozenset({"another", "already", "both"})
_UNIVERSAL = frozenset(
    "all every each any anyone anybody everyone everybody nothing no none free only not never".split()
)
_LIMITING = frozenset("with for who whose that which in under over of from without".split())
_NEGATIONS = frozenset("not never no none nobody nothing nowhere neither nor cannot without".split())
_DEFINING = frozenset("who whose whom which that where".split())
_BEFORE_NOUNS = frozenset("no none nobody nothing neither".split())
_SCOPE = 5  # words behind a negation that it may deny
_NEAR = 4  # words in which a signal's own word stands

Difference = tuple[str, str]  # the claim's words, and the source's


def added(aligned: Alignment) -> Iterator[str]:
    """Yield phrases of the claim that say how it is meant and that nothing it draws on says."""
    known = {signal.group for drawn in aligned.drawn for signal in drawn.source.signals}
    for signal in aligned.claim.signals:
        if signal.group not in known and signal.group not in _MAY_COME:
            yield signal.phrase


def dropped(aligned: Alignment) -> Iterator[str]:
    """Yield phrases that say how the source is meant and that the claim leaves out."""
    said = {signal.group for signal in aligned.claim.signals}
    reworded = bool(aligned.unknown)
    for drawn in aligned.drawn:
        for signal in drawn.source.signals:
            if signal.group not in said and _must_stay(signal, drawn, reworded=reworded):
                yield signal.phrase
        yield from _unlimited(drawn)
        yield from _unqualified(drawn)


def negations(aligned: Alignment) -> Iterator[str]:
    """Yield negations that the claim adds, leaves out or moves to another word."""
    own = _negated(aligned.claim)
    there = [_negated(drawn.source) for drawn in aligned.drawn]
    every = [negation for found in there for negation in found]
    for negation in own:
        if not any(_alike(negation, other) for other in every):
            yield negation.word
    for drawn, found in zip(aligned.drawn, there, strict=True):
        for negation in found:
            if _concerns(drawn, negation) and not any(_alike(negation, other) for other in own):
                yield negation.word


@dataclass(frozen=True, slots=True)
class _Negation:
    word: str
    place: int
    scope: tuple[str, ...]  # what the words behind it are compared by; a signal's is its group


def _negated(sentence: Sentence) -> list[_Negation]:
    groups = {place: signal.group for signal in sentence.signals for place in range(signal.start, signal.end)}
    found = []
    for place, word in enumerate(sentence.words):
        if word.lower in _NEGATIONS or word.lower.endswith("n't"):
            behind = range(place + 1, min(place + 1 + _SCOPE, len(sentence.words)))
            named = (groups.get(i) or sentence.words[i].key for i in behind)
            found.append(_Negation(word.text, place, tuple(filter(None, named))))
    return found


def _alike(one: _Negation, other: _Negation) -> bool:
    """Say whether two negations deny the same word; "no visa is needed" denies the second as well."""
    if not (one.scope and other.scope):
        return not one.scope and not other.scope
    if one.scope[0] == other.scope[0]:
        return True
    reach = [negation.scope[1:2] for negation in (one, other) if negation.word.lower() in _BEFORE_NOUNS]
    return any(one.scope[0] in second or other.scope[0] in second for second in reach)


def _concerns(drawn: Drawn, negation: _Negation) -> bool:
    """Say whether what a negation of the source denies is said by the claim."""
    keys = {drawn.source.words[where].key for where in drawn.used}
    if negation.word.lower() == "without" and _negated(drawn.claim):
        return True  # "not without consent" allows something
    if negation.scope:
        return any(name in keys for name in negation.scope[:2])
    return any(where in drawn.used for where in drawn.clause(drawn.source.words[negation.place].clause))


def opposites(aligned: Alignment) -> Iterator[Difference]:
    """Yield words of the claim that are the opposite of words which stand in the source and not in the claim."""
    words = {word.lower: word for drawn in aligned.drawn for word in drawn.source.words}
    known = {root(lower): word.text for lower, word in words.items()}
    own = {root(word.lower) for word in aligned.claim.words}
    for word in aligned.claim.words:
        if root(word.lower) not in known:
            for other in sorted((opposites_of(word.lower) & known.keys()) - own):
                yield word.text, known[other]


def _must_stay(signal: Signal, drawn: Drawn, *, reworded: bool) -> bool:
    if signal.group in _MAY_GO:
        return False
    if signal.kind in _KEPT_ANYWHERE:
        return True
    if signal.kind not in _KEPT_NEAR and signal.group not in _KEPT_GROUPS:
        return False
    topic = drawn.next_topic(signal.end, _NEAR)
    if topic in drawn.used:
        return True
    clause = drawn.clause(drawn.source.words[signal.start].clause)
    before = any(place in drawn.used for place in clause if place < signal.start)
    if topic is None or drawn.source.words[topic].clause != drawn.source.words[signal.start].clause:
        return before or not any(drawn.source.words[place].key for place in clause)
    return reworded and any(place in drawn.used for place in clause)


def _unlimited(drawn: Drawn) -> Iterator[str]:
    """Yield what limits "all", "nothing" and the like in the source and is left out: "nothing for residents"."""
    words = drawn.source.words
    said = {word.lower for word in drawn.claim.words}
    for place, word in enumerate(words):
        if word.lower not in _UNIVERSAL or word.lower not in said:
            continue
        limit = next((i for i in range(place + 1, min(place + 4, len(words))) if words[i].lower in _LIMITING), None)
        topic = drawn.next_topic(limit + 1, _NEAR) if limit is not None else None
        near = any(i in drawn.used for i in range(max(0, place - _NEAR), min(place + 10, len(words))))
        if limit is not None and topic is not None and topic not in drawn.used and near:
            yield f"{words[limit].text} {words[topic].text}"


def _unqualified(drawn: Drawn) -> Iterator[str]:
    """Yield the beginning of a clause that says which ones are meant and is left out: "people who lack the enzyme"."""
    words = drawn.source.words
    for place, word in enumerate(words):
        if word.lower not in _DEFINING or word.is_apart or not place or words[place - 1].is_predicate:
            continue
        clause = [i for i in range(place + 1, min(place + 6, len(words))) if words[i].clause == word.clause]
        topics = [i for i in clause if words[i].key]
        if place - 1 in drawn.used and topics and topics[0] not in drawn.used:
            yield f"{word.text} {words[topics[0]].text}"
