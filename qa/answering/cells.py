"""Which cell of a quoted row answers: what was read says where, and the names of the columns say what is asked for."""

from collections.abc import Sequence

from index.analysis import terms
from index.reading_text import column_names
from index.records import Span
from index.structure import Structure
from qa.answering.reading.reader import ScoredSpan, content_terms

_NAMED = 0.5  # what a column whose name is asked for adds to the probability that its cell answers


def answering_cell(structure: Structure, row: Span, read: Sequence[ScoredSpan], question: str) -> Span | None:
    """Return the words of ``row`` that answer ``question``; None where ``row`` is none or nothing tells.

    A cell that stands in the question names the row and answers nothing.
    """
    number = structure.at(row.start)
    if number is None or structure.kind_of(number) != "row":
        return None
    block = structure.block(number)
    asked = set(content_terms(question))
    names = column_names(structure, block)
    best: tuple[float, Span] | None = None
    for column, cell in enumerate(block.cells):
        if cell is None or not row.contains(cell):
            continue
        words = set(terms(structure.text[cell.start : cell.end]))
        if words and words <= asked:
            continue
        name = set(terms(names[column])) if column < len(names) else set()
        inside = max((found.score for found in read if found.span.overlaps(cell)), default=0.0)
        score = inside + (_NAMED * len(name & asked) / len(name) if name else 0.0)
        if score > 0 and (best is None or score > best[0]):
            best = score, cell
    return best[1] if best else None
