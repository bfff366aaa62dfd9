"""Follow-ups: what a question leans on is put into it, and nothing else is."""

import pytest

from qa.answering.question.conversation import needs_context, standalone
from qa.answering.records import Turn

ASKED = (Turn("user", "What is Project Texas?"), Turn("assistant", "A plan to keep data at home."))


def test_a_pointer_is_filled_in_from_the_last_question() -> None:
    """The name that "it" stands for is searched for."""
    assert "Project Texas" in standalone("Why did it stall?", ASKED)


@pytest.mark.parametrize(
    "text", ["Who bought two vinyl records in Beijing?", "How many people work for TSMC in Arizona?"]
)
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    """What names its own subject is searched for as it is."""
    assert standalone(text, ASKED) == text


def test_without_a_history_nothing_is_put_in() -> None:
    """The first question is its own."""
    assert standalone("Why did it stall?", ()) == "Why did it stall?"


@pytest.mark.parametrize(
    ("text", "needed"), [("Why did it stall?", True), ("why?", True), ("Why do otters sleep?", False)]
)
def test_what_points_at_nothing_needs_context(text: str, needed: bool) -> None:
    """Only where neither question nor history names anything."""
    assert needs_context(text, ()) is needed
    assert needs_context(text, ASKED) is False


@pytest.mark.parametrize(
    ("before", "text", "has", "lacks"),
    [
        ("How much is a tow for the Puffin 7?", "and for the Gannet?", ["Gannet", "tow"], ["Puffin"]),
        ("How much is a tow for the Puffin 7?", "What about a mooring?", ["mooring", "Puffin"], []),
        ("Does the red line run at night?", "And the blue one?", ["blue", "red"], []),
        ("Who built the Alma bridge?", "And in which year?", ["Alma"], []),
        ("What was measured at probe P-06?", "And P-09?", ["P-09", "measured", "probe"], ["06"]),
        ("Does the Alma bridge have to be painted?", "When does it need to be closed?", ["Alma"], []),
    ],
)
def test_the_same_is_asked_of_something_else(before: str, text: str, has: list[str], lacks: list[str]) -> None:
    """A new name takes the place of the old one; what was asked about it stays."""
    whole = standalone(text, (Turn("user", before), Turn("assistant", "It costs nine euros.")))

    assert [word for word in has if word not in whole] == []
    assert [word for word in lacks if word in whole] == []
