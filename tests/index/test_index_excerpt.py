"""The layout of an excerpt: whatever it is cut from, its ranges name the same characters in the excerpt."""

from index.excerpt import blocks_in, cells_of
from index.records import Span
from tests.index.laid_out import LaidOut, camp


def test_a_list_in_an_excerpt_has_its_items_in_the_excerpts_offsets() -> None:
    """With the list in an item, and each one's place among those that are in the excerpt."""
    page = camp()
    span = page.at("Each child brings:\n\n- a sleeping bag\n- shoes:\n  - boots\n  - sandals\n- a torch")

    blocks = blocks_in(page.content(), span)

    excerpt = page.text[span.start : span.end]
    said = [(block.kind, excerpt[block.start : block.end].split("\n")[0], block.parent) for block in blocks]
    assert said == [
        ("list", "- a sleeping bag", None),
        ("item", "- a sleeping bag", 0),
        ("item", "- shoes:", 0),
        ("list", "- boots", 2),
        ("item", "- boots", 3),
        ("item", "- sandals", 3),
        ("item", "- a torch", 0),
    ]


def test_a_row_has_its_cells_and_no_header_that_stands_elsewhere() -> None:
    """An empty cell stays empty; what reaches past the excerpt ends with it."""
    page = LaidOut()
    header = page.row(None, "Town", "Date", "Ticket")
    page.gap("\n")
    page.row(None, "Molde", "", "52 euros", header=header)
    span = page.at("Molde\t\t52 euros")

    (row,) = blocks_in(page.content(), span)
    (cut,) = blocks_in(page.content(), Span(span.start, span.end - 1))

    excerpt = page.text[span.start : span.end]
    assert [cell and excerpt[cell.start : cell.end] for cell in row.cells] == ["Molde", None, "52 euros"]
    assert row.header is None
    assert cut.end == len(excerpt) - 1
    assert [cell is not None for cell in cut.cells] == [True, False, False]


def test_the_cells_of_column_names_are_in_their_own_offsets() -> None:
    """And there are none where no row stands."""
    page = LaidOut()
    page.add("paragraph", "Fares:")
    page.gap()
    page.row(None, "Town", "Fare")
    content = page.content()

    cells = cells_of(content, page.at("Town\tFare"))

    assert cells == (Span(0, 4), Span(5, 9))
    assert cells_of(content, page.at("Fares:")) == ()
