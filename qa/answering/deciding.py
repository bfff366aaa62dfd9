"""Which words of a quote decide a question that is answered with yes or no: the item it names, or the exception."""

import re
from collections.abc import Iterator

from index.analysis import terms
from index.records import Span
from index.sentences import sentence_spans
from index.structure import Structure
from qa.answering.question.intent import Intent, intent_of
from qa.answering.reading.reader import content_terms
from qa.answering.records import Citation

DECIDED = frozenset({Intent.YES_NO, Intent.CLAIM})
_LEAST = 3  # terms of a question all of which stand in one clause by more than chance
_EXCEPTION = re.compile(
    r"\b(?:except(?:ing)?|with the exception of|excluding|unless|other than|apart from|but not)\b[^.;:!?\n]*",
    re.IGNORECASE,
)
_MARKER = re.compile(r"(?:[-*+•–—]|\(?\w{1,3}[.)])\s+")


def deciding_words(structure: Structure, unit: Span, question: str) -> tuple[Span, ...]:
    """Return the words of ``unit`` that decide ``question``, the most direct first; none where nothing tells.

    The item that names what is asked about, with the line that says what its list is of; or the exception that does.
    """
    if intent_of(question) not in DECIDED:
        return ()
    asked = set(content_terms(question))
    return _item(structure, unit, asked) or _exception(structure, unit, asked)


def has_every_word(question: str, citation: Citation) -> bool:
    """Say whether all that ``question`` asks about stands in one clause: a quote with its lead-in or column names."""
    asked = set(content_terms(question))
    return len(asked) >= _LEAST and asked <= set(terms(" ".join(citation.said)))


def _item(structure: Structure, unit: Span, asked: set[str]) -> tuple[Span, ...]:
    items = list(_items(structure, unit))
    if len(items) < 2:
        return ()
    lead = sentence_spans(structure.text, unit.start, items[0].start)[-1:] if unit.start < items[0].start else []
    left = asked - (_terms(structure, lead[0]) if lead else set())
    named = [_terms(structure, item) for item in items]
    best = max(range(len(items)), key=lambda i: len(left & named[i]))
    rivals = (other for i, other in enumerate(named) if i != best)
    if not left & named[best] or any(len(left & other) == len(left & named[best]) or other <= left for other in rivals):
        return ()
    return (bare_item(structure, items[best]), *lead)


def _items(structure: Structure, unit: Span) -> Iterator[Span]:
    """Yield the innermost items in ``unit``."""
    for number, block in enumerate(structure.content.blocks):
        if block.kind == "item" and unit.contains(block.span) and not structure.children[number]:
            yield block.span


def _exception(structure: Structure, unit: Span, asked: set[str]) -> tuple[Span, ...]:
    for sentence in sentence_spans(structure.text, unit.start, unit.end):
        for found in _EXCEPTION.finditer(structure.text, sentence.start, sentence.end):
            clause = Span(found.start(), found.end())
            main = terms(structure.text[sentence.start : clause.start] + structure.text[clause.end : sentence.end])
            if asked & _terms(structure, clause) - set(main):
                return (clause,)
    return ()


def bare_item(structure: Structure, item: Span) -> Span:
    """Return an item without its marker."""
    marker = _MARKER.match(structure.text, item.start, item.end)
    return Span(marker.end(), item.end) if marker and marker.end() < item.end else item


def _terms(structure: Structure, span: Span) -> set[str]:
    return set(terms(structure.text[span.start : span.end]))
