"""What a sentence adds to the texts it cites. The support score tolerates a little of everything; this nothing.

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
_NEGATIONS = frozenset("not never no none nobody nothing nowhere neither nor without cannot".split())
_SCOPE = 3  # words after a negation that it negates
# What a page, a terminal or a chat program may turn into a link, an image or a script.
_ACTIVE = re.compile(
    r"\w+:/\S*|\b(?:data|javascript|mailto):\S*|\b(?:[\w-]+\.)+[a-z]{2,}\b\S*|\][(:]|<\s*[/!?a-zA-Z][^>]*>?|`+"
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_TAGS = range(0xE0000, 0xE0200)  # tags and further variation selectors, which can carry hidden text


def additions(claim: str, texts: Sequence[str]) -> set[Kind]:
    """Return what kinds of things ``claim`` holds that none of ``texts`` does.

    A negation counts where a word is negated on one side and never on the other.
    """
    known = {term for text in texts for term in terms(text)}
    found: set[Kind] = set()
    if not _numbers(claim) <= {number for text in texts for number in _numbers(text)}:
        found.add("number")
    if not known.issuperset(names_in(claim)):
        found.add("name")
    if _negation_differs(claim, texts):
        found.add("negation")
    return found


def has_unsafe_text(claim: str, texts: Sequence[str]) -> bool:
    """Say whether ``claim`` holds an address, markup or invisible characters that none of ``texts`` has."""
    active = {match.group() for match in _ACTIVE.finditer(claim)}
    invisible = {sign for sign in claim if not sign.isspace() and _is_invisible(sign)}
    return not all(any(part in text for text in texts) for part in active | invisible)


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in _INVISIBLE or ord(sign) in _TAGS


def _words(text: str) -> set[str]:
    return {word.lower() for word, _, _ in words(text)}


def _numbers(text: str) -> set[str]:
    """Return the numbers of ``text``; small ones are the same in words and in figures."""
    figures = {term for term in terms(text) if any(sign.isdigit() for sign in term)}
    return figures | {_COUNTS.get(word, word) for word in _words(text) & (_COUNTS.keys() | _NUMBERS)}


def _negation_differs(claim: str, texts: Sequence[str]) -> bool:
    """Say whether ``claim`` negates what ``texts`` never do, or states what they only negate."""
    in_texts: dict[str, set[bool]] = {}
    for text in texts:
        for term, negated in _negated(text).items():
            in_texts.setdefault(term, set()).update(negated)
    in_claim = {term: negated for term, negated in _negated(claim).items() if len(negated) == 1}
    differs = any(len(in_texts.get(term, ())) == 1 and in_texts[term] != negated for term, negated in in_claim.items())
    return differs or (_has_negation(claim) and not any(map(_has_negation, texts)))


def _negated(text: str) -> dict[str, set[bool]]:
    """Return for each term whether it stands in the scope of a negation; both where it does so and does not."""
    found: dict[str, set[bool]] = {}
    for span in sentence_spans(text):
        left = 0
        for word, _, _ in words(text[span.start : span.end]):
            left = _SCOPE + 1 if _is_negation(word) else max(0, left - 1)
            for term in terms(word):
                found.setdefault(term, set()).add(left > 0)
    return found


def _has_negation(text: str) -> bool:
    return any(map(_is_negation, _words(text)))


def _is_negation(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain in _NEGATIONS or plain.endswith("n't")
