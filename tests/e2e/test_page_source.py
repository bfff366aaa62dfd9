"""The source panel: deep links, documents that changed, pages, boilerplate, long texts, the list of documents."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from qa.answering.ports import Question
from qa.answering.records import Citation
from tests.documents import boilerplate, document
from tests.e2e.conftest import Serve, Visit
from tests.fakes import SKIPPED, FakeAssistant
from tests.fakes_documents import DOCUMENTS, LIGHTHOUSE, RULES, TIDES, reworded
from tests.walking import STANDS, ask, in_view, open_source, text_of

pytestmark = pytest.mark.browser


def link(address: str, citation: Citation) -> str:
    return f"{address}/#d={citation.document_id}&s={citation.start}&e={citation.end}&h={citation.sha256}"


def cited(assistant: FakeAssistant, question: str) -> Citation:
    return assistant.ask(Question(question)).citations[0]


def test_a_deep_link_opens_the_same_words(visit: Visit, address: str, assistant: FakeAssistant) -> None:
    """Whoever gets the link sees the quote in its document, checked."""
    citation = cited(assistant, "How high was the highest tide of the decade?")

    page = visit(link(address, citation))

    assert text_of(page.locator("#panel mark")) == citation.quote
    expect(page.locator("#panel .badge")).to_have_text(STANDS)
    expect(page.locator("#panel .origin")).to_contain_text("2024-10")


def test_copy_link_gives_that_link_and_copy_quote_the_quote_with_it(
    page: Page, address: str, assistant: FakeAssistant
) -> None:
    """The link is the contract's, so that any client can make one."""
    citation = cited(assistant, "Why was the lamp moved to the lower gallery?")
    panel = open_source(page, ask(page, "Why was the lamp moved to the lower gallery?"))

    panel.get_by_role("button", name="Copy link").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    copied_link = page.evaluate("navigator.clipboard.readText()")
    panel.get_by_role("button", name="Copy quote").click()
    expect(panel.get_by_role("button", name="Copied")).to_have_count(2)
    copied_quote = page.evaluate("navigator.clipboard.readText()")

    assert copied_link == link(address, citation)
    assert page.url == link(address, citation)
    words = " ".join(citation.quote.split())  # whose line was broken where it was full
    assert copied_quote == f"“{words}”\n{LIGHTHOUSE.title} ({LIGHTHOUSE.source})\n{link(address, citation)}"


def test_a_link_to_a_document_that_changed_says_so(visit: Visit, address: str, assistant: FakeAssistant) -> None:
    """The document opens, nothing is marked in it, and nobody is led to other words."""
    citation = cited(assistant, "Why was the lamp moved to the lower gallery?")
    assistant.library[LIGHTHOUSE.id] = reworded(LIGHTHOUSE, "A new first line.\r\n" + LIGHTHOUSE.text)

    page = visit(link(address, citation))

    expect(page.locator("#panel .notice")).to_contain_text("has changed since it was quoted")
    expect(page.locator("#panel mark")).to_have_count(0)
    expect(page.locator("#panel .text")).to_contain_text("A new first line.")


def test_a_citation_of_a_document_that_changed_keeps_its_words(page: Page, assistant: FakeAssistant) -> None:
    """After the change the panel still shows what was quoted, as a quote and not as a place."""
    exchange = ask(page, "Why was the lamp moved to the lower gallery?")
    citation = cited(assistant, "Why was the lamp moved to the lower gallery?")
    assistant.library[LIGHTHOUSE.id] = reworded(LIGHTHOUSE, "Rewritten.")

    exchange.locator(".cite").click()

    expect(page.locator("#panel .notice")).to_contain_text("has changed")
    assert text_of(page.locator("#panel .notice blockquote")) == citation.quote


def test_a_document_that_changes_while_the_page_is_open_is_read_again(page: Page, assistant: FakeAssistant) -> None:
    """The page keeps the last document it read, but never marks words in it that the server no longer finds."""
    exchange = ask(page, "Why was the lamp moved to the lower gallery?")
    open_source(page, exchange)
    page.keyboard.press("Escape")
    assistant.library[LIGHTHOUSE.id] = reworded(LIGHTHOUSE, "Rewritten.")

    exchange.locator(".cite").click()

    expect(page.locator("#panel .notice")).to_contain_text("has changed")
    expect(page.locator("#panel .text")).to_have_text("Rewritten.")
    expect(page.locator("#panel mark")).to_have_count(0)


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#d=nowhere&s=0&e=5", "no longer here"),
        (f"#d={LIGHTHOUSE.id}&s=5&e=999999", "no such place"),
        (f"#d={LIGHTHOUSE.id}&s=9&e=3", "no such place"),
    ],
)
def test_a_link_that_leads_nowhere_says_so(
    visit: Visit, address: str, trouble: list[str], fragment: str, words: str
) -> None:
    """A sentence, not an empty panel."""
    page = visit(f"{address}/{fragment}")

    expect(page.locator("#panel .notice")).to_contain_text(words)
    expect(page.locator("#panel mark")).to_have_count(0)
    trouble[:] = [row for row in trouble if "404" not in row]  # the browser notes the missing document by itself


def test_an_address_edited_by_hand_moves_the_panel(visit: Visit, address: str) -> None:
    """The address is the truth about what is shown."""
    page = visit(f"{address}/#d={LIGHTHOUSE.id}")
    expect(page.locator("#panel h2")).to_have_text(LIGHTHOUSE.title)

    page.evaluate(f"location.hash = '#d={RULES.id}&s=31&e=40'")

    expect(page.locator("#panel h2")).to_have_text(RULES.title)
    assert text_of(page.locator("#panel mark")) == RULES.text[31:40]


def test_back_closes_the_panel(page: Page) -> None:
    """On a phone that is what the back gesture is expected to do."""
    exchange = ask(page, "What is the fine for drying nets?")
    open_source(page, exchange)

    page.go_back()

    expect(page.locator("#panel")).to_be_hidden()
    expect(exchange).to_be_visible()
    assert "#" not in page.url


def test_pages_are_numbered_and_boilerplate_is_dimmed(page: Page) -> None:
    """Neither adds a character to the text; why a block is dimmed can be read."""
    panel = open_source(page, ask(page, "What is the fine for drying nets?"))

    assert [label.get_attribute("data-label") for label in panel.locator(".page").all()] == ["page 1", "page 2"]
    blocks = panel.locator(".boilerplate")
    assert [text_of(block) for block in blocks.all()] == ["Harbour rules, edition of 2019\n"] * 2
    assert "running header" in (blocks.first.get_attribute("title") or "")
    assert text_of(panel.locator(".text")) == RULES.text
    expect(page.locator(".exchange figcaption")).to_contain_text("page 2")


def test_a_quote_across_a_page_and_a_header_is_one_mark(visit: Visit, address: str) -> None:
    """Whatever lies in the quote, it is marked as a whole."""
    start, end = 20, RULES.content.pages[1] + 50

    page = visit(f"{address}/#d={RULES.id}&s={start}&e={end}")

    expect(page.locator("#panel mark")).to_have_count(1)
    assert text_of(page.locator("#panel mark")) == RULES.text[start:end]


def test_the_documents_are_listed_with_what_was_skipped(page: Page) -> None:
    """Each title opens its document; a file that was not read says why."""
    page.get_by_role("button", name="Documents").click()

    panel = page.locator("#panel")
    expect(panel.locator(".document")).to_have_text([listed.title for listed in DOCUMENTS])
    expect(panel.locator(".warning")).to_have_text([SKIPPED.reason or ""])
    panel.get_by_role("button", name=TIDES.title).click()
    expect(panel.locator("h2")).to_have_text(TIDES.title)
    assert text_of(panel.locator(".text")) == TIDES.text


def test_a_document_that_was_read_in_part_says_so_in_the_list(visit: Visit, serve: Serve) -> None:
    """In plain words under its name, for documents that are searched as well."""
    told = "page 3 is a picture without text; run OCR on it"
    scanned = document("Page one.", id="scan-pdf", source="scan.pdf", title="Scan", pages=[0], warnings=[told])
    page = visit(serve(FakeAssistant({scanned.id: scanned})))

    page.get_by_role("button", name="Documents").click()

    expect(page.locator("#panel .indexed li", has_text="Scan").locator(".warning")).to_have_text([told])


def test_the_open_citation_is_lit_in_the_answer(page: Page) -> None:
    """One sees which number the panel belongs to, and no longer once it is closed."""
    exchange = ask(page, "What is the fine for drying nets?")
    open_source(page, exchange)

    expect(exchange.locator(".cite")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(exchange.locator(".cite")).not_to_have_attribute("aria-current", "true")


LINE = "The quick brown fox 🦊 jumps over the lazy dog and sleeps under the hedge for an hour. "
LONG = {
    "lines": (LINE.strip() + "\r\n") * 11_500,
    "one-line": LINE * 11_500,
    "no-blanks": "x𝔽" * 500_000,  # of characters that a machine without many fonts has: others cost seconds to look for
}


@pytest.mark.parametrize("shape", LONG)
def test_a_long_document_opens_at_the_right_place(visit: Visit, serve: Serve, shape: str) -> None:
    """A million characters: the mark is right and in view."""
    text = LONG[shape]
    menus = [boilerplate(place, place + 80) for place in range(1_000, len(text) - 100, 20_000)]
    long = document(text, id="long-txt", source="long.txt", title="Long", blocks=menus)
    page = visit(serve(FakeAssistant(library={long.id: long})))
    expect(page.locator("#examples")).to_be_visible()
    mark = page.locator("#panel mark")

    for start in (0, len(text) // 2, len(text) - 100):
        page.evaluate(f"location.hash = '#d=long-txt&s={start}&e={start + 90}'")
        expect(mark).to_be_visible()

        expect(page.locator("#panel .badge")).to_have_text(STANDS)
        assert text_of(mark) == text[start : start + 90]
        assert in_view(mark)
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()


def test_a_long_document_is_shown_whole(visit: Visit, serve: Serve) -> None:
    """Set in leaves, the text on the page is still the document's, to the last character."""
    documents = {shape: document(text, id=shape, source=shape, title=shape) for shape, text in LONG.items()}
    page = visit(serve(FakeAssistant(library=documents)))

    for shape, text in LONG.items():
        page.evaluate(f"location.hash = '#d={shape}'")
        expect(page.locator("#panel h2")).to_have_text(shape)
        assert text_of(page.locator("#panel .text")) == text


def test_only_web_addresses_become_links(visit: Visit, serve: Serve) -> None:
    """A document may call anything its url."""
    good = replace(TIDES, id="good", content=replace(TIDES.content, url="https://harbour.example/x"))
    bad = replace(TIDES, id="bad", content=replace(TIDES.content, url="javascript:alert(1)//https://"))
    page = visit(serve(FakeAssistant(library={"good": good, "bad": bad})) + "/#d=good")

    expect(page.locator("#panel .origin a")).to_have_attribute("href", "https://harbour.example/x")
    expect(page.locator("#panel .origin a")).to_have_attribute("rel", re.compile("noreferrer"))
    page.evaluate("location.hash = '#d=bad'")
    expect(page.locator("#panel .origin a")).to_have_count(0)
