"""Where the documents do not answer: what comes closest, in its shape, and what stands around it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from index.records import Document
from index.structure import Structure
from index.units import unit_of
from qa.answering.ports import Question
from qa.answering.records import Answer, Citation
from tests.e2e.conftest import PHONE, Serve, Visit
from tests.fakes import FakeAssistant
from tests.fakes_documents import reworded
from tests.index.laid_out import LaidOut
from tests.walking import STANDS, ask, open_source, text_of

pytestmark = pytest.mark.browser

FRANCE = "Who is the king of France and of the lighthouse beyond the seven seas?"


def test_silence_shows_the_closest_statements(page: Page, assistant: FakeAssistant) -> None:
    """One sentence, what to try, and quotes like any other; the nearest passages are folded below them."""
    exchange = ask(page, FRANCE)

    (closest, *others) = assistant.ask(Question(FRANCE)).closest
    expect(exchange.locator(".silent")).to_have_text(re.compile("do not say"))
    expect(exchange.locator(".advice")).to_contain_text("If one of these is what you meant")
    quotes = exchange.locator(".closest figure.quote")
    expect(quotes).to_have_count(1 + len(others))
    assert text_of(quotes.first.locator("blockquote")) == f"{closest.quote} 1"
    (highlight,) = closest.highlights
    assert text_of(quotes.first.locator(".direct")) == closest.quote[highlight.start : highlight.end]
    expect(quotes.first.locator(".badge")).to_have_text(STANDS)
    expect(exchange.locator(".passage").first).to_be_hidden()
    panel = open_source(page, exchange)
    assert text_of(panel.locator("mark")) == closest.quote


def test_a_screen_reader_hears_how_many_statements_come_close(page: Page) -> None:
    """After the sentence that there is no answer."""
    ask(page, FRANCE)

    expect(page.locator("#status")).to_have_text(re.compile("do not say.* 1 closest statement listed.$"))


class WithoutStatements(FakeAssistant):
    """Abstains with nothing but passages."""

    def ask(self, question: Question) -> Answer:
        return replace(super().ask(question), closest=())


def test_silence_without_a_close_statement_shows_passages(visit: Visit, serve: Serve) -> None:
    """They are in the open, and each opens in its source."""
    assistant = WithoutStatements()
    page = visit(serve(assistant))

    exchange = ask(page, FRANCE)

    assert exchange.locator(".cite").count() == 0
    assert exchange.locator(".passage").count() == 5
    exchange.locator(".passage").first.click()
    marked = text_of(page.locator("#panel mark"))
    assert marked in assistant.library["lighthouse-txt"].text


def test_an_exported_silence_has_the_passages_that_it_speaks_of(visit: Visit, serve: Serve) -> None:
    """Where there is no close statement, what the page lists stands in the file too, each with its place."""
    assistant = WithoutStatements()
    page = visit(serve(assistant))
    ask(page, FRANCE)

    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()

    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "The nearest passages, which do not answer it:" in text
    for passage in assistant.ask(Question(FRANCE)).passages:
        assert f"characters {passage.start}–{passage.end}, [open](<" in text


def test_what_stands_around_a_statement_is_shown_in_place(page: Page, assistant: FakeAssistant) -> None:
    """The document's own words before and after it, and away again by the same button."""
    quote = ask(page, FRANCE).locator(".closest figure.quote").first
    (closest, *_) = assistant.ask(Question(FRANCE)).closest
    text = assistant.library[closest.document_id].text

    more = quote.get_by_role("button", name="Show more around it")
    more.click()

    around = quote.locator(".surroundings")
    expect(around).to_have_count(2)
    before, after = (text_of(each) for each in around.all())
    assert text[: closest.start].rstrip().endswith(before)
    assert text[closest.end :].lstrip().startswith(after)
    assert "THE LIGHT AT SKERRY POINT" in before
    assert "Marion Teale" in after
    less = quote.get_by_role("button", name="Show less")
    expect(less).to_have_attribute("aria-expanded", "true")
    less.click()
    expect(around).to_have_count(0)
    expect(more).to_be_focused()


def test_what_stands_around_a_changed_statement_is_not_shown(page: Page, assistant: FakeAssistant) -> None:
    """Other words than the quoted document's would pass for its own."""
    quote = ask(page, FRANCE).locator(".closest figure.quote").first
    document = assistant.library["lighthouse-txt"]
    assistant.library[document.id] = reworded(document, "Notice: " + document.text)

    quote.get_by_role("button", name="Show more around it").click()

    expect(quote).to_contain_text("The document has changed since.")
    expect(quote.locator(".surroundings")).to_have_count(0)


class Headed(FakeAssistant):
    """Every passage begins with a heading, as in Markdown."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        headed = [replace(near, text=f"## The lamp #2\n\n{near.text}") for near in answer.passages]
        return replace(answer, passages=tuple(headed))


def test_a_passage_is_shown_without_the_marks_of_its_headings(visit: Visit, serve: Serve) -> None:
    """The heading's words stay, and so does a number sign in the middle of a line."""
    exchange = ask(visit(serve(Headed())), FRANCE)

    expect(exchange.locator(".snippet").first).to_have_text(re.compile("^The lamp #2 "))


class Tabular(FakeAssistant):
    """Has a table, and comes closest with a row of it."""

    def __init__(self) -> None:
        page = LaidOut()
        page.add("heading", "## Ferries")
        page.gap()
        header = page.row(None, "Town", "First ferry")
        for row in (("Molde", "06:10"), ("Bodo", "07:20"), ("Narvik", "09:00")):
            page.gap("\n")
            page.row(None, *row, header=header)
        self.page = page
        document = Document("ferries", "ferries.html", page.content())
        super().__init__(library={document.id: document})

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        document = self.library["ferries"]
        unit = unit_of(Structure(document.content), self.page.at("Bodo\t07:20"))
        assert unit is not None
        closest = Citation.of(1, document, unit, (self.page.at("07:20"),))
        return replace(answer, answerable=False, citations=(), closest=(closest,), reason="near_but_silent")


def test_a_statement_keeps_its_shape(visit: Visit, serve: Serve) -> None:
    """A row stands under the names of its columns and its headings, the cell marked; around it are the other rows."""
    quote = ask(visit(serve(Tabular()), viewport=PHONE, dark=True), "When does it sail?").locator("figure.quote")

    expect(quote.locator(".path")).to_have_text("Ferries")
    expect(quote.get_by_role("columnheader")).to_have_text(["Town", "First ferry"])
    expect(quote.locator("td .direct")).to_have_text("07:20")
    quote.get_by_role("button", name="Show more around it").click()
    expect(quote.locator(".surroundings :is(th, td)")).to_have_text(
        ["Town", "First ferry", "Molde", "06:10", "Narvik", "09:00"], use_inner_text=True
    )


def test_nothing_moves_while_quotes_are_checked(visit: Visit, serve: Serve) -> None:
    """What the check says has its room before it is there."""
    page = visit(serve(FakeAssistant()))
    waiting: list[Route] = []
    page.route("**/api/verify", lambda route: waiting.append(route))
    badge = ask(page, FRANCE).locator(".closest .badge").first
    expect(badge).to_have_text("checking…")
    before = page.locator(".exchange figcaption cite").first.bounding_box()

    while not waiting:
        page.wait_for_timeout(10)
    for route in waiting:
        route.continue_()
    expect(badge).to_have_text(STANDS)

    assert page.locator(".exchange figcaption cite").first.bounding_box() == before


def test_a_copy_of_silence_has_the_closest_statements(page: Page, assistant: FakeAssistant) -> None:
    """Said not to answer, each with its place."""
    exchange = ask(page, FRANCE)

    exchange.get_by_role("button", name="Copy with citations").click()
    expect(exchange.get_by_role("button", name="Copied")).to_be_visible()

    (closest,) = assistant.ask(Question(FRANCE)).closest
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "The closest statements, which do not answer it:" in copied
    assert closest.quote.split("\r\n")[0] in copied
    assert f"characters {closest.start}–{closest.end}, sha256 {closest.sha256}" in copied
