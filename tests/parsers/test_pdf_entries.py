"""PDF: entries of tables that take several lines each."""

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.drawing_pdf import drawn, row, text
from tests.parsers.views import words

TALKS = (
    ("Opening", "9:00"),
    ("Rust on old keels", "9:15", "Ida Moe, yard of Holm"),
    ("Ropes of hemp and of nylon, and what", "9:45", "salt does to them", "Jan Vold, Odde"),
    ("Lamps for small boats", "10:30", "Kari Lie, office of the harbour"),
)


def programme(within: float, between: float) -> Content:
    """Draw each talk with its hour beside its first line, and who gives it below."""
    page: list[str] = []
    base = 700.0
    for first, hour, *others in TALKS:
        page += row(base, {72: first, 400: hour})
        for words_below in others:
            base -= within
            page.append(text(72, base, words_below))
        base -= between
    return PARSERS[".pdf"](drawn([page]), "a.pdf")


def test_lines_of_an_entry_are_one_row() -> None:
    """Where the gaps from one entry to the next are wider than those inside."""
    assert words(programme(12, 24), "row") == [
        "Opening\t9:00",
        "Rust on old keels Ida Moe, yard of Holm\t9:15",
        "Ropes of hemp and of nylon, and what salt does to them Jan Vold, Odde\t9:45",
        "Lamps for small boats Kari Lie, office of the harbour\t10:30",
    ]


def test_lines_at_equal_distances_are_rows() -> None:
    """There is no telling what belongs together."""
    assert len(words(programme(12, 12), "row")) == 8


def test_a_line_above_belongs_to_its_entry_too() -> None:
    page = row(700, {72: "Opening", 400: "9:00"})
    for base, name, hour in ((664, "Old keels", "9:15"), (628, "Ropes", "9:45"), (592, "Lamps", "10:30")):
        page += [text(72, base + 12, "Talk by a guest"), *row(base, {72: name, 400: hour})]

    content = PARSERS[".pdf"](drawn([page]), "a.pdf")

    assert words(content, "row")[1:3] == ["Talk by a guest Old keels\t9:15", "Talk by a guest Ropes\t9:45"]


def test_groups_of_rows_stay_rows() -> None:
    """Wider gaps may part groups of rows as well."""
    rows = [(700, "Oars", "12"), (688, "Sails", "3"), (664, "Lamps", "7"), (652, "Ropes", "9"), (628, "Bells", "1")]
    page = [each for base, name, count in rows for each in row(base, {72: name, 200: count})]

    content = PARSERS[".pdf"](drawn([page]), "a.pdf")

    assert words(content, "row") == ["Oars\t12", "Sails\t3", "Lamps\t7", "Ropes\t9", "Bells\t1"]
