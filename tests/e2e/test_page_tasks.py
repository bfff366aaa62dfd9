"""The tasks that a person keeps the page open for, each walked from its beginning in a browser, on a real `qa serve`.

1. A first answer from documents of one's own:  `test_a_first_answer_from_documents_of_ones_own`
2. The exact place on a page of a PDF:          `test_the_exact_place_on_a_page_of_a_pdf`
3. A question to two documents alone:           `test_a_question_to_two_documents_alone`
4. An answer from a table:                      `test_an_answer_from_a_table`
5. Silence and its closest statement:           `test_silence_and_its_closest_statement`
6. Five files and a folder, panel closed:       `test_five_files_and_a_folder_while_the_panel_is_closed`
7. Two tabs:                                    `test_two_tabs`
8. Export, and a link in another browser:       `test_an_exported_link_opens_in_another_browser`
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import PHONE, Visit
from tests.printed import FIRST, LIT, book
from tests.processes import serving_long
from tests.walking import STANDS, ask, in_view, open_page, open_source, text_of

pytestmark = [pytest.mark.browser, pytest.mark.model]

LANTERN = "What is the price of the red lantern?"
RULE = "The harbour master opens the gate of the harbour at six in the morning.\n\nDogs are kept on a lead.\n"
SEASON = "The bathing season begins on 15 May.\n\nThe kiosk on the beach sells ice cream and coffee.\n"
PRICES = """# Prices in the shop of the lighthouse

| Article | Colour | Price | Weight | Made in | In stock | Since |
|---------|--------|-------|--------|---------|----------|-------|
| Lantern | red    | 12.50 euros | 400 g | Bodo | 14 | 2019 |
| Lantern | green  | 14.75 euros | 410 g | Molde | 3 | 2021 |
| Rope    | white  | 3.20 euros | 900 g | Narvik | 60 | 2018 |
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    docs = folder / "docs"
    (docs / "town").mkdir(parents=True)
    (docs / "light.pdf").write_bytes(book())
    (docs / "prices.md").write_text(PRICES, "utf-8")
    (docs / "town" / "harbour.txt").write_text(RULE, "utf-8")
    (docs / "town" / "beach.txt").write_text(SEASON, "utf-8")
    return folder


@pytest.fixture(scope="module")
def own(folder: Path) -> Iterator[str]:
    """Run `qa serve` over a folder, as whoever has read README does; gives its address."""
    with serving_long(folder, QA_WRITE="1") as address:
        yield address


def quoted(exchange: Locator) -> Locator:
    return exchange.locator("figure.quote").first


def test_a_first_answer_from_documents_of_ones_own(visit: Visit, own: str) -> None:
    """The first screen says what is there; the answer is a quote with its document, checked."""
    page = visit(own)
    expect(page.locator("#overview")).to_contain_text(re.compile(r"There are \d+ documents"))

    exchange = ask(page, "When does the bathing season begin?")

    expect(quoted(exchange)).to_contain_text("The bathing season begins on 15 May.")
    expect(quoted(exchange).locator("cite")).to_have_text("town/beach.txt")
    expect(quoted(exchange).locator(".badge")).to_have_text(STANDS)


def test_the_exact_place_on_a_page_of_a_pdf(visit: Visit, own: str) -> None:
    """The picture of the page opens with the words marked, in view, on a phone."""
    panel = open_page(visit(own, viewport=PHONE), LIT)

    expect(panel.locator(".where")).to_have_text("Page 1 of 3")
    assert in_view(panel.locator(".marked").first)
    expect(panel.locator(".words text").first).to_have_text(FIRST[0])
    assert text_of(panel.locator(".page-text mark").first) in FIRST[0]


def test_a_question_to_two_documents_alone(visit: Visit, own: str) -> None:
    """What only a third one says is not answered; in all documents it is."""
    page = visit(own)
    page.locator("#open-shelf").click()
    for name in ("town/beach.txt", "light.pdf"):
        page.get_by_label(f"Ask only in {name}", exact=True).check()
    page.keyboard.press("Escape")

    within = ask(page, LANTERN)

    expect(page.locator("#scope")).to_contain_text("Asked only in 2 documents")
    expect(within.locator(".silent")).to_be_visible()
    expect(within.locator("cite", has_text="prices.md")).to_have_count(0)
    page.get_by_role("button", name="Ask in all").click()
    expect(quoted(ask(page, LANTERN)).locator("td .direct")).to_contain_text("12.50")


def test_an_answer_from_a_table(visit: Visit, own: str) -> None:
    """On a phone: the row under its columns' names, the cell that answers marked and in view, in the source too."""
    page = visit(own, viewport=PHONE)
    exchange = ask(page, "Where is the green lantern made?")

    names = ["Article", "Colour", "Price", "Weight", "Made in", "In stock", "Since"]
    expect(quoted(exchange).get_by_role("columnheader")).to_have_text(names, use_inner_text=True)
    expect(quoted(exchange).locator("td .direct")).to_have_text("Molde")
    assert in_view(quoted(exchange).locator("td .direct"))
    panel = open_source(page, exchange)
    assert in_view(panel.locator("mark.current .direct"))


def test_silence_and_its_closest_statement(visit: Visit, own: str, folder: Path) -> None:
    """No answer is made up; a near statement opens in its source, and one click keeps it as the answer."""
    page = visit(own)
    exchange = ask(page, "Who painted the gate of the harbour?")

    expect(exchange.locator(".silent")).to_be_visible()
    closest = exchange.locator(".closest figure.quote").first
    expect(closest).to_contain_text("opens the gate of the harbour")
    open_source(page, exchange)
    page.keyboard.press("Escape")
    closest.get_by_role("button", name="That was it").click()
    expect(exchange.locator(".thanks")).to_have_count(1)
    kept = "".join(path.read_text("utf-8") for path in (folder / "data").rglob("*.jsonl"))
    assert "Who painted the gate of the harbour?" in kept


def test_five_files_and_a_folder_while_the_panel_is_closed(visit: Visit, own: str, tmp_path: Path) -> None:
    """The line at the composer tells the result; what was added can be asked about at once."""
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes" / "may.txt").write_text("The council chose Ada Lund as its speaker in May.", "utf-8")
    page = visit(own)
    page.locator("#open-shelf").click()

    page.locator("#upload").set_input_files(
        [
            FilePayload(name=f"log {n}.txt", mimeType="text/plain", buffer=f"The ship of day {n} was blue.".encode())
            for n in range(5)
        ]
    )
    page.locator("#upload-folder").set_input_files(tmp_path / "minutes")
    page.keyboard.press("Escape")

    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#uploads")).to_contain_text("Added: 6 documents.", timeout=60_000)
    expect(page.locator("#overview")).to_contain_text("minutes (1)")
    expect(quoted(ask(page, "Whom did the council choose as its speaker?"))).to_contain_text("Ada Lund")


def test_two_tabs(visit: Visit, own: str) -> None:
    """Each keeps its own conversation over a reload, and both are in the list."""
    page = visit(own)
    other = page.context.new_page()
    other.goto(own)

    ask(page, LANTERN)
    ask(other, LIT)
    page.reload()
    other.reload()

    expect(page.locator(".exchange h2")).to_have_text([LANTERN])
    expect(other.locator(".exchange h2")).to_have_text([LIT])
    page.get_by_role("button", name="Conversations", exact=True).click()
    expect(page.locator(".drawer .kept .document")).to_have_text([LIT, LANTERN])


def exported(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    return Path(download.value.path()).read_text("utf-8")


def test_an_exported_link_opens_in_another_browser(visit: Visit, own: str) -> None:
    """At the same words, checked, with nothing kept there but the link."""
    page = visit(own)
    exchange = ask(page, "When does the harbour master open the gate?")
    said = text_of(quoted(exchange).locator(".direct").first)

    link = re.search(r"\[open\]\(<(http\S+)>\)", exported(page))

    assert link is not None
    panel = visit(link[1]).locator("#panel")
    expect(panel.locator("mark.current").first).to_contain_text(said)
    expect(panel.locator(".badge")).to_have_text(STANDS)
