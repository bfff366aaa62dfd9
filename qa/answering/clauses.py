"""Numbered parts: "what does clause 2.2 say?" asks for the words under a number, and not for what answers."""

import re
from dataclasses import dataclass

from index.prose import UNIT_LIMIT
from index.records import Span
from index.structure import Structure
from index.units import Unit, unit_of
from qa.answering.question.intent import outlined

_KINDS = r"clause|section|article|paragraph|chapter|part|rule|point|item|annex|appendix|schedule|exhibit|§"
_PART = re.compile(
    rf"(?:the\s+)?(?:(?:{_KINDS})s?\s*)(?:no\.?\s*)?(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z](?:\.\d+)*|[IVX]+)"
    r"(?:\s+(?:of|in|from)\s+(?P<whole>.+))?",
    re.IGNORECASE,
)
_PARTED = ("heading", "item", "paragraph", "term")


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part that a question names by its number."""

    number: str
    document: str | None  # what it says of the document that the part is of


def part_asked(question: str) -> PartAsked | None:
    """Return which numbered part is to be shown: "2.2" of "what does clause 2.2 say?"; None where none is."""
    named = outlined(question)
    found = _PART.fullmatch(named) if named is not None else None
    return PartAsked(found["number"], found["whole"]) if found else None


def numbered_unit(structure: Structure, number: str) -> Unit | None:
    """Return what stands under ``number``; None where no part of the document begins with it.

    A heading comes before an item of a list, wherever they stand, and is shown with what stands under it, as far as a
    quote goes.
    """
    begins = rf"^[^\w\n]*(?:(?:{_KINDS})\s*)?{re.escape(number)}(?:\.(?!\d)|[):\]]|(?=\s))"
    first: Span | None = None
    for found in re.finditer(begins, structure.text, re.IGNORECASE | re.MULTILINE):
        block = structure.at(found.end() - 1)
        if block is not None and structure.kind_of(block) == "heading":
            return _section(structure, block)
        if first is None and structure.kind_of(block) in _PARTED:
            first = Span(found.start(), min(len(structure.text), found.end() + UNIT_LIMIT))
    pieces = structure.pieces(first) if first is not None else []
    return unit_of(structure, pieces[0].span) if pieces else None


def _section(structure: Structure, heading: int) -> Unit | None:
    own = structure.block(heading)
    deeper = own.level or 1
    ends = (
        block.start
        for block in structure.content.blocks[heading + 1 :]
        if block.kind == "heading" and (block.level or 1) <= deeper
    )
    stop = next(ends, len(structure.text))
    pieces = structure.pieces(Span(own.end, stop)) if own.end < stop else []
    within = [piece.span.end for piece in pieces if piece.span.end - own.start <= UNIT_LIMIT]
    return Unit("heading", Span(own.start, within[-1])) if within else None
