"""Which cell of a quoted row is marked as the answer."""

from index.records import Span
from qa.answering.cells import answering_cell, marked_words
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


def test_figures_answer_where_a_figure_is_asked_for() -> None:
    """Words answer where none is; of two cells read alike, the one of the kind that is asked for is marked."""
    page = LaidOut()
    header = page.row(None, "Service", "Fee", "Ask at")
    page.gap("\n")
    page.row(None, "Shower", "2", "kiosk", header=header)
    read, row = (("2", 0.93), ("kiosk", 0.98)), "Shower\t2\tkiosk"

    marks = [
        marked(page, question, *read, row=row)
        for question in ("What does a shower cost?", "How much is it to shower?", "What do I ask to shower?")
    ]

    assert marks == ["2", "2", "kiosk"]


def test_a_short_cell_is_marked_whole() -> None:
    """Of a long one, the words that were read in it; outside of the answering cell nothing is."""
    page = LaidOut()
    long = (
        "the motor, the gears and the lift of the bowl, and every part that carries them through the first five years"
    )
    header = page.row(None, "Machine", "Waiting time", "Covered")
    page.gap("\n")
    page.row(None, "Mixer", "21 days", long, header=header)
    row = page.at(f"Mixer\t21 days\t{long}")
    read = [ScoredSpan(page.at("21"), 0.9), ScoredSpan(page.at("the gears"), 0.8)]

    short = marked_words(page.structure(), row, read, "How long is the waiting time?", page.at("21"))
    inside = marked_words(page.structure(), row, read, "What is covered?", page.at("the gears"))
    elsewhere = marked_words(page.structure(), row, read, "How long is the waiting time?", page.at("the gears"))

    assert [page.text[span.start : span.end] for span in (short, inside, elsewhere)] == [
        "21 days",
        "the gears",
        "21 days",
    ]


def test_outside_of_tables_no_cell_is_marked() -> None:
    """Prose has none."""
    page = table()

    assert answering_cell(page.structure(), page.at("The tour of the choir:"), [], "Which tour?") is None
    assert answering_cell(page.structure(), Span(0, 3), [], "Which?") is None
