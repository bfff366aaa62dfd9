"""The settings of the page, and a statement that is said to be the answer."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.answering.ports import Feedback, Question
from qa.answering.records import Answer
from qa.evaluation.feedback import gold_from_feedback
from qa.evaluation.loading.gold import load_gold
from qa.service.feedback import FeedbackLog, LineFile, RecentAnswers
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.walking import STANDS, ask

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
FRANCE = "Who is the king of France and of the lighthouse beyond the seven seas?"


class Logging(FakeAssistant):
    """Keeps feedback as the product does, in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.recent, self.log = RecentAnswers(), FeedbackLog(LineFile(path))

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        self.recent.remember(question, answer)
        return answer

    def feedback(self, feedback: Feedback) -> None:
        self.log.add(feedback, self.recent.get(feedback.answer_id))


def test_the_statement_that_was_it_becomes_an_evaluation_question(visit: Visit, serve: Serve, tmp_path: Path) -> None:
    """One click; the question, with the statement as its evidence, needs nothing more. A reload remembers it."""
    assistant = Logging(tmp_path / "feedback.jsonl")
    page = visit(serve(assistant))
    exchange = ask(page, FRANCE)
    (closest,) = assistant.ask(Question(FRANCE)).closest

    exchange.get_by_role("button", name="That was it").click()

    expect(exchange.locator(".thanks")).to_have_text(re.compile("as the statement that answers it"))
    expect(exchange.locator(".thanks")).to_be_focused()
    found = gold_from_feedback(assistant.log.rows())
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in found.rows), encoding="utf-8")
    (query,) = load_gold(path, list(assistant.library.values())).queries
    assert (query.text, found.to_fill_in) == (FRANCE, 0)
    assert [(each.document_id, each.text) for each in query.gold] == [(closest.document_id, closest.quote)]
    page.reload()
    expect(page.locator(".thanks")).to_have_count(1)
    expect(page.get_by_role("button", name="That was it")).to_have_count(0)


def choose(page: Page, *labels: str) -> None:
    """Choose something in the settings, and close them."""
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.get_by_role("button", name="Settings").click()
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_theme_and_size_are_chosen_and_kept(page: Page) -> None:
    """Against the system's own theme, at once and after a reload; "as the system" goes back."""
    light, size = ground(page), page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    choose(page, "Dark", "Large")

    assert ground(page) != light
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > size
    page.reload()
    assert ground(page) != light
    choose(page, "As the system", "Normal")
    assert ground(page) == light
    assert page.evaluate("Object.keys(localStorage)") == []


class Sure(FakeAssistant):
    """Is sure of what it answers."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, certainty="sure") if answer.answerable else answer


@pytest.fixture(params=[FakeAssistant, Sure], ids=["likely", "sure"])
def strict(request: pytest.FixtureRequest, visit: Visit, serve: Serve) -> tuple[Page, bool]:
    page = visit(serve(request.param()))
    choose(page, "Only when sure")
    return page, request.param is Sure


def test_only_when_sure_holds_back_what_is_likely(strict: tuple[Page, bool]) -> None:
    """The statements are shown, checked, and not called an answer; what is sure is answered as ever."""
    page, sure = strict

    exchange = ask(page, NETS)

    expect(exchange.locator(".badge")).to_have_text(STANDS)
    expect(exchange.locator(".closest figure")).to_have_count(0 if sure else 1)
    expect(exchange.locator(".silent")).to_have_count(0 if sure else 1)
    expect(exchange.locator(".colophon")).to_have_count(1 if sure else 0)


def test_the_language_is_a_choice_among_those_there_are(page: Page) -> None:
    """Each in its own name; the page is in it from the next loading on."""
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.get_by_role("button", name="Settings").click()

    options = page.get_by_label("Language", exact=True).locator("option")

    expect(options.first).to_have_text("English")
    assert options.first.get_attribute("value") == "en"
    with page.expect_navigation():
        page.get_by_label("Language", exact=True).evaluate("field => field.dispatchEvent(new Event('change'))")
    assert page.evaluate("localStorage.getItem('qa-language')") == "en"
