"""What the layout says is drawn with the elements that mean it, over the document's own characters."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from index.parsers import PARSERS
from index.records import Document, Span
from index.units import Unit
from qa.answering.ports import Question
from qa.answering.records import Answer, Citation
from tests.e2e.conftest import DESK, PHONE, Serve, ServeFiles, Visit
from tests.fakes import FakeAssistant
from tests.index.laid_out import LaidOut, camp
from tests.walking import ask, in_view, open_source, text_of

pytestmark = pytest.mark.browser

CAMP = """# Summer camp 🎵

Each child brings for the summer camp:

- a sleeping bag
- shoes of two kinds:
  - boots for the bog
  - sandals for the lake
- a torch with batteries

## Fees

The fees of the ferry by town and season:

| Town | Summer fare | Winter fare |
|------|-------------|-------------|
| Molde | 52 euros |  |
| Bodo | 49 euros | 38 euros |

## Radio

Start the camp radio with this command:

```sh
radio --loud
```

Jetty
: A landing stage for small boats.

That is all.
"""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
CROSSINGS = "\n".join(
    [
        "# Crossings\n",
        f"| Harbour | {' | '.join(MONTHS)} |",
        "|---|" + "---|" * len(MONTHS),
        *(
            f"| {town} | {' | '.join(f'{10 * row + number} boats' for number in range(1, 10))} |"
            for row, town in enumerate(
                ["Molde", "Bodo", "Narvik", "Alta", *(f"Village {n}" for n in range(60)), "Skerry"]
            )
        ),
    ]
)
EFFECTS = """# Effects

| Organ class | Prevention of thromboembolism | Prevention of strokes | Treatment of thrombosis |
|---|---|---|---|
| Haemorrhage of the stomach | Uncommon | Common | Unpredictable |
"""
PRICES = 'item,colour,"price, in euros"\nlantern,red,12.50\n"rope, thin",white,3.20\n'


def tour() -> LaidOut:
    page = LaidOut()
    page.add("heading", "The tour 🎵 of the choir")
    page.gap()
    page.add("paragraph", "It sings in three towns.")
    page.gap()
    header = page.row(None, "Town", "Date", "Ticket")
    page.gap("\n")
    page.row(None, "Molde", "", "52 euros", header=header)
    page.gap("\n")
    page.row(None, "Bodo", "1 May", "49 euros", header=header)
    page.gap()
    page.add("code", "sing --loud")
    page.gap()
    page.add("paragraph", "That is all.")
    return page


def opened(serve: Serve, page: LaidOut, fragment: str = "") -> tuple[Document, str]:
    document = Document("tour", "tour.html", page.content())
    return document, serve(FakeAssistant(library={document.id: document})) + f"/#d=tour{fragment}"


def test_a_document_is_drawn_in_its_shape_over_the_same_characters(visit: Visit, serve: Serve) -> None:
    """Headings, a table with its head, and code are elements that say so; the text stays the same."""
    document, address = opened(serve, tour())

    panel = visit(address).locator("#panel")

    expect(panel.get_by_role("heading", name="The tour 🎵 of the choir", level=3)).to_be_visible()
    expect(panel.locator("thead th")).to_have_text(["Town", "Date", "Ticket"])
    expect(panel.locator("tbody tr")).to_have_count(2)
    expect(panel.locator("tbody tr").first.locator("td")).to_have_text(["Molde", "", "52 euros"])
    expect(panel.locator("pre code")).to_have_text("sing --loud")
    assert text_of(panel.locator(".text")) == document.text


def test_lists_in_lists_are_lists_in_items(visit: Visit, serve: Serve) -> None:
    """As a screen reader counts them: three items, and two in the second."""
    document, address = opened(serve, camp())

    panel = visit(address).locator("#panel")

    outer = panel.locator(".text ul").first
    expect(outer.locator(":scope > li")).to_have_count(3)
    expect(outer.locator(":scope > li").nth(1).locator("ul > li")).to_have_text(
        ["boots", "sandals"], use_inner_text=True
    )
    assert text_of(panel.locator(".text")) == document.text


def test_a_cell_in_a_later_row_stands_under_its_column(visit: Visit, serve: Serve) -> None:
    """An empty cell keeps its place: the ticket of both towns is in one column."""
    _, address = opened(serve, tour())

    rows = visit(address).locator("#panel tbody tr")

    boxes = [rows.nth(number).locator("td").last.bounding_box() for number in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert abs(boxes[0]["x"] - boxes[1]["x"]) < 1


def test_a_quoted_row_is_marked_cell_by_cell(visit: Visit, serve: Serve) -> None:
    """The mark lies over the row's words, wherever the cells part them."""
    page = tour()
    span = page.at("Bodo\t1 May\t49 euros")
    _, address = opened(serve, page, f"&s={span.start}&e={span.end}")

    marks = visit(address).locator("#panel mark")

    expect(marks.first).to_be_visible()
    assert "".join(marks.all_text_contents()) == "Bodo\t1 May\t49 euros"


def test_a_table_over_many_leaves_keeps_every_character_and_row(visit: Visit, serve: Serve) -> None:
    """A long text is drawn in leaves; a table that spans them is a table on each."""
    page = LaidOut()
    header = page.row(None, "Number", "Name")
    for number in range(900):
        page.gap("\n")
        page.row(None, str(number), f"the name of number {number}", header=header)
    document, address = opened(serve, page)

    panel = visit(address).locator("#panel")

    expect(panel.locator("tbody tr:not([data-goes-on])")).to_have_count(900)
    assert panel.locator(".leaf").count() > 3
    assert text_of(panel.locator(".text")) == document.text


def test_an_answer_from_a_table_shows_the_row_under_its_columns(visit: Visit, serve_files: ServeFiles) -> None:
    """Markdown and CSV: the names of the columns as headers, each cell by itself, and the one that answers marked."""
    page = visit(serve_files({"camp.md": CAMP, "prices.csv": PRICES}))

    ferry = ask(page, "What is the summer fare of the ferry to Bodo?").locator("figure.quote").first
    rope = ask(page, "What is the price in euros of the thin white rope?").locator("figure.quote").first

    expect(ferry.get_by_role("columnheader")).to_have_text(["Town", "Summer fare", "Winter fare"], use_inner_text=True)
    expect(ferry.get_by_role("cell")).to_have_text(["Bodo", "49 euros", "38 euros"], use_inner_text=True)
    expect(ferry.locator("td:has(.direct)")).to_have_text("49 euros", use_inner_text=True)
    expect(ferry.locator(".context")).to_contain_text("The fees of the ferry by town and season:")
    expect(rope.get_by_role("columnheader")).to_have_text(["item", "colour", "price, in euros"], use_inner_text=True)
    expect(rope.get_by_role("cell")).to_have_text(["rope, thin", "white", "3.20"], use_inner_text=True)
    panel = open_source(page, page.locator(".exchange").first)
    expect(panel.locator("td:has(mark.current .direct)")).to_have_text("49 euros", use_inner_text=True)


def test_answers_from_lists_code_and_definitions_keep_their_shape(visit: Visit, serve_files: ServeFiles) -> None:
    """Nested items, a block of code without its fence, a term with what it means; the words are the document's."""
    page = visit(serve_files({"camp.md": CAMP}))

    brought = ask(page, "What does each child bring for the summer camp?").locator("blockquote").first
    radio = ask(page, "How do I start the camp radio with this command?").locator("blockquote").first
    jetty = ask(page, "What is a jetty, a landing stage for small boats?").locator("blockquote").first

    expect(brought.locator("li li")).to_have_text(["boots for the bog", "sandals for the lake"], use_inner_text=True)
    expect(brought.locator("ul").first.locator(":scope > li")).to_have_count(3)
    assert "- shoes of two kinds:\n  - boots for the bog" in text_of(brought)
    expect(radio.locator("pre code")).to_have_text("radio --loud", use_inner_text=True)
    expect(jetty.locator("dt")).to_have_text("Jetty", use_inner_text=True)
    expect(jetty.locator("dd")).to_contain_text("A landing stage")


def test_the_cell_that_answers_is_in_view_on_a_phone(visit: Visit, serve_files: ServeFiles) -> None:
    """In a table wider than the screen, in answer and source; the table is scrolled, and nothing around it."""
    page = visit(serve_files({"crossings.md": CROSSINGS}), viewport=PHONE)

    exchange = ask(page, "How many boats cross to Skerry in September?")

    cell = exchange.locator("figure.quote .direct").first
    expect(cell).to_have_text("649 boats")
    assert in_view(cell)
    assert page.evaluate("scrollX") == 0
    before = page.evaluate("scrollY")
    panel = open_source(page, exchange)
    cell = panel.locator("mark.current .direct").first
    expect(cell).to_have_text("649 boats")
    expect(cell).to_be_in_viewport(ratio=1)
    assert in_view(cell)
    assert panel.locator(".scroller").evaluate("node => node.scrollLeft") == 0
    assert page.evaluate("[scrollX, scrollY]") == [0, before]


def test_words_in_tables_stay_whole(visit: Visit, serve_files: ServeFiles) -> None:
    """On a phone, however few the columns: what has no room is scrolled, by keyboard too; on a desk there is room."""
    page = visit(serve_files({"effects.md": EFFECTS}), viewport=PHONE)

    quote = ask(page, "How common is haemorrhage of the stomach?").locator("figure.quote").first

    lines = "node => { const all = new Range(); all.selectNodeContents(node); return all.getClientRects().length; }"
    assert quote.locator("tbody td").last.evaluate(lines) == 1
    assert quote.get_by_role("group", name="Table with 4 columns").evaluate("node => node.tabIndex") == 0
    page.set_viewport_size(DESK)
    expect(quote.locator(".table")).not_to_have_attribute("tabindex", "0")


def test_a_long_cell_is_no_thin_column(visit: Visit, serve: Serve) -> None:
    """Beside many columns, a plot of two thousand characters is as wide as is read well, and the row no tower."""
    page = LaidOut()
    header = page.row(None, "Year", "Title", "Origin", "Director", "Cast", "Genre", "Plot")
    page.gap("\n")
    page.row(None, "1903", "Robbery", "American", "Porter", "", "western", "They ride on. " * 150, header=header)
    _, address = opened(serve, page)

    height = visit(address).locator("#panel tbody tr").first.evaluate("node => node.offsetHeight")

    assert height < 1000


def test_an_item_with_a_letter_in_brackets_has_no_second_mark(visit: Visit, serve: Serve) -> None:
    """What the document counts by is not drawn as a list of dots."""
    page = LaidOut()
    page.add("paragraph", "The keeper shall:")
    page.gap()
    start = len(page.text)
    page.text += "(a) keep the lamp;\n2.1 ring the bell;"
    outer = page._blocks.add("list", Span(start, len(page.text)), None)
    page._blocks.add("item", page.at("(a) keep the lamp;"), outer)
    page._blocks.add("item", page.at("2.1 ring the bell;"), outer)
    _, address = opened(serve, page)

    items = visit(address).locator("#panel li")

    expect(items).to_have_count(2)
    for item in items.all():
        expect(item).to_have_css("list-style-type", "none")


class Listing(FakeAssistant):
    """Quotes a list that is longer than a phone's screen, of which the last item answers."""

    def ask(self, question: Question) -> Answer:
        answer, document = super().ask(question), self.library["kit"]
        start, end = document.text.index("- ("), document.text.index("\n\nThat")
        direct = Span(document.text.index("a whistle"), end)
        citation = Citation.of(1, document, Unit("list", Span(start, end)), (direct,))
        return replace(
            answer, answerable=True, certainty="sure", reason=None, answer="", citations=(citation,), closest=()
        )


def test_the_words_that_answer_are_in_view_of_a_quote_longer_than_the_screen(visit: Visit, serve: Serve) -> None:
    """The last item of a long list, in the source on a phone."""
    items = "\n".join(f"- ({n}) what is needed on day {n} of the walk, and on the way back" for n in range(1, 18))
    text = f"Bring these:\n\n{items}\n- a whistle\n\nThat is all."
    document = Document("kit", "kit.md", PARSERS[".md"](text.encode(), "kit.md"))

    page = visit(serve(Listing(library={"kit": document})), viewport=PHONE)
    panel = open_source(page, ask(page, "What calls for help?"))

    expect(panel.locator("mark.current .direct")).to_be_in_viewport(ratio=1)
    assert in_view(panel.locator("mark.current .direct"))
