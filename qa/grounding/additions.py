"""What a sentence says beyond the texts it cites: the support score forgives a little of everything, this nothing.

Each kind was measured on claims that people wrote to mislead (bench/prose.py, docs/evaluation.md).
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from index.analysis import terms, words
from index.sentences import sentence_spans
from qa.grounding.support import names_in

Kind = Literal["number", "name", "negation"]

_COUNTS = {word: str(value) for value, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_NUMBERS = frozenset(
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million billion first second third fourth fifth sixth seventh eighth ninth "
    "tenth once twice half".split()
)
_DENIALS = frozenset("not never no none nobody nothing nowhere neither nor without cannot".split())
_REACH = 3  # words after a denial that it denies
# What a page, a terminal or a chat program may turn into a link, an image or a script.
_ACTIVE = re.compile(
    r"\w+:/\S*|\b(?:data|javascript|mailto):\S*|\b(?:[\w-]+\.)+[a-z]{2,}\b\S*|\][(:]|<\s*[/!?a-zA-Z][^>]*>?|`+"
)
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SMUGGLERS = range(0xE0000, 0xE0200)  # tags and further variation selectors: letters that nobody sees


def additions(claim: str, texts: Sequence[str]) -> set[Kind]:
    """Return what kinds of things ``claim`` holds that none of ``texts`` does.

    A negation counts where a word is denied on one side and never on the other.
    """
    there = {term for text in texts for term in terms(text)}
    found: set[Kind] = set()
    if not _numbers(claim) <= {number for text in texts for number in _numbers(text)}:
        found.add("number")
    if not there.issuperset(names_in(claim)):
        found.add("name")
    if _turned(claim, texts):
        found.add("negation")
    return found


def foreign(claim: str, texts: Sequence[str]) -> bool:
    """Say whether ``claim`` holds an address, markup or characters without a shape that stand in none of ``texts``."""
    active = {match.group() for match in _ACTIVE.finditer(claim)}
    unseen = {sign for sign in claim if not sign.isspace() and _is_unseen(sign)}
    return not all(any(part in text for text in texts) for part in active | unseen)


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN or ord(sign) in _SMUGGLERS


def _plain(text: str) -> set[str]:
    return {word.lower() for word, _, _ in words(text)}


def _numbers(text: str) -> set[str]:
    """Return the numbers of ``text``; small ones are the same in words and in figures."""
    figures = {term for term in terms(text) if any(sign.isdigit() for sign in term)}
    return figures | {_COUNTS.get(word, word) for word in _plain(text) & (_COUNTS.keys() | _NUMBERS)}


def _turned(claim: str, texts: Sequence[str]) -> bool:
    """Say whether ``claim`` denies what ``texts`` never do, or states what they only deny."""
    stands: dict[str, set[bool]] = {}
    for text in texts:
        for term, denied in _denied(text).items():
            stands.setdefault(term, set()).update(denied)
    turned = (
        len(denied | stands[term]) > 1 for term, denied in _sure(_denied(claim)) if len(stands.get(term, ())) == 1
    )
    return any(turned) or (any(map(_denies, _plain(claim))) and not any(_denies(w) for t in texts for w in _plain(t)))


def _sure(denied: dict[str, set[bool]]) -> list[tuple[str, set[bool]]]:
    return [(term, ways) for term, ways in denied.items() if len(ways) == 1]


def _denied(text: str) -> dict[str, set[bool]]:
    """Return for each term whether it stands within reach of a denial; both where it does so and does not."""
    found: dict[str, set[bool]] = {}
    for span in sentence_spans(text):
        left = 0
        for word, _, _ in words(text[span.start : span.end]):
            left = _REACH + 1 if _denies(word) else max(0, left - 1)
            for term in terms(word):
                found.setdefault(term, set()).add(left > 0)
    return found


def _denies(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain in _DENIALS or plain.endswith("n't")
