"""PDFs in the source panel without their files, behind a key, as a file to save; and axe-core's rules."""

import re

import pytest
from playwright.sync_api import Route, expect

from qa.api import ApiSettings
from tests.e2e.conftest import Library, Serve, Visit
from tests.e2e.looks import faults_of
from tests.printed import FIRST, LIT, book
from tests.walking import STANDS, ask, open_page, text_of

pytestmark = pytest.mark.browser

BUSY = {"type": "urn:cited-qa:busy", "status": 503, "detail": "Too many requests are waiting."}
PICTURE = re.compile(r"/pages/\d+\.png")


@pytest.mark.parametrize(("change", "words"), [(b"%PDF-1.7 other", "has changed"), (None, "put it back")])
def test_without_its_file_a_document_is_shown_as_text(
    visit: Visit, library: Library, trouble: list[str], change: bytes | None, words: str
) -> None:
    """Saying why; the quote is still checked and marked, and the file cannot be saved either."""
    page = visit(library.address)
    exchange = ask(page, LIT)
    if change is None:
        library.file.unlink()
    else:
        library.file.write_bytes(change)

    exchange.locator(".cite").first.click()

    panel = page.locator("#panel")
    expect(panel.locator(".notice")).to_contain_text("Page 1 cannot be shown as it is printed")
    expect(panel.locator(".notice")).to_contain_text(words)
    assert text_of(panel.locator("mark")) == FIRST[0]
    expect(panel.locator(".badge")).to_have_text(STANDS)
    expect(panel.get_by_role("button", name="Text", exact=True)).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="download file").click()
    expect(panel.get_by_role("alert")).to_contain_text(words)
    trouble[:] = [row for row in trouble if not re.search(r"\b40[49]\b", row)]


def test_a_page_that_has_to_wait_is_asked_for_again(visit: Visit, library: Library, trouble: list[str]) -> None:
    """A server with too much to do is no reason to show less."""
    page = visit(library.address)
    refused: list[Route] = []

    def busy(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(route)
        route.fulfill(status=503, headers={"retry-after": "1"}, json=BUSY)

    page.route(PICTURE, busy)

    panel = open_page(page, LIT)

    expect(panel.locator(".notice")).to_have_count(0)
    assert len(refused) == 1
    trouble[:] = [row for row in trouble if "503" not in row]


def test_a_quote_that_no_longer_stands_is_not_marked_on_any_page(visit: Visit, library: Library) -> None:
    """The document opens on its first page, with the words that were quoted apart from it."""
    citation = library.cited(LIT)

    panel = visit(library.link(citation).replace(citation.sha256, "0" * 64)).locator("#panel")

    expect(panel.locator(".notice")).to_contain_text("has changed since it was quoted")
    expect(panel.locator(".paper")).to_have_attribute("data-state", "drawn")
    expect(panel.locator(".marked, mark")).to_have_count(0)


def test_the_file_is_saved_as_it_is(visit: Visit, library: Library) -> None:
    """Under its own name, byte for byte."""
    page = visit(library.address)
    panel = open_page(page, LIT)

    with page.expect_download() as saved:
        panel.get_by_role("button", name="download file").click()

    assert saved.value.suggested_filename == "light.pdf"
    assert saved.value.path().read_bytes() == book()


def test_pages_come_behind_a_key_too(visit: Visit, serve: Serve, library: Library, trouble: list[str]) -> None:
    """A picture element could not send it."""
    address = serve(library.assistant, ApiSettings(api_key="open sesame"))
    page = visit(address)
    page.locator("#key").fill("open sesame")
    page.keyboard.press("Enter")
    expect(page.locator("#key-dialog")).to_be_hidden()

    panel = open_page(page, LIT)

    expect(panel.locator(".marked")).to_have_count(1)
    trouble[:] = [row for row in trouble if "401" not in row]


@pytest.mark.parametrize("way", ["Page", "Text"])
def test_a_printed_document_has_no_violation(visit: Visit, library: Library, way: str) -> None:
    """Light at a desk and dark on a phone, as a picture and as text."""
    page = visit(library.address)
    panel = open_page(page, LIT)
    panel.get_by_role("button", name=way, exact=True).click()
    expect(panel.locator(".badge")).to_have_text(STANDS)

    assert faults_of(page) == []
