"""Context: what a stretch of a document belongs to and needs to be understood, and does not hold itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.enumerated import announced_above, announced_by, announces
from index.reading_text import label_above
from index.records import Span
from index.sentences import sentence_spans, trim
from index.structure import Structure

_HEADINGS = 2  # nearest headings that go along
_ANNOUNCEMENT = 300  # characters of an item, or a paragraph, that announces a list
_BACK = re.compile(r"\b(?:this|these|those|such|it|its|they|them|their)\b", re.IGNORECASE)

ContextKind = Literal["heading", "lead_in", "columns", "term", "question"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a unit needs to be understood and stands elsewhere in the document."""

    kind: ContextKind
    span: Span


def context_of(structure: Structure, span: Span) -> Iterator[Context]:
    """Yield what a unit belongs to and does not hold itself, headings first, in the order of the text."""
    yield from _headings(structure, span)
    number = structure.at(span.start)
    found: list[Context] = []
    for each in structure.line(number):
        block = structure.block(each)
        if block.kind in ("term", "question"):
            found.append(Context("term" if block.kind == "term" else "question", block.span))
        elif block.kind in ("list", "paragraph") and (lead := _announced(structure, each)) is not None:
            found.append(Context("lead_in", lead))
        elif block.kind == "row":
            found.extend(_columns(structure, each))
            if (label := label_above(structure, block)) is not None:
                found.append(Context("lead_in", label))
        elif block.kind == "table" and block.parent is not None and (lead := last_sentence(structure, block.parent)):
            found.append(Context("lead_in", lead))
    yield from (each for each in sorted(set(found), key=lambda c: c.span) if not span.overlaps(each.span))


def _columns(structure: Structure, row: int) -> Iterator[Context]:
    header = structure.block(row).header
    while header is not None:
        yield Context("columns", structure.block(header).span)
        header = structure.block(header).header
    parent = structure.block(row).parent
    if parent is not None and structure.kind_of(parent) == "row":  # a row that names the group below it
        yield Context("columns", structure.block(parent).span)


def _headings(structure: Structure, span: Span) -> Iterator[Context]:
    for number in structure.outline.blocks_at(span.start)[-_HEADINGS:]:
        heading = structure.block(number).span
        if not span.overlaps(heading):
            yield Context("heading", heading)


def lead_in(structure: Structure, list_number: int) -> Span | None:
    """Return what announces a list: a sentence, or all of a short paragraph where that says of what it speaks.

    None where there is none.
    """
    block = structure.block(list_number)
    parent = block.parent
    if parent is None:
        return _of_item_before(structure, block.start)
    if structure.kind_of(parent) in ("list", "description", "question", "term"):
        return None
    if structure.kind_of(parent) == "item":
        return _own_words(structure, parent, block.start)
    last = last_sentence(structure, parent)
    return None if last is None else _with_named(structure, parent, last)


def _of_item_before(structure: Structure, start: int) -> Span | None:
    """Return the announcement that an item of another list ends with, right before what begins at ``start``.

    "3. We collect:" and a list that is not set in, as clauses are often written.
    """
    before = structure.before(start)
    last = last_sentence(structure, before) if before is not None and structure.kind_of(before) == "item" else None
    return last if last is not None and announces(structure, last) else None


def _with_named(structure: Structure, number: int, last: Span) -> Span:
    """Return an announcement, where it points back ("three of these:") with the short paragraph that it ends."""
    whole = structure.block(number).span
    points_back = structure.kind_of(number) == "paragraph" and _BACK.search(structure.text, last.start, last.end)
    return Span(whole.start, last.end) if points_back and len(whole) <= _ANNOUNCEMENT else last


def _own_words(structure: Structure, item: int, end: int) -> Span | None:
    """Return the words of an item before ``end``, where they announce what begins there and are not many."""
    own = trim(structure.text, structure.block(item).start, end)
    is_short = own is not None and len(own) <= _ANNOUNCEMENT
    return own if own is not None and is_short and announces(structure, own) else None


def _announced(structure: Structure, number: int) -> Span | None:
    if structure.kind_of(number) == "list":
        return lead_in(structure, number) or announced_above(structure, number)
    return announced_by(structure, number)


def last_sentence(structure: Structure, number: int) -> Span | None:
    """Return the last sentence of a block."""
    span = structure.block(number).span
    return next(iter(sentence_spans(structure.text, span.start, span.end)[-1:]), None)
