"""Announcements: sentences that say nothing without the code, list or line behind them, and what they announce."""

import re

from index.context import last_sentence
from index.enumerated import announces, labelled
from index.prose import PROSE_LIMIT, UNIT_LIMIT
from index.records import BlockKind, Span
from index.sentences import sentence_spans, trim
from index.structure import Structure

_OR = re.compile(r"(?:or|alternatively)\b", re.IGNORECASE)


def parted_by_page(structure: Structure, span: Span) -> tuple[Span, Span] | None:
    """Return an announcement and what it announces apart, where a page ends between them; None where none does.

    A quote of both would have the page's footer and the next one's header in its middle.
    """
    pages = structure.page_marks(span)
    lead = trim(structure.text, span.start, pages[0].start) if pages else None
    if lead is None or not announces(structure, lead):
        return None
    start = lead.end
    for mark in pages:
        if structure.text[start : mark.start].strip():
            break
        start = mark.end
    rest = trim(structure.text, start, span.end)
    return None if rest is None else (lead, rest)


def with_code(structure: Structure, number: int, span: Span) -> Span:
    """Return code with the sentence that announces it, and with the rest of that where it goes on behind the code."""
    whole = structure.block(number).span
    parent = structure.block(number).parent
    lead = last_sentence(structure, parent) if parent is not None else None
    if parent is not None and lead is not None and lead.end <= whole.start and whole.end - lead.start <= UNIT_LIMIT:
        start = _from(structure, parent, lead.start, whole.end)
        return _going_on(structure, Span(start, whole.end))
    return whole if len(whole) <= UNIT_LIMIT else span


def with_children(structure: Structure, number: int, span: Span, children: list[int]) -> tuple[BlockKind, Span]:
    """Return an announcing sentence with as much of what belongs to it as there is room for."""
    first = structure.block(children[0])
    last = max(structure.whole(child).end for child in children)
    if last - span.start <= UNIT_LIMIT:
        if first.kind != "code":
            return first.kind, Span(span.start, last)
        return "code", _going_on(structure, Span(_from(structure, number, span.start, last), last))
    end = span.end
    for piece in structure.pieces(Span(first.start, last)):
        if piece.span.end - span.start > UNIT_LIMIT:
            break
        end = piece.span.end
    return first.kind, Span(span.start, end)


def with_next(structure: Structure, span: Span) -> tuple[BlockKind, Span]:
    """Return an announcement with the piece behind it, but no heading, and all labelled or numbered paragraphs."""
    stop = min(len(structure.text), span.end + UNIT_LIMIT)
    behind = structure.pieces(Span(span.end, stop))[:1] if span.end < stop else []
    number = structure.at(span.start)
    if not behind or behind[0].kind == "heading" or behind[0].span.end - span.start > UNIT_LIMIT:
        return structure.kind_of(number), span
    end = labelled(structure, behind[0].span, span.start + UNIT_LIMIT)
    start = _from(structure, number, span.start, end) if number is not None else span.start
    return behind[0].kind, _going_on(structure, Span(start, end))


def _from(structure: Structure, number: int, start: int, end: int) -> int:
    """Return where the paragraph of an announcement begins, if that leaves all of it short; else ``start``."""
    begin = structure.block(number).start
    return begin if begin <= start and end - begin <= PROSE_LIMIT else start


def _going_on(structure: Structure, span: Span) -> Span:
    """Return what is announced with the paragraphs around it in which the same sentence began or goes on.

    Manuals put lines to type in the middle of a sentence.
    """
    text = structure.text
    start, end = span.start, span.end
    while (before := structure.before(start)) is not None and _joins(text, start):
        parent = structure.block(before).parent
        begin = structure.block(before if parent is None else parent).start
        if structure.kind_of(before) != "code" or end - begin > UNIT_LIMIT:
            break
        start = begin
    while (behind := structure.behind(end)) is not None:
        block = structure.block(behind)
        if block.kind != "paragraph" or block.parent is not None or not _joins(text, block.start):
            break
        further = _rest(structure, behind, UNIT_LIMIT - (block.start - start))
        if further is None:
            break
        end = further
    return Span(start, end)


def _joins(text: str, start: int) -> bool:
    return text[start].islower() or _OR.match(text, start) is not None


def _rest(structure: Structure, number: int, room: int) -> int | None:
    """Return the end of a paragraph and of the code that it announces, or of its first sentence, if there is room."""
    block = structure.block(number)
    first = sentence_spans(structure.text, block.start, block.end)[0]
    for end in (structure.whole(number).end, block.end, first.end):
        if end - block.start <= room:
            return end
    return None
