"""Tables that reStructuredText writes as directives: lists of lists, and values parted by commas."""

import pytest

from index.parsers import parse
from index.records import Content
from tests.parsers.views import words, words_at


def rows(content: Content) -> list[list[str | None]]:
    found = content.of_kind("row")
    return [[" ".join(words_at(content, cell).split()) if cell else None for cell in row.cells] for row in found]


def named(content: Content) -> list[str | None]:
    """Return what names the columns of each row, or None."""
    headers = [row.header for row in content.of_kind("row")]
    return [None if header is None else words_at(content, content.blocks[header].span)[:1] for header in headers]


def test_a_list_of_lists_is_a_table() -> None:
    """Cells may be empty, go on over lines, and hold lists of their own; options are no text."""
    page = (
        "Moorings are let by the month.\n\n"
        ".. list-table:: Moorings\n   :widths: 20 80\n   :header-rows: 1\n\n"
        "   * - Pier\n     - Fee\n   * - West\n     - 40 euros\n       a month\n"
        "   * -\n     - * none\n\n       * or 5\n\n"
        "They are paid on the first.\n"
    )

    content = parse(page.encode(), "a.rst")

    table = content.of_kind("table")[0]
    assert rows(content) == [["Pier", "Fee"], ["West", "40 euros a month"], [None, "* none * or 5"]]
    assert named(content) == [None, "*", "*"]
    assert table.parent is not None
    assert words_at(content, content.blocks[table.parent].span) == "Moorings"
    assert words(content, "paragraph") == ["Moorings are let by the month.", "They are paid on the first."]
    assert words(content, "boilerplate") == [".. list-table::", ":widths: 20 80", ":header-rows: 1"]


@pytest.mark.parametrize(
    ("options", "delimiter"),
    [("   :header: Pier, Fee\n   :widths: 1, 2\n", ","), ("   :delim: ;\n   :header: Pier; Fee\n", ";")],
)
def test_values_parted_by_a_sign_are_a_table(options: str, delimiter: str) -> None:
    """The names of columns stand in an option; quotation marks may hold the sign, and line ends."""
    body = '   "West, and\n   North",40\n\n   East,"5 ""crowns"""\n   "South'.replace(",", delimiter)
    body = body.replace(f"West{delimiter}", "West,")

    content = parse(f".. csv-table:: Moorings\n{options}\n{body}\n\nThey are paid.\n".encode(), "a.rst")

    assert rows(content) == [
        ["Pier", "Fee"],
        ["West, and North", "40"],
        ["East", '5 ""crowns""'],
        ['"South'],
    ]
    assert named(content) == [None, "P", "P", "P"]
    assert words(content, "caption") == ["Moorings"]
    assert words(content, "paragraph") == ["They are paid."]


def test_rows_of_the_body_may_name_the_columns() -> None:
    """Where no option gives them."""
    content = parse(b".. csv-table::\n   :header-rows: 1\n\n   Pier,Fee\n   West,40\n", "a.rst")

    assert (rows(content), named(content)) == ([["Pier", "Fee"], ["West", "40"]], [None, "P"])


def test_the_words_of_a_drawn_table_s_directive_are_its_caption() -> None:
    """The table itself is told from its lines."""
    content = parse(
        b".. table:: Moorings\n\n   ====  ===\n   Pier  Fee\n   ====  ===\n   West  40\n   ====  ===\n", "a.rst"
    )

    table = content.of_kind("table")[0]
    assert rows(content) == [["Pier", "Fee"], ["West", "40"]]
    assert table.parent is not None
    assert words_at(content, content.blocks[table.parent].span) == "Moorings"


@pytest.mark.parametrize(
    "body", ["   Nothing but words.\n", "   * one list\n   * of items\n", "   * - a\n   out of place\n", ""]
)
def test_what_is_no_list_of_lists_is_read_as_it_stands(body: str) -> None:
    """An author's mistake costs the table and no text."""
    content = parse(f".. list-table:: Moorings\n\n{body}\nThey are paid.\n".encode(), "a.rst")

    assert content.of_kind("row") == ()
    assert words(content, "paragraph")[-1] == "They are paid."
