"""Typos that are corrected by the words of the documents."""

import pytest

from index.analysis import terms
from qa.answering.question.spelling import Speller

VOCABULARY = {"mail": 9, "caption": 2, "project": 4, "harbour": 3, "lights": 5}


def frequencies(asked: object) -> dict[str, int]:
    """Return that a word's term stands in as many passages as the word."""
    assert isinstance(asked, list)
    return {term: count for word, count in VOCABULARY.items() for term in terms(word) if term in asked}


SPELLER = Speller(VOCABULARY, frequencies, lambda word: word == "station")


@pytest.mark.parametrize(
    ("asked", "corrected"),
    [
        ("What is the projct for?", "What is the project for?"),
        ("the ahrbour", "the harbour"),
        ("arbour", "harbour"),
        ("Projetc", "Project"),
        ("does it read Gmail?", "does it read Gmail?"),  # another name
        ("the fights", "the fights"),
        ("the station", "the station"),
    ],
)
def test_one_letter_is_corrected_but_not_the_first_for_another(asked: str, corrected: str) -> None:
    """It may be missing or stand behind the second; a name that begins otherwise is another."""
    assert SPELLER.correct(asked) == corrected
