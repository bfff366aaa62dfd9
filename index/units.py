"""Units: the smallest runs of blocks that say a whole thing, which is what is quoted.

A sentence in prose; a list with its lead-in; a row with its column names; a term with its description; the answer
behind its question; the sentence that announces code, with the code. What belongs to a unit and stands elsewhere is its
context.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.context import Context, context_of, last_sentence, lead_in
from index.outline import heading_name
from index.records import BlockKind, Span
from index.runs import run_around
from index.sentences import sentence_spans, trim
from index.structure import Structure

PROSE_LIMIT = 600  # characters of a quote of prose
UNIT_LIMIT = 1200  # characters of a quote of a list, a part of a table, or code
# One thing; the list of an item, such as steps; or also the rows, terms and fields that stand together.
Wanted = Literal["one", "list", "all"]
_SHORT_PARAGRAPH = 400  # characters of a paragraph that is quoted to its end

_ALONE = ("row", "form_field", "page_header", "page_footer")
_ANNOUNCES = (":", ":**", ":*", "：")
# A sentence that begins so leans on the one before it.
_LEANS = re.compile(
    r"[\W_]*(?:this|that|these|those|it|its|they|their|he|his|she|her|such|thus|hence|therefore|however|otherwise|so|but"
    r"|or|then|instead|both|neither|in (?:this|that|those|these) cases?|the (?:latter|former)|alternatively|as a result"
    r"|once)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One exact stretch of the document, with what it needs from elsewhere."""

    kind: BlockKind
    span: Span
    context: tuple[Context, ...] = ()


def unit_of(structure: Structure, span: Span, wanted: Wanted = "one") -> Unit | None:
    """Return the unit that a piece of the document belongs to; None where there is nothing to be said there.

    Args:
        structure: the document's.
        span: a sentence, item, row or heading.
        wanted: how much of what stands beside it.
    """
    found = _grown(structure, span, wanted)
    if found is None:
        return None
    kind, grown = found
    before = _before(structure, grown) if kind == "paragraph" else ()
    return Unit(kind, grown, (*context_of(structure, grown), *before))


def _grown(structure: Structure, span: Span, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    number = structure.at(span.start)
    kind = structure.kind_of(number)
    if kind == "paragraph" and _asks(structure.text, span):
        return _asked_in(structure, span)
    if number is None:
        return kind, _prose(structure, span)
    if kind == "heading":
        return _under_heading(structure, span)
    if number in structure.header_rows:
        return None  # it names columns, and says nothing of what stands in them
    run = run_around(structure, number, UNIT_LIMIT) if wanted == "all" else None
    return run or (_alone(structure, number, span) if kind in _ALONE else _owned(structure, number, span, wanted))


def _alone(structure: Structure, number: int, span: Span) -> tuple[BlockKind, Span]:
    block = structure.block(number)
    return block.kind, block.span if block.kind == "row" and len(block.span) <= UNIT_LIMIT else span


def _owned(structure: Structure, number: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    """Return the item, the description or the answer that a piece belongs to, or what is announced."""
    if (item := structure.first(number, "item")) is not None:
        return _item(structure, item, span, wanted)
    for owner_kind in ("term", "question"):
        owner = structure.first(number, owner_kind)
        if owner is not None:
            return _answered(structure, owner, span)
    return _announced(structure, number, span)


def _item(structure: Structure, item: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span]:
    """Return the list around an item where all of it is wanted and it is not too long; else the item."""
    if wanted != "one":
        lists = [each for each in structure.line(item) if structure.kind_of(each) == "list"]
        for outer in reversed(lists):  # the outermost first
            whole = structure.block(outer).span
            lead = lead_in(structure, outer)
            if lead is not None and lead.end <= whole.start and whole.end - lead.start <= UNIT_LIMIT:
                return "list", Span(lead.start, whole.end)
            if len(whole) <= UNIT_LIMIT:
                return "list", whole
    whole = structure.block(item).span
    return "item", whole if len(whole) <= UNIT_LIMIT else span


def _answered(structure: Structure, owner: int, span: Span) -> tuple[BlockKind, Span] | None:
    """Return a term with its description, or what answers a question without the question."""
    block, whole = structure.block(owner), structure.whole(owner)
    is_question = block.kind == "question"
    children = structure.children[owner]
    if is_question and not children:
        return None
    start = min(structure.block(child).start for child in children) if is_question else whole.start
    kind: BlockKind = "question" if is_question else "description"
    if whole.end - start <= PROSE_LIMIT:
        return kind, Span(start, whole.end)
    around = Span(start, start + 1) if span.start < start else span
    return kind, _paragraphs(structure, around, Span(start, whole.end))


def _paragraphs(structure: Structure, span: Span, within: Span) -> Span:
    """Return the paragraph of ``within`` around ``span`` with what follows it, as far as there is room.

    From the beginning where that has room too: a description begins with what it is.
    """
    text = structure.text
    start = within.start if span.end - within.start <= PROSE_LIMIT else _paragraph_start(text, span.start, within.start)
    if span.end - start > UNIT_LIMIT:
        start = span.start
    end = span.end
    for sentence in sentence_spans(text, start, within.end):
        if sentence.end - start > PROSE_LIMIT:
            break
        end = max(end, sentence.end)
    return Span(start, end)


def _paragraph_start(text: str, place: int, least: int) -> int:
    blank = text.rfind("\n\n", least, place)
    return least if blank < 0 else blank + 2


def _announced(structure: Structure, number: int, span: Span) -> tuple[BlockKind, Span]:
    """Return an announcing sentence with what it announces; any other sentence alone."""
    kind = structure.kind_of(number)
    if kind == "code":
        parent = structure.block(number).parent
        lead = last_sentence(structure, parent) if parent is not None else None
        whole = structure.block(number).span
        if lead is not None and lead.end <= whole.start and whole.end - lead.start <= UNIT_LIMIT:
            return "code", Span(lead.start, whole.end)
        return "code", whole if len(whole) <= UNIT_LIMIT else span
    whole = _prose(structure, span) if kind == "paragraph" else span
    last = last_sentence(structure, number)
    children = [child for child in structure.children[number] if structure.block(child).start >= whole.end]
    if last is not None and whole.end >= last.end and (children or _is_announcement(structure.text, whole)):
        return _with_children(structure, whole, children) if children else _with_next(structure, whole)
    return _under_question(structure, span) or (kind, whole)


def _with_children(structure: Structure, span: Span, children: list[int]) -> tuple[BlockKind, Span]:
    first = structure.block(children[0])
    end = max(structure.whole(child).end for child in children)
    if end - span.start <= UNIT_LIMIT:
        return first.kind, Span(span.start, end)
    end = span.end
    for piece in structure.pieces(Span(first.start, end if end > first.start else first.end)):
        if piece.span.end - span.start > UNIT_LIMIT:
            break
        end = piece.span.end
    return first.kind, Span(span.start, end)


def _with_next(structure: Structure, span: Span) -> tuple[BlockKind, Span]:
    """Return an announcement with the piece behind it, whatever that is but a heading."""
    stop = min(len(structure.text), span.end + UNIT_LIMIT)
    behind = structure.pieces(Span(span.end, stop))[:1] if span.end < stop else []
    if not behind or behind[0].kind == "heading" or behind[0].span.end - span.start > UNIT_LIMIT:
        return structure.kind_of(structure.at(span.start)), span
    return behind[0].kind, Span(span.start, behind[0].span.end)


def _under_heading(structure: Structure, span: Span) -> tuple[BlockKind, Span] | None:
    """Return what answers a heading that asks something, as far as there is room; other headings say nothing."""
    section = _section(structure, span.start) if _is_question(structure, span.start) else None
    if section is None:
        return None
    if len(section) <= PROSE_LIMIT:
        return "question", section
    first = structure.pieces(section)[0].span
    return "question", _paragraphs(structure, first, section)


def _under_question(structure: Structure, span: Span) -> tuple[BlockKind, Span] | None:
    """Return all that stands under a heading that asks something, where that is short: it answers together."""
    path = structure.outline.blocks_at(span.start)
    if not path or not _is_question(structure, structure.block(path[-1]).start):
        return None
    section = _section(structure, structure.block(path[-1]).start)
    return ("question", section) if section is not None and len(section) <= PROSE_LIMIT else None


def _section(structure: Structure, heading_start: int) -> Span | None:
    """Return the text under the heading that begins at ``heading_start``, up to the next heading."""
    starts = structure.outline.starts
    number = structure.at(heading_start)
    if number is None:
        return None
    begin = structure.block(number).end
    end = next((start for start in starts if start >= begin), len(structure.text))
    return trim(structure.text, begin, end)


def _is_question(structure: Structure, heading_start: int) -> bool:
    number = structure.at(heading_start)
    return number is not None and heading_name(structure.text, structure.block(number)).endswith("?")


def _is_announcement(text: str, span: Span) -> bool:
    return text[span.start : span.end].rstrip().endswith(_ANNOUNCES)


def _prose(structure: Structure, span: Span) -> Span:
    """Return a sentence with what follows it in its paragraph, where that is short."""
    sentences = _paragraph(structure, span)
    whole = Span(min(span.start, sentences[0].start), max(span.end, sentences[-1].end)) if sentences else span
    return Span(span.start, whole.end) if len(whole) <= _SHORT_PARAGRAPH else span


def _before(structure: Structure, span: Span) -> tuple[Context, ...]:
    """Return the sentence that a quote leans on, as it begins with "this", "otherwise" or the like."""
    if not _LEANS.match(structure.text, span.start):
        return ()
    earlier = [sentence for sentence in _paragraph(structure, span) if sentence.end <= span.start]
    return (Context("lead_in", earlier[-1]),) if earlier else ()


def _paragraph(structure: Structure, span: Span) -> Sequence[Span]:
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


def _asks(text: str, span: Span) -> bool:
    return text[span.start : span.end].rstrip("\"'”’»)*_ ").endswith(("?", "？"))


def _asked_in(structure: Structure, span: Span) -> tuple[BlockKind, Span] | None:
    """Return a sentence that asks with the last before it that does not, or else the first behind it.

    Alone it says nothing.
    """
    sentences = _paragraph(structure, span)
    said = [sentence for sentence in sentences if not _asks(structure.text, sentence)]
    before = [sentence for sentence in said if sentence.end <= span.start]
    behind = [sentence for sentence in said if sentence.start >= span.end]
    whole = Span(before[-1].start, span.end) if before else Span(span.start, behind[0].end) if behind else None
    return ("paragraph", whole) if whole is not None and len(whole) <= PROSE_LIMIT else None
