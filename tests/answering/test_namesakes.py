"""Questions for one number, year or day, over a text about another."""

import pytest

from qa.answering.question.namesakes import speaks_of_namesake


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What was decided about PEP 652?", "The council talked of PEP 651.", True),
        ("What was decided about PEP 651?", "The council talked of PEP 651.", False),
        ("What was decided about pep #652?", "Of PEP 651 and PEP 652 the latter was taken.", False),
        ("Who speaks in session 4?", "Session 3 is led by the keeper.", True),
        ("Who speaks in session 4?", "The fourth session is led by the keeper.", False),
        ("Who came on May 7?", "On May 5 the keeper came.", True),
        ("How many of the 12 ships sank?", "Of the 14 ships three sank.", False),
        ("Who led it in May 2010?", "The keeper led it until May 2013.", False),
        ("What happens in version 2.1?", "In version 2.10 the lamp is lit.", True),
        ("What did 5 people see?", "On deck were 7 people.", False),
    ],
)
def test_a_number_belongs_to_the_name_before_it(question: str, text: str, expected: bool) -> None:
    assert speaks_of_namesake(question, text, text, is_row=False) is expected


@pytest.mark.parametrize(
    ("question", "row", "expected"),
    [
        ("When is Midsummer in 2026?", "Monday, May 26, 2025\tMidsummer", True),
        ("When is Midsummer in 2025?", "Monday, May 26, 2025\tMidsummer", False),
        ("Is there Midsummer in 2026?", "Every year\tMidsummer", False),
        ("What was the balance on September 20, 2021?", "08/20/2021\tBalance\t5", True),
        ("What was the balance on August 20, 2021?", "08/20/2021\tBalance\t5", False),
        ("Who led the K-2026 in 2025?", "May 2025\tthe keeper", False),
    ],
)
def test_a_row_is_of_its_own_year_and_day(question: str, row: str, expected: bool) -> None:
    assert speaks_of_namesake(question, row, row, is_row=True) is expected


def test_prose_about_one_year_may_tell_of_another() -> None:
    """Unless a time is asked for; and the year may stand near by."""
    text = "The keeper has led it since 19 March 2017."

    assert not speaks_of_namesake("Who led it in 2018?", text, text, is_row=False)
    assert speaks_of_namesake("When was it led in 2018?", text, text, is_row=False)
    assert not speaks_of_namesake("When was it led in 2018?", f"The year 2018. {text}", text, is_row=False)


@pytest.mark.parametrize(
    ("question", "near", "expected"),
    [
        ("How long does the battery of the X200 last?", "X2000 Its battery lasts 9 hours.", True),
        ("How long does the battery of the X2000 last?", "X2000 Its battery lasts 9 hours.", False),
        ("How long does the battery of the X-200 last?", "The X200 lasts 9 hours, the X2000 ten.", False),
        ("How heavy are X200s?", "The X200b weighs a kilo.", False),
        ("Which rooms are B3 and B9?", "Rooms B1 to B5 are upstairs, B9 is not.", False),
        ("What was spent in FY25?", "In FY2025 we spent 30 million, in FY2024 20.", False),
        ("Who is certified by ISO9001?", "We have ISO 9001 and ISO14001.", False),
        ("What does E05 mean?", "E5: the door is open. E6: the lamp is out.", False),
        ("Does it run on iPhone15?", "It runs on iPhone12 and later.", False),
        ("How heavy is the X200?", "The Y2000 weighs a kilo.", False),  # of another series, or by another name
    ],
)
def test_a_model_is_not_another_of_its_series(question: str, near: str, expected: bool) -> None:
    assert speaks_of_namesake(question, near, "Its battery lasts.", is_row=False) is expected
