"""Questions for the opposite of what a text says."""

import pytest

from qa.answering.question.opposites import asks_opposite


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many days of paid leave do keepers get?", "Keepers get ten days of unpaid leave."),
        ("How many days of unpaid leave do keepers get?", "Keepers get ten days of paid leave."),
        ("Who is the unofficial pilot?", "Ana Lund is the official pilot."),
        ("What do non-members pay?", "Members pay four crowns."),
        ("What do non members pay?", "Each member pays four crowns."),
        ("Which boats are inactive?", "The Heron is an active boat."),
        ("What happens when a cable is disconnected?", "A cable is connected to the mast."),
        ("What becomes of registered boats?", "Unregistered boats are towed to the quay."),
        ("Who is the president of the club?", "2. Vice-President: Ana Lund"),
        ("Who is the vice president of the club?", "1. President: Ole Moe"),
    ],
)
def test_a_word_that_is_turned_round_is_asked_for_elsewhere(question: str, text: str) -> None:
    """By its prefix, whichever of the two has it."""
    assert asks_opposite(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the leave paid?", "Keepers get unpaid leave."),  # which decides it
        ("Who gets paid and unpaid leave?", "Keepers get unpaid and paid leave."),
        ("Which boats are not registered?", "The Heron is unregistered."),
        ("Which are invisible?", "Two lamps are not visible."),
        ("How long is the stall open?", "Install it until noon."),
        ("What is the tent made of?", "It was the intent of the miller."),
        ("What is the rest called?", "There was unrest."),
        ("What do Non-members pay?", "non-members pay six crowns, members four."),
        ("Who pays?", ""),
        ("Who is the president of the club?", "President: Ole Moe, vice president: Ana Lund"),
        ("Who is the vice president of the club?", "Ana Lund is its vice-president."),
        ("Who was the owner of the shop?", "The former owner sold it in 1990."),
    ],
)
def test_other_words_are_not_turned_round(question: str, text: str) -> None:
    """What decides a question, says it in other words, or begins with the same letters by chance."""
    assert not asks_opposite(question, text)
