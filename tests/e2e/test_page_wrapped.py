"""Text whose lines were broken at a width: drawn as prose, and copied as clean text."""

import lxml.html
import pytest
from playwright.sync_api import Page, expect

from index.parsers import PARSERS
from index.records import Document
from tests.e2e.conftest import PHONE, Serve, ServeFiles, Visit
from tests.fakes import FakeAssistant
from tests.walking import ask, copied, in_view, open_source, text_of

pytestmark = pytest.mark.browser

HISTORY = """The harbour was dug in the winter of 1846, when the herring had
failed for the third year and nobody in the village had other work.
Marion Teale drew the plan of the harbour on the back of a chart,
which hangs in the town hall.

The boats went out by night and never came again to shore,
The bell was rung upon the hill for forty days and more,
The light was lit by Marion Teale who waited at the door.

Marion Teale, who drew the plan of the harbour of Skerry Point
Harbour Road 12
"""
MANUAL = """OPTIONS
       --dry   Print what the pump would do, and leave the valves as they
               are. Nothing is written into the log.
"""
RAMP = """# Ramp

To open the ramp at low tide, take these steps in their order:

1. Switch on the pump of the ramp.
2. Take the bolts out of the hinge.
   - The left bolt has a red ring.
"""
FARES = "# Fares\n\n| Route | Adult | Child |\n|---|---|---|\n| Molde to Vestnes | 4.10 euros | |\n"
COLUMNS = [f"Month {number}" for number in range(1, 13)]
WIDE = "\n".join(
    [
        f"| Harbour | {' | '.join(COLUMNS)} |",
        "|---|" + "---|" * len(COLUMNS),
        *(
            f"| {town} | {' | '.join(f'{row}{n} boats' for n in range(1, 13))} |"
            for row, town in ((4, "Bodo"), (5, "Molde"))
        ),
    ]
)


def test_broken_lines_of_prose_are_drawn_as_prose(visit: Visit, serve: Serve) -> None:
    """Those of verse and of an address stay; every character of the text does, and the quote is the one marked."""
    history = Document("history", "history.txt", PARSERS[".txt"](HISTORY.encode(), "history.txt"))
    page = visit(serve(FakeAssistant(library={history.id: history})))

    panel = open_source(page, ask(page, "Who drew the plan of the harbour on the back of a chart?"))

    drawn = panel.locator(".text").inner_text()
    assert "when the herring had failed for the third year and nobody in the village had other work. Marion" in drawn
    assert "came again to shore,\nThe bell was rung" in drawn
    assert "Skerry Point\nHarbour Road 12" in drawn
    assert text_of(panel.locator(".text")) == HISTORY
    assert "on the back of a chart,\nwhich hangs" in text_of(panel.locator("mark.current"))


def copied_words(page: Page) -> tuple[str, str]:
    """Return what was copied: as text, without the link, and the words of the quote as rich text."""
    both = copied(page)
    quote = lxml.html.fragment_fromstring(both["text/html"], create_parent="div").find(".//blockquote")
    return both["text/plain"].partition("\n\n")[2].rpartition("\n")[0], quote.text_content()


@pytest.mark.parametrize(
    ("name", "text", "question", "expected"),
    [
        (
            "pump.txt", MANUAL, "What does --dry print?",
            "“--dry Print what the pump would do, and leave the valves as they are. "
            "Nothing is written into the log.”\nOPTIONS (pump.txt)",
        ),
        (
            "ramp.md", RAMP, "How do I open the ramp at low tide?",
            "To open the ramp at low tide, take these steps in their order:\n1. Switch on the pump of the ramp.\n"
            "2. Take the bolts out of the hinge.\n   - The left bolt has a red ring.\nRamp (ramp.md)",
        ),
        (
            "fares.md", FARES, "What is the fare for an adult from Molde to Vestnes?",
            "Route\tAdult\tChild\nMolde to Vestnes\t4.10 euros\nFares (fares.md)",
        ),
    ],
    ids=["manual page", "steps", "row"],
)  # fmt: skip
def test_a_copy_for_people_is_clean_text(
    visit: Visit, serve_files: ServeFiles, name: str, text: str, question: str, expected: str
) -> None:
    """No indents and breaks of another page, no signs of markup; steps and cells stay apart."""
    page = visit(serve_files({name: text}))
    exchange = ask(page, question)
    expect(exchange.locator("figure.quote")).to_have_count(1)

    exchange.get_by_role("button", name="Copy", exact=True).click()
    expect(exchange.get_by_role("button", name="Copied")).to_be_visible()

    plain, rich = copied_words(page)
    assert plain == expected
    assert "\n  " not in rich
    assert "| " not in rich


def test_words_of_a_copy_stay_apart_around_those_that_answer(visit: Visit, serve: Serve) -> None:
    """In rich text these are an element of their own."""
    found = Document(
        "bell", "bell.txt", PARSERS[".txt"](b"The bell of the tower weighs nine tons today.\n", "bell.txt")
    )
    page = visit(serve(FakeAssistant(library={found.id: found})))
    exchange = ask(page, "How many tons does the bell weigh?")

    exchange.get_by_role("button", name="Copy", exact=True).click()
    expect(exchange.get_by_role("button", name="Copied")).to_be_visible()

    assert copied_words(page)[1] == "The bell of the tower weighs nine tons today."


def test_a_wide_table_keeps_the_names_of_its_rows_in_view(visit: Visit, serve: Serve) -> None:
    """However far it is scrolled; what lies behind them is not seen through."""
    wide = Document("wide", "wide.md", PARSERS[".md"](WIDE.encode(), "wide.md"))
    start = WIDE.index("| Molde")
    page = visit(serve(FakeAssistant(library={wide.id: wide})) + f"/#d=wide&s={start}&e={len(WIDE)}", viewport=PHONE)
    table = page.locator("#panel .table")
    name = table.locator("td", has_text="Molde")
    expect(table).to_have_attribute("tabindex", "0")

    table.evaluate("scroller => scroller.scrollTo({ left: scroller.scrollWidth })")

    assert in_view(name)
    assert in_view(table.locator("td", has_text="512 boats"))
    assert "rgba" not in name.evaluate("cell => getComputedStyle(cell).backgroundColor")


def test_on_a_phone_the_head_of_the_panel_is_small(visit: Visit, address: str) -> None:
    """Title, check, and the way to the quote; the rest is a button away."""
    page = visit(address, viewport=PHONE)

    panel = open_source(page, ask(page, "What is the fine for drying nets?"))

    head = panel.locator(".head").bounding_box()
    assert head is not None
    assert head["height"] < PHONE["height"] / 7
    expect(panel.get_by_role("button", name="Show the quote")).to_be_visible()
    expect(panel.get_by_role("button", name="Copy link")).to_be_hidden()
    panel.get_by_role("button", name="Details").click()
    expect(panel.get_by_role("button", name="Copy link")).to_be_visible()
    expect(panel.locator(".origin")).to_be_visible()
