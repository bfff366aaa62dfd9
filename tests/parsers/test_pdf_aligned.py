"""PDF: rows without ruling lines, of which some are tables and some only look so."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.drawing_pdf import drawn, row, text
from tests.parsers.views import words

RULES = (
    ("The tenant keeps the stairs of the house clean and sweeps the yard", "every Friday, and clears the snow away."),
    ("The owner pays for the light in the stairs and for the water, and", "has the chimney swept twice in each year."),
    ("Whoever leaves hands over all of the keys.",),
    ("The tenant may keep one dog, and no bird that is heard outside of", "the house by night."),
)


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def hanging(marks: tuple[str, ...], gap: float, apart: float) -> bytes:
    """Draw the rules with marks to their left."""
    page: list[str] = []
    base = 700.0
    for mark, (first, *others) in zip(marks, RULES, strict=True):
        page += row(base, {72: mark, 72 + gap: first})
        for words_below in others:
            base -= 12
            page.append(text(72 + gap, base, words_below))
        base -= apart
    return drawn([page])


@pytest.mark.parametrize("apart", [12, 20])
@pytest.mark.parametrize("gap", [36, 100])
@pytest.mark.parametrize(
    ("marks", "kind"),
    [(("2.1.4", "2.1.5", "2.1.6", "2.1.7"), "paragraph"), (("(a)", "(b)", "(c)", "(d)"), "item"), (("•",) * 4, "item")],
)
def test_numbers_that_hang_out_are_no_column(marks: tuple[str, ...], kind: str, gap: float, apart: float) -> None:
    """However far from the text: each begins a paragraph or an item."""
    content = parse_pdf(hanging(marks, gap, apart))

    assert not content.of_kind("table")
    assert words(content, "item" if kind == "item" else "paragraph") == [
        f"{mark} {' '.join(rule)}" for mark, rule in zip(marks, RULES, strict=True)
    ]


def test_numbers_under_a_name_are_a_column() -> None:
    """Where the first row names it, and where other cells than prose stand beside it."""
    page = [
        *row(700, {72: "Rule", 200: "Words"}),
        *(each for n, rule in enumerate(RULES) for each in row(680 - 20 * n, {72: f"2.{n}", 200: rule[0]})),
        *(each for n in range(4) for each in row(500 - 20 * n, {72: f"3.{n}", 200: "Oil", 300: f"{n} l"})),
    ]

    content = parse_pdf(drawn([page]))

    assert [row_text.split("\t")[0] for row_text in words(content, "row")][1:] == [
        f"{a}.{n}" for a in (2, 3) for n in range(4)
    ]
