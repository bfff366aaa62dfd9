"""Runs: rows, terms or fields that stand together and are wanted together where a question asks for several things."""

from collections.abc import Iterable

from index.records import BlockKind, Span
from index.structure import Structure


def run_around(structure: Structure, number: int, limit: int) -> tuple[BlockKind, Span] | None:
    """Return the table of a row, or the terms or fields beside one; None where there is one alone, or too much.

    Args:
        structure: the document's.
        number: of a block in it.
        limit: characters that the run may have.
    """
    if structure.kind_of(number) == "row":
        table = structure.first(number, "table")
        whole = structure.block(table).span if table is not None else None
        return ("table", whole) if whole is not None and len(whole) <= limit else None
    owner = number if structure.kind_of(number) == "form_field" else structure.first(number, "term")
    if owner is None or structure.first(number, "item") is not None:
        return None
    first = structure.whole(owner)
    before = _beside(structure, owner, range(owner - 1, -1, -1), first)
    after = _beside(structure, owner, range(owner + 1, len(structure.content.blocks)), first)
    span = Span(min(before.start, after.start), max(before.end, after.end))
    return (structure.kind_of(owner), span) if span != first and len(span) <= limit else None


def _beside(structure: Structure, owner: int, numbers: Iterable[int], span: Span) -> Span:
    """Return ``span`` with the blocks of the owner's kind that stand next to it, in the order of ``numbers``."""
    kind = structure.kind_of(owner)
    for number in numbers:
        block = structure.block(number)
        if block.kind != kind:
            if span.contains(block.span) or structure.first(number, kind) is not None:
                continue  # part of a description that belongs to the run
            break
        whole = structure.whole(number)
        if structure.text[min(span.end, whole.end) : max(span.start, whole.start)].strip():
            break  # something else stands between
        span = Span(min(span.start, whole.start), max(span.end, whole.end))
    return span
