"""Adding documents on the page: a queue that goes on by itself, says how far it is, and can be cancelled."""

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from qa.api import ApiSettings
from tests.e2e.conftest import Serve, Visit
from tests.fakes import FakeAssistant

pytestmark = pytest.mark.browser

WRITING = ApiSettings(write=True, patience=0.05)


def payload(name: str, text: str = "The mast was blue.") -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=text.encode())


def dropped(page: Page, target: str, *names: str) -> list[bool]:
    """Drag files over an element and drop them; return for both events whether the browser was kept from its own."""
    prevented: list[bool] = page.evaluate(
        """([target, names]) => {
          const transfer = new DataTransfer();
          for (const name of names) transfer.items.add(new File(["The mast was blue."], name, { type: "text/plain" }));
          const sent = (type) => {
            const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
            document.querySelector(target).dispatchEvent(event);
            return event.defaultPrevented;
          };
          return [sent("dragover"), sent("drop")];
        }""",
        [target, list(names)],
    )
    return prevented


def test_files_and_a_folder_are_added_while_the_panel_is_closed(visit: Visit, serve: Serve, tmp_path: Path) -> None:
    """The line at the composer says how far it is and how it ended; the first screen counts what there is now."""
    gate = threading.Event()
    assistant = FakeAssistant(write=True, upload_gate=gate)
    for path in ("minutes/may.txt", "minutes/old/may.txt", "minutes/.hidden"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("The council met in May.", "utf-8")
    page = visit(serve(assistant, WRITING) + "/#documents")

    page.locator("#upload").set_input_files([payload(f"log {number}.txt") for number in range(5)])
    page.locator("#upload-folder").set_input_files(tmp_path / "minutes")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#uploads")).to_contain_text("Adding 1 of 7 documents")
    gate.set()

    expect(page.locator("#uploads")).to_contain_text("Added: 7 documents.")
    expect(page.locator("#status")).to_have_text("Added: 7 documents.")
    expect(page.locator("#overview")).to_contain_text("There are 11 documents: harbour (4), minutes (2).")
    assert {"minutes/may.txt", "minutes/old/may.txt"} < {each.source for each in assistant.library.values()}
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#uploads")).to_be_hidden()


def test_what_is_being_added_can_be_cancelled_and_tried_again(visit: Visit, serve: Serve) -> None:
    """The server lets go of it; tried again, it is added."""
    gate = threading.Event()
    assistant = FakeAssistant(write=True, upload_gate=gate)
    page = visit(serve(assistant, WRITING) + "/#documents")
    page.locator("#upload").set_input_files([payload("log.txt")])
    row = page.locator(".queue li", has_text="log.txt")
    expect(row).to_contain_text("is encoded, 0 %")
    page.locator("#upload").set_input_files([payload("chart.txt")])  # not before: it might be taken first

    page.get_by_role("button", name="Cancel log.txt").click()
    expect(row).to_contain_text("cancelled")
    gate.set()

    expect(page.locator(".queue li", has_text="chart.txt")).to_contain_text("read, 1 passage")
    assert "log-txt" not in assistant.library
    page.get_by_role("button", name="Try log.txt again").click()
    expect(row).to_contain_text("read, 1 passage")
    assert "log-txt" in assistant.library


def test_a_server_with_too_much_to_do_is_asked_again(visit: Visit, serve: Serve, trouble: list[str]) -> None:
    """After the time it names; nobody has to look after it."""
    page = visit(serve(FakeAssistant(write=True), WRITING) + "/#documents")
    busy = {"type": "urn:cited-qa:busy", "status": 503, "detail": "Too many requests of this kind are waiting."}
    page.route(
        "**/api/documents?name=*",
        lambda route: route.fulfill(status=503, headers={"retry-after": "1"}, json=busy),
        times=1,
    )

    page.locator("#upload").set_input_files([payload("log.txt")])

    expect(page.locator(".queue li")).to_contain_text("read, 1 passage")
    trouble[:] = [row for row in trouble if "503" not in row]


@pytest.mark.parametrize("target", ["body", "#question", "#conversation"])
def test_a_drop_anywhere_adds_the_files_and_never_leaves_the_page(visit: Visit, serve: Serve, target: str) -> None:
    """Also while no panel is open."""
    assistant = FakeAssistant(write=True)
    page = visit(serve(assistant, WRITING))
    expect(page.locator("#examples")).to_be_visible()

    assert dropped(page, target, "log.txt", "chart.txt") == [True, True]

    expect(page.locator("#uploads")).to_contain_text("Added: 2 documents.")
    assert {"log-txt", "chart-txt"} < assistant.library.keys()


def test_without_the_right_to_write_the_page_says_how_documents_are_added(visit: Visit, serve: Serve) -> None:
    """With the folder and the command, in the panel; a drop is no way round it, and opens the panel."""
    page = visit(serve(FakeAssistant(), ApiSettings(sources=("/srv/papers",))))
    expect(page.locator("#examples")).to_be_visible()

    assert dropped(page, "body", "log.txt") == [True, True]

    told = re.compile("put files into /srv/papers and run “qa index”, or start the server with QA_WRITE=1")
    expect(page.locator("#panel .how-else")).to_have_text(told)
    expect(page.locator("#status")).to_have_text(told)
    expect(page.locator("#uploads")).to_be_hidden()


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Harbour rules", "- Drying nets costs two shillings.", "Harbour rules.md"),
        ("", "The mast was blue.\nIt was tall.", "The mast was blue.txt"),
        ("a/b\\c.txt", "The mast was blue.", "a b c.txt"),
    ],
)
def test_text_is_added_as_a_document(visit: Visit, serve: Serve, title: str, text: str, name: str) -> None:
    """Named by its title or its first words; Markdown is kept as Markdown."""
    assistant = FakeAssistant(write=True)
    page = visit(serve(assistant, WRITING) + "/#documents")
    page.get_by_role("button", name="Add text").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=True).fill(text)

    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator('.queue [data-state="done"]')).to_be_visible()
    assert {each.source: each.text for each in assistant.library.values()}[name] == text


@pytest.mark.parametrize("write", [True, False])
def test_an_empty_index_says_what_to_do(visit: Visit, serve: Serve, write: bool) -> None:
    """On the first screen: a button where documents may be added, else how it is done."""
    page = visit(serve(FakeAssistant(library={}, skipped={}, write=write), ApiSettings(write=write)))

    expect(page.locator("#overview")).to_contain_text("There are no documents yet.")
    if write:
        page.get_by_role("button", name="Add documents").click()
        expect(page.locator("#panel .lead")).to_have_text("There are no documents yet.")
        expect(page.locator("#upload")).to_be_attached()
    else:
        expect(page.locator("#overview")).to_contain_text("run “qa index”")
