"""The boxes of a citation: the words under them are the quote's words."""

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.parsers import PARSERS
from index.records import Document, Span
from index.units import Unit
from qa.answering.records import Citation
from tests.documents import document
from tests.parsers.drawing_pdf import HEIGHT, WIDTH, column, drawn

LINES = (
    "Marion Teale drew the plans of the lighthouse in one winter and",
    "asked for no money until the lamp had burned a hundred nights.",
    "The herring fleet paid for the stones, the harbour for the glass,",
    "and the keepers, three of them, were taken on in the spring.",
)
SECOND = (
    "Fog hid the upper gallery on ninety nights of the year, so that",
    "the lamp was moved to the lower one, where ships could see it.",
)


def book(rotate: int = 0) -> tuple[bytes, Document]:
    """A paragraph on each of two pages."""
    data = drawn([column(72, 700, LINES), column(90, 640, SECOND, size=12)], rotate=rotate)
    return data, Document("book", "book.pdf", PARSERS[".pdf"](data, "book.pdf"))


BOOK = {rotate: book(rotate) for rotate in (0, 90, 180, 270)}


def letters_under(data: bytes, citation: Citation) -> str:
    """The letters whose middle lies in one of the boxes, page by page, as the PDF itself has them."""
    pdf = pypdfium2.PdfDocument(data)
    found = ""
    for box in citation.boxes:
        page = pdf[box.page - 1]
        letters = page.get_textpage()
        for i in range(letters.count_chars()):
            x, y = middle(page, letters.get_charbox(i))
            if box.left <= x <= box.right and box.top <= y <= box.bottom:
                found += letters.get_text_range(i, 1)
    pdf.close()
    return "".join(found.split())


def middle(page: pypdfium2.PdfPage, sides: tuple[float, float, float, float]) -> tuple[float, float]:
    """Where the middle of a letter is shown on a page that may be turned, from its top left corner."""
    x, y = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    turned = {0: (x, HEIGHT - y), 90: (y, x), 180: (WIDTH - x, y), 270: (HEIGHT - y, WIDTH - x)}
    return turned[page.get_rotation()]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(BOOK)), st.data())
def test_the_words_under_the_boxes_are_the_words_of_the_quote(rotate: int, data: st.DataObject) -> None:
    """From any word to any other, over lines and pages, however the page is turned; each box lies in its page."""
    pdf, cited = BOOK[rotate]
    starts = [i for i, letter in enumerate(cited.text) if not i or cited.text[i - 1].isspace() > letter.isspace()]
    start = data.draw(st.sampled_from(starts))
    ends = [i for i in range(start + 1, len(cited.text) + 1) if i == len(cited.text) or cited.text[i].isspace()]
    end = data.draw(st.sampled_from(ends[:60]))

    citation = Citation.of(1, cited, Unit("paragraph", Span(start, end)))

    quoted, found = "".join(citation.quote.split()), letters_under(pdf, citation)
    # Inside a line the widths of letters are estimated: two letters at either edge may fall to the neighbour.
    assert quoted[2:-2] in found
    assert found[2:-2] in quoted
    for box in citation.boxes:
        width, height = cited.content.page_sizes[box.page - 1]
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= height
    assert citation.boxes[0].page == citation.page


@pytest.mark.parametrize(("rotate", "size"), [(0, (600.0, 800.0)), (90, (800.0, 600.0))])
def test_the_sizes_of_pages_are_those_that_are_shown(rotate: int, size: tuple[float, float]) -> None:
    """A page that is turned is as wide as it was high."""
    _, cited = BOOK[rotate]

    assert cited.content.page_sizes == (size, size)


def test_what_is_printed_over_the_edge_has_its_box_on_the_page() -> None:
    """A line that runs off the page is covered as far as the page goes."""
    content = PARSERS[".pdf"](drawn([column(400, 700, LINES)]), "edge.pdf")

    assert content.lines
    assert all(0 <= line.left <= line.right <= WIDTH for line in content.lines)


def test_a_text_without_printed_pages_has_no_boxes() -> None:
    """Nothing is made up for formats that are not printed."""
    cited = document("It was green. It is blue.", pages=[0])

    citation = Citation.of(1, cited, Unit("paragraph", Span(0, 13)))

    assert citation.boxes == ()
    assert cited.content.page_sizes == ()
