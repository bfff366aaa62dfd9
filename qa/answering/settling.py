"""Finds, among all that was read, the one row or field that its layout alone settles to be what is asked for.

The network reads prose; of the rows of a table it may like any as well as the one that is named.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.records import Span
from index.structure import Structure
from index.units import unit_of
from qa.answering.looking_up import is_field_asked, is_looked_up
from qa.answering.quoting import Chosen, FetchDocument, FetchStructure
from qa.answering.reading.reader import Reading
from qa.answering.records import Citation
from qa.answering.subject import about

_MOST = 400  # pieces that are looked at
_LONGEST = 400  # characters of one
_LABEL = 80  # among which the name of a field ends


class Settler:
    """Looks at the layout of what was read."""

    def __init__(self, fetch: FetchDocument, structure: FetchStructure) -> None:
        self._fetch = fetch
        self._structure = structure

    def is_settled(self, chosen: Chosen, question: str) -> bool:
        """Say whether the layout alone settles that a unit answers."""
        structure = self._structure(chosen.document_id)
        citation = Citation.of(1, self._fetch(chosen.document_id), chosen.unit)
        subject = about(citation)
        return is_looked_up(structure, chosen.unit.span, question, subject) or is_field_asked(
            citation.quote, question, subject
        )

    def settled(self, readings: Sequence[Reading], question: str) -> Chosen | None:
        """Return the unit that is settled to answer, or None where there is none, or more than one."""
        pieces = [(reading.hit.passage.document_id, piece) for reading in readings for piece in reading.pieces]
        found: dict[tuple[str, int], Chosen] = {}
        for document_id, piece in pieces[:_MOST]:
            structure = self._structure(document_id)
            unit = unit_of(structure, piece.span) if _may_settle(structure, piece.span) else None
            if unit is None or (document_id, unit.span.start) in found:
                continue
            chosen = Chosen(document_id, unit, piece.score)
            if self.is_settled(chosen, question):
                found[document_id, unit.span.start] = chosen
        return self.whole(next(iter(found.values()))) if len(found) == 1 else None

    def whole(self, chosen: Chosen) -> Chosen:
        """Return a row with the rows above it that it shares cells with; anything else as it is."""
        structure, span = self._structure(chosen.document_id), chosen.unit.span
        number = structure.at(span.start)
        if number is None or structure.kind_of(number) != "row":
            return chosen
        above = [cell.start for cell in structure.block(number).cells if cell is not None and cell.start < span.start]
        rows = [structure.block(row).start for row in map(structure.at, above) if row is not None]
        longer = Span(min(rows, default=span.start), span.end)
        if len(longer) > _LONGEST:
            return chosen
        context = tuple(part for part in chosen.unit.context if not longer.contains(part.span))
        return replace(chosen, unit=replace(chosen.unit, span=longer, context=context))


def _may_settle(structure: Structure, span: Span) -> bool:
    """Say whether a piece is a row, or a short one that may begin with a name and a colon."""
    number = structure.at(span.start)
    is_row = number is not None and structure.kind_of(number) == "row"
    return len(span) <= _LONGEST and (is_row or ":" in structure.text[span.start : min(span.end, span.start + _LABEL)])
