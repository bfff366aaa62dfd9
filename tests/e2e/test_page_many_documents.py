"""The panel with hundreds of documents: found by name, kind, date and collection; chosen by collection."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.documents import document
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.walking import ask

pytestmark = pytest.mark.browser

KINDS, COLLECTIONS = ("pdf", "txt", "md", "docx"), ("laws", "letters", "minutes")


@pytest.fixture
def many(visit: Visit, serve: Serve) -> Page:
    """The open panel over 600 documents, more than are read at once; each tenth has a date."""
    documents = [
        document(
            f"Text {number}.",
            id=f"d{number:03}",
            source=f"{COLLECTIONS[number % 3]}/file {number:03}.{KINDS[number % 4]}",
            title=f"Document {number:03}",
            date=f"{2000 + number // 30}-05-01" if number % 10 == 0 else None,
        )
        for number in range(600)
    ]
    page = visit(serve(FakeAssistant(library={each.id: each for each in documents}, skipped={})) + "/#documents")
    expect(page.locator("#panel .lead")).to_contain_text("600 documents")
    return page


def shown(page: Page) -> list[str]:
    return [title.strip() for title in page.locator(".indexed .document").all_inner_texts()]


def test_hundreds_of_documents_are_filtered_by_all_fields_together(many: Page) -> None:
    """Drawn as far as one looks; what no document is like is said, with a way back."""
    assert len(shown(many)) < 300

    many.get_by_label("Find a document").fill("FILE 1")
    many.get_by_label("Kind of file").select_option("pdf")
    many.get_by_label("Collection", exact=True).select_option("laws")
    expect(many.locator("#status")).to_have_text("8 documents")
    many.get_by_label("Dated from").fill("2004-01-01")
    many.get_by_label("Dated to").fill("2005-12-31")

    expect(many.locator(".indexed .document")).to_have_text(["Document 120"])
    many.get_by_label("Find a document").fill("no such thing")
    expect(many.locator(".none")).to_contain_text("No document is like that.")
    expect(many.locator(".indexed")).to_be_hidden()
    many.get_by_role("button", name="Show all").click()
    many.locator(".more").scroll_into_view_if_needed()
    expect(many.locator(".indexed .document").nth(100)).to_be_attached()


def test_a_whole_collection_is_one_word_in_the_address(many: Page) -> None:
    """Its documents are ticked; the question names it, a reload keeps it, and one of it can be left out."""
    many.get_by_role("button", name="letters", exact=True).click()

    expect(many.locator("#scope")).to_contain_text("Asked only in the collection letters")
    assert many.url.partition("?")[2] == "in=letters/#documents"
    many.reload()
    expect(many.get_by_role("button", name="letters", exact=True)).to_have_attribute("aria-pressed", "true")
    many.get_by_label("Collection", exact=True).select_option("letters")
    expect(many.get_by_label("Ask only in Document 001", exact=True)).to_be_checked()
    found = Axe().run(many)
    assert found.violations_count == 0, found.generate_report()
    many.keyboard.press("Escape")
    with many.expect_request("**/api/ask") as sent:
        exchange = ask(many, "What does the text say?")
    asked = json.loads(sent.value.post_data or "{}")
    assert (asked["collections"], asked.get("documents")) == (["letters"], None)
    expect(exchange.locator(".searched").first).to_have_text("Asked only in the collection letters")
    many.locator("#open-shelf").click()
    many.get_by_label("Collection", exact=True).select_option("letters")
    many.get_by_label("Ask only in Document 001", exact=True).uncheck()
    expect(many.locator("#scope")).to_contain_text("Asked only in 199 documents")
