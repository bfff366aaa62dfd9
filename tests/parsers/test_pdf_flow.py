"""PDF: sentences over lines, columns and pages, and what stands beside the text: headers, footers, notes."""

from hypothesis import given
from hypothesis import strategies as st

from index.parsers import PARSERS
from index.parsers.pdf.layout import Fragment, Style
from index.parsers.pdf.rows import rows_of
from index.parsers.pdf.running import running_rows
from index.records import Content, Document
from index.sentences import sentence_spans
from tests.parsers.drawing_pdf import column, drawn, text
from tests.parsers.views import words, words_at

BEFORE = (
    "The keeper of the northern lighthouse wrote down every ship that",
    "passed by day, and he lit the lamp for those that were",
)
AFTER = ("still at sea when night fell. In 1902 the lamp failed for nine", "nights in a row.")


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


def sentences(content: Content) -> list[str]:
    return [words_at(content, span) for span in sentence_spans(content.text)]


def test_a_sentence_goes_on_over_the_page() -> None:
    """Footer, header and note between its halves cut no sentence; each page knows where its own text begins."""
    first = [
        *column(72, 700, BEFORE),
        text(72, 60, "1 His log is kept in Odde.", size=7),
        text(72, 30, "Log of 1902, page 1 of 2"),
    ]
    second = [*column(72, 700, AFTER), text(72, 30, "Log of 1902, page 2 of 2")]

    content = parse_pdf(drawn([first, second]))

    assert sentences(content)[0].endswith("for those that were still at sea when night fell.")
    assert content.text[content.pages[1] :].startswith("still at sea")
    assert words(content, "note") == ["1 His log is kept in Odde."]
    assert words(content, "page_footer") == ["Log of 1902, page 1 of 2"]


def test_what_stands_beside_the_text_is_on_its_own_page() -> None:
    """A note is on the page at whose foot it stands, though the next page's first words come before it in the text."""
    first = [*column(72, 700, BEFORE), text(72, 60, "1 His log is kept in Odde.", size=7)]
    document = Document("d", "a.pdf", parse_pdf(drawn([first, column(72, 700, AFTER)])))

    page = document.page_at(document.text.index("His log"))

    assert page == 1
    assert document.page_at(document.text.index("still at sea")) == 2


def test_a_sentence_goes_on_in_the_next_column() -> None:
    """The end of a column is the end of no sentence."""
    page = [
        *column(
            60, 700, ("The race around the islands took nine days,", "and it was decided only when the boat in which")
        ),
        *column(320, 700, ("the favourites sailed lost her mast off Odde", "in a squall. The cup stayed in Berg.")),
    ]

    content = parse_pdf(drawn([page]))

    assert "the boat in which the favourites sailed lost her mast off Odde in a squall." in sentences(content)[0]


RACE = ("The race around the islands took nine days,", "and it was decided only when the boat in which")
REST = ("the favourites sailed lost her mast off Odde", "in a squall. The cup stayed in Berg.")


def test_a_box_at_the_foot_of_a_column_cuts_no_sentence() -> None:
    """It comes behind the sentence that goes on in the next column."""
    box = [text(66, 600, "The race in figures", size=9), text(66, 586, "Boats: 31. Days: 9.", size=9)]

    found = words(parse_pdf(drawn([[*column(60, 700, RACE), *box, *column(320, 700, REST)]])), "paragraph")

    assert found[0] == " ".join(RACE + REST)
    assert "Boats: 31. Days: 9." in found[-1]


def test_what_goes_on_from_the_foot_of_a_column_is_its_rest() -> None:
    """Two sentences are open there; the rest belongs to the nearer one."""
    foot = column(
        60, 600, ("In the year after that the club bought a boat", "and called her after the old lady for whom")
    )

    found = words(parse_pdf(drawn([[*column(60, 700, RACE), *foot, *column(320, 700, REST)]])), "paragraph")

    assert found[0] == " ".join(RACE)
    assert found[1].endswith(
        "for whom the favourites sailed lost her mast off Odde in a squall. The cup stayed in Berg."
    )


def test_a_rest_below_its_sentence_is_no_box() -> None:
    """However far below: it begins as the rest of a sentence does."""
    foot = [text(60, 640, "the commodore of the club had sailed won it.")]

    found = words(parse_pdf(drawn([[*column(60, 700, RACE), *foot, *column(320, 700, REST)]])), "paragraph")

    assert found[0] == " ".join(RACE)


def test_a_number_goes_on_a_sentence_that_cannot_end_there() -> None:
    """No sentence ends with "to", however short its line is."""
    first = [*column(72, 700, BEFORE), *column(72, 640, ("In the third year the number of crossings rose to",))]

    content = parse_pdf(drawn([first, column(72, 700, ("1,204 in all.",))]))

    assert content.text.endswith("In the third year the number of crossings rose to 1,204 in all.")


def test_a_figure_between_the_halves_of_a_sentence_comes_behind_it() -> None:
    """A caption at the top of the next page does not stand in the sentence."""
    second = [text(72, 740, "Figure 3: The lamp after the storm.", size=9), *column(72, 700, AFTER)]

    content = parse_pdf(drawn([column(72, 700, BEFORE), second]))

    assert "those that were still at sea when night fell." in content.text
    assert words(content, "caption") == ["Figure 3: The lamp after the storm."]


def test_margin_text_cuts_no_sentence() -> None:
    """What runs up the margin of the first page stands behind the sentence that goes on over the page."""
    first = [*column(72, 700, BEFORE), text(30, 300, "preprint 2024.0117", size=20, turn=(0.0, 1.0))]

    content = parse_pdf(drawn([first, column(72, 700, AFTER)]))

    assert "those that were still at sea when night fell." in content.text
    assert content.text.endswith("preprint 2024.0117")


def test_a_list_goes_on_over_the_page_without_the_footer() -> None:
    """The items of a list on two pages are one list."""
    pages = [
        [
            text(72, 700, "• the first boat of the day"),
            text(72, 685, "• the second boat"),
            text(72, 30, "Boats, page 1"),
        ],
        [text(72, 700, "• the third boat"), text(72, 30, "Boats, page 2")],
    ]

    content = parse_pdf(drawn(pages))

    assert words(content, "list") == ["• the first boat of the day\n• the second boat\n• the third boat"]


def test_a_list_on_the_next_page_belongs_to_what_announces_it() -> None:
    """Neither the footer nor the next page's header parts them."""
    pages = [
        [
            text(72, 780, "Rules of the house", size=8),
            *column(72, 700, (*BEFORE[:1], "by day. Valid identification consists of the following:")),
            text(300, 20, "1"),
        ],
        [
            text(72, 780, "Rules of the house", size=8),
            *column(72, 700, ("a. a passport with a photograph;", "b. a photo card.")),
            text(300, 20, "2"),
        ],
    ]

    content = parse_pdf(drawn(pages))
    (whole,) = content.of_kind("list")

    assert whole.parent is not None
    assert words_at(content, content.blocks[whole.parent].span).endswith("consists of the following:")
    assert "consists of the following:\n\na. a passport" in content.text


def test_headers_and_footers_are_there_once_and_then_are_boilerplate() -> None:
    """Each can be found at its first place; what returns, and a page's number, is neither searched nor quoted."""
    pages = [
        [
            text(72, 780, "Cape Museum", size=8),
            *column(72, 700, (f"On page {word} the lamp was lit by another keeper.",)),
            text(300, 20, str(number)),
        ]
        for number, word in enumerate(("one", "two", "three"), start=1)
    ]

    content = parse_pdf(drawn(pages))

    assert words(content, "page_header") == ["Cape Museum"]
    marked = [(words_at(content, block.span), block.why) for block in content.of_kind("boilerplate")]
    assert marked == [
        ("1", "page number"),
        ("Cape Museum", "running header"),
        ("2", "page number"),
        ("Cape Museum", "running header"),
        ("3", "page number"),
    ]


def test_lines_that_differ_in_their_numbers_are_records() -> None:
    """Bills, one on a page, keep their numbers, sums and dates: these are no page numbers."""
    parts = ("rudder", "second mast", "anchor chain", "cabin", "windows of the wheelhouse")
    pages = [
        [
            *column(72, 740, (f"Bill no. {7000 + i}", f"Berth {17 * i}"), size=11),
            *column(72, 650, (f"This is what the repair of your {part} has cost.",)),
            *column(72, 120, (f"Sum {100 * i}.50 crowns", f"Due on {i} June 2024")),
        ]
        for i, part in enumerate(parts, start=1)
    ]

    content = parse_pdf(drawn(pages))

    assert not any(block.kind in ("page_header", "page_footer", "boilerplate") for block in content.blocks)
    assert "Sum 300.50 crowns" in content.text


def test_pages_of_one_row_survive() -> None:
    """Where nothing but one line is on each page, it is no header, though it returns with another number."""
    content = parse_pdf(drawn([[text(72, 700, f"The lamp burned all night on day {i}")] for i in range(1, 9)]))

    assert not content.of_kind("boilerplate")
    assert "on day 7" in content.text


def test_a_title_that_begins_each_part_is_text() -> None:
    """A line that stands as close to the text as the next one is no header, however often it returns."""
    pages = [
        [*column(72, 700, ("Dear member,", f"your boat number {7 * i + 3} has to be moved this week."))]
        for i in range(1, 5)
    ]

    content = parse_pdf(drawn(pages))

    assert content.text.count("Dear member,") == 4
    assert not content.of_kind("page_header")


@given(st.lists(st.lists(st.sampled_from(["a", "b 1", "b 2", "12", "words"]), max_size=6), max_size=7))
def test_running_rows_are_always_at_an_edge(pages: list[list[str]]) -> None:
    """A running row has only running rows between itself and the top or the bottom."""
    style = Style("Helvetica", 10)
    drawn_rows = [
        rows_of([Fragment(words, 72, 200, 100 + 30 * i, style) for i, words in enumerate(page)]) for page in pages
    ]

    for rows, marks in zip(drawn_rows, running_rows(drawn_rows), strict=True):
        numbers = {i for i, each in enumerate(rows) if id(each) in marks}
        assert all(set(range(i)) <= numbers or set(range(i, len(rows))) <= numbers for i in numbers)
