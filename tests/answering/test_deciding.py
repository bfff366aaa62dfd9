"""What decides a question that is answered with yes or no is marked: the item that it names, or the exception."""

import pytest

from index.parsers import PARSERS
from index.records import Document, Span
from index.structure import Structure
from index.units import unit_of
from qa.answering.deciding import deciding_words, has_every_word
from qa.answering.records import Citation

INSURANCE = """# Bicycle insurance

The insurance does not pay for:

- scratches of the paint
- races
- flat tyres

Helmets are covered, except helmets of children. Trailers may be towed unless the brakes are worn; lamps are included.
"""
CONTENT = PARSERS[".md"](INSURANCE.encode(), "bicycle.md")
STRUCTURE = Structure(CONTENT)
LIST = Span(INSURANCE.index("The insurance"), INSURANCE.index("flat tyres") + len("flat tyres"))
PROSE = Span(INSURANCE.index("Helmets"), len(INSURANCE) - 1)


def marks(unit: Span, question: str) -> list[str]:
    return [INSURANCE[mark.start : mark.end] for mark in deciding_words(STRUCTURE, unit, question)]


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Does the insurance pay for races?", "races"),
        ("Is a flat tyre paid for?", "flat tyres"),
        ("Does it pay for a scratch of the paint?", "scratches of the paint"),
    ],
)
def test_the_item_that_is_asked_about_is_marked_with_what_it_is_an_item_of(question: str, item: str) -> None:
    """ "Races" alone would not say whether they are paid for."""
    assert marks(LIST, question) == [item, "The insurance does not pay for:"]


def test_an_exception_is_marked_where_it_holds_what_is_asked_about() -> None:
    """The clause before it says the opposite."""
    assert marks(PROSE, "Are helmets of children covered?") == ["except helmets of children"]
    assert marks(PROSE, "May trailers be towed with worn brakes?") == ["unless the brakes are worn"]


@pytest.mark.parametrize(
    "question",
    ["Are helmets covered?", "Are lamps included?", "What is covered, helmets of children?", "Is theft covered?"],
)
def test_nothing_is_marked_where_no_exception_or_item_decides(question: str) -> None:
    """The words that were read are, then; so they are for a question that is not answered with yes or no."""
    assert marks(PROSE, question) == []


def test_an_item_that_does_not_stand_out_is_not_marked() -> None:
    """Two that fit alike, none that fits, and a question for something else."""
    assert marks(LIST, "Does it pay for races or flat tyres?") == []
    assert marks(LIST, "Does the insurance pay?") == []
    assert marks(LIST, "Who pays for races?") == []


def test_all_words_of_a_question_stand_in_one_clause() -> None:
    """A quote with its lead-in has them; a word that is missing, or a question of two words, is not enough."""
    unit = unit_of(STRUCTURE, Span(INSURANCE.index("races"), INSURANCE.index("races") + 5))
    assert unit is not None
    citation = Citation.of(1, Document("d", "bicycle.md", CONTENT), unit)

    assert has_every_word("Does the insurance pay for races?", citation)
    assert not has_every_word("Does the insurance pay for races abroad?", citation)
    assert not has_every_word("Does it pay for races?", citation)
