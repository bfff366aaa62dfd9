"""A question in the words of what is read."""

import pytest

from index.notation import in_notation_of
from qa.answering.question.synonyms import in_words_of


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        (
            "When do I need a doctor's note?",
            "A medical certificate is asked for.",
            "When do I need a medical certificate?",
        ),
        ("What does it cost?", "The fee is 5 euros.", "What does it fee?"),
        ("Is the dog allowed?", "No pet is allowed.", "Is the pet allowed?"),
        ("Is it covered out of the box?", "By default it is.", "Is it covered by default?"),
        ("Who has to sign off on it?", "It needs approval; managers approve it.", "Who has to approve it?"),
        ("Who has to sign off on it?", "It needs approval.", "Who has to approval it?"),
        ("How long is a VACATION?", "A holiday is a week.", "How long is a holiday?"),
    ],
)
def test_a_word_is_read_as_the_text_says_it(question: str, text: str, read: str) -> None:
    assert in_words_of(question, text) == read


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What does it cost?", "The cost, or fee, is 5 euros."),  # the text has the word itself
        ("What does it cost?", "Coffee is served."),  # no word of it, only letters
        ("Is the pet allowed?", "No dog is allowed."),  # who asks for pets asks for more than dogs
        ("Who opened it?", "The lamp burns."),
    ],
)
def test_a_question_keeps_its_own_words_otherwise(question: str, text: str) -> None:
    assert in_words_of(question, text) == question


@pytest.mark.parametrize("question", ["What doeſ it coſt?", "When does it fınısh?", "What is due in ſept?"])
def test_letters_that_match_others_are_no_error(question: str) -> None:
    """A long s matches an s where case is ignored, and is no key."""
    text = "The fee is 5 euros. It concludes in September."

    assert in_words_of(question, text) == question
    assert in_notation_of(question, text).startswith("Wh")
