"""Units: the smallest runs of blocks that say a whole thing, which is what is quoted.

A sentence in prose; a list with its lead-in; a row with its column names; a term with its description; the answer
behind its question; the sentence that announces code, with the code. What belongs to a unit and stands elsewhere is its
context.
"""

import re
from dataclasses import dataclass

from index.announcing import parted_by_page, with_children, with_code, with_next
from index.context import Context, context_of, last_sentence, lead_in
from index.enumerated import all_numbered, announces
from index.outline import heading_name
from index.prose import NOTHING_BESIDE, PROSE_LIMIT, UNIT_LIMIT, Wanted, asks, leant_on, prose_around, said_with
from index.records import BlockKind, Span
from index.runs import run_around
from index.sentences import sentence_spans, trim
from index.steps import all_steps, numbered_steps, one_step, typed_steps
from index.structure import Structure

_ALONE = ("row", "caption", "form_field", "page_header", "page_footer")
_WHOLE = ("row", "caption")
_LONG_ITEM = 300  # characters of an item that says what to do by itself
_NUMBERED = re.compile(r"\W*(?:step\b|\d|[a-z][.)]|[ivx]+[.)])", re.IGNORECASE)
_SENTENCE_ENDS = (".", "!", "?", ";", ",")  # an item that ends otherwise and has items of its own is their title


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
    if not any(map(str.isalnum, structure.text[grown.start : grown.end])):
        return None
    earlier = leant_on(structure, grown) if kind == "paragraph" else None
    if (parted := parted_by_page(structure, grown)) is not None:
        earlier, grown = parted
    beside = list(context_of(structure, grown))
    if earlier is not None and not any(each.span.overlaps(earlier) for each in beside):
        beside.append(Context("lead_in", earlier))
    return Unit(kind, grown, tuple(beside))


def _grown(structure: Structure, span: Span, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    number = structure.at(span.start)
    kind = structure.kind_of(number)
    if kind == "paragraph" and asks(structure.text, span):
        said = said_with(structure, span)
        return None if said is None else (kind, said)
    if number is None:
        return kind, prose_around(structure, span, wanted)
    if kind == "heading":
        return _under_heading(structure, span)
    if number in structure.header_rows:
        return None  # it names columns, and says nothing of what stands in them
    run = run_around(structure, number, UNIT_LIMIT) if wanted == "all" else None
    return run or (_alone(structure, number, span) if kind in _ALONE else _owned(structure, number, span, wanted))


def _alone(structure: Structure, number: int, span: Span) -> tuple[BlockKind, Span]:
    block = structure.block(number)
    return block.kind, block.span if block.kind in _WHOLE and len(block.span) <= UNIT_LIMIT else span


def _owned(structure: Structure, number: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    """Return the item, the description or the answer that a piece belongs to, or what is announced."""
    if (item := structure.first(number, "item")) is not None:
        return _under_question(structure, span) or _item(structure, item, span, wanted)
    for owner_kind in ("term", "question"):
        owner = structure.first(number, owner_kind)
        if owner is not None:
            return _answered(structure, owner, span, wanted)
    return _announced(structure, number, span, wanted)


def _item(structure: Structure, item: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span]:
    """Return the list around an item where all of it is wanted and it is not too long; else the item."""
    lists = [each for each in structure.line(item) if structure.kind_of(each) == "list"]
    if wanted not in NOTHING_BESIDE and not (wanted == "steps" and lists and _has_entries(structure, lists[0])):
        for outer in reversed(lists):  # the outermost first
            whole = structure.block(outer).span
            lead = lead_in(structure, outer)
            if lead is not None and lead.end <= whole.start and whole.end - lead.start <= UNIT_LIMIT:
                return "list", Span(lead.start, whole.end)
            if len(whole) <= UNIT_LIMIT:
                return "list", whole
        if lists and wanted in ("all", "steps") and (part := _part_of_list(structure, lists[-1], item)) is not None:
            return "list", part
    whole = structure.block(item).span
    if len(whole) <= UNIT_LIMIT:
        return "item", whole
    names = structure.at(span.start) == item and not structure.text[span.start : span.end].endswith(_SENTENCE_ENDS)
    children = [child for child in structure.children[item] if structure.block(child).start >= span.end]
    return "item", with_children(structure, item, span, children)[1] if names and children else span


def _has_entries(structure: Structure, number: int) -> bool:
    """Say whether the items of a list are entries of a reference, each for itself: long, and not numbered."""
    items = [structure.whole(each) for each in structure.children[number] if structure.kind_of(each) == "item"]
    long = sum(len(item) > _LONG_ITEM or "\n\n" in structure.text[item.start : item.end] for item in items)
    return 2 * long > len(items) and not any(_NUMBERED.match(structure.text, item.start) for item in items)


def _part_of_list(structure: Structure, number: int, item: int) -> Span | None:
    """Return several whole items of a list that is too long; None where two have no room.

    From its lead-in on where that reaches ``item``, else on from there.
    """
    lead, whole, own = lead_in(structure, number), structure.block(number).span, structure.whole(item)
    spans = [structure.whole(each) for each in structure.children[number] if structure.kind_of(each) == "item"]
    begin = lead.start if lead is not None and lead.end <= whole.start else whole.start
    for start in (begin, own.start):
        within = [span for span in spans if span.start >= start and span.end - start <= UNIT_LIMIT]
        if len(within) > 1 and within[-1].end >= own.end:
            return Span(start, within[-1].end)
    return None


def _answered(structure: Structure, owner: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    """Return a term with its description, or what answers a question without the question.

    Of what is too long the part around the piece, or the beginning where it is asked what a term is.
    """
    block, whole = structure.block(owner), structure.whole(owner)
    is_question = block.kind == "question"
    children = structure.children[owner]
    if is_question and not children:
        return None
    start = min(structure.block(child).start for child in children) if is_question else whole.start
    kind: BlockKind = "question" if is_question else "description"
    if whole.end - start <= (UNIT_LIMIT if is_question else PROSE_LIMIT):
        return kind, Span(start, whole.end)
    around = Span(start, start + 1) if span.start < start or wanted == "meaning" else span
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
    begin = trim(text, least if blank < 0 else blank + 2, place + 1)
    return begin.start if begin is not None else place


def _announced(structure: Structure, number: int, span: Span, wanted: Wanted) -> tuple[BlockKind, Span]:
    """Return an announcing sentence with what it announces; any other sentence alone."""
    kind = structure.kind_of(number)
    if (stepped := _stepped(structure, number, wanted)) is not None:
        return stepped
    if kind == "code":
        return "code", with_code(structure, number, span)
    if wanted not in NOTHING_BESIDE and (numbered := all_numbered(structure, number, UNIT_LIMIT)) is not None:
        return "list", numbered
    whole = prose_around(structure, span, wanted) if kind == "paragraph" else span
    last = last_sentence(structure, number)
    if last is not None and whole.end >= last.end:
        children = [child for child in structure.children[number] if structure.block(child).start >= whole.end]
        if children:
            return with_children(structure, number, whole, children)
        if announces(structure, whole):
            return with_next(structure, whole)
    return _under_question(structure, span) or (kind, whole)


def _stepped(structure: Structure, number: int, wanted: Wanted) -> tuple[BlockKind, Span] | None:
    """Return the steps that a paragraph or code is one of, or that one step where no more is wanted."""
    numbered = numbered_steps(structure, number)
    if wanted not in NOTHING_BESIDE:
        steps = numbered or (typed_steps(structure, number) if wanted == "steps" else ())
        if (several := all_steps(structure, number, steps, UNIT_LIMIT)) is not None:
            return "list", several
    one = one_step(structure, number, numbered, UNIT_LIMIT)
    return None if one is None else ("item", one)


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
