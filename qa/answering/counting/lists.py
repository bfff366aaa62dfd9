"""The items of a list, with the line that announces them or the only heading over them."""

import re
from collections.abc import Sequence

from index.analysis import terms
from index.context import lead_in
from index.records import Document, Span
from index.structure import Structure
from qa.answering.counting.counted import Counted, show
from qa.answering.counting.labels import NO_NAME, heading, names_all, only_heading, terms_around
from qa.answering.deciding import bare_item
from qa.answering.question.counting import CountAsked

_LEAST = 2  # of one thing nobody makes a list
_GOES_ON = re.compile(r"(?:\betc\b\.?|…|\.\.\.|\band\s+(?:so\s+on|more|others)\b)", re.IGNORECASE)
_ORDINAL = re.compile(r"\W*(\d{1,4})[.)\]:]\s")


def count_items(asked: CountAsked, document: Document, structure: Structure, number: int) -> Counted | None:
    """Return the items of the list ``number`` where they are what is asked for; None where it is no such list."""
    if structure.kind_of(number) != "list":
        return None
    items = [structure.block(child).span for child in structure.children[number] if structure.kind_of(child) == "item"]
    lead = lead_in(structure, number)
    whole = structure.block(number).span
    label = structure.text[lead.start : lead.end] if lead is not None else heading(structure, number)
    known = terms_around(document, structure, whole)
    if label is None or not names_all(label, asked, known) or asked.rest - set(terms(label)) - (known & asked.scope):
        return None
    if lead is None and only_heading(structure, number, "list") is None:
        return None
    text = structure.text[whole.start : whole.end]
    if len(items) < _LEAST or _GOES_ON.search(text) or _is_part(structure, number, items):
        return None
    span = Span(lead.start if lead is not None else whole.start, whole.end)
    return show(document.id, structure, span, "list", [bare_item(structure, item) for item in items])


def _is_part(structure: Structure, number: int, items: Sequence[Span]) -> bool:
    """Say whether other items of this list may stand elsewhere, or one stands twice."""
    texts = [" ".join(structure.text[item.start : item.end].split()) for item in items]
    ordinals = [int(match[1]) for text in texts if (match := _ORDINAL.match(text))]
    if len(set(texts)) < len(texts) or (ordinals and ordinals != list(range(1, len(items) + 1))):
        return True
    path = structure.outline.blocks_at(structure.block(number).start)[-1:]
    if any(NO_NAME.match(_ORDINAL.sub("", text + " ", count=1).lstrip("-*+•–— ")) for text in texts):
        return True  # "two photographs" is one item, and not one thing
    return any(
        block.kind == "list" and block.parent is None and other != number
        and structure.outline.blocks_at(block.start)[-1:] == path
        for other, block in enumerate(structure.content.blocks)
    )  # fmt: skip
