"""Several questions in one, and questions in letters."""

import pytest

from qa.answering.question.parts import is_read, parts_of, without_letter


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When and where does the choir sing?", ("When does the choir sing?", "where does the choir sing?")),
        (
            "What is the fee and when must the boat be out?",
            ("What is the fee", "when must the boat be out?"),
        ),
        ("Who built the pier? Who paid for the crane?", ("Who built the pier?", "Who paid for the crane?")),
        ("What is the difference between tariff Elm and tariff Oak?", ("What is tariff Elm?", "What is tariff Oak?")),
        ("difference between tool start and stop", ("What is tool start?", "What is tool stop?")),
        ("Compare tariff Elm with tariff Oak", ("What is tariff Elm?", "What is tariff Oak?")),
        ("tar -x or tar -t: what does each of them print?", ("what does tar -x print?", "what does tar -t print?")),
    ],
)
def test_what_asks_twice_is_parted(question: str, parts: tuple[str, ...]) -> None:
    """Each part can be searched for and answered by itself."""
    assert parts_of(question) == parts


def test_a_part_that_leans_on_the_first_names_its_subject() -> None:
    """ "It" is what the first part speaks of."""
    first, second = parts_of("Who owns the Gannet and where is it moored?")

    assert first == "Who owns the Gannet"
    assert "Gannet" in second


@pytest.mark.parametrize(
    "question",
    [
        "Who and what?",
        "Which boats and crews may enter?",
        "What do bread and butter cost?",
        "Why did the harbour close?",
        "salt and pepper",
        "Do you sell maps? If so, what do they cost?",
        "How do I open and close the lock?",
    ],
)
def test_what_asks_once_is_left_whole(question: str) -> None:
    """ "And" joins more than questions."""
    assert parts_of(question) == (question,)


def test_a_letter_is_read_for_its_question() -> None:
    """What stands around it would outweigh it in the search."""
    letter = (
        "Dear harbour office! We are a crew of six and will arrive with two boats in the first week of June, as we did "
        "two years ago. The children look forward to it very much. By when do we have to register? Many thanks, Ada"
    )

    assert without_letter(letter) == "By when do we have to register?"


def test_a_question_that_leans_on_the_sentence_before_keeps_it() -> None:
    """Alone it would say nothing."""
    letter = (
        "Good morning to all of you in the office, I hope that you had a fine summer and that no rain spoilt it. "
        "We would like to bring two dogs and a parrot along on our boat. Is that so? Yours truly, with regards, Ada"
    )

    assert without_letter(letter) == "We would like to bring two dogs and a parrot along on our boat. Is that so?"


@pytest.mark.parametrize("text", ["Is that so?", "word " * 60])
def test_short_texts_and_texts_without_a_question_are_left(text: str) -> None:
    """There is nothing to choose from."""
    assert without_letter(text) == text


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("When does the choir meet?", True),
        ("When and where does the choir meet?", False),
        ("choir rehearsal", False),
        ("hello", False),
        ("What is this about?", False),
        ("Summarise the choir handbook", False),
        ("And why?", False),
    ],
)
def test_one_question_about_something_has_the_readers_confidence(question: str, read: bool) -> None:
    """Nothing else may be fitted or judged as if it had."""
    assert is_read(question, ()) is read
