"""Several conversations in one browser: two tabs, the list, what was kept before there were several, and no room."""

import json
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.walking import ask

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
LIT = "When was the lighthouse at Skerry Point first lit?"
TIDE = "How high was the highest tide of the decade?"


def another_tab(page: Page, address: str) -> Page:
    """Open a second tab of the same browser."""
    other = page.context.new_page()
    other.goto(address)
    return other


def drawer(page: Page) -> Locator:
    """Open the list of conversations."""
    page.get_by_role("button", name="Conversations", exact=True).click()
    expect(page.locator(".drawer")).to_be_visible()
    return page.locator(".drawer")


def begin_anew(page: Page) -> None:
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_two_tabs_keep_two_conversations(page: Page, address: str) -> None:
    """Neither overwrites the other's; each comes back after a reload, and both are in the list, the newest first."""
    other = another_tab(page, address)
    ask(page, NETS)
    ask(other, LIT)
    ask(page, TIDE)

    page.reload()
    other.reload()

    expect(page.locator(".exchange h2")).to_have_text([NETS, TIDE])
    expect(other.locator(".exchange h2")).to_have_text([LIT])
    expect(drawer(other).locator(".kept .document")).to_have_text([NETS, LIT])


def test_two_tabs_on_one_conversation_lose_nothing(page: Page, address: str) -> None:
    """What is asked in one appears in the other, in the order it was asked."""
    ask(page, NETS)
    link = drawer(page).get_by_role("link", name=NETS).get_attribute("href")
    page.keyboard.press("Escape")
    other = another_tab(page, f"{address}{link}")
    expect(other.locator(".exchange h2")).to_have_text([NETS])

    ask(other, LIT)
    expect(page.locator(".exchange h2")).to_have_text([NETS, LIT])
    ask(page, TIDE)

    expect(other.locator(".exchange h2")).to_have_text([NETS, LIT, TIDE])
    page.reload()
    expect(page.locator(".exchange h2")).to_have_text([NETS, LIT, TIDE])


def test_a_new_conversation_keeps_the_one_before(page: Page) -> None:
    """It is offered on the empty page and opens where it was left; a follow-up belongs to it."""
    ask(page, NETS)

    begin_anew(page)

    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    page.reload()
    expect(page.locator(".exchange")).to_have_count(0)
    page.locator("#recent").get_by_role("link", name=NETS).click()
    expect(page.locator(".exchange h2")).to_have_text([NETS])
    ask(page, LIT)
    page.reload()
    expect(page.locator(".exchange h2")).to_have_text([NETS, LIT])


def test_a_conversation_is_found_and_renamed(page: Page) -> None:
    """By words of its questions and answers, accents and capitals aside; the title is the first question until then."""
    ask(page, NETS)
    begin_anew(page)
    ask(page, LIT)
    box = drawer(page)

    box.get_by_label("Find a conversation").fill("shíllings FINE")
    expect(box.locator(".kept .document")).to_have_text([NETS])
    box.get_by_role("button", name="Rename").click()
    box.get_by_label("Title").fill("Fines of the harbour")
    page.keyboard.press("Enter")

    box.get_by_label("Find a conversation").fill("")
    expect(box.locator(".kept .document")).to_have_text([LIT, "Fines of the harbour"])
    box.get_by_label("Find a conversation").fill("zzz")
    expect(box).to_contain_text("No conversation has these words.")


def test_a_deleted_conversation_can_be_had_back(page: Page, address: str) -> None:
    """It is gone from the browser, from the page and from other tabs' lists, title and all, until it is undone."""
    ask(page, NETS)
    other = another_tab(page, address)
    listed = drawer(other).locator(".kept .document")
    box = drawer(page)
    box.get_by_role("button", name="Rename").click()
    box.get_by_label("Title").fill("Fines")
    page.keyboard.press("Enter")
    expect(listed).to_have_text(["Fines"])

    box.get_by_role("button", name="Delete").click()

    expect(box.locator(".kept .document")).to_have_count(0)
    expect(listed).to_have_count(0)
    expect(page.locator(".exchange")).to_have_count(0)
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    box.get_by_role("button", name="Undo").click()
    expect(listed).to_have_text(["Fines"])
    expect(box.locator(".kept .document")).to_have_text(["Fines"])
    expect(page.locator(".exchange h2")).to_have_text([NETS])


def test_all_conversations_are_exported_as_json(page: Page) -> None:
    """With titles, questions and whole answers; one alone as Markdown."""
    ask(page, NETS)
    begin_anew(page)
    ask(page, LIT)
    box = drawer(page)

    with page.expect_download() as all_of_them:
        box.get_by_role("button", name="Export all as JSON").click()
    with page.expect_download() as one:
        box.get_by_role("button", name=f"Export “{NETS}”").click()

    whole = json.loads(Path(all_of_them.value.path()).read_text(encoding="utf-8"))
    assert all_of_them.value.suggested_filename == "conversations.json"
    assert [each["title"] for each in whole["conversations"]] == [LIT, NETS]
    assert whole["conversations"][1]["turns"][0]["answer"]["citations"][0]["quote"]
    text = Path(one.value.path()).read_text(encoding="utf-8")
    assert f"## {NETS}" in text
    assert LIT not in text


FORMER = """kept => {
  const [turn] = Object.entries(localStorage).filter(([name]) => name.startsWith("qa-turn/"));
  const { answer, question } = JSON.parse(turn[1]);
  localStorage.clear();
  const turns = [{ question, answer }, { question: kept, answer }];
  localStorage.setItem("qa-conversation", JSON.stringify({ version: 1, turns }));
}"""


def test_what_was_kept_in_the_former_way_is_taken_over_once(page: Page, address: str) -> None:
    """One conversation in one item becomes one of several, and is shown the first time."""
    ask(page, NETS)
    page.evaluate(FORMER, LIT)

    page.goto(address)

    expect(page.locator(".exchange h2")).to_have_text([NETS, LIT])
    assert page.evaluate("localStorage.getItem('qa-conversation')") is None
    page.goto(address)
    expect(drawer(page).locator(".kept li")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("qa-conversation", "{"),
        ("qa-conversation", '{"version": 1, "turns": [{"question": 5}, null]}'),
        ("qa-conversation", '{"version": 99}'),
        ("qa-turn/a/b", "{"),
        ("qa-turn/a/b", '{"id": "b", "at": 1, "question": "?"}'),
        ("qa-turn/a", "null"),
    ],
)
def test_what_is_no_conversation_is_not_read(page: Page, address: str, name: str, kept: str) -> None:
    """A broken memory costs the memory, not the page."""
    page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [name, kept])

    page.goto(f"{address}/?c=a")

    expect(page.locator("#examples li").first).to_be_visible()
    expect(page.locator("#recent")).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("is not kept in this browser")


FILL = """() => {
  let size = 1 << 22;
  for (let n = 0; size > 2; n += 1) {
    try { localStorage.setItem(`filler${n}`, "x".repeat(size)); } catch { size >>= 1; }
  }
}"""


def test_the_oldest_conversation_goes_where_there_is_no_room(page: Page) -> None:
    """What is asked now is kept, and what went for it is said."""
    ask(page, NETS)
    begin_anew(page)
    ask(page, LIT)
    page.evaluate(FILL)

    ask(page, TIDE)

    expect(page.locator("#notice")).to_contain_text(f"the oldest conversation was removed: {NETS}")
    page.reload()
    expect(page.locator(".exchange h2").last).to_have_text(TIDE)
    expect(drawer(page).locator(".kept .document")).to_have_count(1)


def test_a_running_question_is_answered_where_it_was_asked(visit: Visit, serve: Serve) -> None:
    """Another conversation can be begun meanwhile; the answer is kept with its own, and shown there alone."""
    gate = threading.Event()
    gate.set()
    assistant = FakeAssistant(gate=gate)
    page = visit(serve(assistant))
    ask(page, LIT)
    gate.clear()
    page.locator("#question").fill(NETS)
    page.keyboard.press("Enter")
    expect(page.locator("#send")).to_have_text("Stop")

    begin_anew(page)
    expect(page.locator("#send")).to_have_text("Ask")
    gate.set()
    ask(page, TIDE)

    expect(page.locator(".exchange h2")).to_have_text([TIDE])
    box = drawer(page)
    expect(box.locator(".kept li").last).to_contain_text("2 questions")
    box.get_by_role("link", name=LIT).click()
    expect(page.locator(".exchange h2")).to_have_text([LIT, NETS])
