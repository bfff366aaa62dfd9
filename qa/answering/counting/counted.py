"""What was counted, and how much of it is quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.context import context_of
from index.prose import UNIT_LIMIT
from index.records import BlockKind, Document, Span
from index.structure import Structure
from index.units import Unit
from qa.answering.records import Citation


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and the part of the document that shows it."""

    document_id: str
    unit: Unit
    marked: tuple[Span, ...]  # what was counted, as far as ``unit`` holds it
    number: int
    whole: bool  # False: ``unit`` is the beginning of what was counted
    rows: int | None = None  # of the table; None for a list
    column: str = ""  # whose cells decide which rows count
    value: str = ""  # what they say

    def citation(self, document: Document) -> Citation:
        """Quote what was counted, each of it marked."""
        return Citation.of(1, document, self.unit, self.marked or (self.unit.span,))


def show(
    document_id: str,
    structure: Structure,
    span: Span,
    kind: BlockKind,
    parts: Sequence[Span],
    number: int | None = None,
) -> Counted:
    """Return what was counted with as much of ``span`` as may be quoted, ended behind one of ``parts``."""
    ends = [_line_end(structure, part) for part in parts]
    end = span.end if len(span) <= UNIT_LIMIT else max(_fitting(span, ends), default=span.start + UNIT_LIMIT)
    shown = Span(span.start, end)
    unit = Unit(kind, shown, tuple(context_of(structure, shown)))
    marked = tuple(part for part in parts if shown.contains(part))
    return Counted(document_id, unit, marked, number or len(parts), shown == span)


def _fitting(span: Span, ends: Iterable[int]) -> list[int]:
    return [end for end in ends if span.start < end <= span.start + UNIT_LIMIT]


def _line_end(structure: Structure, part: Span) -> int:
    """Return the end of the item or row that ``part`` stands in."""
    row = structure.first(structure.at(part.start), "row")
    return structure.block(row).end if row is not None else part.end
