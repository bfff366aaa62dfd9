"""Which cell of a quoted row is marked as the answer."""

from index.records import Span
from qa.answering.cells import answering_cell
from qa.answering.reading.reader import ScoredSpan
from tests.index.laid_out import LaidOut
from tests.index.test_index_units import table

ROW = "Molde\t9 June\t58 euros"


def marked(page: LaidOut, question: str, *read: tuple[str, float], row: str = ROW) -> str | None:
    found = [ScoredSpan(page.at(words), score) for words, score in read]
    cell = answering_cell(page.structure(), page.at(row), found, question)
    return page.text[cell.start : cell.end] if cell else None


def test_the_column_that_is_asked_for_is_marked() -> None:
    """Whatever else was read: the ticket is asked for."""
    assert marked(table(), "How much is a ticket in Molde?", ("9 June", 0.3)) == "58 euros"


def test_what_was_read_counts_where_no_column_is_named() -> None:
    """ "When" names no column."""
    assert marked(table(), "When does it sing in Molde?", ("9 June", 0.6), ("58 euros", 0.1)) == "9 June"


def test_a_cell_that_stands_in_the_question_answers_nothing() -> None:
    """It says which row is meant."""
    assert marked(table(), "When does it sing in Molde?", ("Molde", 0.9), ("9 June", 0.2)) == "9 June"


def test_outside_of_tables_no_cell_is_marked() -> None:
    """Prose has none."""
    page = table()

    assert answering_cell(page.structure(), page.at("The tour of the choir:"), [], "Which tour?") is None
    assert answering_cell(page.structure(), Span(0, 3), [], "Which?") is None
