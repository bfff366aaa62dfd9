"""Asking: the answer, its citations, abstention, follow-ups."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from index.records import Span
from qa.answering.ports import Question
from qa.answering.records import Answer, Certainty
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES, reworded
from tests.walking import STANDS, ask, in_view, open_source, text_of

pytestmark = pytest.mark.browser

CRLF = "Why was the lamp moved to the lower gallery?"
EMOJI = "How high was the highest tide of the decade?"
RTL = "מתי יוצאת המעבורת הראשונה"
PAGED = "What is the fine for drying nets?"


@pytest.mark.parametrize("question", [CRLF, EMOJI, RTL, PAGED], ids=["CRLF", "emoji", "right to left", "pages"])
def test_a_citation_opens_its_source_at_the_very_words(page: Page, assistant: FakeAssistant, question: str) -> None:
    """What is marked is the quote, character for character, inside the whole text, and it is in view."""
    (citation,) = assistant.ask(Question(question)).citations
    exchange = ask(page, question)

    panel = open_source(page, exchange)

    mark = panel.locator("mark")
    assert text_of(mark) == citation.quote
    assert text_of(panel.locator(".text")) == assistant.library[citation.document_id].text
    (highlight,) = citation.highlights
    assert text_of(mark.locator(".direct")) == citation.quote[highlight.start : highlight.end]
    assert in_view(mark)
    expect(panel.locator("h2")).to_have_text(citation.title)


@pytest.mark.parametrize("question", [CRLF, EMOJI, RTL])
def test_the_answer_is_the_quote_with_its_number_in_it(page: Page, assistant: FakeAssistant, question: str) -> None:
    """The quote is set as a quote, its direct part lit, and the number is a button named for what it opens."""
    (citation,) = assistant.ask(Question(question)).citations

    quote = ask(page, question).locator("figure.quote")

    assert text_of(quote.locator("blockquote")) == f"{citation.quote} 1"
    (highlight,) = citation.highlights
    assert text_of(quote.locator(".direct")) == citation.quote[highlight.start : highlight.end]
    name = quote.locator(".cite").get_attribute("aria-label") or ""
    assert name.startswith(f"Citation 1: {citation.title}")


def test_verified_is_what_the_server_says(page: Page) -> None:
    """The badge appears in the answer and in the panel, after the check."""
    exchange = ask(page, PAGED)
    panel = open_source(page, exchange)

    for place in (exchange, panel):
        expect(place.locator(".badge").first).to_have_text(STANDS)


def test_a_quote_that_no_longer_stands_is_not_called_verified(page: Page, assistant: FakeAssistant) -> None:
    """The page asks; it does not hope."""
    document = assistant.library["rules-pdf"]
    held = assistant.ask
    assistant.ask = lambda question: _and_then(held(question), lambda: _change(assistant, document.id))  # type: ignore[method-assign]

    exchange = ask(page, PAGED)

    expect(exchange.locator(".badge")).to_have_text(re.compile("not verified: the document has changed"))


def _and_then(answer: Answer, after: object) -> Answer:
    after()  # type: ignore[operator] # a function
    return answer


def _change(assistant: FakeAssistant, document_id: str) -> None:
    document = assistant.library[document_id]
    assistant.library[document_id] = reworded(document, "Notice: " + document.text)


class Sure(FakeAssistant):
    """Answers with a given certainty and confidence."""

    said: tuple[Certainty, float] = ("sure", 0.934)

    def ask(self, question: Question) -> Answer:
        certainty, confidence = self.said
        timings = {"read": 428.1, "total": 481.0}
        return replace(super().ask(question), certainty=certainty, confidence=confidence, timings_ms=timings)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("sure", 0.934), "Sure (93 %) · 1 quote from 1 document · 0.48 s, 0.43 s of it reading"),
        (("likely", 0.7), "Likely (70 %) · 1 quote from 1 document · 0.48 s, 0.43 s of it reading"),
        (("likely", 0.41), "Uncertain (41 %) · 1 quote from 1 document · 0.48 s, 0.43 s of it reading"),
    ],
)
def test_how_sure_an_answer_is_stands_in_words(
    visit: Visit, serve: Serve, said: tuple[Certainty, float], words: str
) -> None:
    """With the percentage behind them, and what its time went into; less likely than not is not called likely."""
    assistant = Sure()
    assistant.said = said

    exchange = ask(visit(serve(assistant)), PAGED)

    expect(exchange.locator(".colophon")).to_have_text(words)
    expect(exchange.locator(".checked")).to_have_text(re.compile("not about whether they answer"))


class OnePart(FakeAssistant):
    """Answers one of two questions, and names the other."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        (citation, *_) = answer.citations
        missing = "The documents do not answer “Who is the king of France?”."
        return replace(answer, answer=f"{missing} “{citation.quote}” [1] {missing}")


def test_a_part_without_an_answer_is_named_in_prose(visit: Visit, serve: Serve) -> None:
    """Before or behind the quote, which stays a quote."""
    assistant = OnePart()

    exchange = ask(visit(serve(assistant)), PAGED)

    missing = "The documents do not answer “Who is the king of France?”."
    assert [text_of(line).strip() for line in exchange.locator(".prose").all()] == [missing, missing]
    (citation,) = assistant.ask(Question(PAGED)).citations
    assert text_of(exchange.locator("figure.quote blockquote")) == f"{citation.quote} 1"


def test_an_example_is_asked_by_a_click(page: Page) -> None:
    """Examples come from the server, and make way for the answer."""
    expect(page.locator("#examples li")).to_have_count(len(EXAMPLES))

    page.get_by_role("button", name=EXAMPLES[1]).click()

    expect(page.locator(".exchange h2")).to_have_text(EXAMPLES[1])
    expect(page.locator(".exchange .cite")).to_have_count(1)
    expect(page.locator("#welcome")).to_be_hidden()


def test_a_follow_up_says_what_it_took_from_the_question_before(page: Page, assistant: FakeAssistant) -> None:
    """The history is sent; the words that were added to the question are shown as what they are."""
    first = ask(page, "When was the lighthouse at Skerry Point first lit?")
    second = ask(page, "Who designed it?")

    assert [turn.role for turn in assistant.asked[-1].history] == ["user", "assistant"]
    expect(first.locator(".searched")).to_have_count(0)
    expect(second.locator(".searched")).to_have_text(
        re.compile("^Taken as a follow-up, from your earlier question: When")
    )


class Correcting(FakeAssistant):
    """Reads one word of a question as another."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, standalone_question=answer.standalone_question.replace("lihgt", "light"))


def test_a_question_whose_spelling_was_corrected_is_no_follow_up(visit: Visit, serve: Serve) -> None:
    """Brackets that somebody typed are none of ours; of a follow-up both is said."""
    page = visit(serve(Correcting()))

    first = ask(page, "When was the lihgt first lit?").locator(".searched")
    second = ask(page, "Who designed it, the lihgt?").locator(".searched")
    third = ask(page, "Who designed the lihgt (Skerry)").locator(".searched")

    expect(first).to_have_text("Spelling corrected, so read as: When was the light first lit?")
    expect(second.first).to_have_text("Spelling corrected, so read as: Who designed it, the light?")
    expect(second.last).to_have_text("Taken as a follow-up, from your earlier question: When was the light first lit?")
    expect(third).to_have_text("Spelling corrected, so read as: Who designed the light (Skerry)")


def test_hovering_and_focusing_a_number_shows_the_quote(page: Page, assistant: FakeAssistant) -> None:
    """The card holds the quote in its surroundings, and goes with Escape."""
    (citation,) = assistant.ask(Question(EMOJI)).citations
    cite = ask(page, EMOJI).locator(".cite")
    card = page.locator("#peek")

    cite.hover()
    expect(card).to_be_visible()
    assert text_of(card.locator("q")) == citation.quote
    before, after = card.locator(".around").all()
    assert citation.prefix.endswith(text_of(before).removeprefix("…"))  # half a word at the cut is left out
    assert citation.suffix.startswith(text_of(after).removesuffix("…"))
    assert text_of(before)[1:].strip()
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)
    page.locator("#question").focus()
    for _ in range(12):  # back over what can be done with the answer, to its number
        page.keyboard.press("Shift+Tab")
        if cite.evaluate("node => node === document.activeElement"):
            break
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


class Prose(FakeAssistant):
    """Words an answer as a language model would: sentences of its own, numbers in them, one quote cited twice."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        return replace(answer, mode="llm", answer="It came cheap [1], and stayed so [1].\n\nNobody minds [7].")


def test_prose_keeps_its_numbers_and_lists_its_quotes(visit: Visit, serve: Serve) -> None:
    """Sentences stay sentences; a number without a citation stays text; the quotes stand beneath."""
    page = visit(serve(Prose()))

    exchange = ask(page, PAGED)

    assert [text_of(line) for line in exchange.locator(".prose").all()] == [
        "It came cheap 1, and stayed so 1.",
        "Nobody minds [7].",
    ]
    expect(exchange.locator(".prose .cite")).to_have_count(2)
    expect(exchange.locator(".footnotes figure.quote")).to_have_count(1)
    expect(exchange.locator(".by-model")).to_contain_text("Written by a language model. Each sentence was checked")
    expect(exchange.locator(".badge")).to_have_text(STANDS)


class Quoting(FakeAssistant):
    """Sets its quotes in quotation marks behind a lead, white space collapsed, the whole of each as its direct part."""

    def ask(self, question: Question) -> Answer:
        answer = super().ask(question)
        whole = tuple(replace(c, highlights=(Span(0, len(c.quote)),)) for c in answer.citations)
        said = " ".join(f"“{' '.join(c.quote.split())}” [{c.number}]" for c in whole)
        return replace(answer, citations=whole, answer=f"The documents speak of it:\n{said}")


def test_quotes_in_running_text_are_set_as_quotes(visit: Visit, serve: Serve) -> None:
    """The lead stays prose, the quotation marks go; what is wholly direct is not lit, since nothing would stand out."""
    assistant = Quoting()
    page = visit(serve(assistant))

    exchange = ask(page, CRLF)

    assert [text_of(line) for line in exchange.locator(".prose").all()] == ["The documents speak of it:"]
    (citation,) = assistant.ask(Question(CRLF)).citations
    assert text_of(exchange.locator("blockquote")) == f"{citation.quote} 1"
    expect(exchange.locator(".direct")).to_have_count(0)
    expect(open_source(page, exchange).locator(".direct")).to_have_count(0)


def test_several_quotes_stand_in_order(page: Page) -> None:
    """Each has its own number, place and badge."""
    exchange = ask(page, "four boats lost, and the fine for nets: pilot or herring fleet?")

    numbers = [text_of(cite) for cite in exchange.locator(".cite").all()]
    assert numbers == [str(number + 1) for number in range(len(numbers))]


TEXTS = ["", "plain", "😀", "a😀b👩‍👩‍👧‍👦c", "e\u0301𝟙𝟚שלום\r\n", "👍🏽" * 40]


def test_offsets_are_turned_into_the_browsers_own(page: Page) -> None:
    """Every code point offset of a text, in any order and past its end, against Python's own count."""
    points = [[*range(len(text) + 3), 0, len(text)][::-1] for text in TEXTS]
    expected = [
        [len(text[:point].encode("utf-16-le")) // 2 if point <= len(text) else None for point in row]
        for text, row in zip(TEXTS, points, strict=True)
    ]

    found = page.evaluate(
        """async ([texts, points]) => {
          const { toUnits } = await import("/web/offsets.js");
          return texts.map((text, i) => toUnits(text, points[i]));
        }""",
        [TEXTS, points],
    )

    assert found == expected
