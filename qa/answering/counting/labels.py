"""What the line over a list or a table says of what is in it: all that is asked for, and nothing else."""

import re

from index.analysis import terms
from index.outline import heading_name
from index.records import Document, Span
from index.structure import Structure
from qa.answering.question.counting import FRAMING, NUMBER_WORDS, CountAsked, has_number

RESTRICTS = re.compile(
    r"\b(?:not|no|nor|never|without|except|excluding|such|some|few|other|others|among|only|includ\w*|have|has|had|can"
    r"|could|do|does|did|will|would|should|cannot|former|formerly)\b|n['’]t\b",
    re.IGNORECASE,
)
# Entries that are a number of things, or say of what names the column only whether there is one.
NO_NAME = re.compile(
    rf"\W*(?:\d|{NUMBER_WORDS}\b|(?:yes|no|none|true|false|x|n/?a|unknown|several|some|many)\W*$|$)", re.IGNORECASE
)
_CAPTION_MARK = re.compile(r"^\W*(?:table|figure|list)\s+[\w.]*\d[\w.]*\s*[:.–—-]?\s*", re.IGNORECASE)
_PREPOSITIONS = frozenset("of in for with from to on at by about into per".split())
_PARTS_OF = frozenset("kind kinds type types sort sorts list number set names all each".split())
_WORD = re.compile(r"[\w'’-]+")


def names_all(label: str, asked: CountAsked, known: set[str]) -> bool:
    """Say whether what ``label`` stands over is what is asked for, all of it and nothing else."""
    bare = _CAPTION_MARK.sub("", label)
    if has_number(bare) or RESTRICTS.search(bare) or not asked.noun <= set(terms(bare)):
        return False
    return not unasked(bare, asked, known) and _is_head(bare, asked)


def unasked(label: str, asked: CountAsked, known: set[str]) -> set[str]:
    """Return the terms of ``label`` that neither the question nor ``known`` has: they may say which of them."""
    return set(terms(_CAPTION_MARK.sub("", label))) - asked.noun - asked.rest - FRAMING - known


def _is_head(label: str, asked: CountAsked) -> bool:
    """Say whether ``label`` is about the noun itself: neither "boat owners" nor "owners of boats"."""
    found = [(match.start(), match.end(), terms(match[0])) for match in _WORD.finditer(label)]
    last = next((i for i, (_, _, of) in enumerate(found) if asked.head in of), None)
    if last is None:
        return False
    first = last - len(asked.noun) + 1
    before = [label[start:end].lower() for start, end, _ in found[:first]]
    after = found[last + 1][2] if last + 1 < len(found) else []
    joined = last + 1 < len(found) and not label[found[last][1] : found[last + 1][0]].strip()
    led = [word for word in before if word in _PREPOSITIONS or word in _PARTS_OF]
    dependent = bool(led) and led[-1] in _PREPOSITIONS and not set(led) & _PARTS_OF
    return first >= 0 and not dependent and not (joined and set(after) - FRAMING)


def heading(structure: Structure, number: int) -> str | None:
    """Return what the nearest heading over a block is called."""
    path = structure.outline.blocks_at(structure.block(number).start)
    return heading_name(structure.text, structure.block(path[-1])) if path else None


def only_heading(structure: Structure, number: int, kind: str) -> str | None:
    """Return the heading over a block; None where another list or table stands under it, too."""
    path = structure.outline.blocks_at(structure.block(number).start)
    inside = [
        block
        for block in structure.content.blocks
        if block.kind in ("list", "table") and structure.outline.blocks_at(block.start) == path
        and (block.parent is None or structure.kind_of(block.parent) != "item")
    ]  # fmt: skip
    return heading(structure, number) if path and len(inside) == 1 and inside[0].kind == kind else None


def terms_around(document: Document, structure: Structure, span: Span) -> set[str]:
    """Return the terms of the document's title, its file and the headings over ``span`` but the nearest."""
    path = structure.outline.blocks_at(span.start)
    over = [heading_name(structure.text, structure.block(number)) for number in path]
    title = [] if over[-1:] == [document.title] else [document.title]
    return set(terms(" ".join((*title, document.source, *over[:-1]))))
