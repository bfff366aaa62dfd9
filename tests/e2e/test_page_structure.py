"""The source panel draws what the layout says, and shows the document's own characters all the same."""

from playwright.sync_api import expect

from index.records import Document
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant
from tests.index.laid_out import LaidOut
from tests.walking import text_of


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


def test_blocks_are_drawn_over_the_same_characters(visit: Visit, serve: Serve) -> None:
    """Headings, rows with cells, and code are elements of their own; the text stays the same."""
    document, address = opened(serve, tour())

    panel = visit(address).locator("#panel")

    expect(panel.locator(".b-heading")).to_have_text("The tour 🎵 of the choir")
    expect(panel.locator(".b-row")).to_have_count(3)
    expect(panel.locator(".b-row[data-header] .cell")).to_have_text(["Town", "Date", "Ticket"])
    expect(panel.locator(".b-row").nth(1).locator(".cell")).to_have_text(["Molde", "", "52 euros"])
    expect(panel.locator(".b-code")).to_have_text("sing --loud")
    assert text_of(panel.locator(".text")) == document.text


def test_a_cell_in_a_later_row_stands_under_its_column(visit: Visit, serve: Serve) -> None:
    """An empty cell keeps its place: the ticket of both towns is in one column."""
    _, address = opened(serve, tour())

    rows = visit(address).locator("#panel .b-row")

    boxes = [rows.nth(number).locator(".cell").last.bounding_box() for number in (1, 2)]
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
