"""Asking again, editing a question, the keys that work anywhere, and what is opened staying in view."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from qa.answering.ports import Question
from qa.answering.records import Answer
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES
from tests.walking import ask, in_view

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
LIT = "When was the lighthouse at Skerry Point first lit?"
TIDE = "How high was the highest tide of the decade?"


def test_an_edited_question_takes_the_place_of_what_came_after(page: Page, assistant: FakeAssistant) -> None:
    """It is asked with what was said before it alone; undone, everything is as it was, here and in the browser."""
    for question in (NETS, LIT, TIDE):
        ask(page, question)
    second = page.locator(".exchange").nth(1)

    second.get_by_role("button", name="Edit the question").click()
    second.get_by_label("Your question").fill("Why was the lamp moved to the lower gallery?")
    page.keyboard.press("Enter")

    questions = page.locator(".exchange h2")
    expect(questions).to_have_text([NETS, "Why was the lamp moved to the lower gallery?"])
    expect(page.locator("#notice")).to_contain_text("The earlier answer and 1 question after it were replaced.")
    assert [turn.content for turn in assistant.asked[-1].history if turn.role == "user"] == [NETS]
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('qa-turn/')).length") == 2
    page.get_by_role("button", name="Undo").click()
    expect(questions).to_have_text([NETS, LIT, TIDE])
    page.reload()
    expect(questions).to_have_text([NETS, LIT, TIDE])


class Once(FakeAssistant):
    """Fails when it is asked something a second time."""

    def ask(self, question: Question) -> Answer:
        if question.text in [asked.text for asked in self.asked]:
            raise RuntimeError("secret")
        return super().ask(question)


def test_until_the_new_answer_is_there_nothing_goes(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """Where asking again fails, the earlier answer is one click away, and what came after it still stands."""
    page = visit(serve(Once()))
    first = ask(page, NETS)
    ask(page, LIT)

    first.get_by_role("button", name="Ask again").click()
    expect(page.locator(".exchange .trouble")).to_contain_text("went wrong on our side")
    expect(page.locator(".exchange h2").last).to_have_text(LIT)
    page.get_by_role("button", name="Back to the earlier answer").click()

    expect(page.locator(".exchange:visible h2")).to_have_text([NETS, LIT])
    expect(page.locator(".exchange .trouble")).to_have_count(0)
    page.reload()
    expect(page.locator(".exchange h2")).to_have_text([NETS, LIT])
    trouble[:] = [row for row in trouble if "500" not in row]


def test_editing_can_be_left(page: Page) -> None:
    """Escape leaves the question as it was, and the focus where editing began."""
    exchange = ask(page, NETS)
    exchange.get_by_role("button", name="Edit the question").click()
    expect(exchange.get_by_label("Your question")).to_have_value(NETS)
    page.keyboard.type("Something else")

    page.keyboard.press("Escape")

    expect(exchange.locator("h2")).to_have_text(NETS)
    expect(exchange.get_by_role("button", name="Edit the question")).to_be_focused()
    assert page.locator(".exchange").count() == 1


def test_keys_that_work_anywhere(page: Page) -> None:
    """A slash goes to the box, the upward arrow brings the last question back, "?" lists the keys.

    Where something is typed, they are typed.
    """
    field = page.locator("#question")
    ask(page, NETS)
    field.press("ArrowUp")
    expect(field).to_have_value(NETS)
    field.fill("Why? a/b")
    field.press("ArrowUp")
    expect(field).to_have_value("Why? a/b")
    page.locator(".cite").focus()

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("/?")
    expect(field).to_have_value("/?Why? a/b")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator(".cite").focus()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(1)  # the one for the key, which is closed
    expect(page.locator(".cite")).to_be_focused()


SIZES: tuple[ViewportSize, ...] = (
    {"width": 320, "height": 568},
    {"width": 390, "height": 844},
    {"width": 1280, "height": 800},
)


def seen(page: Page, *things: Locator) -> list[bool]:
    """Whether each is in view once the page has come to rest."""
    page.wait_for_timeout(150)
    return [in_view(thing) for thing in things]


@pytest.mark.parametrize("viewport", SIZES, ids=lambda size: str(size["width"]))
def test_what_is_opened_is_in_view(visit: Visit, address: str, viewport: ViewportSize) -> None:
    """In a long conversation: the masthead and the box, the form's first choice, and, on the way, its last button."""
    page = visit(address, viewport=viewport)
    for question in [*EXAMPLES, NETS]:
        ask(page, question)
    menu, box = page.locator("#open-conversations"), page.locator("#question")
    assert seen(page, menu, box) == [True, True]

    for exchange in (page.locator(".exchange").nth(1), page.locator(".exchange").last):
        # from the lower edge of what is in view, where the form has no room yet
        exchange.get_by_role("button", name="Something wrong?").evaluate(
            "opener => { opener.scrollIntoView({ block: 'end' }); opener.click(); }"
        )
        form = exchange.locator(".feedback-form")
        expect(form.locator("input").first).to_be_focused()
        assert seen(page, menu, form.locator("input").first, form.locator("legend")) == [True, True, True]
        send = form.get_by_role("button", name="Send")
        assert seen(page, send) == [True] or viewport["height"] < 600  # there, all of it has no room at once
        send.focus()
        assert seen(page, menu, send) == [True, True]
        page.keyboard.press("Escape")
        exchange.get_by_role("button", name="Edit the question").click()
        edit = exchange.locator(".edit")
        assert seen(page, menu, edit.locator("textarea"), edit.get_by_role("button", name="Cancel")) == [True] * 3
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
