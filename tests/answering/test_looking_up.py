"""What the layout of a table settles."""

import pytest

from qa.answering.looking_up import is_looked_up, is_of_another_row
from tests.index.laid_out import LaidOut


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("In which town is Leif Aas the organist?", True),
        ("On which date is Leif Aas the organist?", True),
        ("Who is the organist in Bodo?", True),
        ("Who is the organist in Molde?", False),
        ("In which town is Leif Aas the singer?", False),
        ("In which town is Leif Aas not the organist?", False),
        ("In which town is the ticket more than 49 euros?", False),
        ("In which town on which date is Leif Aas the organist?", False),
        ("In which town is Leif Aas the organist with a beard?", False),
    ],
)
def test_a_table_settles_what_names_a_cell_and_a_column(question: str, expected: bool) -> None:
    page = LaidOut()
    header = page.row(None, "Town", "Date", "Ticket", "Organist")
    page.gap("\n")
    page.row(None, "Bodo", "2 June", "49 euros", "Leif Aas", header=header)

    assert is_looked_up(page.structure(), page.at("Bodo\t2 June\t49 euros\tLeif Aas"), question) is expected


STOCK = (
    ("item", "kind", "quantity", "unit_cost", "total"),
    ("Panel traps", "supplies", "100", "40", "4000"),
    ("Pheromone lures", "supplies", "520", "3.75", "1950"),
    ("Vehicle fuel", "supplies", "1", "2000", "2000"),
    ("Vehicle repair", "", "2", "", "70"),
)
ROOMS = (
    ("room_id", "room_name", "capacity", "floor", "has"),
    ("R103", "Computer Lab", "25", "2", "Printer"),
    ("R104", "Study Room", "8", "2", "Board"),
)


def looked_up(rows: tuple[tuple[str, ...], ...], label: str, question: str, subject: str = "") -> bool:
    page = LaidOut()
    header = page.row(None, *rows[0])
    for row in rows[1:]:
        page.gap("\n")
        page.row(None, *row, header=header)
    line = next("\t".join(row) for row in rows if label in row)
    return is_looked_up(page.structure(), page.at(line), question, subject)


@pytest.mark.parametrize(
    ("rows", "label", "question"),
    [
        (STOCK, "Panel traps", "What does one panel trap cost?"),
        (STOCK, "Pheromone lures", "How many pheromone lures are they buying?"),
        (STOCK, "Panel traps", "What is the total of the panel traps?"),
        (ROOMS, "Computer Lab", "How many people fit into the computer lab?"),
        (ROOMS, "Computer Lab", "On which floor is the computer lab?"),
        (ROOMS, "Study Room", "What is the capacity of R104?"),
    ],
)
def test_a_column_is_asked_for_by_what_such_columns_are_called(
    rows: tuple[tuple[str, ...], ...], label: str, question: str
) -> None:
    """What something costs stands under "unit_cost", how many people fit in under "capacity"."""
    assert looked_up(rows, label, question)


@pytest.mark.parametrize(
    ("rows", "label", "question"),
    [
        (STOCK, "Panel traps", "What does one panel cost?"),  # another thing, perhaps
        (STOCK, "Panel traps", "What does shipping the panel traps cost?"),
        (STOCK, "Panel traps", "Who buys the panel traps?"),  # no such column
        (STOCK, "Vehicle repair", "What does the vehicle repair cost?"),  # an empty cell
        (STOCK, "Vehicle fuel", "What does a vehicle cost?"),  # two rows have it
        (STOCK, "Panel traps", "Which panel traps cost more than 30?"),
        (ROOMS, "Computer Lab", "How many people fit into the old computer lab?"),
    ],
)
def test_what_a_table_leaves_open_is_not_settled(rows: tuple[tuple[str, ...], ...], label: str, question: str) -> None:
    assert not looked_up(rows, label, question)


def test_what_all_of_the_table_is_about_may_stand_in_the_question() -> None:
    question = "How many people fit into the computer lab of the Bergen library?"

    assert looked_up(ROOMS, "Computer Lab", question, "rooms of the Bergen library")
    assert not looked_up(ROOMS, "Computer Lab", question, "rooms of the library")


def test_the_only_figure_of_a_row_is_its_amount() -> None:
    """Whatever its column is called, or in which language; of two figures either may be meant."""
    menu = (("Speise", "Preis", "Art"), ("Spaetzle", "7,90", "gross"), ("Suppe 2", "4,50", "3 Teller"))

    assert looked_up(menu, "Spaetzle", "How much are the Spaetzle?")
    assert looked_up(menu, "Spaetzle", "What do Spaetzle cost?")
    assert not looked_up(menu, "Spaetzle", "Who cooks the Spaetzle?")
    assert not looked_up(menu, "Suppe 2", "How much is the Suppe?")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the oil can cost?", True),
        ("What does the brush cost?", False),
        ("What does it cost in the shop?", False),  # no row is named
        ("How much is a broom?", False),  # what the file is called after
        ("What does a brush of 30 cm cost?", False),
        ("What is the cheapest tool?", True),  # nobody has compared them
        ("What tools are there for less than 20 euros?", False),  # which values tell
    ],
)
def test_a_row_that_has_nothing_of_what_is_named_is_another(question: str, expected: bool) -> None:
    """Title, headings and columns are what all rows are about."""
    assert is_of_another_row("Deck brush\t12 euros", question, "The shop brooms.csv Item Price") is expected
