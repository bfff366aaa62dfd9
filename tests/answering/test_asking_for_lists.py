"""Which questions ask for all of a kind, for how something is done, or for what it is."""

import pytest

from qa.answering.question.intent import asks_for_list, intent_of, wanted


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which spare parts are in stock?", True),
        ("Which lamps fit?", True),
        ("Which spare parts come with the lamp?", True),
        ("What other roles has she played?", True),
        ("What values may the field have?", True),
        ("What information must a notice contain?", True),
        ("What documentation do I have to bring?", True),
        ("What counts as a holiday?", True),
        ("list of company holidays 2025", True),
        ("The full list of spare parts", True),
        ("list of the lamp", False),
        ("What information is there on tides?", False),
        ("What counts the boats?", False),
        ("Which train stops at Holm?", False),
        ("What does the lamp cost?", False),
        ("What was the rainfall in May?", False),
        ("For which club does he play?", False),
        ("What happens to the lamp in winter?", False),
    ],
)
def test_a_list_is_wanted_where_several_things_are_asked_for(question: str, expected: bool) -> None:
    """A verb that ends like a plural asks for no list: a whole table is no answer to what one of its cells says."""
    assert asks_for_list(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do I clean the lamp?", "steps"),
        ("how to clean a lamp", "steps"),
        ("How can the lamp be taken apart?", "steps"),
        ("How does the lamp work?", "list"),
        ("Why is the lamp dark?", "list"),
        ("Which lamps are there?", "all"),
        ("What does -k do?", "meaning"),
        ("What is an inode?", "meaning"),
        ("What does STAT stand for?", "meaning"),
        ("What is the fee for a visa of the second kind in May?", "one"),
        ("Who sells lamps?", "one"),
    ],
)
def test_what_is_wanted_beside_the_best_piece(question: str, expected: str) -> None:
    """Of how something is done and of what it is the beginning; of reasons the list; of several things all of them."""
    assert wanted(question, intent_of(question)) == expected
