"""The source panel as a place to read in: quotes, finding, outline, links that last, copies, a document's page."""

from dataclasses import replace

import lxml.html
import pytest
from playwright.sync_api import expect

from index.parsers import PARSERS
from index.records import Document
from qa.answering.ports import Question
from qa.answering.records import Answer
from tests.documents import document
from tests.e2e.conftest import Library, Serve, Visit
from tests.fakes import FakeAssistant
from tests.fakes_documents import LIGHTHOUSE, TIDES
from tests.printed import KEPT, LIT
from tests.walking import ask, copied, in_view, open_page, open_source, text_of

pytestmark = pytest.mark.browser

MOVED = "Why was the lamp moved to the lower gallery?"
LEFT = "When did the last keeper Ansel Rourke leave the tower?"
TOWER = "Who is the keeper of the lamp in the tower?"
TEXT = "".join(
    f"# Part {part}\n\nThis part is about the café number {part}.\n\n## Of the kitchen {part}\n\n"
    + f"The kitchen of part {part} makes soup. " * 60
    + "\n\n"
    for part in range(1, 41)
)


class Keepers(FakeAssistant):
    """Quotes three sentences of the light house, whatever is asked."""

    def __init__(self) -> None:
        super().__init__(library={LIGHTHOUSE.id: LIGHTHOUSE})

    def ask(self, question: Question) -> Answer:
        answers = [FakeAssistant.ask(self, replace(question, text=text)) for text in (LIT, MOVED, LEFT)]
        citations = tuple(
            replace(answer.citations[0], number=number, highlights=()) for number, answer in enumerate(answers, 1)
        )
        text = "\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations)
        return replace(answers[0], question=question.text, answer=text, citations=citations)


def headed() -> Document:
    """A long text with forty chapters of two levels."""
    return Document("parts", "parts.md", PARSERS[".md"](TEXT.encode(), "parts.md"))


def test_all_quotes_of_an_answer_are_marked_and_led_to(visit: Visit, serve: Serve) -> None:
    """The one that is read more than the others; buttons and keys lead on to the last, and no further."""
    assistant = Keepers()
    page = visit(serve(assistant))
    quotes = [citation.quote for citation in assistant.ask(Question(TOWER)).citations]
    panel = open_source(page, ask(page, TOWER))

    turning, current = panel.locator(".turning"), panel.locator("mark.current")
    assert [text_of(mark) for mark in panel.locator("mark").all()] == quotes
    assert text_of(current) == quotes[0]
    expect(turning).to_contain_text("1 of 3")
    panel.get_by_role("button", name="Next quote").click()
    expect(turning).to_contain_text("2 of 3")
    assert text_of(current) == quotes[1]
    expect(panel.get_by_role("button", name="Next quote")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(turning).to_contain_text("3 of 3")
    assert text_of(current) == quotes[2]
    assert in_view(current)
    expect(page.locator(".cite[aria-current]")).to_have_text("3")
    page.keyboard.press("p")
    expect(turning).to_contain_text("2 of 3")


def test_words_are_found_whatever_their_case_and_accents(visit: Visit, serve: Serve) -> None:
    """Counted, lit without a change of the text, gone through by Enter; the panel stays when the field closes."""
    page = visit(serve(FakeAssistant(library={"parts": headed()})) + "/#d=parts")
    panel = page.locator("#panel")
    field, count = panel.locator(".find-field"), panel.locator(".find-count")

    panel.get_by_role("button", name="Find", exact=True).click()
    expect(field).to_be_focused()
    field.fill("CAFE  number")
    expect(count).to_have_text("1 of 40")
    field.press("Enter")
    expect(count).to_have_text("2 of 40")
    field.press("Shift+Enter")
    field.press("Shift+Enter")
    expect(count).to_have_text("40 of 40")

    lit = "[...CSS.highlights.get('found-current')].map(String)"
    assert page.evaluate(lit) == ["café number"]
    assert page.evaluate("CSS.highlights.get('found').size") == 40
    page.wait_for_function(
        """() => {
          const [range] = CSS.highlights.get("found-current");
          const [box, room] = [range, document.querySelector(".scroller")].map((one) => one.getBoundingClientRect());
          return box.top >= room.top && box.bottom <= room.bottom;
        }"""
    )
    assert text_of(panel.locator(".text")) == TEXT
    field.fill("no such words")
    expect(count).to_have_text("Not found")
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(panel).to_be_visible()
    expect(panel.get_by_role("button", name="Find", exact=True)).to_be_focused()


def test_a_text_of_three_hundred_pages_is_searched_in_a_moment(visit: Visit, serve: Serve) -> None:
    """Seven hundred thousand characters: every place is found, and no step holds the page up for long."""
    text = "The quick brown fox jumps over the lazy dog near the Café. 🦊\n" * 11_500
    long = document(text, id="long-txt", source="long.txt", title="Long")
    page = visit(serve(FakeAssistant(library={long.id: long})) + "/#d=long-txt")

    found = page.evaluate(
        """async () => {
          const { folded, placesOf } = await import("/web/finding.js");
          const { text } = await (await fetch("/api/documents/long-txt")).json();
          const began = performance.now();
          const places = placesOf(folded(text), "cafe", 100_000);
          return [places.length, text.slice(places.at(-1).start, places.at(-1).end), performance.now() - began];
        }"""
    )

    assert found[:2] == [11_500, "Café"]
    assert found[2] < 10_000  # milliseconds: no search of its own for each character


def test_the_outline_leads_to_its_headings(visit: Visit, serve: Serve) -> None:
    """Folded where there are many; a heading that is pressed comes into view."""
    page = visit(serve(FakeAssistant(library={"parts": headed()})) + "/#d=parts")
    panel = page.locator("#panel")

    panel.get_by_role("button", name="Outline").click()

    outline = panel.get_by_role("navigation", name="Outline")
    expect(outline.locator(".jump:visible")).to_have_count(40)
    outline.get_by_role("button", name="Headings below Part 33").click()
    outline.get_by_role("button", name="Of the kitchen 33", exact=True).click()
    heading = panel.get_by_role("heading", name="Of the kitchen 33")
    expect(heading).to_be_in_viewport()


def test_a_copied_link_opens_the_same_place_in_another_browser(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """Another profile knows nothing but the link, and the document may have another name by then."""
    assistant = FakeAssistant()
    page = visit(serve(assistant))
    panel = open_source(page, ask(page, MOVED))
    quote = text_of(panel.locator("mark.current"))
    panel.get_by_role("button", name="Copy link").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")

    other = visit(link)
    assert text_of(other.locator("#panel mark.current")) == quote
    del assistant.library[LIGHTHOUSE.id]
    renamed = replace(LIGHTHOUSE, id="renamed-txt", source="harbour/renamed.txt")
    assistant.library[renamed.id] = renamed
    third = visit(link)

    expect(third.locator("#panel .origin")).to_contain_text("harbour/renamed.txt")
    assert text_of(third.locator("#panel mark.current")) == quote
    trouble[:] = [row for row in trouble if "404" not in row]  # the browser notes the old name's absence by itself


def test_a_quote_is_copied_for_people(visit: Visit, serve: Serve) -> None:
    """As text and as rich text: the quote, the title and a link; what the document says is never markup."""
    hostile = document(
        "<img src=x onerror=alert(1)> The bell of the tower weighs nine tons.\n", id="bell", title="Bell & Co"
    )
    assistant = FakeAssistant(library={hostile.id: hostile})
    page = visit(serve(assistant))
    exchange = ask(page, "How many tons does the bell of the tower weigh?")
    (citation,) = assistant.ask(Question("How many tons does the bell of the tower weigh?")).citations

    exchange.get_by_role("button", name="Copy", exact=True).click()
    expect(exchange.get_by_role("button", name="Copied")).to_be_visible()

    both = copied(page)
    assert f"“{citation.quote}”\nBell & Co (d.txt)\n{page.url}#d=bell&s={citation.start}" in both["text/plain"]
    rich = lxml.html.fragment_fromstring(both["text/html"], create_parent="div")
    (link,) = rich.iter("a")
    assert rich.find(".//blockquote").text_content() == citation.quote.strip()
    assert (link.text, link.get("href")) == (
        "Bell & Co (d.txt)",
        f"{page.url}#d=bell&s={citation.start}&e={citation.end}&h={citation.sha256}",
    )
    assert not list(rich.iter("img"))


def test_a_document_has_a_page_of_its_own(visit: Visit, serve: Serve) -> None:
    """At a link: what it is, what was not read of it, how it begins, and questions that it answers."""
    told = "page 3 is a picture without text; run OCR on it"
    tides = replace(TIDES, content=replace(TIDES.content, warnings=(told,)))
    page = visit(serve(FakeAssistant(library={tides.id: tides})) + f"/#d={tides.id}&p=about")
    panel = page.locator("#panel")

    expect(panel.locator("h2")).to_have_text(tides.title)
    expect(panel.locator(".facts dd").first).to_have_text("MD")
    expect(panel.locator(".facts")).to_contain_text("2024-10")
    expect(panel.locator(".warnings li")).to_have_text([told])
    assert text_of(panel.locator("figure.quote blockquote").first).startswith("# Tide log")
    panel.get_by_role("button", name="How high was the highest tide of the decade?").click()
    expect(page.locator(".exchange .quote").first).to_contain_text("7.42 metres")
    expect(panel).to_be_hidden()


def test_words_are_found_on_the_printed_page(visit: Visit, library: Library) -> None:
    """The page is turned to, and a frame is drawn around the words, exactly where they are printed."""
    panel = open_page(visit(library.address), LIT)
    (box, *_) = library.cited(KEPT).boxes

    panel.get_by_role("button", name="Find", exact=True).click()
    panel.locator(".find-field").fill("in the LEDGER the keeper")
    panel.locator(".find-field").press("Enter")

    expect(panel.locator(".where")).to_have_text("Page 2 of 3")
    frame = panel.locator("rect.found")
    expect(frame).to_have_count(1)
    assert float(frame.get_attribute("x") or 0) == pytest.approx(box.left, abs=2)
    assert float(frame.get_attribute("y") or 0) == pytest.approx(box.top, abs=2)


def test_the_answer_stays_in_its_place_while_a_source_opens_beside_it(visit: Visit, serve: Serve) -> None:
    """The text of all answers above takes more lines then, and fewer when the source is closed."""
    page = visit(serve(Keepers()))
    for _ in range(4):
        exchange = ask(page, TOWER)
    number = exchange.locator(".cite").nth(1)
    before = number.bounding_box()

    number.click()
    expect(page.locator("#panel mark.current").first).to_be_visible()
    opened = number.bounding_box()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    closed = number.bounding_box()

    assert before is not None
    assert opened is not None
    assert closed is not None
    assert abs(opened["y"] - before["y"]) < 2
    assert abs(closed["y"] - before["y"]) < 2


def test_a_second_escape_does_not_leave_the_page(visit: Visit, serve: Serve) -> None:
    """However fast: closing the source is one step back, and one alone."""
    page = visit(serve(Keepers()))
    open_source(page, ask(page, TOWER))

    page.evaluate(
        """() => { for (const _ of [1, 2]) document.querySelector("#panel")
          .dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })); }"""
    )

    expect(page.locator("#panel")).to_be_hidden()
    page.wait_for_timeout(300)  # a step too far would be taken by now
    expect(page.locator(".exchange")).to_have_count(1)
    page.locator(".cite").first.click()
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
