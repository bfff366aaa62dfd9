"""Look-ups in tables: files are written as they are meant to be, and answers held against the right row and cell."""

from typing import Any

import pytest

from bench.lookup_files import written
from bench.lookup_tables import DOCUMENTS, Document, Lookup, Table
from bench.lookups import Outcome, is_row, judged, table
from index.parsers import parse

FEES = Document(
    "fees.csv",
    "plain",
    "Fees",
    "",
    [Table("Fees", [["Boat", "Fee"], ["Lark", "20"], ["Skylark", "31"], ["Wren", "45"]])],
    [Lookup("What is the fee of the Skylark?", "Skylark", "31")],
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.file)
def test_every_document_holds_the_cells_that_are_asked_for(document: Document) -> None:
    """In its own format, as it is parsed; a look-up whose answer is nowhere would measure nothing."""
    content = parse(written(document), document.file)

    missing = [
        lookup.question
        for lookup in document.lookups
        if lookup.key not in content.text or lookup.cell not in content.text
    ]

    assert missing == []
    assert all(is_row(document, lookup, f"{lookup.key} {lookup.cell}") for lookup in document.lookups)


@pytest.mark.parametrize(
    ("quote", "light", "expected"),
    [
        ("Skylark,31", "31", (True, True)),
        ("Skylark,31", "Skylark,31", (True, False)),
        ("Skylark,31\nWren,45", "31", (False, False)),
        ("Wren,45", "45", (False, False)),
        ("", "", (False, False)),
    ],
)
def test_an_answer_is_right_by_row_and_by_cell(quote: str, light: str, expected: tuple[bool, bool]) -> None:
    """The first quote is the row alone; the first highlight is the cell, neither more nor less."""
    citation = {"quote": quote, "highlights": [light], "source": "docs/fees.csv"}
    answer: dict[str, Any] = {"confidence": 0.5, "citations": [citation] if quote else []}

    outcome = judged(FEES, FEES.lookups[0], answer)

    assert (outcome.row, outcome.cell) == expected


def test_the_table_counts_rows_and_cells_by_format() -> None:
    """A column of each for every revision."""
    found = [
        Outcome("a.csv", "", "", True, True, "", "", "", 0.0),
        Outcome("b.md", "", "", True, False, "", "", "", 0.0),
    ]

    lines = list(table({"now": found}))

    assert "| .csv | 1 | 1 | 1 |" in lines
    assert lines[-1] == "| all | 2 | 2 | 1 |"
