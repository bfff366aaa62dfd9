"""Units: the smallest runs of blocks that say a whole thing, which is what is quoted.

A sentence in prose; a list with its lead-in; a row with its column names; a term with its description; the answer
behind its question; the sentence that announces code, with the code. What belongs to a unit and stands elsewhere is its
context.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.outline import heading_name
from index.records import BlockKind, Span
from index.sentences import sentence_spans, trim
from index.structure import Structure

PROSE_LIMIT = 600  # characters of a quote of prose
UNIT_LIMIT = 1200  # characters of a quote of a list, a part of a table, or code
_HEADINGS = 2  # nearest headings that go along

ContextKind = Literal["heading", "lead_in", "columns", "term", "question"]
_ANNOUNCES = (":", ":**", ":*", "：")


@dataclass(frozen=True, slots=True)
class Context:
    """What a unit needs to be understood and stands elsewhere in the document."""

    kind: ContextKind
    span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    """One exact stretch of the document, with what it needs from elsewhere."""

    kind: BlockKind
    span: Span
    context: tuple[Context, ...] = ()


def unit_of(structure: Structure, span: Span, several: bool = False) -> Unit | None:
    """Return the unit that a piece of the document belongs to; None where there is nothing to be said there.

    Args:
        structure: the document's.
        span: a sentence, item, row or heading.
        several: whether all that is listed beside it is wanted too.
    """
    found = _grown(structure, span, several)
    if found is None:
        return None
    kind, grown = found
    return Unit(kind, grown, tuple(context_of(structure, grown)))


def _grown(structure: Structure, span: Span, several: bool) -> tuple[BlockKind, Span] | None:
    number = structure.at(span.start)
    kind = structure.kind_of(number)
    if kind == "heading":
        return _under_heading(structure, span)
    if number in structure.header_rows:
        return None  # it names columns, and says nothing of what stands in them
    if number is None or kind in ("row", "form_field", "page_header", "page_footer"):
        whole = structure.block(number).span if number is not None and kind == "row" else span
        return kind, whole if len(whole) <= UNIT_LIMIT else span
    if (item := structure.first(number, "item")) is not None:
        return _item(structure, item, span, several)
    for owner_kind in ("term", "question"):
        owner = structure.first(number, owner_kind)
        if owner is not None:
            return _answered(structure, owner, span)
    return _announced(structure, number, span)


def _item(structure: Structure, item: int, span: Span, several: bool) -> tuple[BlockKind, Span]:
    """Return the list around an item where all of it is wanted and it is not too long; else the item."""
    if several:
        lists = [each for each in structure.line(item) if structure.kind_of(each) == "list"]
        for outer in reversed(lists):  # the outermost first
            whole = structure.block(outer).span
            lead = _lead_in(structure, outer)
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
    if whole.end - start <= UNIT_LIMIT:
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
        if sentence.end - start > UNIT_LIMIT:
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
        lead = _last_sentence(structure, parent) if parent is not None else None
        whole = structure.block(number).span
        if lead is not None and lead.end <= whole.start and whole.end - lead.start <= UNIT_LIMIT:
            return "code", Span(lead.start, whole.end)
        return "code", whole if len(whole) <= UNIT_LIMIT else span
    last = _last_sentence(structure, number)
    children = [child for child in structure.children[number] if structure.block(child).start >= span.end]
    if last is not None and span.end >= last.end and (children or _is_announcement(structure.text, span)):
        return _with_children(structure, span, children) if children else _with_next(structure, span)
    return _under_question(structure, span) or (kind, span)


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
    if len(section) <= UNIT_LIMIT:
        return "question", section
    first = structure.pieces(section)[0].span
    return "question", _paragraphs(structure, first, section)


def _under_question(structure: Structure, span: Span) -> tuple[BlockKind, Span] | None:
    """Return all that stands under a heading that asks something, where that is short: it answers together."""
    path = structure.outline.blocks_at(span.start)
    if not path or not _is_question(structure, structure.block(path[-1]).start):
        return None
    section = _section(structure, structure.block(path[-1]).start)
    return ("question", section) if section is not None and len(section) <= UNIT_LIMIT else None


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


def _last_sentence(structure: Structure, number: int) -> Span | None:
    span = structure.block(number).span
    return next(iter(sentence_spans(structure.text, span.start, span.end)[-1:]), None)


def _lead_in(structure: Structure, list_number: int) -> Span | None:
    parent = structure.block(list_number).parent
    if parent is None or structure.kind_of(parent) in ("item", "list", "description", "question", "term"):
        return None
    return _last_sentence(structure, parent)


def context_of(structure: Structure, span: Span) -> Iterator[Context]:
    """Yield what a unit belongs to and does not hold itself, headings first, in the order of the text."""
    yield from _headings(structure, span)
    number = structure.at(span.start)
    found: list[Context] = []
    for each in structure.line(number):
        block = structure.block(each)
        if block.kind in ("term", "question"):
            found.append(Context("term" if block.kind == "term" else "question", block.span))
        elif block.kind == "list" and (lead := _lead_in(structure, each)) is not None:
            found.append(Context("lead_in", lead))
        elif block.kind == "row":
            found.extend(_columns(structure, each))
        elif block.kind == "table" and block.parent is not None and (lead := _last_sentence(structure, block.parent)):
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
