"""Pieces of a text put in place of others once its blocks are known: characters for escapes, values for names."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from index.records import Block, Content, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text, and what is written in its place."""

    start: int
    end: int
    said: str


def rewritten(content: Content, edits: Iterable[Edit]) -> Content:
    """Return ``content`` with the ``edits``, which ascend, made in its text, and its blocks where they stand then.

    Where a block or cell begins or ends inside an edit, that is not made.
    """
    borders = sorted(
        {border for block in content.blocks for span in _spans(block) for border in (span.start, span.end)}
    )
    kept = [edit for edit in edits if bisect_right(borders, edit.start) == bisect_left(borders, edit.end)]
    if not kept:
        return content
    ends = [edit.end for edit in kept]
    longer = [*accumulate((len(edit.said) - edit.end + edit.start for edit in kept), initial=0)]

    def moved(span: Span) -> Span:
        start, end = (place + longer[bisect_right(ends, place)] for place in (span.start, span.end))
        return Span(start, end)

    pieces, place = list[str](), 0
    for edit in kept:
        pieces += (content.text[place : edit.start], edit.said)
        place = edit.end
    text = "".join((*pieces, content.text[place:]))
    blocks = tuple(
        replace(block, span=moved(block.span), cells=tuple(cell and moved(cell) for cell in block.cells))
        for block in content.blocks
    )
    return replace(content, text=text, blocks=blocks)


def filled_in(content: Content, values: Mapping[str, str], name: re.Pattern[str]) -> Content:
    """Return ``content`` with each ``name`` that has a value in ``values`` replaced by it, but for code and markup.

    Where that would double the text nothing is replaced.
    """
    if not values:
        return content

    def said(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    literal = sorted((b.start, b.end) for b in content.blocks if b.kind in ("code", "boilerplate"))
    reach = [*accumulate((end for _, end in literal), max)]
    edits = [
        Edit(found.start(), found.end(), values[found[1]])
        for found in name.finditer(content.text)
        if found[1] in values and not _is_inside(literal, reach, found.start())
    ]
    if sum(len(edit.said) for edit in edits) > len(content.text):
        return content  # no document writes so: it is made to grow
    changed = rewritten(content, edits)
    blocks = tuple(
        replace(block, label=name.sub(said, block.label)) if block.label else block for block in changed.blocks
    )
    return replace(changed, title=name.sub(said, changed.title) if changed.title else None, blocks=blocks)


def _is_inside(spans: list[tuple[int, int]], reach: list[int], place: int) -> bool:
    number = bisect_right(spans, place, key=lambda span: span[0])
    return number > 0 and reach[number - 1] > place


def _spans(block: Block) -> Iterable[Span]:
    return (block.span, *filter(None, block.cells))
