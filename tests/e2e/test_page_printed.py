"""PDFs in the source panel: the picture of the page with the quote marked, and the way to its text."""

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from index.parsers import PARSERS
from index.records import Document
from qa.answering.ports import Question
from qa.answering.records import OriginalFile
from tests.e2e.conftest import PHONE, Library, Serve, Visit
from tests.fakes import FakeAssistant
from tests.parsers.drawing_pdf import HEIGHT, WIDTH
from tests.printed import FIRST, KEPT, LAST_LINES, LIT, book
from tests.walking import STANDS, ask, in_view, open_page, text_of

pytestmark = pytest.mark.browser

PICTURE = re.compile(r"/pages/\d+\.png")


def marked(panel: Locator) -> list[list[float]]:
    """Left, top, right and bottom of each mark, in points of the page, as they lie over the picture in the window."""
    found: list[list[float]] = panel.evaluate(
        """(panel, [width, height]) => {
          const paper = panel.querySelector("canvas").getBoundingClientRect();
          const [x, y] = [width / paper.width, height / paper.height];
          return [...panel.querySelectorAll(".marked")].map((mark) => {
            const { left, top, right, bottom } = mark.getBoundingClientRect();
            return [(left - paper.left) * x, (top - paper.top) * y, (right - paper.left) * x, (bottom - paper.top) * y];
          });
        }""",
        [WIDTH, HEIGHT],
    )
    return found


def ink(panel: Locator, box: list[float]) -> float:
    """The share of dark dots of the picture in a rectangle of the page."""
    share: float = panel.locator("canvas").evaluate(
        """(canvas, [[left, top, right, bottom], width]) => {
          const scale = canvas.width / width;
          const place = [left, top, right - left, bottom - top].map((length) => Math.round(length * scale));
          const { data } = canvas.getContext("2d").getImageData(...place);
          let dark = 0;
          for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 384) dark += 1;
          return dark / (data.length / 4);
        }""",
        [box, WIDTH],
    )
    return share


def test_a_citation_opens_on_the_picture_of_its_page(visit: Visit, library: Library) -> None:
    """The marks lie where the quote is printed, over its words, and nothing of the quote is printed beside them."""
    citation = library.cited(LIT)

    panel = open_page(visit(library.address), LIT)

    (box,) = citation.boxes
    (mark,) = marked(panel)
    assert mark == pytest.approx([box.left, box.top, box.right, box.bottom], abs=2)
    assert ink(panel, mark) > 0.05
    assert ink(panel, [mark[2] + 2, mark[1], WIDTH - 10, mark[3]]) == 0
    assert in_view(panel.locator(".marked"))
    expect(panel.locator(".where")).to_have_text("Page 1 of 3")
    expect(panel.locator(".badge")).to_have_text(STANDS)


def test_the_page_is_told_in_words_and_its_text_can_be_selected(visit: Visit, library: Library) -> None:
    """The picture has a name; beneath it stands the page's text with the same words marked."""
    panel = open_page(visit(library.address), LIT)

    name = panel.get_by_role("img").get_attribute("aria-label") or ""
    assert "Page 1 of light.pdf" in name
    assert "marked" in name
    assert text_of(panel.locator(".page-text .text")).split() == " ".join(FIRST).split()
    assert text_of(panel.locator(".page-text mark")) == FIRST[0]


def test_a_link_opens_on_the_page_too(visit: Visit, library: Library) -> None:
    """It knows no rectangles: the server is asked for them."""
    citation = library.cited(KEPT)

    panel = visit(library.link(citation)).locator("#panel")

    expect(panel.locator(".where")).to_have_text("Page 2 of 3")
    expect(panel.locator(".marked")).to_have_count(1)
    assert marked(panel)[0][1] == pytest.approx(citation.boxes[0].top, abs=2)


def test_a_quote_on_two_pages_leads_from_one_to_the_other(visit: Visit, library: Library) -> None:
    """Each page shows its part of the words."""
    panel = open_page(visit(library.address), KEPT)

    expect(panel.locator(".page-text mark")).to_have_text(
        "In the ledger the keeper wrote down the name of every single"
    )
    panel.get_by_role("button", name="The quote goes on on page 3").click()

    expect(panel.locator(".where")).to_have_text("Page 3 of 3")
    expect(panel.locator(".page-text mark")).to_contain_text("ship that passed by day")
    assert marked(panel)[0][1] == pytest.approx(library.cited(KEPT).boxes[1].top, abs=2)
    panel.get_by_role("button", name="The quote begins on page 2").click()
    expect(panel.locator(".where")).to_have_text("Page 2 of 3")


def test_pages_are_turned_with_buttons_and_keys(visit: Visit, library: Library) -> None:
    """To the first and the last and no further; a page without the quote has no marks, and one button leads back."""
    page = visit(library.address)
    panel = open_page(page, LIT)
    expect(panel.get_by_label("Previous page")).to_have_attribute("aria-disabled", "true")

    panel.get_by_label("Next page").click()
    expect(panel.locator(".where")).to_have_text("Page 2 of 3")
    expect(panel.locator(".marked")).to_have_count(0)
    expect(panel.locator(".page-text")).to_contain_text("lower gallery")
    expect(panel.locator(".paper")).to_have_attribute("data-state", "drawn")
    panel.get_by_role("region", name="The document's pages").focus()
    for key, number in (("ArrowRight", 3), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(panel.locator(".where")).to_have_text(f"Page {number} of 3")

    panel.get_by_role("button", name="Show the quote").click()

    expect(panel.locator(".where")).to_have_text("Page 1 of 3")
    expect(panel.locator(".marked")).to_have_count(1)


def test_the_page_is_enlarged_and_its_marks_with_it(visit: Visit, library: Library) -> None:
    """They stay over the same words, and the picture is drawn anew as sharp as the window shows it."""
    panel = open_page(visit(library.address), LIT)
    before, dots = marked(panel), panel.locator("canvas").get_attribute("width")

    for _ in range(2):
        panel.get_by_label("Zoom in").click()

    expect(panel.locator(".size")).to_have_text("150 %")
    expect(panel.locator("canvas")).not_to_have_attribute("width", dots or "")
    assert marked(panel)[0] == pytest.approx(before[0], abs=2)
    assert ink(panel, marked(panel)[0]) > 0.05
    panel.get_by_label("Zoom out").click()
    expect(panel.locator(".size")).to_have_text("125 %")


def test_a_phone_enlarges_a_page_until_the_quote_can_be_read(visit: Visit, library: Library) -> None:
    """And shows the words, not the corner of the page; the panel itself never scrolls sideways."""
    page = visit(library.address, viewport=PHONE)
    panel = open_page(page, KEPT)

    height = panel.locator(".marked").evaluate("mark => mark.getBoundingClientRect().height")
    assert height >= 8
    assert in_view(panel.locator(".marked"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    opened_at = panel.locator(".printed").evaluate("region => [region.scrollLeft, region.scrollTop]")
    panel.get_by_role("button", name="Show the quote").click()
    assert panel.locator(".printed").evaluate("region => [region.scrollLeft, region.scrollTop]") == opened_at


def test_the_room_of_a_page_is_there_before_its_picture(visit: Visit, library: Library) -> None:
    """Nothing moves when it comes, however long that takes."""
    page = visit(library.address)
    waiting: list[Route] = []
    page.route(PICTURE, lambda route: waiting.append(route))
    ask(page, LIT).locator(".cite").first.click()
    paper = page.locator("#panel .paper")
    expect(paper).to_have_attribute("data-state", "waiting")
    expect(page.locator("#panel .badge")).to_have_text(STANDS)
    page.evaluate(
        """() => { window.moved = 0; new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.moved += entry.value;
        }).observe({ type: "layout-shift" }); }"""
    )
    before = paper.bounding_box()

    while not waiting:
        page.wait_for_timeout(10)
    waiting[0].continue_()
    expect(paper).to_have_attribute("data-state", "drawn")

    assert paper.bounding_box() == before
    assert page.evaluate("window.moved") == 0


def test_the_text_is_one_button_away(visit: Visit, library: Library) -> None:
    """The whole text in its shape with the quote marked; what is chosen holds for the next quote too."""
    page = visit(library.address)
    panel = open_page(page, LIT)
    whole = library.assistant.document(library.cited(LIT).document_id).document.text

    panel.get_by_role("button", name="Text", exact=True).click()

    expect(panel.locator(".paper")).to_have_count(0)
    assert text_of(panel.locator(".text")) == whole
    assert text_of(panel.locator("mark")) == FIRST[0]
    expect(panel.get_by_role("button", name="Text", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    ask(page, KEPT).locator(".cite").first.click()
    expect(panel.locator("mark")).to_contain_text("In the ledger")
    panel.get_by_role("button", name="Page", exact=True).click()
    expect(panel.locator(".paper")).to_have_attribute("data-state", "drawn")
    expect(panel.locator(".where")).to_have_text("Page 2 of 3")


class Direct(FakeAssistant):
    """Cites the PDF with the words that answer inside the quote."""

    def original(self, document_id: str) -> OriginalFile:
        return OriginalFile(f"{document_id}.pdf", book(), "0" * 64)


def test_the_words_that_answer_are_underlined_on_the_page(visit: Visit, serve: Serve) -> None:
    """As they are in the text."""
    light = Document("light", "light.pdf", PARSERS[".pdf"](book(), "light.pdf"))
    assistant = Direct(library={light.id: light})
    citation = assistant.ask(Question(LIT)).citations[0]

    panel = open_page(visit(serve(assistant)), LIT)

    assert len(citation.highlights) == 1
    expect(panel.locator(".direct").first).to_be_attached()
    line = panel.locator("line.direct")
    expect(line).to_have_count(1)
    left, right = (float(line.get_attribute(side) or 0) for side in ("x1", "x2"))
    (box,) = citation.boxes
    assert box.left <= left < right <= box.right
    assert right - left < box.right - box.left
    assert (
        text_of(panel.locator(".page-text .direct"))
        == citation.quote[citation.highlights[0].start : citation.highlights[0].end]
    )


def test_words_are_selected_and_copied_where_they_are_printed(visit: Visit, library: Library) -> None:
    """Over the picture, each as wide as its print; what is copied is the document's text, its lines joined."""
    page = visit(library.address)
    panel = open_page(page, LIT)
    lines = panel.locator(".words text")
    expect(lines).to_have_count(len(FIRST))
    panel.get_by_label("Zoom in").click()
    first, last = (lines.nth(number).bounding_box() for number in (1, 2))
    assert first is not None
    assert last is not None

    page.mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 1, last["y"] + last["height"] / 2, steps=5)
    page.mouse.up()
    page.keyboard.press("Control+c")

    assert page.evaluate("navigator.clipboard.readText()") == " ".join(FIRST[1:])
    (mark,) = panel.locator(".marked").all()
    over, under = lines.first.bounding_box(), mark.bounding_box()
    assert over is not None
    assert under is not None
    assert [over["x"], over["width"]] == pytest.approx([under["x"], under["width"]], abs=6)
    panel.get_by_label("Next page").click()
    expect(lines.first).to_have_text(LAST_LINES[0])
