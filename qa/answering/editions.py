"""Documents that say different things in nearly the same words, as an old and a new edition do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from index.analysis import terms
from index.records import Document, Hit, Passage
from qa.answering.records import Citation

_FIGURES = re.compile(
    r"\d+(?:[.,:/-]\d+)*|\b(?:no|not|never|none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ALIKE = 0.6  # share of the words that two editions of one statement have in common


def figures(text: str) -> frozenset[str]:
    """Return the numbers in ``text``, and the words that deny."""
    return frozenset(match.group().lower() for match in _FIGURES.finditer(text))


def differ(one: Citation, other: Citation) -> bool:
    """Say whether two documents say something else in nearly the same words."""
    return one.document_id != other.document_id and _say_otherwise(one.quote, other.quote)


def other_editions(read: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Return those of ``others`` that say what was read in nearly the same words of another document, but otherwise."""

    def is_edition(known: Passage, passage: Passage) -> bool:
        return known.document_id != passage.document_id and _say_otherwise(known.text, passage.text)

    return [hit for hit in others if any(is_edition(known.passage, hit.passage) for known in read)]


def _say_otherwise(one: str, other: str) -> bool:
    if figures(one) == figures(other):
        return False
    first, second = _words(one), _words(other)
    return bool(first and second) and len(first & second) / min(len(first), len(second)) >= _ALIKE


def is_edition_of(one: str, other: str) -> bool:
    """Say whether two statements are the same but for their figures, as those of two editions are."""
    if figures(one) == figures(other):
        return False
    first, second = _words(one), _words(other)
    return len(first & second) >= _ALIKE * len(first | second) > 0


@lru_cache(64)  # one text is held against all others that were found
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text)) - figures(text)


def date_of(document: Document) -> str | None:
    """Return a document's date; else the year in its title or in its file's name, if there is one alone."""
    years = set(_YEAR.findall(f"{document.title} {document.source.rpartition('/')[2]}"))
    return document.content.date or (years.pop() if len(years) == 1 else None)


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
