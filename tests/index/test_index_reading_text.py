"""The text as it is read: mended, rows as names and values, each character tied to its place."""

import pytest
from hypothesis import given

from index.context import context_of
from index.reading_text import reading_of
from index.records import Content, Span
from index.structure import Structure
from tests.index.drawing import contents
from tests.index.laid_out import LaidOut
from tests.index.test_index_units import table


def read(text: str) -> str:
    return reading_of(Structure(Content(text=text)), Span(0, len(text))).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reim-\nbursement of costs", "reimbursement of costs"),
        ("the long-\nterm plan is a long-term plan", "the long-term plan is a long-term plan"),
        ("För\u00adder\u200bung", "Förderung"),
        ("The fare is ~~3.20~~ 3.60 euros.", "The fare is   3.60 euros."),
        ("Ren&eacute;e &amp; Lou", "Renée & Lou"),
        ('{"name": "J\\u00f6rg"}', '{"name": "Jörg"}'),
        ("plain <!-- a note --> text", "plain   text"),
        ("cut -d and x - y\nstay", "cut -d and x - y\nstay"),
    ],
)
def test_what_stands_between_reader_and_words_is_mended(text: str, expected: str) -> None:
    """Hyphens at line ends, invisible characters, struck text, comments, entities and escapes."""
    assert read(text) == expected


def test_a_row_is_read_as_names_and_values() -> None:
    """A cell says what it is by the name of its column; an empty one says nothing."""
    page = table()

    text = reading_of(page.structure(), page.at("Bodo\t\t49 euros"))

    assert text.text == "Town: Bodo; Ticket: 49 euros"


def test_a_row_is_read_with_the_name_of_its_group() -> None:
    """Rows of one name in several groups are told apart by it alone."""
    page = LaidOut()
    header = page.row(None, "Ticket", "Price")
    page.gap("\n")
    group = page.row(None, "Outdoor  pool", "")
    page.gap("\n")
    page.row(group, "Single visit", "3.30", header=header)

    text = reading_of(page.structure(), page.at("Single visit\t3.30"))

    assert text.text == "Outdoor pool; Ticket: Single visit; Price: 3.30"


def test_words_that_are_read_are_found_in_the_document() -> None:
    """A span of what was read is the span of the document's own characters, column names aside."""
    page = table()
    text = reading_of(page.structure(), page.at("Molde\t9 June\t58 euros"))
    start = text.text.index("58")

    assert text.span_of(start, start + 8) == page.at("58 euros")
    assert text.span_of(0, 4) is None


@given(content=contents())
def test_every_character_kept_is_the_documents_own(content: Content) -> None:
    """Whatever is read maps into the stretch that was asked for, in order."""
    structure = Structure(content)
    if not content.text:
        return
    whole = Span(0, len(content.text))
    text = reading_of(structure, whole)

    spans = [text.span_of(place, place + 1) for place in range(len(text.text))]

    assert all(span is None or whole.contains(span) for span in spans)
    same = [span for place, span in enumerate(spans) if span and content.text[span.start] == text.text[place]]
    assert not spans or len(same) >= sum(span is not None for span in spans) * 0.5


def test_a_row_without_a_label_goes_on_with_the_one_above() -> None:
    """As a merged cell does: it is read with the row, and belongs to it."""
    page = LaidOut()
    header = page.row(None, "Parameter", "Symbol", "Typical")
    table = page.around("table", "Parameter", "Typical")
    for cells in (
        ("Voltage", "VF/R", "6.5"),
        ("", "VF/G", "10"),
        ("", "VF/B", "11"),
        ("Current", "", "20"),
        ("", "", "5"),
    ):
        page.gap("\n")
        page.row(table, *cells, header=header)
    structure = page.structure()

    def read(row: str) -> str:
        return reading_of(structure, page.at(row)).text

    assert read("\tVF/G\t10") == "Parameter: Voltage; Symbol: VF/G; Typical: 10"
    assert read("\tVF/B\t11") == "Parameter: Voltage; Symbol: VF/B; Typical: 11"
    assert read("Current\t\t20") == "Parameter: Current; Typical: 20"
    assert read("\t\t5") == "Typical: 5"  # a sum, perhaps
    assert [page.text[part.span.start : part.span.end] for part in context_of(structure, page.at("\tVF/G\t10"))] == [
        "Parameter\tSymbol\tTypical",
        "Voltage",
    ]
