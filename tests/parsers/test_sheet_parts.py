"""Tables that stand side by side on one sheet."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.samples import workbook
from tests.parsers.views import words, words_at

Rows = list[list[str | float]]
BOATS: Rows = [["Boat", "Seats"], ["Lark", 4], ["Wren", 12], ["Gull", 6], ["Tern", 8]]
CREW: Rows = [["Name", "Calls"], ["Anna", 4417], ["Bent", 4420], ["Dora", 4431]]


def read(rows: Rows) -> Content:
    """Read a sheet of ``rows``."""
    return PARSERS[".xlsx"](workbook(("Boats", rows)), "a.xlsx")


def beside(left: Rows, right: Rows, blank: int) -> Rows:
    """Return the rows of two tables with some blank columns between."""
    height = max(len(left), len(right))
    empty: Rows = [[""] * len(left[0])] * (height - len(left))
    none: Rows = [[]] * (height - len(right))
    return [[*row, *[""] * blank, *other] for row, other in zip([*left, *empty], [*right, *none], strict=True)]


def rows_of(content: Content) -> list[list[str]]:
    """Return the rows of each table."""
    return [text.split("\n") for text in words(content, "table")]


@pytest.mark.parametrize("blank", [1, 2, 3])
def test_tables_side_by_side_are_two(blank: int) -> None:
    """The longer one on the left or on the right."""
    boats = ["Boat\tSeats", "Lark\t4", "Wren\t12", "Gull\t6", "Tern\t8"]
    crew = ["Name\tCalls", "Anna\t4417", "Bent\t4420", "Dora\t4431"]

    assert rows_of(read(beside(BOATS, CREW, blank))) == [boats, crew]
    assert rows_of(read(beside(CREW, BOATS, blank))) == [crew, boats]


def test_each_has_its_own_names_and_caption() -> None:
    """What stands above both is the title of neither."""
    left: Rows = [["Boats", ""], *BOATS]
    right: Rows = [["Crew", ""], *CREW]

    content = read([["The club in May"], [], *beside(left, right, 2)])
    headers = [row.header for row in content.of_kind("row")]

    assert words(content, "caption") == ["Boats", "Crew"]
    assert words(content, "paragraph") == ["The club in May"]
    assert len({number for number in headers if number is not None}) == 2


def test_one_table_whose_halves_are_named_alike_is_two() -> None:
    """It goes on beside its first half, with the same names, however tall both are."""
    content = read(beside(BOATS[:3], [BOATS[0], *BOATS[3:]], 1))

    assert rows_of(content) == [["Boat\tSeats", "Lark\t4", "Wren\t12"], ["Boat\tSeats", "Gull\t6", "Tern\t8"]]


def test_tables_side_by_side_below_others() -> None:
    """An empty row parts them from what stands above over all columns."""
    wide: Rows = [["Month", "Trips", "Guests", "Rent", "Costs"], ["May", 1, 2, 3, 4], ["June", 5, 6, 7, 8]]

    content = read([*wide, [], *beside(BOATS, CREW, 1)])

    assert [len(table) for table in rows_of(content)] == [3, 5, 4]


@pytest.mark.parametrize(
    "rows",
    [
        beside(BOATS, [["Rent", "Costs"], [1, 2], [3, 4], [5, 6]], 1),  # its rows have labels on the left only
        beside(BOATS, [["Rent", "Costs"], [1, 2], [3, 4], [5, 6]], 3),
        beside(BOATS, [["Street", "Town"], ["Quay", "Hull"], ["Pier", "Hull"], ["Mole", "York"], ["Bay", "York"]], 1),
        beside(BOATS, [["Street", "Town"], ["Quay", "Hull"], ["", ""], ["Mole", "York"]], 1),  # sparse
        beside(BOATS, [["Note"], ["new"], [""], ["old"]], 2),
    ],
)
def test_blank_columns_of_one_table_part_nothing(rows: Rows) -> None:
    """They only set groups of its columns apart."""
    assert len(read(rows).of_kind("table")) == 1


def test_days_group_the_rows_below_them() -> None:
    """In a table without names of columns; the first is no caption of all rows."""
    rows: Rows = [
        ["Saturday, May 24"], ["10:00", "Lark sails"], ["12:00", "Wren sails"], ["Sunday, May 25"], ["9:00", "A race"],
    ]  # fmt: skip

    content = read(rows)
    parents = [content.blocks[row.parent or 0] for row in content.of_kind("row")]

    assert words(content, "caption") == []
    assert [words_at(content, each.span) for each in parents if each.kind == "row"] == [
        "Saturday, May 24",
        "Saturday, May 24",
        "Sunday, May 25",
    ]
