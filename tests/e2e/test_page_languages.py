"""The page in other languages than English, from its first paint on and whatever is opened in it."""

import re
from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visit
from tests.walking import ask

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
WELCOME: Mapping[str, str] = {
    "de": "Fragen Sie die Dokumente.",
    "es": "Pregunte a los documentos.",
    "fr": "Interrogez les documents.",
    "zh": "向文档提问。",
}
# What was on the screen, at every frame until the page had its language.
WATCH = """
  window.drawn = new Set();
  const look = () => {
    const title = document.getElementById("welcome-title");
    if (title && getComputedStyle(title).visibility === "visible") window.drawn.add(title.textContent);
    requestAnimationFrame(look);
  };
  look();
"""


def violations(page: Page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_a_german_browser_gets_a_german_page_from_the_first_paint(visit: Visit, address: str) -> None:
    """The markup's own words, what is drawn afterwards, an answer and the documents; English is never on the screen."""
    page = visit(address, locale="de-AT")
    page.add_init_script(WATCH)
    page.reload()

    expect(page.locator("#overview")).to_contain_text("Es gibt 4 Dokumente.")
    expect(page.locator("#question")).to_have_attribute("placeholder", "Stellen Sie eine Frage")
    expect(page.locator("#composer-help")).to_contain_text("Enter fragt, Shift+Enter beginnt eine neue Zeile")
    expect(page).to_have_title("Lesesaal: Antworten mit Belegen")
    assert page.evaluate("[...window.drawn]") == [WELCOME["de"]]
    assert page.evaluate("document.documentElement.lang") == "de"
    assert violations(page) == []

    answer = ask(page, NETS)
    expect(answer.locator(".badge")).to_have_text("steht so im Dokument")
    expect(answer.locator(".colophon")).to_have_text(re.compile(r"^Wahrscheinlich \(\d+\s%\) · 1 Zitat \(1 Dokument\)"))
    page.locator("#open-shelf").click()
    expect(page.locator("#panel")).to_contain_text("Antworten stützen sich allein auf 4 Dokumente.")
    assert violations(page) == []


def test_a_language_that_is_chosen_is_kept_whatever_the_browser_asks_for(visit: Visit, address: str) -> None:
    """The settings list each in its own name; the choice holds after a reload."""
    page = visit(address, locale="de")
    page.get_by_role("button", name="Gespräche", exact=True).click()
    page.get_by_role("button", name="Einstellungen").click()
    field = page.get_by_label("Sprache", exact=True)
    expect(field.locator("option")).to_have_text(["English", "Deutsch", "Español", "Français", "中文"])

    with page.expect_navigation():
        field.select_option("fr")
    expect(page.locator("#welcome-title")).to_have_text(WELCOME["fr"])
    page.reload()

    expect(page.locator("#welcome-title")).to_have_text(WELCOME["fr"])
    assert page.evaluate("document.documentElement.lang") == "fr"


def test_a_language_whose_words_do_not_come_leaves_the_page_in_english(
    visit: Visit, address: str, trouble: list[str]
) -> None:
    """It is drawn nevertheless, and says that it is English."""
    page = visit(address, locale="de")
    page.route("**/words.de.js", lambda route: route.abort())
    page.reload()

    expect(page.locator("#welcome-title")).to_have_text("Ask the documents.")
    expect(page.locator("#welcome-title")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    trouble[:] = [row for row in trouble if "ERR_FAILED" not in row]


@pytest.mark.parametrize("language", WELCOME)
def test_on_a_phone_nothing_is_wider_than_the_screen(visit: Visit, address: str, language: str) -> None:
    """Longer words and other scripts: welcome, answer and documents."""
    page = visit(address, viewport=PHONE, locale=language)
    expect(page.locator("#welcome-title")).to_have_text(WELCOME[language])
    expect(page.locator("#examples")).to_be_visible()
    widths = [page.evaluate("document.documentElement.scrollWidth")]

    ask(page, NETS)
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.locator("#open-shelf").click()
    expect(page.locator("#panel .skipped")).to_be_visible()
    widths.append(page.locator("#panel .scroller").evaluate("box => box.scrollWidth - box.clientWidth + innerWidth"))

    assert max(widths) <= PHONE["width"]
