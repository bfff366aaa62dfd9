"""Which cell of a quoted row answers: what was read says where, and the question says what of and what kind."""

import re
from collections.abc import Sequence

from index.analysis import terms
from index.reading_text import column_names
from index.records import Span
from index.structure import Structure
from qa.answering.reading.reader import ScoredSpan, content_terms

_NAMED = 0.5  # what a column whose name is asked for adds to the probability that its cell answers
_FITS = 0.1  # what a cell of the kind that is asked for adds: a figure, or words; less than any name of a column
_SHORT = 60  # characters of a cell that is marked as a whole; of a longer one, the words that were read in it

# Asks for an amount, a time or another figure.
_FIGURE_ASKED = re.compile(
    r"\b(?:how (?!(?:do|does|did|is|are|was|were|has|have|can|could|will|would|should|to)\b)\w+|when|"
    r"what (?:time|year|date|number|age|percentage|share)|(?:which|what) (?:year|date|day)|"
    r"costs?|prices?|priced|fees?|fares?|pays?|paid|charges?|charged|numbers?|amounts?)\b",
    re.IGNORECASE,
)


def marked_words(structure: Structure, row: Span, read: Sequence[ScoredSpan], question: str, best: Span) -> Span:
    """Return the words of ``row`` to be marked: those of the cell that answers, else ``best``."""
    cell = answering_cell(structure, row, read, question)
    if cell is None or (cell.contains(best) and len(cell) > _SHORT):
        return best
    return cell


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
    figure = _FIGURE_ASKED.search(question) is not None
    best: tuple[float, Span] | None = None
    for column, cell in enumerate(block.cells):
        if cell is None or not row.contains(cell):
            continue
        text = structure.text[cell.start : cell.end]
        words = set(terms(text))
        if words and words <= asked:
            continue
        name = set(terms(names[column])) if column < len(names) else set()
        score = max((found.score for found in read if found.span.overlaps(cell)), default=0.0)
        score += _NAMED * len(name & asked) / len(name) if name else 0.0
        if score > 0 and figure == any(map(str.isdigit, text)):
            score += _FITS
        if score > 0 and (best is None or score > best[0]):
            best = score, cell
    return best[1] if best else None
