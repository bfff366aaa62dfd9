"""What outlasts an answer: the conversation in the browser, its export, feedback, documents that come and go."""

import json
import random
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import FilePayload, Page, expect

from qa.answering.ports import Question
from qa.api import ApiSettings
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.walking import STANDS, ask, text_of

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"
LIT = "When was the lighthouse at Skerry Point first lit?"
QUOTED = {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline"}
WRITING = ApiSettings(write=True)


def test_a_conversation_outlasts_a_reload(page: Page, assistant: FakeAssistant) -> None:
    """Questions and answers are there again, every quote is checked anew, and follow-ups know what came before."""
    ask(page, LIT)

    page.reload()

    expect(page.locator(".exchange h2")).to_have_text([LIT])
    expect(page.locator(".exchange .badge")).to_have_text(STANDS)
    ask(page, "Who designed it?")
    assert assistant.asked[-1].history[0].content == LIT


def test_a_remembered_quote_that_no_longer_stands_is_not_called_verified(page: Page, assistant: FakeAssistant) -> None:
    """The browser's memory is no proof."""
    ask(page, NETS)
    del assistant.library["rules-pdf"]

    page.reload()

    expect(page.locator(".exchange .badge")).to_have_text("not verified: the document is no longer here")


def test_the_export_holds_every_quote_with_its_place(page: Page, address: str, assistant: FakeAssistant) -> None:
    """A file of Markdown, whose links open the quotes where they stand."""
    (citation,) = assistant.ask(Question(NETS)).citations
    ask(page, NETS)

    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()

    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename == "conversation.md"
    assert f"## {NETS}\n\n> {citation.quote}\n" in text
    assert f"page {citation.page}, characters {citation.start}–{citation.end}, sha256 {citation.sha256}" in text
    link = f"{address}/#d={citation.document_id}&s={citation.start}&e={citation.end}&h={citation.sha256}"
    assert f"[open](<{link}>)" in text


def test_markup_in_a_quote_is_escaped_in_the_export(page: Page) -> None:
    """Wherever the file is opened, it shows the document's characters: no image, no link, no heading."""
    escaped = page.evaluate(
        "async text => (await import('/web/markdown.js')).escaped(text)",
        "![x](https://evil.example) <b>&amp;\n# head\n1. item\n    code\n- [ ] `y` *z* _w_ ~s~ |t| $m$",
    )

    assert escaped.split("\n") == [
        r"![x\](https://evil.example) \<b>\&amp;",
        r"\# head",
        r"1\. item",
        r"&#32;   code",
        r"\- [ ] \`y\` *z\* _w\_ ~s\~ |t| $m\$",
    ]


PIECES = (
    "*", "**", "_", "~", "~~", "`", "```", "$", "[", "]", "(", ")", "](x)", "[x]: y", "![", "<b>", "<!--", "&amp;",
    "&#35;", "#", "## ", "-", "- ", "+ ", "1. ", "2) ", "> ", "|", "---", "|---|", "===", "\\", "\\*", " ", "    ",
    "\n", "\n\n", "a", "b c", "5", "$5", "3*4", "snake_case", "\t", ":", "!", "~~~", "___", "* * *", "- - -", "***",
)  # fmt: skip


def test_whatever_a_quote_holds_a_reader_of_markdown_shows_it(page: Page) -> None:
    """Ten thousand texts of signs, each as a quotation: nothing but a paragraph of the same characters comes of it."""
    chance = random.Random(20261126)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(10_000)]
    escape = "async texts => { const { escaped } = await import('/web/markdown.js'); return texts.map(escaped); }"
    reader = MarkdownIt("gfm-like", {"linkify": False})

    escaped: list[str] = page.evaluate(escape, texts)

    for text, markdown in zip(texts, escaped, strict=True):
        tokens = reader.parse("\n".join(f"> {line}" for line in f"{markdown}\n\n.".split("\n")))
        inside = [child for token in tokens for child in token.children or ()]
        assert {token.type for token in tokens} <= QUOTED, text
        assert {child.type for child in inside} <= {"text", "text_special", "softbreak", "hardbreak"}, text
        assert "".join("".join(child.content for child in inside).split()) == "".join(text.split()) + ".", text


def test_what_needs_no_escape_has_none(page: Page) -> None:
    """Prices, names of variables and references stay as they can be read."""
    text = "It costs $5 (or ~4 euros) in snake_case | see [1] & 3 * 4 < 5 - yes #tag -5 2.5"

    escaped = page.evaluate("async text => (await import('/web/markdown.js')).escaped(text)", text)

    assert escaped == text


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("The answer is wrong", "wrong_answer"),
        ("A quote is wrong", "wrong_quote"),
        ("It should have said", "should_abstain"),
    ],
)
def test_feedback_reaches_the_server_in_three_kinds(
    page: Page, assistant: FakeAssistant, label: str, kind: str
) -> None:
    """By keyboard or pointer, with a note; what is kept is said before it is sent, and remembered after."""
    exchange = ask(page, NETS)
    exchange.get_by_role("button", name="Something wrong?").click()
    expect(exchange.locator(".feedback-form")).to_contain_text("your question and what was said before it")

    exchange.get_by_label(label).check()
    exchange.get_by_label("A note").fill("It is on page 1 😀")
    exchange.get_by_role("button", name="Send").click()

    expect(exchange.locator(".thanks")).to_contain_text(label)
    (sent,) = assistant.judgements
    assert (sent.answer_id, sent.kind) == (assistant.ask(Question(NETS)).answer_id, kind)
    assert sent.note == "It is on page 1 😀"
    page.reload()
    expect(page.locator(".thanks")).to_contain_text(label)


def test_silence_can_be_judged_too(page: Page, assistant: FakeAssistant) -> None:
    """There is one thing that can be wrong with it. Escape closes the form and nothing else."""
    exchange = ask(page, "Who is the king of France and of the lighthouse beyond the seven seas?")
    exchange.get_by_role("button", name="Something wrong?").click()
    expect(exchange.get_by_label("The documents do answer this")).to_be_focused()  # loaded on demand
    page.keyboard.press("Escape")
    expect(exchange.get_by_role("button", name="Something wrong?")).to_be_focused()
    page.keyboard.press("Enter")

    expect(exchange.get_by_label("The documents do answer this")).to_be_focused()
    exchange.get_by_role("button", name="Send").click()

    expect(exchange.locator(".thanks")).to_be_visible()
    assert [sent.kind for sent in assistant.judgements] == ["wrong_answer"]


def test_an_answer_can_be_said_to_help(page: Page, assistant: FakeAssistant) -> None:
    """With a word or without."""
    exchange = ask(page, NETS)
    exchange.get_by_role("button", name="This helps").click()
    exchange.get_by_label("A note").fill("Just what I needed")
    exchange.get_by_role("button", name="Send").click()

    expect(exchange.locator(".thanks")).to_contain_text("This helps")
    (sent,) = assistant.judgements
    assert (sent.kind, sent.note) == ("helpful", "Just what I needed")


def test_silence_offers_what_the_documents_do_answer(page: Page) -> None:
    """A way on, from the server's own checked questions."""
    expect(page.locator("#examples li").first).to_be_visible()
    exchange = ask(page, "Who is the king of France and of the lighthouse beyond the seven seas?")

    exchange.get_by_role("button", name=LIT).click()

    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator(".exchange").last.locator(".cite")).to_be_visible()


def test_documents_come_and_go_where_writing_is_allowed(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """Each file says what became of it; what was read can be removed after one more question, and nothing else can."""
    assistant = FakeAssistant(write=True)
    page = visit(serve(assistant, WRITING) + "/#documents")
    files = [
        FilePayload(name="notes.txt", mimeType="text/plain", buffer="The mast was 😀 blue.".encode()),
        FilePayload(name="broken.txt", mimeType="text/plain", buffer=b"\xff\xfe\xfa"),
    ]

    page.locator("#upload").set_input_files(files)

    expect(page.locator('.queue [data-state="done"]')).to_have_text(re.compile(r"notes.txt\s*read, 1 passage"))
    expect(page.locator('.queue [data-state="failed"]')).to_have_text(
        re.compile(r"broken.txt\s*not read: no text was found in it")
    )
    expect(page.locator(".removing")).to_have_count(1)
    assert assistant.library["notes-txt"].text == "The mast was 😀 blue."
    page.get_by_role("button", name="Remove notes.txt").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".removing")).to_have_count(0)
    assert "notes-txt" not in assistant.library
    trouble[:] = [row for row in trouble if "422" not in row]


def test_nothing_is_offered_where_writing_is_off(page: Page) -> None:
    """The page asks the server what it may do, and hides the rest."""
    page.get_by_role("button", name="Documents").click()

    expect(page.locator("#panel .document").first).to_be_visible()
    expect(page.locator("#upload, .removing")).to_have_count(0)


def test_many_documents_can_be_searched_by_name(visit: Visit, serve: Serve) -> None:
    """From nine on there is a field; it matches title and file."""
    assistant = FakeAssistant()
    one = assistant.library["tides-md"]
    assistant.library |= {f"d{number}": one for number in range(9)}
    page = visit(serve(assistant) + "/#documents")

    page.get_by_label("Find a document").fill("LIGHTHOUSE.txt")

    expect(page.locator(".indexed li:visible")).to_have_count(1)


class Model(FakeAssistant):
    """Takes a question in either mode, and notes which."""

    def _check(self, question: Question) -> None:
        del question


def test_a_language_model_writes_only_where_it_is_wanted(visit: Visit, serve: Serve) -> None:
    """The choice is there where the server offers it, off at first, and kept."""
    assistant = Model()
    page = visit(serve(assistant, ApiSettings(modes=("extractive", "llm"))))
    ask(page, NETS)
    page.get_by_label("Let the language model write").check()
    ask(page, NETS)
    page.reload()

    expect(page.get_by_label("Let the language model write")).to_be_checked()
    assert [asked.mode for asked in assistant.asked] == ["extractive", "llm"]


def test_behind_a_key_the_conversation_goes_with_the_key(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """Both are the tab's own; nothing of them is left in the browser."""
    page = visit(serve(FakeAssistant(), ApiSettings(api_key="open sesame")))
    page.locator("#key").fill("open sesame")
    page.keyboard.press("Enter")
    expect(page.locator("#examples")).to_be_visible()

    ask(page, NETS)

    kept = page.evaluate("Object.entries(sessionStorage).filter(([name]) => name.startsWith('qa-turn/'))")
    assert [json.loads(turn)["question"] for _, turn in kept] == [NETS]
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert text_of(page.locator(".exchange h2")) == NETS
    trouble[:] = [row for row in trouble if "401" not in row]
