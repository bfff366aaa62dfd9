"""What is written differently and means the same has one term; what may be read in two ways has none."""

import pytest

from index.analysis import terms
from index.notation import exact_values, in_notation_of, notations


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 March 2021", "2021-03-05"),
        ("March 5th, 2021", "05.03.21"),
        ("the 31st of December 2027", "31/12/2027"),
        ("12,500,000", "12500000"),
        ("12.5 million", "12 500 000"),
        ("1.250,50", "1250.50"),
    ],
)
def test_two_notations_share_a_term(one: str, other: str) -> None:
    """A question in one notation finds the text in the other by a term that neither shares with another value."""
    shared = set(terms(one)) & set(terms(other))

    assert any(any(sign.isdigit() for sign in term) for term in shared)


@pytest.mark.parametrize("text", ["03/05/2021", "3.10", "in 2019 300 people", "approx. 30", "12.4", "40.13.2020"])
def test_what_may_be_read_in_two_ways_is_left_as_it_stands(text: str) -> None:
    """A date that may be either, a version, and numbers that only stand side by side."""
    assert notations(text) == []


def test_months_written_short_are_those_written_in_full() -> None:
    """As a table has them; and a letter with its sign is a name or a grade."""
    assert terms("rent in June") == terms("rent JUN")
    assert terms("since Sept") == terms("since September")
    assert "c++" in terms("written in C++.")
    assert {"b+", "a-"} <= set(terms("B+\t87\tA-\t90"))
    assert notations("plan B - so they say - of type A-1, A+B, 1+1") == []


def test_options_are_told_apart_by_spelling_and_case() -> None:
    """-v is not -V, and a dash between words makes no option."""
    assert "-v" in terms("grep -v pattern")
    assert "-V" not in terms("grep -v pattern")
    assert "--dry-run" in terms("use --dry-run first")
    assert notations("a well-known long-term plan - so they say") == []


@pytest.mark.parametrize(
    ("question", "passage", "read"),
    [
        ("Is it open on Sunday?", "Sat 10-14, Sun 11-15", "Is it open on Sun?"),
        ("Is it open on Thursday?", "Wed 10-14, Thurs 11-15", "Is it open on Thurs?"),
        ("Is it open on Sunday?", "On Sunday the sun shines", "Is it open on Sunday?"),
        ("What is due in June?", "MAY 4 JUN 5", "What is due in JUN?"),
        ("What is due in Jun?", "In June all is", "What is due in June?"),
        ("What may I do in September?", "I may march in Sept", "What may I do in Sept?"),
        ("Is it hot on Sunday?", "The sun is hot", "Is it hot on Sunday?"),
        ("What opened on 2021-03-05?", "It opened on 5 March 2021.", "What opened on 5 March 2021?"),
        ("Which lake holds 12500000 litres?", "It holds 12,500,000 litres.", "Which lake holds 12,500,000 litres?"),
        ("Who paid 2,500,000 in 3 days?", "She paid 2.5 million in 3 days", "Who paid 2.5 million in 3 days?"),
        (
            "What ends on 31 May 2026 and 1 June 2026?",
            "31.5.2026, 2026-06-01",
            "What ends on 31.5.2026 and 2026-06-01?",
        ),
    ],
)
def test_a_question_is_written_as_a_passage_writes_it(question: str, passage: str, read: str) -> None:
    """Dates and numbers of the same value are spelled as they stand there."""
    assert in_notation_of(question, passage) == read


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("What opened on 2021-03-05?", "It opened on 6 March 2021."),
        ("What opened on 5 March 2021?", "It opened on 5 March 2021, that is 2021-03-05."),
        ("What opened on 03/05/2021?", "It opened on 5 March 2021."),
        ("Who opened it?", "It opened on 5 March 2021."),
    ],
)
def test_a_question_keeps_its_own_notation_otherwise(question: str, passage: str) -> None:
    """Of another value, of the passage's own spelling, or where it may mean either."""
    assert in_notation_of(question, passage) == question


def test_dates_and_large_numbers_are_values_whatever_their_notation() -> None:
    """Small numbers and years stand in many places and single out nothing."""
    assert exact_values("12,500,000 and 2.5 million") == {"12500000", "2500000"}
    assert exact_values("on 5 March 2021") == {"2021-03-05"}
    assert exact_values("in 2021, 12 of 40") == frozenset()
    assert exact_values("nothing") == frozenset()
