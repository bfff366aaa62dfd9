"""Documents that say different things in nearly the same words, as an old and a new edition do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from index.analysis import terms
from qa.answering.records import Citation

_FIGURES = re.compile(
    r"\d+(?:[.,:/-]\d+)*|\b(?:no|not|never|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b",
    re.IGNORECASE,
)
_ALIKE = 0.6  # share of the words that two editions of one statement have in common


def figures(text: str) -> frozenset[str]:
    """Return the numbers in ``text``, and the words that deny."""
    return frozenset(match.group().lower() for match in _FIGURES.finditer(text))


def differ(one: Citation, other: Citation) -> bool:
    """Say whether two documents say something else in nearly the same words."""
    if one.document_id == other.document_id or figures(one.quote) == figures(other.quote):
        return False
    first, second = (set(terms(each.quote)) - figures(each.quote) for each in (one, other))
    return bool(first and second) and len(first & second) / min(len(first), len(second)) >= _ALIKE


def newest_first(citations: Sequence[Citation], dates: Mapping[str, str | None]) -> tuple[Citation, ...]:
    """Return ``citations`` with the newest of two editions before the older; the others stay where they are.

    Args:
        citations: in the order of an answer.
        dates: of the documents, by id, as ISO dates.
    """
    found = list(citations)
    for i, j in combinations(range(len(found)), 2):
        older, newer = dates.get(found[i].document_id), dates.get(found[j].document_id)
        if older and newer and older < newer and differ(found[i], found[j]):
            found[i], found[j] = found[j], found[i]
    return tuple(replace(citation, number=number) for number, citation in enumerate(found, 1))
