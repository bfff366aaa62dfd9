"""Prose: how much of a paragraph is quoted around one of its sentences, and what that leans on."""

import re
from collections.abc import Sequence
from typing import Literal

from index.records import Span
from index.sentences import sentence_spans
from index.structure import Structure

PROSE_LIMIT = 600  # characters of a quote of prose
UNIT_LIMIT = 1200  # characters of a quote of a list, a part of a table, or code
# One thing; what something is, or how it is done, from the beginning; the list of an item; or also the rows, terms and
# fields that stand together.
Wanted = Literal["one", "meaning", "steps", "list", "all"]
NOTHING_BESIDE: tuple[Wanted, ...] = ("one", "meaning")
_SHORT_PARAGRAPH = 400  # characters of a paragraph that is quoted to its end; of steps, `PROSE_LIMIT`

_LEANING = (
    r"this|that|these|those|it|its|they|their|he|his|she|her|such|thus|hence|therefore|however|otherwise|so|but|or|then"
    r"|instead|both|neither|in (?:this|that|those|these) cases?|the (?:latter|former)|alternatively|as a result|once"
)
# A sentence that begins so leans on the one before it.
_LEANS = re.compile(rf"[\W_]*(?:{_LEANING})\b", re.IGNORECASE)
# And one that begins so goes on with what it says.
_GOES_ON = re.compile(
    rf"[\W_]*(?:{_LEANING}|for (?:example|instance)|e\.g\.|also|note that|to do (?:so|this|that))(?!\w)", re.IGNORECASE
)


def prose_around(structure: Structure, span: Span, wanted: Wanted = "one") -> Span:
    """Return a sentence with what follows it in its paragraph, where that is short.

    Of how something is done a short paragraph is wanted from its beginning, and of a longer one, where more than one
    thing is asked for, the sentences that go on with this one.
    """
    sentences = paragraph_of(structure, span)
    if not sentences:
        return span
    whole = Span(min(span.start, sentences[0].start), max(span.end, sentences[-1].end))
    if len(whole) <= (PROSE_LIMIT if wanted == "steps" else _SHORT_PARAGRAPH):
        return whole if wanted == "steps" else Span(span.start, whole.end)
    return span if wanted in NOTHING_BESIDE else _going_on(structure, span, sentences)


def _going_on(structure: Structure, span: Span, sentences: Sequence[Span]) -> Span:
    end = span.end
    for sentence in sentences:
        if sentence.start < end:
            continue
        if sentence.end - span.start > PROSE_LIMIT or not _GOES_ON.match(structure.text, sentence.start):
            break
        end = sentence.end
    return Span(span.start, end)


def leant_on(structure: Structure, span: Span) -> Span | None:
    """Return the sentence that a quote leans on, as it begins with "this", "otherwise" or the like."""
    if not _LEANS.match(structure.text, span.start):
        return None
    earlier = [sentence for sentence in paragraph_of(structure, span) if sentence.end <= span.start]
    return earlier[-1] if earlier else None


def paragraph_of(structure: Structure, span: Span) -> Sequence[Span]:
    """Return the sentences of the paragraph around ``span``; blank lines bound it where no block does."""
    number = structure.at(span.start)
    text = structure.text
    if number is not None:
        whole = structure.block(number).span
        return sentence_spans(text, whole.start, whole.end) if len(whole) <= UNIT_LIMIT else ()
    start = text.rfind("\n\n", max(0, span.start - UNIT_LIMIT), span.start)
    end = text.find("\n\n", span.end, span.end + UNIT_LIMIT)
    if (start < 0 and span.start > UNIT_LIMIT) or (end < 0 and len(text) - span.end > UNIT_LIMIT):
        return ()
    return sentence_spans(text, start + 2 if start >= 0 else 0, end if end >= 0 else len(text))


def asks(text: str, span: Span) -> bool:
    """Say whether a sentence is a question."""
    return text[span.start : span.end].rstrip("\"'”’»)*_ ").endswith(("?", "？"))


def said_with(structure: Structure, question: Span) -> Span | None:
    """Return a sentence that asks with the last before it that does not, or else the first behind it.

    Alone it says nothing.
    """
    sentences = paragraph_of(structure, question)
    said = [sentence for sentence in sentences if not asks(structure.text, sentence)]
    before = [sentence for sentence in said if sentence.end <= question.start]
    behind = [sentence for sentence in said if sentence.start >= question.end]
    if not (before or behind):
        return None
    whole = Span(before[-1].start, question.end) if before else Span(question.start, behind[0].end)
    return whole if len(whole) <= PROSE_LIMIT else None
