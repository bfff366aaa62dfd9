"""Of all that was read, the one row or field that is named; whatever the network thinks of it."""

import pytest

from index.parsers import parse
from index.records import Document, Hit, Passage, Span
from index.structure import Structure
from index.units import unit_of
from qa.answering.looking_up import is_field_asked
from qa.answering.quoting import Chosen
from qa.answering.reading.reader import Reading, ScoredSpan
from qa.answering.settling import Settler

HOURS = "OPENING HOURS OF THE MILL SHOP\n\nMon–Fri: 8–18\n\nSat: 9–13\n\nSun: closed\n\nThe shop sells flour.\n"
SHEETS = (
    "# Print shop\n\n| Sheets | Price of a sheet |\n|---|---|\n| 1–49 | 1.10 |\n| 50–99 | 0.80 |\n"
    "| 100 and more | 0.55 |\n"
)
LOCKS = (
    "# Locks\n\n| Lock | Depth | Keeper |\n|---|---|---|\n| Heron | 3.2 m | Odd Rist |\n| Stork | 2.7 m | Aud Finne |\n"
)
INVOICE = "# Invoice\n\n| Invoice date | Due date |\n|---|---|\n| 14.02.2025 | 16.03.2025 |\n"


def settled(text: str, name: str, question: str) -> str | None:
    document = Document("a", name, parse(text.encode(), name))
    structure = Structure(document.content)
    text = document.text
    whole = Span(0, len(text))
    pieces = tuple(ScoredSpan(piece.span, 0.1) for piece in structure.pieces(whole))
    passage = Passage("a/0", "a", text, whole)
    settler = Settler(lambda _: document, lambda _: structure)
    found = settler.settled([Reading(Hit(passage, 0.0, 0.0, 0.0), 0.0, pieces, (), 0.0)], question)
    return text[found.unit.span.start : found.unit.span.end] if found is not None else None


LESSONS = (
    "<h1>Lessons</h1><table><tr><th>Day</th><th>Hour</th><th>Teacher</th><th>Room</th></tr>"
    "<tr><td rowspan=2>Monday</td><td>nine</td><td rowspan=2>Ana Lund</td><td>R1</td></tr>"
    "<tr><td>ten</td><td>R2</td></tr><tr><td>Tuesday</td><td>ten</td><td>Ole Moe</td><td>R3</td></tr></table>"
)


@pytest.mark.parametrize(
    ("text", "name", "question", "expected"),
    [
        (LESSONS, "lessons.html", "Who teaches on Monday at ten?", "Monday\tnine\tAna Lund\tR1\nten\tR2"),
        (HOURS, "shop.txt", "When is the mill shop open on Saturday?", "Sat: 9–13"),
        (HOURS, "shop.txt", "When is the mill shop open on Wednesday?", "Mon–Fri: 8–18"),
        (HOURS, "shop.txt", "When is the mill shop open on Sunday?", "Sun: closed"),
        (SHEETS, "prices.md", "How much is a sheet if I order 60 sheets?", "| 50–99 | 0.80 |"),
        (SHEETS, "prices.md", "How much is a sheet if I order 250 sheets?", "| 100 and more | 0.55 |"),
        (LOCKS, "locks.md", "Who keeps the Stork lock?", "| Stork | 2.7 m | Aud Finne |"),
        (INVOICE, "invoice.md", "By when is the invoice due?", "| 14.02.2025 | 16.03.2025 |"),
    ],
)
def test_what_names_a_row_or_field_and_nothing_else_finds_it(
    text: str, name: str, question: str, expected: str
) -> None:
    assert settled(text, name, question) == expected


@pytest.mark.parametrize(
    ("text", "name", "question"),
    [
        (HOURS, "shop.txt", "Why is the mill shop open on Saturday?"),
        (HOURS, "shop.txt", "When is the bakery open on Saturday?"),
        (HOURS, "shop.txt", "How many people work in the mill shop on Saturday?"),
        (SHEETS, "prices.md", "How much is a book if I order 60 sheets?"),
        (SHEETS, "prices.md", "How many visitors come for 60 sheets?"),
        (LOCKS, "locks.md", "Who keeps the Crane lock?"),
        (LOCKS, "locks.md", "Who keeps the locks?"),  # more than one
        (LOCKS, "locks.md", "Who built the Stork lock?"),
        (INVOICE, "invoice.md", "In which room is the invoice?"),
    ],
)
def test_what_names_another_or_several_finds_none(text: str, name: str, question: str) -> None:
    assert settled(text, name, question) is None


@pytest.mark.parametrize(
    ("said", "question", "expected"),
    [
        ("Telephone: 555 0147", "What is the telephone of the mill?", True),
        ("WEIGHT:\t23279\tCONTACT:\tSmith", "What is the weight of the mill?", True),
        ("WEIGHT:\t23279\tCONTACT:\tSmith", "How heavy is the mill?", True),
        ("Telephone: 555 0147", "What is the telephone of the inn?", False),
        ("Telephone: 555 0147", "What is the telephone of the mill not for?", False),
        ("Note: " + "the mill is closed, and so is the inn, " * 4, "What is the note of the mill?", False),  # too long
    ],
)
def test_a_field_is_asked_for_by_its_name_and_its_subject(said: str, question: str, expected: bool) -> None:
    assert is_field_asked(said, question, "The mill") is expected


def test_a_chosen_unit_is_settled_by_the_same_rules() -> None:
    document = Document("a", "locks.md", parse(LOCKS.encode(), "locks.md"))
    structure = Structure(document.content)
    place = LOCKS.index("| Stork")
    unit = unit_of(structure, Span(place, place + 20))
    assert unit is not None
    settler = Settler(lambda _: document, lambda _: structure)

    assert settler.is_settled(Chosen("a", unit, 0.1), "Who keeps the Stork lock?")
    assert not settler.is_settled(Chosen("a", unit, 0.1), "Who keeps the Heron lock?")
