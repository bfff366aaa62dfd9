"""What is written differently and means the same has one term; what may be read in two ways has none."""

import pytest

from index.analysis import terms
from index.notation import notations


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


def test_options_are_told_apart_by_spelling_and_case() -> None:
    """-v is not -V, and a dash between words makes no option."""
    assert "-v" in terms("grep -v pattern")
    assert "-V" not in terms("grep -v pattern")
    assert "--dry-run" in terms("use --dry-run first")
    assert notations("a well-known long-term plan - so they say") == []
