"""Asking in some documents only: chosen in the list, shown at the composer, kept in the address."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.fakes import FakeAssistant
from tests.walking import ask

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"


def asked_in(page: Page, question: str) -> list[str] | None:
    """Ask, and return the documents that the request names."""
    with page.expect_request("**/api/ask") as sent:
        ask(page, question)
    found: list[str] | None = json.loads(sent.value.post_data or "{}").get("documents")
    return found


def choose(page: Page, *titles: str) -> None:
    """Tick documents in the list, and close it."""
    page.locator("#open-shelf").click()
    for title in titles:
        page.get_by_label(f"Ask only in {title}", exact=True).check()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def titles(assistant: FakeAssistant) -> list[tuple[str, str]]:
    """Return (id, title) of two documents."""
    return [(each.id, each.title) for each in list(assistant.library.values())[:2]]


def test_questions_are_asked_in_the_chosen_documents_alone(page: Page, assistant: FakeAssistant) -> None:
    """Said at the composer and beside the answer; in all again with one click."""
    (one, first), (other, second) = titles(assistant)

    choose(page, first, second)

    expect(page.locator("#scope")).to_contain_text("Asked only in 2 documents")
    assert asked_in(page, NETS) == [one, other]
    expect(page.locator(".exchange .searched").last).to_have_text("Asked only in 2 documents")
    page.get_by_role("button", name="Ask in all").click()
    expect(page.locator("#scope")).to_be_hidden()
    assert asked_in(page, NETS) is None


def test_the_address_keeps_what_was_chosen(page: Page, assistant: FakeAssistant) -> None:
    """Over a reload, and while a source is opened and closed."""
    ((one, first), _) = titles(assistant)
    choose(page, first)

    page.reload()
    page.locator("#open-shelf").click()

    expect(page.get_by_label(f"Ask only in {first}", exact=True)).to_be_checked()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"\?in={one}$"))
    assert asked_in(page, NETS) == [one]


def test_a_document_that_is_no_longer_there_is_no_longer_chosen(visit: Visit, address: str) -> None:
    """An old link names it: the list drops it, and questions go to all documents again."""
    page = visit(address)
    page.goto(f"{address}/?in=long-gone")
    expect(page.locator("#scope")).to_contain_text("Asked only in 1 document")

    page.locator("#open-shelf").click()

    expect(page.locator("#scope")).to_be_hidden()
    assert "long-gone" not in page.url


def test_the_title_under_a_quote_opens_its_source(page: Page) -> None:
    """As the number does; the keyboard has the number."""
    exchange = ask(page, NETS)

    exchange.locator("figcaption .titled").first.click()

    expect(page.locator("#panel mark")).to_be_visible()


def test_choosing_breaks_no_rule_of_accessibility(page: Page, assistant: FakeAssistant) -> None:
    """With the list open and the sentence shown."""
    choose(page, titles(assistant)[0][1])
    page.locator("#open-shelf").click()
    expect(page.locator("#panel .within").first).to_be_visible()

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
