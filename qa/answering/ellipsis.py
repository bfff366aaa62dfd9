"""Fragments: "Why?", "And in 2005?", "What about Intel?" are the question before with one part changed."""

import re

from index.analysis import is_stop_word, terms, words
from qa.answering.mentions import names

_JOIN = r"\W*(?:(?:and|but|or|so|then|ok(?:ay)?)\b\W*)?"
_ASKING = (
    r"(?:since|until|by|from|to|with|for) (?:when|whom?|what|where)|how (?:long|often|much|many|far|come|so)"
    r"|why|when|where|how|whom?"
)
_BARE = re.compile(
    rf"{_JOIN}(?P<asking>{_ASKING})(?: not| so| exactly| then| (?:is|was|did) (?:that|this|it)(?: so)?)?\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"{_JOIN}(?:what|how) about (?P<other>[^?.!,;]+?)\W*", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|or|but)\b\W*(?P<other>[^?.!,;]+?)\W*", re.IGNORECASE)
_PLACED = re.compile(r"(in|on|at|for|from|by|with|during|before|after|under|since) (.+)", re.IGNORECASE)
_THE_ONE = re.compile(r"the (?P<which>[\w-]+) ones?(?: .+)?", re.IGNORECASE)

_AUX = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must|might|may)"
_ASKED = re.compile(
    rf"(?:(?P<wh>(?:who|whom|what|which|when|where|why|how)(?: (?!{_AUX}\b)[\w-]+){{0,3}}) )?"
    rf"(?P<aux>{_AUX}) (?P<rest>.+)",
    re.IGNORECASE,
)
_BE = frozenset("is are was were".split())
_VERBS = frozenset(
    "is are was were do does did has have had can could will would should i you we he she it they".split()
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|next|other|same|new|old|former|latter|earlier|later|previous)"
_NUMBERED = re.compile(
    rf"\b(?:the|a|an|this|that|one)\s+(?P<ordinal>{_ORDINAL}\s+)?(?P<noun>(?!{_ORDINAL}\b)[\w-]+)", re.IGNORECASE
)
_LONGEST = 5  # words of what replaces a part; more is a question of its own


def is_fragment(question: str) -> bool:
    """Say whether ``question`` is a piece that only the question before makes whole."""
    if _BARE.fullmatch(question):
        return True
    other = _other(question)
    return other is not None and _is_part(other)


def completed(question: str, before: str) -> str | None:
    """Return ``before`` with the fragment ``question`` worked in; None where it has no place there."""
    asked = before.strip().rstrip(" ?!.")
    bare = _BARE.fullmatch(question)
    if bare:
        return _asked_anew(bare["asking"], asked)
    other = _other(question)
    changed = _changed(other, asked) if other else None
    return f"{changed}?" if changed else None


def _other(question: str) -> str | None:
    match = _ABOUT.fullmatch(question) or _AND.fullmatch(question)
    return match["other"].strip() if match else None


def _is_part(text: str) -> bool:
    """Say whether ``text`` is a name, a number, a place or time, or "the other one", and no sentence."""
    found = [word.lower() for word, _, _ in words(text)]
    if not found or len(found) > _LONGEST or set(found) & _VERBS:
        return False
    return bool(_THE_ONE.fullmatch(text) or _PLACED.fullmatch(text) or names(text) or _NUMBER.fullmatch(text))


def _asked_anew(asking: str, asked: str) -> str:
    """Return "Why did it stall?" for "When did it stall?" and "why"; else both questions in one."""
    asking = "Why" if asking.lower() == "how come" else "How" if asking.lower() == "how so" else asking.capitalize()
    match = _ASKED.fullmatch(asked)
    if not match:
        return f"{asked}, and {asking.lower()}?"
    wh, aux, rest = (match["wh"] or "").lower(), match["aux"].lower(), match["rest"]
    kind, _, noun = wh.partition(" ")
    if aux in _BE and kind in {"who", "what"} and not noun:
        return f"{asking} {rest}?"  # "What is X?" says nothing of X that could have a reason
    if kind in {"which", "what"} and noun:
        return f"{asking} {aux} {_with_object(rest, noun)}?"
    if kind == "how" and noun and terms(noun):
        return f"{asked}, and {asking.lower()}?"
    return f"{asking} {aux} {rest}?"


def _with_object(rest: str, noun: str) -> str:
    """Put what was asked for back where it belongs: "Obama sign in 2010" -> "Obama sign the bill in 2010"."""
    placed = re.search(r" (?:in|on|at|for|from|by|with|during|before|after|under|since) ", rest)
    place = placed.start() if placed else len(rest)
    return f"{rest[:place]} the {noun}{rest[place:]}"


def _changed(other: str, asked: str) -> str | None:
    one = _THE_ONE.fullmatch(other)
    if one:
        return _the_other(one["which"], asked)
    placed = _PLACED.fullmatch(other)
    if placed:
        return _moved(placed[1].lower(), placed[2], asked)
    number = _NUMBER.fullmatch(other)
    if number:
        return _swapped(_NUMBER.search(asked), other, asked) or f"{asked} in {other}"
    return _renamed(other, asked)


def _the_other(which: str, asked: str) -> str | None:
    """Return "the other bill" for "the other one" after "the first bill"."""
    found = list(_NUMBERED.finditer(asked))
    chosen = next((match for match in found if match["ordinal"]), found[-1] if found else None)
    if chosen is None or is_stop_word(chosen["noun"]):
        return None
    return f"{asked[: chosen.start()]}the {which.lower()} {asked[chosen.start('noun') :]}"


def _moved(preposition: str, where: str, asked: str) -> str:
    """Replace a place by a place and a year by a year; what has no like is added."""
    is_number = where[0].isdigit()
    for match in re.finditer(rf"\b{preposition} (?:the )?", asked, re.IGNORECASE):
        end = match.end()
        number = _NUMBER.match(asked, end)
        name = next((mention for mention in names(asked) if mention.start == end), None)
        if is_number and number:
            return f"{asked[: match.start()]}{preposition} {where}{asked[number.end() :]}"
        if not is_number and name:
            return f"{asked[: match.start()]}{preposition} {where}{asked[name.end :]}"
    return f"{asked} {preposition} {where}"


def _swapped(found: re.Match[str] | None, other: str, asked: str) -> str | None:
    return f"{asked[: found.start()]}{other}{asked[found.end() :]}" if found else None


def _renamed(other: str, asked: str) -> str | None:
    """Put a name in the place of the first one: the one that was asked about."""
    first = next(iter(names(asked)), None)
    if first is None or first.text.lower() == other.lower():
        return None
    possessive = "'s" if asked[first.end - 2 : first.end] in {"'s", "’s"} else ""
    return f"{asked[: first.start]}{other}{possessive}{asked[first.end :]}"
