"""PDF: pages, titles, outline and labels; refusals and warnings."""

import os
from pathlib import Path

import pytest

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, ocr, parse
from index.records import Content
from tests.parsers.drawing_pdf import MAPPED, column, drawn, text
from tests.parsers.plain_pdf import paragraphs, pdf
from tests.parsers.samples import SENTENCES
from tests.parsers.views import sections


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def pages_of(content: Content) -> list[str]:
    ends = [*content.pages[1:], len(content.text)]
    return [content.text[start:end].strip() for start, end in zip(content.pages, ends, strict=True)]


def test_each_page_knows_where_it_starts() -> None:
    """Pages follow one another, an empty one takes no text."""
    content = parse_pdf(pdf([paragraphs(SENTENCES[0]), [], paragraphs(SENTENCES[1])]))

    assert pages_of(content) == [SENTENCES[0], "", SENTENCES[1]]


def test_paragraphs_are_apart_and_their_lines_together() -> None:
    """A wider gap, another size and a jump up the page part paragraphs; a wrapped line does not."""
    lines = paragraphs("the first line of this is long,\nsecond line.", "another paragraph")
    heading = [(72.0, 760.0, 18.0, "Heading")]
    column = [(320.0, 700.0, 10.0, "next column")]

    content = parse_pdf(pdf([[*heading, *lines, *column]]))

    assert content.text == "Heading\n\nthe first line of this is long, second line.\n\nanother paragraph\n\nnext column"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Microsoft Word - Lamps of the North", "Lamps of the North"),
        ("Lamps of the North and the Cape", "Lamps of the North and the Cape"),
        ("lamp_v2.docx", "A Lamp for the Cape"),
        ("untitled", "A Lamp for the Cape"),
        ("Word Document", "A Lamp for the Cape"),
        ("PowerPoint Presentation", "A Lamp for the Cape"),
        ("Template of the year 2009", "A Lamp for the Cape"),
        ("", "A Lamp for the Cape"),
    ],
)
def test_the_title_is_what_a_person_would_say(stated: str, title: str) -> None:
    """A title that a program filled in, or of which no word is printed, is none; the largest type on top is then."""
    lines = [(72.0, 740.0, 20.0, "A Lamp for"), (72.0, 716.0, 20.0, "the Cape"), *paragraphs(*SENTENCES)]
    lines += [(72.0, 300.0, 10.0, "Printed in the lamps room of the north.")]

    content = parse_pdf(pdf([lines], info={"Title": stated, "CreationDate": "D:20240501"}))

    assert (content.title, content.date) == (title, "2024-05-01")


@pytest.mark.parametrize("heading", ["Contents", "1 Introduction", "www.cape.example", "III."])
def test_what_is_no_title(heading: str) -> None:
    """A part's name, a number or a site is not what the document is called."""
    content = parse_pdf(pdf([[(72.0, 740.0, 20.0, heading), *paragraphs(*SENTENCES)]]))

    assert content.title is None


def test_a_heading_below_the_text_is_no_title() -> None:
    """The title stands on top."""
    page = [*paragraphs(*SENTENCES), (72.0, 300.0, 20.0, "Keepers")]

    assert parse_pdf(pdf([page])).title is None


def test_bookmarks_become_headings_where_their_words_stand() -> None:
    """A bookmark says that a line is a heading, and of which level; one whose words stand nowhere says nothing."""
    pages = [paragraphs("Intro words", SENTENCES[0]), paragraphs(SENTENCES[1], "2. Nine nights", SENTENCES[2])]

    content = parse_pdf(pdf(pages, bookmarks=[("Nine Nights", 1), ("Elsewhere", 0)]))

    assert sections(content) == [(content.text.index("2. Nine nights"), ("2. Nine nights",))]


def test_page_labels_are_those_that_are_printed() -> None:
    """Front matter is numbered in its own way."""
    page = column(72, 700, [SENTENCES[0]])

    content = parse_pdf(drawn([page, page, page], labels="0 << /S /r >> 2 << /S /D >>"))

    assert content.page_labels == ("i", "ii", "1")
    assert parse_pdf(drawn([page])).page_labels == ()


def test_every_line_has_its_place() -> None:
    """Lines are placed in the text and on the page, in points from the page's top left corner."""
    content = parse_pdf(drawn([column(72, 700, ["The lamp of the cape was lit", "in the year 1871."])]))

    assert [content.text[line.start : line.end] for line in content.lines] == [
        "The lamp of the cape was lit",
        "in the year 1871.",
    ]
    first, second = content.lines
    assert (first.page, first.left) == (1, 72.0)
    assert first.top < 100 < first.bottom < second.bottom
    assert 120 < first.right - first.left < 130


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[], []]), "no text layer.*2 pages.*OCR"),
        (pdf([paragraphs("secret")], encrypted=True), "encrypted; remove its password"),
        (drawn([[text(72, 700, "!#$%&'+,/<=>?@ ^`{|}~" * 4)]]), "fonts do not say"),
        (drawn([[text(72, 700, "\xa1" * 40, font=MAPPED)]], unicode={0xA1: "\ufffd"}), "fonts do not say"),
        (b"%PDF-1.7\nnothing more", "cannot be opened"),
        (b"plain words", "no PDF"),
        (b"PK\x03\x04" + b"\0" * 40, "no PDF"),
        (b"", "no PDF"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, reason: str) -> None:
    """A scan, a password, letters without names, a broken file and another format have reasons of their own."""
    with pytest.raises(UnreadableDocumentError, match=rf"a\.pdf: .*{reason}"):
        parse(data, "a.pdf")


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
def test_odd_real_files_are_read_or_refused_with_a_reason() -> None:
    """Scans are recognised, or say that they have no text layer; tables, forms and papers are read."""
    folder = Path(os.environ["QA_TEST_DATA"]) / "ingest" / "markitdown"
    outcomes: dict[str, str] = {}
    for path in sorted(folder.glob("*.pdf")):
        try:
            outcomes[path.name] = parse(path.read_bytes(), path.name).text
        except UnreadableDocumentError as error:
            outcomes[path.name] = str(error)

    scan = outcomes["MEDRPT-2024-PAT-3847_medical_report_scan.pdf"]
    assert "no text layer" in scan or ocr.is_available()
    assert "reasons confirming its general feasibility" in outcomes["test.pdf"]
    assert all(len(outcome) > 100 for outcome in outcomes.values())
