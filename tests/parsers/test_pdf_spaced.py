"""PDF: titles whose letters stand apart."""

import pytest

from index.parsers import PARSERS
from index.parsers.pdf.spaced import Letter, spaced_words
from tests.parsers.drawing_pdf import drawn, text
from tests.parsers.views import words


def read(*page: str) -> str:
    return PARSERS[".pdf"](drawn([[*page, text(72, 500, "The gate is shut at ten.")]]), "a.pdf").text


def one_by_one(title: str, pitch: float) -> list[str]:
    return [text(72 + pitch * i, 700, letter, size=14) for i, letter in enumerate(title) if letter != " "]


@pytest.mark.parametrize("pitch", [15, 18])
def test_letters_at_equal_distances_are_words(pitch: float) -> None:
    """Narrow ones too, which have wider gaps beside them."""
    assert read(*one_by_one("FIRE DRILL", pitch)).startswith("FIRE DRILL\n")


@pytest.mark.parametrize("operator", ["3", "7"])
def test_letters_with_equal_gaps_are_words(operator: str) -> None:
    """As programs that set text space out the letters of a title."""
    title = f"BT /F2 14 Tf {operator} Tc 72 700 Td (WILLOW INN) Tj 0 Tc ET"

    assert read(title).startswith("WILLOW INN\n")


def test_letters_with_blanks_between_them_are_words() -> None:
    assert read(text(72, 700, "W a r n i n g !   M i l l   p o n d", size=14)).startswith("Warning! Mill pond\n")


@pytest.mark.parametrize(
    "letters", ["A B C D E F G", "M T O T F L S", "J F M A M J J A S O N D", "B A D C A E", "X X X X X", "A E I O U"]
)
def test_letters_that_are_no_words_stay_apart(letters: str) -> None:
    assert read(text(72, 700, letters, size=14)).startswith(f"{letters}\n")


def test_what_is_drawn_behind_letters_keeps_its_own_type() -> None:
    """Letters that are no words are looked at, and left as if they had not been."""
    page = [
        text(72, 700, "X X X X X", size=14),
        text(72, 640, "The mill", size=24),
        text(72, 600, "It stands on the hill."),
    ]

    content = PARSERS[".pdf"](drawn([[*page, text(72, 586, "The gate of its yard is shut at ten.")]]), "a.pdf")

    assert words(content, "heading")[-1:] == ["The mill"]


def test_words_far_from_each_other_are_in_columns() -> None:
    letters = [Letter(letter, 12 * i, 12 * i + 8) for i, letter in enumerate("IVORY")]
    letters += [Letter(letter, 200 + 12 * i, 208 + 12 * i) for i, letter in enumerate("WILLOW")]

    assert [word.text for word in spaced_words(letters, 10)] == ["IVORY", "WILLOW"]


def test_uneven_letters_are_no_word() -> None:
    letters = [Letter(letter, place, place + 5) for letter, place in zip("IVORY", (0, 7, 17, 25, 37), strict=True)]

    assert spaced_words(letters, 10) == []
