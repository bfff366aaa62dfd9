"""The page over documents of every kind, and in trouble, held to axe-core's rules."""

import pytest
from playwright.sync_api import FilePayload, expect

from index.parsers import PARSERS
from index.records import Document
from qa.answering.records import OriginalFile
from qa.api import ApiSettings
from tests.documents import document
from tests.e2e.conftest import Serve, Visit
from tests.e2e.looks import faults_of
from tests.fakes import FakeAssistant
from tests.parsers.drawing_pdf import column, drawn
from tests.walking import ask, open_page, open_source

pytestmark = pytest.mark.browser

SCRIPTS = {  # each a document and a question
    "hebrew": (
        "# נמל יפו\n\nהמגדלור בנמל נבנה בשנת 1865.\n\n- דמי העגינה 45 שקלים.\n- אין לייבש רשתות.\n",
        "מתי נבנה המגדלור בנמל",
    ),
    "arabic": (
        "# الميناء\n\nبنيت المنارة عام 1848.\n\n| السفينة | السعر |\n|---|---|\n| نورس | 30 |\n",
        "متى بنيت المنارة",
    ),
    "chinese": ("# 老港口\n\n灯塔 建于 1872 年。\n\n1. 不得晾晒渔网。\n2. 狗必须系绳。\n", "灯塔 建于"),
    "japanese": ("# 岬\n\n灯台 は 1889 年に建てられました。\n", "灯台 は"),
}


def parsed(name: str, data: bytes) -> Document:
    return Document(name.partition(".")[0], name, PARSERS["." + name.partition(".")[2]](data, name))


@pytest.mark.parametrize("script", SCRIPTS)
def test_other_scripts_have_no_violation(visit: Visit, serve: Serve, script: str) -> None:
    """Answer and source, from right to left and without blanks between words."""
    text, question = SCRIPTS[script]
    found = parsed(f"{script}.md", text.encode())
    page = visit(serve(FakeAssistant(library={found.id: found})))

    exchange = ask(page, question)
    answered = faults_of(page)
    open_source(page, exchange)

    assert answered == []
    assert faults_of(page) == []


def test_five_hundred_documents_have_no_violation(visit: Visit, serve: Serve) -> None:
    """First screen and panel, with collections to choose from."""
    many = [document(f"Log {n}.", id=f"d{n}", source=f"{('logs', 'laws')[n % 2]}/file {n}.md") for n in range(500)]
    page = visit(serve(FakeAssistant(library={each.id: each for each in many}, skipped={})))
    expect(page.locator("#overview")).to_contain_text("There are 500 documents")

    first = faults_of(page)
    page.get_by_role("button", name="Documents").click()
    expect(page.locator("#panel .document").nth(20)).to_be_attached()

    assert first == []
    assert faults_of(page) == []


class Long(FakeAssistant):
    """Has one PDF of three hundred pages."""

    file = drawn(
        [column(72, 700, [f"Buoy number {page} is painted with paint number {page}."]) for page in range(1, 301)]
    )

    def __init__(self) -> None:
        found = parsed("buoys.pdf", self.file)
        super().__init__(library={found.id: found})

    def original(self, document_id: str) -> OriginalFile:
        return OriginalFile(f"{document_id}.pdf", self.file, "0" * 64)


def test_a_late_page_of_three_hundred_has_no_violation(visit: Visit, serve: Serve) -> None:
    """As it is printed, with all that the head keeps to itself on a phone, and as text."""
    page = visit(serve(Long()))
    panel = open_page(page, "What is buoy number 287 painted with?")
    expect(panel.locator(".where")).to_have_text("Page 287 of 300")

    printed = faults_of(page)
    panel.get_by_role("button", name="Details").click()
    panel.get_by_role("button", name="Text", exact=True).click()
    expect(panel.locator("mark.current")).to_contain_text("paint number 287")

    assert printed == []
    assert faults_of(page) == []


def test_a_server_that_is_gone_leaves_no_violation(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """What was answered stays; a question, a part of the page and a source that cannot be had say so, each once."""
    page = visit(serve(FakeAssistant()))
    exchange = ask(page, "What is the fine for drying nets?")
    page.context.set_offline(True)

    expect(ask(page, "Why was the lamp moved to the lower gallery?").locator(".trouble")).to_be_visible()
    exchange.locator(".cite").first.click()
    expect(page.locator("#notice")).to_contain_text("A part of the page could not be fetched.")
    asked = faults_of(page)
    page.context.set_offline(False)
    open_source(page, exchange)
    page.context.set_offline(True)
    page.evaluate("location.hash = '#d=lighthouse-txt'")
    expect(page.locator("#panel .notice")).to_be_visible()

    assert asked == []
    assert faults_of(page) == []
    trouble[:] = [row for row in trouble if "ERR_INTERNET_DISCONNECTED" not in row]


def test_an_upload_that_failed_among_others_has_no_violation(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """In the queue with its reason, and in the line at the composer once the panel is closed."""
    page = visit(serve(FakeAssistant(write=True), ApiSettings(write=True)) + "/#documents")
    page.locator("#upload").set_input_files(
        [
            FilePayload(name="torn.txt", mimeType="text/plain", buffer=b"\xff\xfe\xfd"),
            FilePayload(name="log.txt", mimeType="text/plain", buffer=b"It was blue."),
        ]
    )
    expect(page.locator('.queue [data-state="failed"]')).to_contain_text("no text was found")
    expect(page.locator('.queue [data-state="done"]')).to_be_visible()

    queued = faults_of(page)
    page.keyboard.press("Escape")
    expect(page.locator("#uploads")).to_be_visible()

    assert queued == []
    assert faults_of(page) == []
    trouble[:] = [row for row in trouble if "422" not in row]
