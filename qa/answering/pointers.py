"""Words that point at something said before, and where they stand in a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.analysis import is_stop_word, terms, words
from qa.answering.mentions import Mention, mentions

Sort = Literal["he", "she", "they", "it", "this", "noun", "the", "other", "short", "open", "named"]
_Word = tuple[str, int, int]

_SORTS: dict[str, Sort] = {
    **dict.fromkeys("he him his himself".split(), "he"),
    **dict.fromkeys("she her hers herself".split(), "she"),
    **dict.fromkeys("they them their theirs themselves".split(), "they"),
    **dict.fromkeys("it its itself".split(), "it"),
    **dict.fromkeys("this that these those".split(), "this"),
}
_POSSESSIVE = frozenset("his her hers its their theirs".split())
_OBJECTS = frozenset("him them himself herself themselves itself".split())
_CONTRACTED = {"s": "'s", "re": " are", "ve": " have", "ll": " will", "d": " would"}

# "It" in "is it true that" and "there" in "is there" point at nothing.
_EMPTY = re.compile(
    r"\b(?:is|was|does|did|would|will|can|could|isn['’]t|wasn['’]t)\s+it\s+(?:\w+\s+)?(?:that|to|for)\b"
    r"|\b(?:is|was)\s+it\s+(?:true|possible|likely|known|clear|legal|important|necessary|worth)\b"
    r"|\bit\s+(?:is\s+\w+|costs?|takes?)\s+(?:that|to)\b|\bhow\s+(?:is|was|does|did)\s+it\s+(?:that|come)\b",
    re.IGNORECASE,
)
# "That" after these words stands for something; elsewhere it joins clauses.
_BEFORE_THAT = frozenset(
    """
    and but or so did does do was is were are has had have would could will can should why when where how what who
    about after before of for with to from by in on than like at during since into despite because mean
    """.split()
)
_AFTER_THAT = frozenset(
    """
    is was are were be do does did has had have will would can could should to in on at for with of by from as and or
    mean means happen happened work affect affected cause caused lead make made go come help end start begin take
    """.split()
)
_EXPLAINS = frozenset("of that who which between".split())
_DO = frozenset("do does did can could will would should".split())
_BE = frozenset("is are was were".split())
_HAVE = frozenset("has have had".split())
_OTHER = re.compile(
    r"\b(?:else|other|others|another|more|further|besides|again|next|also|too|ones?|same)\b", re.IGNORECASE
)
# Nouns that say less than the name they stand for: "the company", "this man".
_GENERIC = frozenset(
    """
    company companies country city state man woman guy person people place thing firm organisation organization
    artist author actor actress singer group
    """.split()
)
# "The article" is where the answer is looked for, and stands for nothing that was said.
_DOCUMENTS = frozenset(
    "article articles text texts document documents page pages source sources author authors".split()
)
_KINDS = frozenset(
    """
    band album song single film movie book novel play show series magazine newspaper programme program game app tool
    project ship team club school university law bill act treaty war battle disease drug
    """.split()
)
# "At that time", "after that" point at an hour, which no name replaces.
_TIMES = frozenset("time times period year years day days point moment date era age decade century season way".split())
_BEFORE_TIMES = frozenset("after before since until during then".split())
_SHORT_TERMS = 2
# "What is primatology?" names all that it asks about.
_DEFINITION = re.compile(
    r"\W*(?:what|who)(?:['’]s|\s+(?:is|are|was|were))(?:\s+an?)?\s+(?!the\b|an?\b)[\w’'-]+\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a question that asks for a name. ``start == end``: nothing can be replaced, only added."""

    sort: Sort
    start: int
    end: int
    possessive: bool = False
    tail: str = ""  # what stood after the pronoun in the same word: "they're" -> " are"
    noun: str = ""  # of "this song", "the band"


def slots(question: str) -> list[Slot]:
    """Return what ``question`` points with: each sort once, in reading order; else one slot to add to."""
    found = words(question)
    own = mentions(question)
    empty = [match.span() for match in _EMPTY.finditer(question)]
    pointing: dict[Sort, Slot] = {}
    for place in range(len(found)):
        slot = _slot(question, found, place)
        if slot is None or slot.sort in pointing:
            continue
        if any(start <= slot.start < end for start, end in empty) or _is_met(question, slot, own):
            continue
        pointing[slot.sort] = slot
    return list(pointing.values()) or [_added(question, own)]


def is_pointer(slot: Slot) -> bool:
    """Say whether a word of the question itself points back."""
    return slot.start < slot.end


def _slot(question: str, found: Sequence[_Word], place: int) -> Slot | None:
    word, start, end = found[place]
    base, _, rest = word.lower().replace("’", "'").partition("'")
    sort = _SORTS.get(base)
    if base == "the" and not rest:
        return _definite(question, found, place)
    if sort is None or (rest and rest not in _CONTRACTED):
        return None
    if sort == "this":
        return _demonstrative(question, found, place)
    after = found[place + 1] if place + 1 < len(found) else None
    possessive = base in _POSSESSIVE
    if base == "her":
        possessive = after is not None and not is_stop_word(after[0]) and question[end : after[1]] == " "
    return Slot(sort, start, end, possessive, _CONTRACTED.get(rest, ""))


def _demonstrative(question: str, found: Sequence[_Word], place: int) -> Slot | None:
    word, start, end = found[place]
    joins = word.lower().startswith("that")
    before = found[place - 1][0].lower() if place else ""
    after = found[place + 1][0].lower() if place + 1 < len(found) else ""
    if joins and before not in _BEFORE_THAT and place > 0 and place + 2 < len(found):
        return None
    if before in _BEFORE_TIMES or after in _TIMES:
        return None
    if not after or after in _AFTER_THAT or is_stop_word(after):
        return Slot("this", start, end)
    noun_end = _noun_end(question, found, place + 1)
    return Slot("noun", start, noun_end, noun=question[found[place + 1][1] : noun_end])


def _definite(question: str, found: Sequence[_Word], place: int) -> Slot | None:
    """Return "the band", "the law": one plain noun that nothing around it explains."""
    if place + 1 >= len(found):
        return None
    noun, start, end = found[place + 1]
    after = found[place + 2][0].lower() if place + 2 < len(found) else ""
    if is_stop_word(noun) or noun.lower() in _DOCUMENTS or noun[0].isupper() or noun[0].isdigit() or after in _EXPLAINS:
        return None
    if after and not is_stop_word(after) and not _is_verb(found, place + 2):
        return None
    return Slot("the", found[place][1], end, noun=question[start:end])


def _is_verb(found: Sequence[_Word], place: int) -> bool:
    """Say whether the word after "the NOUN" goes with the verb: "did the band form", "was the tour popular"."""
    follows = found[place + 1][0].lower() if place + 1 < len(found) else ""
    if follows and not is_stop_word(follows):
        return False
    ahead = {word.lower() for word, _, _ in found[: place - 2]}
    return bool(ahead & _DO) or found[0][0].lower() in _BE or found[place][0].lower().endswith("ed")


def _noun_end(question: str, found: Sequence[_Word], first: int) -> int:
    last = first
    while (
        last + 1 < len(found)
        and last - first < 1
        and not is_stop_word(found[last + 1][0])
        and question[found[last][2] : found[last + 1][1]] == " "
        and found[last][0].lower().endswith(("al", "ic", "ous", "ive", "new", "first"))
    ):
        last += 1
    return found[last][2]


def _is_met(question: str, slot: Slot, own: Sequence[Mention]) -> bool:
    """Say whether the question itself names, before the pointer, what it may point at."""
    before = [mention for mention in own if mention.end <= slot.start]
    pointer = question[slot.start : slot.end].lower()
    if pointer in _OBJECTS:
        return False
    if slot.sort in {"he", "she"}:
        return any(mention.kind == "name" and not mention.opens for mention in before)
    if slot.sort == "they":
        return any(_is_plural(mention) for mention in before)
    if slot.sort == "it":
        after = words(question[slot.end :])[:1]
        leads = bool(after and after[0][0].lower() in _BE | _DO | _HAVE)
        return bool(before) and (slot.possessive or leads or any(mention.kind == "name" for mention in before))
    if slot.sort == "the":
        return any(mention.kind == "name" and not mention.opens for mention in own)
    return False


def _is_plural(mention: Mention) -> bool:
    return mention.text.endswith("s") and not mention.text.endswith("ss")


def _added(question: str, own: Sequence[Mention]) -> Slot:
    end = len(question.rstrip(" ?!.\t\r\n"))
    if any(mention.kind == "name" and not mention.opens for mention in own) or _DEFINITION.match(question):
        return Slot("named", end, end)
    if _OTHER.search(question):
        return Slot("other", end, end)
    if not any(is_stop_word(word) for word, _, _ in words(question)):
        return Slot("named", end, end)  # bare words name what is looked for
    return Slot("short" if len(set(terms(question))) <= _SHORT_TERMS else "open", end, end)


def is_kind(noun: str) -> bool:
    """Say whether ``noun`` tells what kind of thing a name is, and stands before it: "the band Hole"."""
    return noun.lower() in _KINDS


def is_generic(noun: str) -> bool:
    """Say whether ``noun`` may go once the name stands in its place."""
    return noun.lower() in _GENERIC
