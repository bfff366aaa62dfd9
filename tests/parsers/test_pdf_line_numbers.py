"""PDF: numbers in the margin that count the lines are no text."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.drawing_pdf import drawn, text
from tests.parsers.views import words

DRAFT = """
The ferry is owned by the parish of Holm, which lets
it to a skipper for five years at a time. He keeps the
boat in good order and pays for the paint and the ropes.
The harbour is kept by the county. Where ice closes the
sound the skipper may rest the boat, and his rent is low-
ered by a tenth for every week without a crossing. Nobody
pays more than two crowns for himself, or four with a
horse. Children who go to school on the other side of
the sound are taken for nothing on all days of school.
The bell is rung a quarter of an hour before the boat
leaves, and once more when the rope is cast off by the
skipper or by the hand who stands at the bow that day.
""".strip().split("\n")
LIST = """
Put on the gloves that lie in the drawer of the bench
Open the lower valve until the needle stands at the mark
Wait until the lamp on the left side has become green
Turn the handle to the right, and hold it for a minute
Close the lower valve, and write the hour into the book
Take off the gloves, and put them back into the drawer
""".strip().split("\n")


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def numbered(lines: list[str], *, step: int = 1, first: int = 1, at: float = 60, pitch: float = 20) -> list[str]:
    """Draw lines of text, and beside every line, or some, its number."""
    found = []
    for place, line in enumerate(lines):
        base, number = 740 - pitch * place, first + place
        found.append(text(100, base, line))
        if number % step == 0:
            found.append(text(at + (4.4 if number < 10 else 0), base, str(number), size=8))
    return found


@pytest.mark.parametrize("at", [60, 420])
@pytest.mark.parametrize("step", [1, 2])
def test_numbers_of_lines_are_no_text(at: float, step: int) -> None:
    """A sentence is whole, and a word that a line's end cut too."""
    content = parse_pdf(drawn([numbered(DRAFT, step=step, at=at)]))

    assert words(content, "table") == []
    assert "rest the boat, and his rent is lowered by a tenth for every week without a crossing." in content.text
    assert not any(character.isdigit() for character in content.text)


def test_a_page_with_few_lines_is_counted_as_the_others_are() -> None:
    content = parse_pdf(drawn([numbered(DRAFT[:10]), numbered(DRAFT[10:])]))

    assert content.text.endswith("by the skipper or by the hand who stands at the bow that day.")
    assert "a quarter of an hour before the boat leaves, and once more" in content.text


def test_numbers_that_count_on_over_the_pages() -> None:
    content = parse_pdf(drawn([numbered(DRAFT[:9]), numbered(DRAFT[9:], first=10)]))

    assert not any(character.isdigit() for character in content.text)


def test_numbers_of_entries_are_text() -> None:
    """Each begins a sentence of its own."""
    content = parse_pdf(drawn([numbered(LIST)]))

    assert [line for line in content.text.split("\n") if line] == [
        f"{number}\t{line}" for number, line in enumerate(LIST, start=1)
    ]


def test_numbers_that_do_not_count_are_text() -> None:
    """Times of a race, say."""
    places = [(740 - 20 * place, line) for place, line in enumerate(DRAFT)]
    page = [text(100, base, line) for base, line in places]
    page += [text(60, base, str(61 + place * place)) for place, (base, _) in enumerate(places)]

    assert "182" in parse_pdf(drawn([page])).text
