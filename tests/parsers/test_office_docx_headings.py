"""Headings that a Word document has without a heading's style, and clauses that have one."""

from tests.parsers.test_office_docx import p, read
from tests.parsers.views import words

BOLD = "<w:b/>"


def test_a_short_bold_line_that_is_kept_with_the_next_is_a_heading() -> None:
    """Many contracts have no heading's style; a bold sentence is none."""
    content = read(
        p("Rent", "<w:keepNext/>", BOLD),
        p("It is paid on the first."),
        p("Pay on time.", "<w:keepNext/>", BOLD),
        p("Bold alone", "", BOLD),
    )

    assert words(content, "heading") == ["Rent"]


def test_a_short_bold_line_before_running_text_is_a_heading() -> None:
    """As people set headings who know no styles; of several bold lines the last one is before text."""
    content = read(
        p("Acme and sons", "", BOLD),
        p("Deposit", "", BOLD),
        p("It is two rents."),
        p("Note:", "", BOLD),
        p("Keep this letter."),
    )

    assert words(content, "heading") == ["Deposit"]


def test_bold_words_in_a_table_are_no_heading() -> None:
    """They name a row or a column."""
    cells = "".join(f"<w:tc>{p(first, '', BOLD)}{p('It is two rents.')}</w:tc>" for first in ("Deposit", "Rent"))
    content = read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")

    assert words(content, "heading") == []


def test_a_clause_with_the_style_of_a_heading_is_text() -> None:
    """Contracts number whole clauses with a heading's style, and they are what is asked about."""
    style = '<w:pStyle w:val="Heading2"/>'
    clause = "Either party may end this agreement with a notice of 30 days."
    both = "Termination. Either party may end it at once, if:"
    content = read(p("Liability caps.", style), p(clause, style), p(both, style), p("Governing law", style))

    assert words(content, "heading") == ["Liability caps.", "Governing law"]
    assert words(content, "paragraph") == [clause, both]


def test_a_large_first_line_is_the_title() -> None:
    """As it is without the title's style."""
    content = read(p("Lease", "", '<w:sz w:val="44"/>'), p("Rent", "", BOLD), p("It is paid on the first."))

    assert content.title == "Lease"
    assert words(content, "heading") == ["Rent"]


def test_a_bold_line_is_the_heading_of_the_section_that_is_counted_below_it() -> None:
    """However it ends; and so is the next with a colon. Bold steps, below which nothing is counted, are none."""
    bold = "<w:b/>"
    content = read(
        p("1. Moorings", run=bold),
        p("1.1. Each boat has one."),
        p("2. Who may moor:", run=bold),
        p("2.1. Members moor free."),
        p("3. Fees. They are due in May.", run=bold),
        p("3.1. A skiff costs 12 marks."),
        p("4. What is not allowed:", run=bold),
        p("*** See the notice.", run=bold),
        p("The pier is no store."),
        p("6. Coil the rope.", run=bold),
        p("7. Close the gate:", run=bold),
        p("It is heavy."),
    )

    assert words(content, "heading") == [
        "1. Moorings",
        "2. Who may moor:",
        "3. Fees. They are due in May.",
        "4. What is not allowed:",
    ]
