"""Quotes on a terminal: lists as lines, rows under the names of their columns, colour only where there is one."""

import io

import pytest

from index.parsers import parse
from index.records import Document, Span
from index.structure import Structure
from index.units import unit_of
from qa.answering.records import Citation
from qa.commands.shapes import Style, is_shaped, shaped, with_shapes

PLAIN, COLOURED = Style(coloured=False), Style(coloured=True)
FEES = b"# Fees\n\n| Boat | Fee |\n|---|---|\n| Skiff | 4 crowns |\n| Yawl | 9 crowns |\n"
STEPS = b"# Mooring\n\nTo moor, in this order:\n\n1. Slow down.\n2. Throw the line.\n3. Make fast.\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def cited(data: bytes, words: str, name: str = "d.md") -> Citation:
    """Cite the unit of a document that holds ``words``, which are marked."""
    document = Document("d", name, parse(data, name))
    start = document.text.index(words)
    mark = Span(start, start + len(words))
    unit = unit_of(Structure(document.content), mark, "list")
    assert unit is not None
    return Citation.of(1, document, unit, (mark,))


def test_a_row_stands_under_the_names_of_its_columns() -> None:
    """With its heading above; whoever reads it need not count columns."""
    citation = cited(FEES, "9 crowns")

    assert is_shaped(citation)
    assert shaped(citation, PLAIN) == "    Fees\n    Boat: Yawl\n    Fee: 9 crowns"


def test_a_row_that_leaves_out_its_last_cells_has_the_names_of_the_others() -> None:
    """As in CSV files whose last columns are seldom filled in."""
    citation = cited(b"boat,berth,fee,paid\nSkiff,3,4 crowns\n", "4 crowns", "d.csv")

    assert shaped(citation, PLAIN) == "    boat: Skiff\n    berth: 3\n    fee: 4 crowns"


def test_a_list_keeps_its_lines_and_its_lead_in() -> None:
    """Steps one below the other, in the text of an answer too; the number of the citation after them."""
    citation = cited(STEPS, "Throw the line.")

    shown = with_shapes(f"“{citation.quote}” [1]", [citation], PLAIN)

    assert "\n    1. Slow down.\n    2. Throw the line.\n    3. Make fast. [1]" in shown
    assert "To moor, in this order:" in shown


def test_prose_stays_in_its_sentence() -> None:
    """What comes before and after a quote too."""
    citation = cited(b"The ferry sails at noon.\n", "noon")

    assert with_shapes("They say: “The ferry sails at noon.” [1] And so on.", [citation], PLAIN) == (
        "They say: “The ferry sails at noon.” [1] And so on."
    )


def test_what_answers_is_bold_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nowhere else, nor where NO_COLOR is set."""
    citation = cited(FEES, "9 crowns")
    monkeypatch.setenv("TERM", "xterm")

    assert "\x1b[1m9 crowns\x1b[0m" in shaped(citation, COLOURED)
    assert Style.of(Terminal()).coloured
    assert not Style.of(io.StringIO()).coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of(Terminal()).coloured


def test_a_document_cannot_steer_the_terminal() -> None:
    """Its escape sequences are shown as what they are, beside the colours that are ours."""
    citation = cited("1. Slow \x1b(0 \x9b2J down.\n2. Stop.\n".encode(), "Stop.")

    shown = with_shapes(f"“{citation.quote}” [1]", [citation], COLOURED)

    assert "\x1b(0" not in shown
    assert "\x9b" not in shown
    assert "\\x1b(0 \\x9b2J" in shown
    assert "\x1b[1mStop.\x1b[0m" in shown
