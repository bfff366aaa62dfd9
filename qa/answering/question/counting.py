"""Questions for a number of things: what is to be counted, which of them, and whether a text states it."""

import re
from dataclasses import dataclass

from index.analysis import is_stop_word, terms, words
from qa.answering.question.intent import ASKING_SEVERAL, Intent

# What frames a question for a number, or a line that announces what may be counted, and says nothing of which.
FRAMING = frozenset(
    terms(
        "list listed table name named mention mentioned given give show shown contain contained include included exist "
        "available document page section total overall altogether following follow below kind type sort different "
        "entry number count many"
    )
)
_VERBS = (
    "are is was were do does did has have had can could may might must should will would there in on at of for from "
    "listed named mentioned given shown available exist"
).split()
_KINDS = r"(?:(?:different|distinct|various)\s+)?(?:(?:kinds?|types?|sorts?)\s+of\s+)?"
_NOUN = r"(?P<noun>[\w'’-]+(?:\s+[\w'’-]+){0,3}?)"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bhow\s+many\s+{_KINDS}{_NOUN}\s+(?:{'|'.join(_VERBS)})\b",
        rf"\b(?:number|count)\s+of\s+(?:all\s+)?(?:the\s+)?{_KINDS}{_NOUN}(?=\s+(?:{'|'.join(_VERBS)})\b|\W*$)",
    )
)
_NUMBER_ASKED = re.compile(r"\bhow\s+many\b|^\W*(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?number\s+of\b", re.IGNORECASE)
_ELSE_ASKED = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how(?!\s+many\b))\b", re.IGNORECASE)

_LEADS = frozenset("the this that these those our your my its their in at of on for from by with".split())

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_LARGE = "dozen hundred thousand million billion".split()
_FIGURES = r"\d+(?:[.,\u00a0\u202f]\d+)*"
NUMBER_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_SMALL[:9])}))?|{'|'.join(_SMALL)}|(?:{'|'.join(_LARGE)})s?)"
# A number; that of a table, a page or an item of a list is none of things.
_LABEL = r"(?<!table\s)(?<!figure\s)(?<!page\s)(?<!chapter\s)(?<!section\s)(?<!no\.\s)(?<!clause\s)(?<!step\s)"
_NUMBER = re.compile(
    rf"{_LABEL}(?<![\w.,-])(?:{_FIGURES}(?!\d)(?![.)]\s)|{NUMBER_WORDS}\b)(?:\s+(?:{'|'.join(_LARGE)})s?\b)?",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(
    rf"{_LABEL}(?<![^\W\d_])(?:{_FIGURES}(?![.)]\s)|(?<!\w)(?:{NUMBER_WORDS}|no|none|zero|several|both|half|single|once|twice)\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s-]+([\w'’]+)")
_REACH = 4  # words after a number among which stands what it is of: "three of the oldest boats"


@dataclass(frozen=True, slots=True)
class CountAsked:
    """What is to be counted, in terms: of "how many red boats are in the harbour?", boats that are red and in it."""

    noun: frozenset[str]
    head: str  # the last of the noun
    rest: frozenset[str]  # all else that the question says of them
    scope: frozenset[str]  # what of the rest names where or whose they are: "the museum", "in Oslo"; neither "sold"


def asks_for_number(question: str) -> bool:
    """Say whether ``question`` asks how many there are of something, and for nothing else."""
    found = _NUMBER_ASKED.search(question)
    return found is not None and not _ELSE_ASKED.search(question.replace(found[0], ""))


def count_asked(question: str) -> CountAsked | None:
    """Return what is to be counted; None where no number is asked for, or the question cannot be parted."""
    found = next((match for pattern in _ASKED if (match := pattern.search(question))), None)
    if found is None or not asks_for_number(question) or any(is_stop_word(word) for word, _, _ in words(found["noun"])):
        return None
    noun = terms(found["noun"])
    if not noun or all(term in FRAMING for term in noun):
        return None
    rest = frozenset(terms(question)) - frozenset(noun) - FRAMING
    return CountAsked(frozenset(noun), noun[-1], rest, rest & _scope(question))


def _scope(question: str) -> set[str]:
    """Return the terms of words behind an article, a preposition or the like, and of names."""
    found: set[str] = set()
    inside = False
    for place, (word, _, _) in enumerate(words(question)):
        leads = word.lower() in _LEADS
        inside = leads or (inside and not is_stop_word(word))
        if (inside and not leads) or (place and word[0].isupper()):
            found.update(terms(word))
    return found


def states_count(text: str, asked: CountAsked) -> bool:
    """Say whether ``text`` has a number of what is asked for: "three of the boats", but neither "Table 3: boats"."""
    for number in _NUMBER.finditer(text):
        place = number.end()
        for _ in range(_REACH):
            after = _AFTER.match(text, place)
            if after is None:
                break
            if asked.head in terms(after[1]):
                return True
            place = after.end()
    return False


def has_number(text: str) -> bool:
    """Say whether ``text`` has a number of anything, in figures or in words."""
    return _ANY_NUMBER.search(text) is not None


def reads_all(question: str, intent: Intent) -> bool:
    """Say whether all passages are read, however much the first of them says.

    Several things are asked for; or a number, which one passage may state where in another it could be counted.
    """
    return intent in ASKING_SEVERAL or count_asked(question) is not None
