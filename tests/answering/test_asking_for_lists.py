"""Which questions ask for all of a kind."""

import pytest

from qa.answering.question.intent import asks_for_list


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which spare parts are in stock?", True),
        ("Which lamps fit?", True),
        ("What other roles has she played?", True),
        ("What values may the field have?", True),
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
