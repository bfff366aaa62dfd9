"""Ranges that hold a value which is asked for: numbers, ages, years, months, days of the week."""

import pytest

from qa.answering.question.ranges import in_ranges_of

PRICES = "| Sheets | Price |\n| 1–49 | 1.10 |\n| 50–99 | 0.80 |\n| 100 and more | 0.55 |"
AGES = "| Age | Entry |\n| under 6 | free |\n| 6–12 | 2.50 |\n| 13–17 | 3.50 |\n| 18 and over | 6.00 |"
WEIGHTS = "A bag up to 2 kg costs 4.90, up to 5 kg 6.90 and up to 10 kg 9.50."
YEARS = "Liv Moe led the choir from 2016 to 2019, Jan Roth from 2019 to 2023."
HOURS = "Mon–Fri: 9–17\nSat: 9–13"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What do 60 sheets cost?", PRICES, "What do 50–99 sheets cost?"),
        ("What do 250 sheets cost?", PRICES, "What do 100 and more sheets cost?"),
        ("What does an 8-year-old pay?", AGES, "What does an 6–12-year-old pay?"),
        ("What does a child of eight pay?", AGES, "What does a child of 6–12 pay?"),
        ("What does somebody aged 70 pay?", AGES, "What does somebody aged 18 and over pay?"),
        ("What does a child aged 4 pay?", AGES, "What does a child aged under 6 pay?"),
        ("What does a bag of 4 kg cost?", WEIGHTS, "What does a bag of up to 5 kg cost?"),
        ("Who led the choir in 2018?", YEARS, "Who led the choir in 2016 to 2019?"),
        ("When is it open on Saturday?", HOURS, "When is it open on Sat?"),
        ("When is it open on Wednesdays?", HOURS, "When is it open on Mon–Fri?"),
        ("Is it open on Sunday?", "It is open on weekends.", "Is it open on weekends?"),
        ("Does it run in February?", "It rests from November to March.", "Does it run in November to March?"),
        (
            "Is there room for 7 guests?",
            "There is room for between 5 and 10 guests.",
            "Is there room for between 5 and 10 guests?",
        ),
    ],
)
def test_a_value_is_asked_for_by_the_range_that_holds_it(question: str, text: str, expected: str) -> None:
    assert in_ranges_of(question, text) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What do 49 sheets cost?", PRICES),  # shown as it is
        ("What do 60 chairs cost?", PRICES),  # of other things
        ("What do 20 people pay?", AGES),
        ("What does a bag of 14 kg cost?", WEIGHTS),  # no range holds it
        ("Who led the choir in 2019?", YEARS),
        ("When is it open on Sunday?", HOURS),
        ("When is it open on Saturday?", "Sat: 9–13, and Saturday nights"),
        ("Does it run in June?", "It rests from November to March."),
        ("May 12 people come?", "People come on Sat: 9–13, see pages 10–14 and 555–0147."),
        ("Where does Form 60 belong?", "Form: 50–99"),
        ("What do 12 children pay?", "children aged 10–14 pay 5"),
        ("What happens on Sunday?", "The Sun is bright."),
        ("Which law was passed in 1999?", "A law, tel. 1990-2000"),
        ("What do 30 sheets cost?", "Here 20 to 40 sheets cost 1, and 25 to 35 sheets cost 2."),  # two hold it
    ],
)
def test_what_is_shown_held_by_none_or_by_several_stays(question: str, text: str) -> None:
    assert in_ranges_of(question, text) == question
