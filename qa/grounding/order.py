"""Who does what to whom: the order of a claim's words against that of the sentence they come from."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from qa.grounding.statement import PREPOSITIONS, Sentence

_OPPOSED = (
    "from/to from/into before/after before/since until/after until/since over/under above/below inside/outside "
    "with/without for/against within/after by/after to/by for/by to/for with/against in/outside before/in after/in "
    "until/in from/in near/in under/on behind/before since/in by/in until/from up/down on/off in/out within/outside "
    "under/above over/below during/after during/before until/before by/from of/from after/on before/on by/before "
    "between/outside by/with of/by towards/from against/by on/in"
).split()
_CONTRARY = {frozenset(pair.split("/")) for pair in _OPPOSED}
_SKIPPED = frozenset("the a an its his her their this that these those my our your one's".split())
_BE = frozenset("is are was were be been being get gets got".split())
_SUBORDINATE = frozenset(
    "because although though if unless when until while after before since whereas where once".split()
)
_RELATIVE = frozenset("which whom that who".split())
_TEMPORAL = frozenset("after before until since during".split())
_LISTING = frozenset("and or nor".split())
_AGENT_WITHIN = 12  # words after a verb in which "by" names who did it
_MOST_PLACES = 6  # of one word in a sentence that are tried

Matched = Sequence[tuple[int, int]]  # places in the claim and in the source sentence, ascending in the claim


def in_order(claim: Sentence, source: Sentence, taken: Sequence[int]) -> tuple[Matched, list[int]]:
    """Match the words at the places ``taken`` with those of ``source``; also return the places that are out of order.

    As many as possible are matched in the order of both (Hunt and Szymanski, "A fast algorithm for computing longest
    common subsequences", 1977).
    """
    ends: list[int] = []  # the last place in the source of the best chain of each length
    chains: list[tuple[int, int, int]] = []  # place in the claim, in the source, number of the link before
    last: list[int] = []
    for place in taken:
        for where in reversed(source.places[claim.words[place].key][:_MOST_PLACES]):
            length = bisect_left(ends, where)
            link = (place, where, last[length - 1] if length else -1)
            chains.append(link)
            ends[length : length + 1] = [where]
            last[length : length + 1] = [len(chains) - 1]
    matched: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        place, where, number = chains[number]
        matched.append((place, where))
    matched.reverse()
    known = {place for place, _ in matched}
    return matched, [place for place in taken if place not in known]


def roles_differ(claim: Sentence, source: Sentence, matched: Matched, moved: Sequence[int]) -> bool:
    """Say whether words stand in another order than in the source, and neither voice nor a moved phrase explains it."""
    turned = _turned_verbs(claim, source, {*(place for place, _ in matched), *moved})
    if turned:
        return not all(_is_passive_of(claim, source, verb) for verb in turned)
    if not moved:
        return False
    used = {where for _, where in matched}
    if not all(_free(source, claim, place, used) for place in moved):
        return True  # said twice, and once in the source
    if all(_moved_whole(claim, source, place, _free(source, claim, place, used)) for place in moved):
        return False
    if _clause_moved(claim, source, moved, used):
        return False
    return not all(_stands_alone(claim, source, place, where) for place, where in matched)


def _stands_alone(claim: Sentence, source: Sentence, place: int, where: int) -> bool:
    """Say whether a word belongs to a phrase that may stand anywhere: then it is the other words that moved."""
    here = _preposition(claim, place)
    if here and here == _preposition(source, where):
        return here in _TEMPORAL or not (claim.words[place].is_predicate or source.words[where].is_predicate)
    joined = _joined_by(claim, place)
    return joined in _SUBORDINATE and joined == _joined_by(source, where)


def _free(source: Sentence, claim: Sentence, place: int, used: set[int]) -> list[int]:
    return [where for where in source.places[claim.words[place].key][:_MOST_PLACES] if where not in used]


def _clause_moved(claim: Sentence, source: Sentence, moved: Sequence[int], used: set[int]) -> bool:
    """Say whether what moved is all that one clause of the source says: "costs 75 euros and is valid for two years"."""
    places = [where for place in moved for where in _free(source, claim, place, used)[:1]]
    clauses = {source.words[where].clause for where in places}
    if len(places) < len(moved) or len(clauses) != 1:
        return False
    clause = [i for i, word in enumerate(source.words) if word.clause in clauses and word.key]
    between = [i for i in range(moved[0], moved[-1]) if claim.words[i].key and i not in moved]
    whole = sorted(places) == clause and any(source.words[i].is_predicate for i in clause)
    return whole and not between


def opposed_prepositions(claim: Sentence, source: Sentence, matched: Matched) -> list[str]:
    """Return prepositions of the claim that stand before a word which has a contrary one in the source."""
    found = []
    for place, where in matched:
        here, there = _preposition(claim, place), _preposition(source, where)
        if here != there and frozenset((here, there)) in _CONTRARY and here not in _all(source, claim.words[place].key):
            found.append(here)
    return found


def exchanged_conjunctions(claim: Sentence, source: Sentence, matched: Matched) -> list[str]:
    """Return "and" or "or" of the claim where the source has the other between the same words."""
    found = []
    for (place, where), (after, behind) in pairwise(matched):
        here = {word for word in claim.lowers[place + 1 : after] if word in _LISTING}
        there = {word for word in source.lowers[where + 1 : behind] if word in _LISTING}
        if here and there and not here & there:
            found += sorted(here)
    return found


def _all(source: Sentence, key: str) -> set[str]:
    return {_preposition(source, where) for where in source.places[key][:_MOST_PLACES]}


def _preposition(sentence: Sentence, place: int) -> str:
    """Return the preposition that the phrase around ``place`` begins with; "" where there is none close by."""
    for before in range(place - 1, max(-1, place - 5), -1):
        word = sentence.words[before]
        if word.lower in PREPOSITIONS:
            return word.lower
        if word.is_predicate or (word.clause != sentence.words[place].clause and word.lower not in _SKIPPED):
            return ""
    return ""


def _agent(sentence: Sentence, verb: int) -> int | None:
    """Return the place of the first topic word behind "by" after the verb, if it names who did it."""
    lowers = sentence.lowers
    for place in range(verb + 1, min(len(lowers), verb + 1 + _AGENT_WITHIN)):
        if lowers[place] == "by":
            agent = next((i for i in range(place + 1, min(len(lowers), place + 5)) if sentence.words[i].key), None)
            if agent is None or sentence.words[agent].is_number or lowers[agent].endswith("ing"):
                return None
            return agent
        if sentence.words[place].is_predicate:
            return None
    return None


def _is_passive(sentence: Sentence, place: int) -> bool:
    if not sentence.words[place].is_participle:
        return False
    return _agent(sentence, place) is not None or any(
        word in _BE for word in sentence.lowers[max(0, place - 3) : place]
    )


def _turned_verbs(claim: Sentence, source: Sentence, taken: set[int]) -> list[tuple[int, int]]:
    """Return the verbs, by their places in both, that are passive on one side only."""
    found = []
    for place in sorted(taken):
        word = claim.words[place]
        begins = next((i for i, other in enumerate(source.words) if other.key), -1)  # "Opened: 1874" has no voice
        wheres = [where for where in source.places[word.key][:_MOST_PLACES] if where != begins]
        if not wheres or not (word.is_predicate or any(source.words[where].is_predicate for where in wheres)):
            continue
        if all(_is_passive(claim, place) != _is_passive(source, where) for where in wheres):
            found.append((place, wheres[0]))
    return found


def _is_passive_of(claim: Sentence, source: Sentence, verb: tuple[int, int]) -> bool:
    """Say whether one side is the passive of the other: its subject is acted on there, and its agent acts."""
    place, where = verb
    if _is_passive(claim, place):
        passive, active, at, other = claim, source, place, where
    else:
        passive, active, at, other = source, claim, where, place
    agent = _agent(passive, at)
    if agent is not None:
        doers = active.places.get(passive.words[agent].key, ())
        if not any(doer < other for doer in doers):
            return False
    return _is_acted_on(active, passive, at, other)


def _is_acted_on(active: Sentence, passive: Sentence, at: int, other: int) -> bool:
    """Say whether the subject of the passive stands behind the active's verb, or before its "which"."""
    before = range(at - 1, -1, -1)
    subject = next((i for i in before if passive.words[i].key and not passive.words[i].is_predicate), None)
    if subject is None:
        return True
    places = active.places.get(passive.words[subject].key, ())
    return any(place > other or any(word in _RELATIVE for word in active.lowers[place + 1 : other]) for place in places)


def _moved_whole(claim: Sentence, source: Sentence, place: int, wheres: Sequence[int]) -> bool:
    """Say whether a word moved with its phrase, "in 1911", its clause or its neighbour: "Ann and Bob", "Ann's boat"."""
    here, joined = _preposition(claim, place), _joined_by(claim, place)
    for where in wheres:
        if here and here == _preposition(source, where):
            return True
        if _listed(claim, place) and _listed(source, where):
            return True
        if joined in _SUBORDINATE and joined == _joined_by(source, where):
            return True
        if _named_by_one(claim, place, source):
            return True
        if _of_turned(claim, place, source, where) or _of_turned(source, where, claim, place):
            return True
    return False


def _named_by_one(claim: Sentence, place: int, source: Sentence) -> bool:
    """Say whether the claim says "the upper gallery" where the source says "the upper one"."""
    before = source.places.get(claim.words[place - 1].key, ()) if place else ()
    return any(source.lowers[where + 1 : where + 2] in (("one",), ("ones",)) for where in before)


def _of_turned(one: Sentence, place: int, other: Sentence, where: int) -> bool:
    """Say whether "A B" on one side is "B of A" on the other."""
    behind = one.words[place + 1].key if place + 1 < len(one.words) else ""
    before = {word.key for word in other.words[max(0, where - 4) : where]}
    return bool(behind) and behind in before and "of" in other.lowers[max(0, where - 3) : where]


def _joined_by(sentence: Sentence, place: int) -> str:
    """Return the first word of the clause that the word at ``place`` stands in."""
    clause = sentence.words[place].clause
    while place and sentence.words[place - 1].clause == clause:
        place -= 1
    return sentence.words[place].lower


def _listed(sentence: Sentence, place: int) -> bool:
    around = sentence.lowers[max(0, place - 2) : place + 3]
    return any(word in _LISTING for word in around)
