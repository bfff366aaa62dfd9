"""A real chromium on a real server. Without a chromium these tests are skipped, or fail under QA_REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from qa.answering.ports import Assistant, Question
from qa.answering.records import Citation
from qa.api import ApiSettings
from qa.service.live import LiveAssistant
from tests.fakes import FakeAssistant
from tests.printed import book, printed
from tests.serving import served

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 800}
PATIENCE = 20_000  # milliseconds before a test gives up on the page, which may share its processor
expect.set_options(timeout=PATIENCE)

Serve = Callable[..., str]
Visit = Callable[..., Page]
ServeFiles = Callable[[Mapping[str, str]], str]


def find_chromium() -> str:
    """Return the browser's path; skip, or fail where one is asked for."""
    named = os.environ.get("QA_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if Path(named).exists():
        return named
    reason = f"no chromium at {named}: install Debian's, or name one in QA_CHROMIUM"
    if os.environ.get("QA_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


# One browser per module: while playwright runs, its event loop keeps other tests from starting theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve any assistant until the test ends; gives the address."""
    with ExitStack() as servers:

        def start(assistant: Assistant, settings: ApiSettings | None = None) -> str:
            return servers.enter_context(served(assistant, settings))

        yield start


@pytest.fixture
def address(serve: Serve, assistant: FakeAssistant) -> str:
    return serve(assistant)


@pytest.fixture
def trouble() -> list[str]:
    """What must not happen on any page: script errors, dialogs, refusals of the CSP, requests to another host.

    A test that provokes one of them on purpose takes it out of the list.
    """
    return []


@pytest.fixture
def visit(browser: Browser, serve: Serve, trouble: list[str]) -> Iterator[Visit]:
    """Open an address in a context of its own, under watch; at the end nothing may have gone wrong."""
    del serve  # only so that the pages close before their servers do
    contexts: list[BrowserContext] = []

    def opened(
        address: str, *, viewport: ViewportSize = DESK, dark: bool = False, calm: bool = True, locale: str = "en-US"
    ) -> Page:
        context = browser.new_context(
            viewport=viewport,
            locale=locale,
            color_scheme="dark" if dark else "light",
            has_touch=viewport is PHONE,
            reduced_motion="reduce" if calm else "no-preference",
        )
        context.set_default_timeout(PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        _watch(page, address.partition("/#")[0], trouble)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def page(visit: Visit, address: str) -> Page:
    """The chat page of the usual assistant, on a desk."""
    return visit(address)


def _watch(page: Page, origin: str, trouble: list[str]) -> None:
    page.on("pageerror", lambda error: trouble.append(f"script error: {error}"))
    page.on("console", lambda message: trouble.append(f"console: {message.text}") if message.type == "error" else None)
    page.on(
        "request", lambda request: None if request.url.startswith(origin) else trouble.append(f"went to {request.url}")
    )

    def on_dialog(dialog: object) -> None:
        trouble.append(f"dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined] # playwright's Dialog

    page.on("dialog", on_dialog)


@dataclass(frozen=True)
class Library:
    """A served folder with one PDF in it."""

    file: Path
    assistant: LiveAssistant
    address: str

    def cited(self, question: str) -> Citation:
        return self.assistant.ask(Question(question)).citations[0]

    def link(self, citation: Citation) -> str:
        return f"{self.address}/#d={citation.document_id}&s={citation.start}&e={citation.end}&h={citation.sha256}"


@pytest.fixture
def serve_files(tmp_path: Path, serve: Serve) -> Iterator[ServeFiles]:
    """Index files, by name, with the real parsers and units, and serve them; gives the address."""
    with ExitStack() as running:

        def start(files: Mapping[str, str]) -> str:
            for name, text in files.items():
                file = tmp_path / "docs" / name
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return serve(running.enter_context(printed(tmp_path)))

        yield start


@pytest.fixture
def library(tmp_path: Path, serve: Serve) -> Iterator[Library]:
    file = tmp_path / "docs" / "light.pdf"
    file.parent.mkdir()
    file.write_bytes(book())
    with printed(tmp_path) as assistant:
        yield Library(file, assistant, serve(assistant))
