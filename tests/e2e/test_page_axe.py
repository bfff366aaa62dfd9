"""Every state of the page, held to axe-core's rules (WCAG 2 A and AA, and its own best practices)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import FilePayload, Page, expect

from index.records import Document
from qa.answering.ports import Question
from qa.answering.records import Answer
from qa.api import ApiSettings
from tests.e2e.conftest import Serve, Visit
from tests.e2e.looks import faults_of
from tests.e2e.test_page_silence import Tabular
from tests.fakes import FakeAssistant
from tests.index.laid_out import camp
from tests.walking import STANDS, ask, open_source

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
UNKNOWN = "Who is the king of France and of the lighthouse beyond the seven seas?"


class Written(FakeAssistant):
    """Answers in prose, as with a language model."""

    def _check(self, question: Question) -> None:
        del question

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, answer="Two shillings [1]. Nobody raised it [1].", mode="llm")


def empty(page: Page) -> None:
    expect(page.locator("#examples")).to_be_visible()


def answered(page: Page) -> None:
    exchange = ask(page, NETS)
    exchange.locator("summary").click()
    expect(exchange.locator(".badge")).to_have_text(STANDS)


def prose(page: Page) -> None:
    ask(page, NETS)
    expect(page.locator(".by-model")).to_be_visible()


def peek(page: Page) -> None:
    ask(page, NETS).locator(".cite").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#peek")).to_be_visible()


def source(page: Page) -> None:
    open_source(page, ask(page, NETS))
    expect(page.locator("#panel .badge")).to_have_text(STANDS)


def changed_source(page: Page) -> None:
    page.evaluate("location.hash = '#d=rules-pdf&s=1&e=9&h=00'")
    expect(page.locator("#panel .notice")).to_be_visible()


def silent(page: Page) -> None:
    empty(page)
    expect(ask(page, UNKNOWN).locator(".example").first).to_be_visible()


def surroundings(page: Page) -> None:
    ask(page, UNKNOWN).get_by_role("button", name="Show more around it").first.click()
    expect(page.locator(".surroundings").first).to_be_visible()


def shapes(page: Page) -> None:
    page.evaluate("location.hash = '#d=laid-out&s=0&e=5'")
    panel = page.locator("#panel")
    panel.get_by_role("button", name="Outline").click()
    expect(panel.get_by_role("navigation", name="Outline")).to_be_visible()
    expect(panel.locator("td").first).to_be_attached()


def finding(page: Page) -> None:
    page.evaluate("location.hash = '#d=laid-out'")
    page.locator("#panel .finding").click()
    page.locator(".find-field").fill("the")
    expect(page.locator(".find-count")).to_contain_text("1 of")


def about(page: Page) -> None:
    page.evaluate("location.hash = '#d=laid-out&p=about'")
    expect(page.locator(".own-words figure.quote")).to_be_visible()


def row_quoted(page: Page) -> None:
    ask(page, "When does it sail?").get_by_role("button", name="Show more around it").click()
    expect(page.locator(".surroundings td").first).to_be_visible()


def laid_out() -> FakeAssistant:
    """Serve a list in a list, a table of six columns, a term and code."""
    page = camp()
    page.gap()
    header = page.row(None, "Town", "Day", "Hour", "Pier", "Fare", "Child")
    page.gap("\n")
    page.row(None, "Molde", "Monday", "8", "", "52 euros", "12 euros", header=header)
    page.gap()
    page.add("code", "sail --now")
    page.gap()
    term = page.add("term", "Jetty")
    page.gap("\n")
    page.add("description", "A landing stage.", term)
    document = Document("laid-out", "laid-out.html", page.content())
    return FakeAssistant(library={document.id: document})


def follow_up(page: Page) -> None:
    ask(page, "When was the lighthouse at Skerry Point first lit?")
    expect(ask(page, "Who designed it?").locator(".searched")).to_be_visible()


def feedback(page: Page) -> None:
    ask(page, NETS).get_by_role("button", name="Something wrong?").click()
    expect(page.locator(".feedback-form")).to_be_visible()


def error(page: Page) -> None:
    page.route("**/api/ask", lambda route: route.abort())
    expect(ask(page, NETS).locator(".trouble")).to_be_visible()


def documents(page: Page) -> None:
    page.get_by_role("button", name="Documents").click()
    expect(page.locator(".skipped .warning")).to_be_visible()


def upload(page: Page) -> None:
    documents(page)
    page.locator("#upload").set_input_files(FilePayload(name="a.txt", mimeType="text/plain", buffer=b"It was blue."))
    page.get_by_role("button", name="Remove a.txt").click()
    expect(page.locator("#uploads")).to_be_visible()
    page.get_by_role("button", name="Add text").click()
    page.get_by_text("Kinds of files").click()


def begun_anew(page: Page) -> None:
    ask(page, NETS)
    page.locator("#anew").click()
    expect(page.locator("#recent")).to_be_visible()


def conversations(page: Page) -> None:
    begun_anew(page)
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Rename").focus()


def editing(page: Page) -> None:
    ask(page, NETS)
    ask(page, NETS)
    page.get_by_role("button", name="Ask again").first.click()
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator(".edit textarea")).to_be_focused()


def shortcuts(page: Page) -> None:
    page.locator(".wordmark").focus()
    page.keyboard.press("?")
    expect(page.locator(".shortcuts kbd").first).to_be_visible()


def choosing(page: Page) -> None:
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Language", exact=True)).to_be_visible()


def unready(page: Page) -> None:
    expect(page.locator("#loading-text")).to_be_visible()


def key(page: Page) -> None:
    expect(page.locator("#key-dialog")).to_be_visible()


OPEN = ApiSettings(write=True, modes=("extractive", "llm"))
State = tuple[Callable[[Page], None], FakeAssistant, ApiSettings]
WRITABLE: tuple[Callable[[Page], None], ...] = (
    empty, answered, peek, source, changed_source, silent, surroundings, follow_up, feedback, error, documents,
    begun_anew, conversations, editing, shortcuts, choosing, upload,
)  # fmt: skip
STATES: Mapping[str, State] = {state.__name__: (state, FakeAssistant(write=True), OPEN) for state in WRITABLE} | {
    "prose": (prose, Written(), OPEN),
    "unready": (unready, FakeAssistant(ready=False, progress=0.4), OPEN),
    "shapes": (shapes, laid_out(), OPEN),
    "finding": (finding, laid_out(), OPEN),
    "about": (about, laid_out(), OPEN),
    "row_quoted": (row_quoted, Tabular(), OPEN),
    "key": (key, FakeAssistant(), ApiSettings(api_key="open sesame")),
}


@pytest.mark.parametrize("state", STATES)
def test_no_state_has_a_violation(visit: Visit, serve: Serve, trouble: list[str], state: str) -> None:
    """Names, roles, contrast, headings, landmarks: nothing to complain of, light at a desk or dark on a phone."""
    bring_about, assistant, settings = STATES[state]
    page = visit(serve(assistant, settings))
    bring_about(page)

    faults = faults_of(page)
    page.close()

    assert faults == []
    trouble[:] = [row for row in trouble if not any(status in row for status in ("401", "503", "ERR_FAILED"))]
