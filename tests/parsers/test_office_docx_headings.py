"""Headings that a Word document has without a heading's style."""

from tests.parsers.test_office_docx import p, read
from tests.parsers.views import words


def test_a_short_bold_line_that_is_kept_with_the_next_is_a_heading() -> None:
    """Many contracts have no heading's style; a bold sentence is none."""
    content = read(
        p("Rent", "<w:keepNext/>", "<w:b/>"),
        p("It is paid on the first."),
        p("Pay on time.", "<w:keepNext/>", "<w:b/>"),
        p("Bold alone", "", "<w:b/>"),
    )

    assert words(content, "heading") == ["Rent"]
