"""PDF: records that take a page each are told apart by their first lines."""

import pytest

from index.parsers import PARSERS
from tests.parsers.plain_pdf import paragraphs, pdf
from tests.parsers.views import words


def headings(*pages: tuple[str, ...]) -> list[str]:
    return words(PARSERS[".pdf"](pdf([paragraphs(*page) for page in pages]), "a.pdf"), "heading")


def slip(first: str, name: str) -> tuple[str, ...]:
    return f"{first}\nCustomer {name}", f"We thank {name} for the order.", "Total 40 crowns"


def test_a_line_that_numbers_its_page_alone_is_its_heading() -> None:
    """Whatever stands on the page belongs to the invoice that the page is."""
    found = headings(slip("Invoice 71", "Ida Moe"), slip("Invoice 72", "Jan Vold"), slip("Invoice 74", "Kari Lie"))

    assert found == ["Invoice 71", "Invoice 72", "Invoice 74"]


def test_what_stands_under_such_a_line_keeps_its_place() -> None:
    """The text is what it was, and the first record's name is no title; only what the first line is has changed."""
    pages = [slip(f"Invoice {number}", "Ida Moe") for number in (71, 72, 74)]

    content = PARSERS[".pdf"](pdf([paragraphs(*page) for page in pages]), "a.pdf")

    assert words(content, "paragraph")[:2] == ["Customer Ida Moe", "We thank Ida Moe for the order."]
    assert content.title is None
    assert content.pages == tuple(content.text.index(f"Invoice {number}") for number in (71, 72, 74))


@pytest.mark.parametrize(
    "firsts",
    [
        ("Invoice 71", "Invoice 72"),
        ("Invoice 71", "Receipt 72", "Order 74"),
        ("Invoice", "Bill", "Note"),
        ("The museum 1", "The museum 2", "The museum 3"),
        ("On day 1 the lamp burned.", "On day 2 the lamp burned.", "On day 3 the lamp burned."),
    ],
)
def test_pages_that_do_not_begin_alike_have_no_such_heading(firsts: tuple[str, ...]) -> None:
    """Nor have two pages alone, or pages that begin with a sentence."""
    assert headings(*(slip(first, name) for first, name in zip(firsts, ("Ida", "Jan", "Kari"), strict=False))) == []
