"""PDF: the text layer with its pages, and a reason where there is none."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, parse
from index.parsers.pdf_lines import BROKEN_WORD, unbroken
from index.parsers.pdf_running import running_lines
from index.records import Content
from tests.parsers.samples import SENTENCES, paragraphs, pdf
from tests.parsers.views import sections, words_at


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
    """A wider gap, another size and a jump up the page part paragraphs; a plain line break does not."""
    lines = paragraphs("first line,\nsecond line.", "another paragraph")
    heading = [(72.0, 760.0, 18.0, "Heading")]
    column = [(320.0, 700.0, 10.0, "next column")]

    content = parse_pdf(pdf([[*heading, *lines, *column]]))

    assert content.text == "Heading\n\nfirst line,\nsecond line.\n\nanother paragraph\n\nnext column"


def test_a_word_broken_at_a_line_end_is_whole() -> None:
    """The printer's hyphen goes, and no stand-in for it stays."""
    content = parse_pdf(pdf([paragraphs("the keeper was con-\nfirming that the lamp\nis lit")]))

    assert "confirming that" in content.text
    assert BROKEN_WORD not in content.text


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        (f"reasons con{BROKEN_WORD}firming it", "reasons confirming it"),
        (f"a chat{BROKEN_WORD}optimized model", "a chat-optimized model"),
        (f"the light{BROKEN_WORD}house", "the lighthouse"),
        (f"{BROKEN_WORD}alone{BROKEN_WORD}", "alone"),
    ],
)
def test_a_hyphen_is_kept_where_both_halves_are_words_and_the_whole_is_not(line: str, joined: str) -> None:
    """What was the writer's own hyphen is told by the words of the document itself."""
    assert unbroken(line, {"chat", "optimized", "light", "house", "lighthouse"}) == joined


def test_title_and_date_come_from_the_file() -> None:
    """A title that a program filled in is no title; the largest type on the first page is then."""
    lines = [(72.0, 740.0, 20.0, "A Lamp for"), (72.0, 716.0, 20.0, "the Cape"), *paragraphs(*SENTENCES)]

    stated = parse_pdf(
        pdf([lines], info={"Title": "Microsoft Word - Lamps of the North", "CreationDate": "D:20240501"})
    )
    made_up = parse_pdf(pdf([lines], info={"Title": "lamp_v2.docx"}))
    neither = parse_pdf(pdf([paragraphs(*SENTENCES)]))

    assert (stated.title, stated.date) == ("Lamps of the North", "2024-05-01")
    assert made_up.title == "A Lamp for the Cape"
    assert (neither.title, neither.date) == (None, None)


def test_bookmarks_become_headings_where_their_words_stand() -> None:
    """A bookmark whose words are not on its page begins with the page."""
    pages = [paragraphs("Intro words", SENTENCES[0]), paragraphs(SENTENCES[1], "Nine nights", SENTENCES[2])]

    content = parse_pdf(pdf(pages, bookmarks=[("Nine Nights", 1), ("Elsewhere", 0)]))

    assert sections(content) == [(0, ("Elsewhere",)), (content.text.index("Nine nights"), ("Nine Nights",))]
    assert words_at(content, content.of_kind("heading")[1].span) == "Nine nights"


def test_running_headers_footers_and_page_numbers_are_boilerplate() -> None:
    """Lines that return at the edge of page after page are marked, the same words in the text are not."""
    pages = [
        [
            (72.0, 780.0, 8.0, "Cape Museum"),
            *paragraphs(text, "Cape Museum", text, top=700),
            (72.0, 40.0, 8.0, f"Draft of 2024, part {number}"),
            (300.0, 20.0, 8.0, f"Page {number} of 3"),
        ]
        for number, text in enumerate(SENTENCES, start=1)
    ]

    content = parse_pdf(pdf(pages))

    marked = [(words_at(content, block.span), block.why) for block in content.of_kind("boilerplate")]
    assert marked[:3] == [
        ("Cape Museum", "running header"),
        ("Draft of 2024, part 1", "running footer"),
        ("Page 1 of 3", "page number"),
    ]
    assert len(marked) == 9


@given(st.lists(st.lists(st.sampled_from(["a", "b 1", "b 2", "12", "text"]), max_size=6), max_size=7))
def test_running_lines_are_always_at_an_edge(pages: list[list[str]]) -> None:
    """A marked line has only marked lines between itself and the top or the bottom."""
    for page, marks in zip(pages, running_lines(pages), strict=True):
        assert all(
            set(range(number)) <= marks.keys() or set(range(number, len(page))) <= marks.keys() for number in marks
        )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[], []]), "no text layer.*2 pages.*OCR"),
        (pdf([paragraphs("secret")], encrypted=True), "encrypted; remove its password"),
        (b"%PDF-1.7\nnothing more", "cannot be opened"),
        (b"plain words", "no PDF"),
        (b"PK\x03\x04" + b"\0" * 40, "no PDF"),
        (b"", "no PDF"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, reason: str) -> None:
    """A scan, a password, a broken file and another format are told apart."""
    with pytest.raises(UnreadableDocumentError, match=rf"a\.pdf: .*{reason}"):
        parse(data, "a.pdf")


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
def test_odd_real_files_are_read_or_refused_with_a_reason() -> None:
    """Scans say that they have no text layer; tables, forms and papers are read."""
    folder = Path(os.environ["QA_TEST_DATA"]) / "ingest" / "markitdown"
    outcomes: dict[str, str] = {}
    for path in sorted(folder.glob("*.pdf")):
        try:
            outcomes[path.name] = parse(path.read_bytes(), path.name).text
        except UnreadableDocumentError as error:
            outcomes[path.name] = str(error)

    assert "no text layer" in outcomes["MEDRPT-2024-PAT-3847_medical_report_scan.pdf"]
    assert "reasons confirming its general feasibility" in outcomes["test.pdf"]
    assert all(len(outcome) > 100 and BROKEN_WORD not in outcome for outcome in outcomes.values())
