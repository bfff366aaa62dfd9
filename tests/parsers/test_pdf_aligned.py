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


GOODS = ("Lamps and all that belongs to a lamp", "Oil in cans for the use at sea", "Ropes and nets of hemp for boats")


@pytest.mark.parametrize("dots", ["", " . . . . . . .", "........"])
def test_long_labels_stay_beside_their_figures(dots: str) -> None:
    """They read like lines of prose; the dots that lead to the figures are no part of them."""
    page = [
        *row(700, {72: "Goods", 330: "1871", 400: "1902"}),
        *(
            each
            for n, name in enumerate(GOODS * 2)
            for each in row(688 - 12 * n, {72: name + dots, 330: f"{n + 1},204", 400: f"-{n}.5"})
        ),
    ]

    content = parse_pdf(drawn([page]))

    assert words(content, "row")[1:] == [f"{name}\t{n + 1},204\t-{n}.5" for n, name in enumerate(GOODS * 2)]


def test_hours_stay_beside_their_figures() -> None:
    """The letters of the clock are no words."""
    hours = [f"{n}:00 a.m. - {n + 1}:00 a.m. and {n} p.m." for n in range(6, 10)]
    page = [each for n, hour in enumerate(hours) for each in row(700 - 12 * n, {72: hour, 330: f"{n}.20", 400: "7"})]

    content = parse_pdf(drawn([page]))

    assert words(content, "row") == [f"{hour}\t{n}.20\t7" for n, hour in enumerate(hours)]


def test_prose_beside_few_figures_is_a_column() -> None:
    """What only stands beside some of its lines is no row of it."""
    lines = [line for rule in RULES * 2 for line in rule]
    page = [text(72, 700 - 12 * n, line) for n, line in enumerate(lines)]
    page += [text(450, 700 - 12 * n, f"{n}.5") for n in range(5)]

    content = parse_pdf(drawn([page]))

    assert " ".join(RULES[0]) in content.text.replace("\n", " ")


def test_long_titles_before_numbers_of_pages_are_contents() -> None:
    """Dots lead to numbers that never fall."""
    page = [
        each
        for n, name in enumerate(GOODS * 2)
        for each in row(700 - 12 * n, {72: f"{name} . . . . . . .", 450: str(3 * n + 1)})
    ]

    content = parse_pdf(drawn([page]))

    assert {block.why for block in content.of_kind("boilerplate")} == {"table of contents"}
    assert not content.of_kind("table")


def test_short_cells_under_one_middle_are_cells() -> None:
    """Columns that are centred, and stand so close that a gap may be a justified line's."""
    rows = [
        ("Boat", "W", "LOST", "PTS"),
        ("Anna", "10", "0", "203"),
        ("Berta", "7", "3", "14"),
        ("Clara", "0", "10", "6"),
    ]
    page = []
    for number, (boat, *scores) in enumerate(rows):
        page.append(text(72, 700 - 14 * number, boat))
        for place, score in enumerate(scores):
            width = 5.56 * len(score) + (1.2 * len(score) if score.isalpha() else 0)
            page.append(text(150 + 32 * place - width / 2, 700 - 14 * number, score))

    found = words(parse_pdf(drawn([page])), "row")

    assert found == ["\t".join(row) for row in rows]


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_row_that_is_drawn_at_once_is_cut_at_its_gaps(rotate: int) -> None:
    """On a page that is shown on its side too."""
    turn = "0 1 -1 0" if rotate else "1 0 0 1"
    page = []
    for number, count in enumerate(("12", "3", "40")):
        place = f"{300 + 14 * number} 72" if rotate else f"72 {700 - 14 * number}"
        page.append(f"BT /F1 10 Tf {turn} {place} Tm [(Shed {number}) -6000 ({count})] TJ ET")

    assert words(parse_pdf(drawn([page], rotate=rotate)), "row") == ["Shed 0\t12", "Shed 1\t3", "Shed 2\t40"]
