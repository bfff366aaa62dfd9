"""PDF: the order in which a page is read."""

import random

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.drawing_pdf import BOLD, area, column, drawn, grid, row, text
from tests.parsers.views import words

LEFT = (
    "The ferry leaves the southern quay at",
    "seven in the morning, and whoever wants",
    "to take a bicycle along has to be there a",
    "quarter of an hour before it sails away.",
)
MIDDLE = (
    "In winter the crossing takes longer, for",
    "the ice has to be broken ahead of the bow",
    "by a tug that belongs to the harbour and",
    "is manned by three people on every trip.",
)
RIGHT = (
    "The kiosk on the upper deck sells coffee,",
    "rolls and maps of the islands as long as",
    "the sea is calm enough for the kettle to",
    "stand on the stove without being held.",
)


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def test_columns_are_read_one_after_the_other() -> None:
    """Lines of two columns that stand side by side are no lines of one text."""
    page = [*column(60, 700, LEFT), *column(320, 700, RIGHT)]

    content = parse_pdf(drawn([page]))

    assert content.text == " ".join(LEFT) + "\n\n" + " ".join(RIGHT)


def test_three_columns_whose_lines_stand_at_different_heights() -> None:
    """Columns need not share their base lines."""
    page = [
        *column(40, 700, LEFT, size=8),
        *column(225, 696, MIDDLE, size=8),
        *column(410, 703, RIGHT, size=8),
    ]

    content = parse_pdf(drawn([page]))

    assert content.text == "\n\n".join(" ".join(lines) for lines in (LEFT, MIDDLE, RIGHT))


def test_what_runs_across_the_columns_parts_them() -> None:
    """Columns end at a heading over the whole width, and begin again under it."""
    page = [
        *column(60, 740, LEFT),
        *column(320, 740, RIGHT),
        text(60, 660, "From the northern to the southern islands in one long day", size=17),
        *column(60, 630, MIDDLE),
        *column(320, 630, LEFT),
    ]

    content = parse_pdf(drawn([page]))

    heading = "From the northern to the southern islands in one long day"
    parts = (" ".join(LEFT), " ".join(RIGHT), heading, " ".join(MIDDLE), " ".join(LEFT))
    assert content.text == "\n\n".join(parts)
    assert words(content, "heading") == [heading]


def test_the_order_of_drawing_is_not_the_order_of_reading() -> None:
    """A file may draw its lines in any order."""
    page = [*column(60, 700, LEFT), *column(320, 700, RIGHT)]
    shuffled = random.Random(5).sample(page, len(page))

    assert parse_pdf(drawn([shuffled])).text == parse_pdf(drawn([page])).text


def test_a_short_column_leaves_the_longer_one_whole() -> None:
    """Where one column ends early, the other is read to its end before it."""
    page = [*column(60, 700, (*LEFT, *MIDDLE)), *column(320, 700, RIGHT)]

    content = parse_pdf(drawn([page]))

    assert content.text == "\n\n".join(" ".join(lines) for lines in (LEFT, MIDDLE, RIGHT))


def test_wide_blanks_of_a_justified_line_are_no_gap_between_columns() -> None:
    """A line that is stretched to its column's width is one line."""
    page = [
        *column(
            60, 700, ("The lighthouse was lit for the first time in", "the autumn of the year in which the pier was")
        ),
        *row(676, {60: "built", 105: "by", 140: "the", 180: "fishing", 238: "villages"}),
        *column(60, 664, ("along the whole of the coast, from one end to", "the other, at their own expense.")),
    ]

    content = parse_pdf(drawn([page]))

    assert "the pier was built by the fishing villages along the whole" in content.text


def test_a_line_that_happens_to_stand_beside_one_of_the_other_column() -> None:
    """Columns set to different heights share a base line here and there; these two lines are no line."""
    left, right = (*LEFT, *MIDDLE), (*RIGHT, *LEFT)
    page = [text(60, 700 - 12 * i, words) for i, words in enumerate(left)]
    page += [text(265, 706 - 12 * i - (6 if i == 5 else 0), words) for i, words in enumerate(right)]

    content = parse_pdf(drawn([page]))

    assert content.text.replace("\n\n", " ") == " ".join((*left, *right))


def test_margin_text_stands_apart_and_is_no_title() -> None:
    """What runs up the margin in large letters is neither the title nor inside a sentence."""
    page = [
        text(30, 300, "preprint 2024.0117, version 3", size=20, turn=(0.0, 1.0)),
        text(60, 740, "A Year of Crossings", size=16),
        *column(60, 700, LEFT),
    ]

    content = parse_pdf(drawn([page]))

    assert content.title == "A Year of Crossings"
    assert content.text == "A Year of Crossings\n\n" + " ".join(LEFT) + "\n\npreprint 2024.0117, version 3"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(rotate: int) -> None:
    """A page that is shown turned, with its text drawn turned the other way, reads like any other."""
    upright = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}[rotate]
    places = {
        0: [(60, 700), (60, 688)],
        90: [(100, 60), (112, 60)],
        180: [(540, 100), (540, 112)],
        270: [(500, 740), (488, 740)],
    }[rotate]
    page = [text(*place, line, turn=upright) for place, line in zip(places, LEFT, strict=False)]

    content = parse_pdf(drawn([page], rotate=rotate))

    assert content.text == " ".join(LEFT[:2])
    assert [(round(line.left), round(line.top)) for line in content.lines] == [(60, 91), (60, 103)]


@pytest.mark.parametrize(("rotate", "place"), [(90, (698, 60)), (180, (375, 698)), (270, (91, 375))])
def test_text_that_lies_on_its_side_is_read(rotate: int, place: tuple[int, int]) -> None:
    """A page that is shown turned, with text that turns with it, has all of its text, where it is shown."""
    page = [text(60, 700, LEFT[0]), text(60, 688, LEFT[1])]

    content = parse_pdf(drawn([page], rotate=rotate))

    assert content.text == " ".join(LEFT[:2])
    first, second = content.lines
    assert (round(first.left), round(first.top)) == place
    assert (first.right - first.left < 12) == (rotate != 180)
    assert {90: second.right < first.right, 180: second.top < first.top, 270: second.left > first.left}[rotate]


def test_a_table_of_turned_text_is_read_along_its_rows() -> None:
    """A wide table printed sideways on an upright page reads from left to right."""
    cells = [["Pier", "Boats", "Crew"], ["North", "12", "40"], ["South", "7", "21"]]
    page = [
        text(100 + 20 * i, 100 + 120 * j, words, turn=(0.0, 1.0))
        for i, line in enumerate(cells)
        for j, words in enumerate(line)
    ]

    content = parse_pdf(drawn([page]))

    assert content.text == "Pier\tBoats\tCrew\nNorth\t12\t40\nSouth\t7\t21"


def test_a_box_beside_the_text_is_read_by_itself() -> None:
    """A ruled table in one column does not mix with the prose in the other."""
    page = [
        *column(60, 700, (*LEFT, *MIDDLE)),
        *grid((320, 400, 520), (712, 696, 680, 664)),
        *row(700, {325: "Port", 405: "Sailings"}),
        *row(684, {325: "Berg", 405: "12"}),
        *row(668, {325: "Odde", 405: "9"}),
    ]

    content = parse_pdf(drawn([page]))

    assert content.text == " ".join(LEFT) + "\n\n" + " ".join(MIDDLE) + "\n\nPort\tSailings\nBerg\t12\nOdde\t9"


def test_a_shaded_background_does_not_change_the_order() -> None:
    """Areas behind the text are no text and no border."""
    page = [area(50, 640, 500, 80, (0.9, 0.9, 1.0)), *column(60, 700, LEFT), *column(320, 700, RIGHT, font=BOLD)]

    content = parse_pdf(drawn([page]))

    assert content.text.split("\n\n")[0] == " ".join(LEFT)
