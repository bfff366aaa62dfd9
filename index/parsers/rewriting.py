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


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a document stand for, and how both they and what is printed as it stands look in a line."""

    values: Mapping[str, str]
    name: re.Pattern[str]
    literal: re.Pattern[str]

    def filled(self, words: str) -> str:
        """Return a line with the values in place of the names."""
        edits = self.edits(words, ())
        pieces, place = list[str](), 0
        for edit in edits:
            pieces += (words[place : edit.start], edit.said)
            place = edit.end
        return "".join((*pieces, words[place:]))

    def edits(self, text: str, literal: Iterable[tuple[int, int]]) -> list[Edit]:
        """Return what is to be replaced outside of the stretches that are ``literal``, or look so."""
        spans = sorted((*literal, *(found.span() for found in self.literal.finditer(text))))
        reach = [*accumulate((end for _, end in spans), max)]
        return [
            Edit(found.start(), found.end(), self.values[found[1]])
            for found in self.name.finditer(text)
            if found[1] in self.values and not _is_inside(spans, reach, found.start())
        ]


def filled_in(content: Content, names: Names) -> Content:
    """Return ``content`` with each of the ``names`` replaced by its value, but for code and markup.

    Where that would double the text nothing is replaced.
    """
    if not names.values:
        return content
    edits = names.edits(content.text, ((b.start, b.end) for b in content.blocks if b.kind in ("code", "boilerplate")))
    if sum(len(edit.said) for edit in edits) > len(content.text):
        return content  # no document writes so: it is made to grow
    changed = rewritten(content, edits)
    blocks = tuple(
        replace(block, label=names.filled(block.label)) if block.label else block for block in changed.blocks
    )
    return replace(changed, title=names.filled(changed.title) if changed.title else None, blocks=blocks)


def _is_inside(spans: list[tuple[int, int]], reach: list[int], place: int) -> bool:
    number = bisect_right(spans, place, key=lambda span: span[0])
    return number > 0 and reach[number - 1] > place


def _spans(block: Block) -> Iterable[Span]:
    return (block.span, *filter(None, block.cells))
