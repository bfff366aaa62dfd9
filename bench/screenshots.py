"""Pictures of every state of the page, to be looked at: `python -m bench.screenshots DIR [--only STATE]`.

Real servers over documents of the script's own, a real chromium (`QA_CHROMIUM`); a phone and a desk, light and dark.
axe-core is run in each state; what it finds is printed, and then the exit code is 1.
Chinese and Japanese are drawn only where a font for them is installed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Locator, Page, ViewportSize, expect, sync_playwright

from bench.survey_documents import LATE_PAGE, write_library
from tests.processes import ROOT, environment, serving_long
from tests.walking import ask

PATIENCE = 60_000  # milliseconds: beside other work a question may take long
VIEWPORTS: Mapping[str, ViewportSize] = {"desk": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
LOOKS = [(device, scheme) for device in VIEWPORTS for scheme in ("light", "dark")]
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 400))))"


def first_screen(page: Page) -> None:
    expect(page.locator("#overview")).to_be_visible()


def answered(question: str) -> Callable[[Page], None]:
    return lambda page: expect(ask(page, question).locator("figure.quote").first).to_be_visible()


def cited(question: str, ready: str = "mark.current") -> Callable[[Page], None]:
    def open_source(page: Page) -> None:
        ask(page, question).locator(".cite").first.click()
        expect(page.locator("#panel").locator(ready).first).to_be_visible()

    return open_source


def follow_up(page: Page) -> None:
    ask(page, "When was the first stone of the lighthouse laid?")
    ask(page, "Who drew the plan of it?")


def documents(page: Page) -> None:
    page.get_by_role("button", name="Documents").click()
    expect(page.locator("#panel .document").nth(50)).to_be_attached()


def scoped(page: Page) -> None:
    documents(page)
    page.locator("#panel").get_by_role("button", name="letters", exact=True).click()
    page.keyboard.press("Escape")
    answered("How many boats did the clerk count on day 40?")(page)


def late_page(page: Page) -> None:
    cited(f"What was buoy {LATE_PAGE} painted with?", '.paper[data-state="drawn"]')(page)
    expect(page.locator("#panel .where")).to_have_text(f"Page {LATE_PAGE} of 300")


def late_text(page: Page) -> None:
    late_page(page)
    page.locator("#panel").get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#panel mark.current").first).to_be_visible()


def outline(page: Page) -> None:
    cited("How do I open the ramp at low tide?")(page)
    page.locator("#panel").get_by_role("button", name="Outline").click()


def about(page: Page) -> None:
    cited("How do I open the ramp at low tide?")(page)
    if page.locator("#panel .details").is_visible():
        page.locator("#panel .details").click()
    page.locator("#panel").get_by_role("button", name="about it").click()
    expect(page.locator(".about .facts")).to_be_visible()


def row_of(page: Page, name: str) -> Locator:
    return page.locator(".queue li", has_text=name)


def uploads(page: Page) -> None:
    page.get_by_role("button", name="Documents").click()
    page.locator("#upload").set_input_files(
        [
            FilePayload(name="dogs.txt", mimeType="text/plain", buffer=b"Dogs are kept on a lead at the quay."),
            FilePayload(name="torn.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 and then the page was torn off"),
            FilePayload(name="nets.md", mimeType="text/markdown", buffer=b"# Nets\n\nNets are dried on the east wall."),
        ]
    )
    for name in ("dogs.txt", "nets.md"):
        expect(row_of(page, name)).to_contain_text("read")
    expect(row_of(page, "torn.pdf")).to_have_attribute("data-state", "failed")


def uploads_told(page: Page) -> None:
    uploads(page)
    page.keyboard.press("Escape")
    expect(page.locator("#uploads")).to_be_visible()


def gone(page: Page) -> None:
    answered("When was the first stone of the lighthouse laid?")(page)
    page.context.set_offline(True)
    expect(ask(page, "Who drew the plan of the harbour?").locator(".trouble")).to_be_visible()


def gone_source(page: Page) -> None:
    exchange = ask(page, "When was the first stone of the lighthouse laid?")
    page.context.set_offline(True)
    exchange.locator(".cite").first.click()
    expect(page.locator("#notice")).to_be_visible()


def at(source: str, words: str) -> Callable[[Page], None]:
    """Open a document at words of it, as a link does."""

    def go(page: Page) -> None:
        place = page.evaluate(
            """async ([source, words]) => {
              const get = async (path) => (await fetch(`/api/documents${path}`)).json();
              const { documents } = await get("?limit=1000");
              const { id } = documents.find((each) => each.source === source);
              const start = [...(await get(`/${id}`)).text.split(words)[0]].length;
              return `#d=${id}&s=${start}&e=${start + [...words].length}`;
            }""",
            [source, words],
        )
        page.evaluate("place => { location.hash = place; }", place)
        expect(page.locator("#panel mark.current").first).to_be_visible()

    return go


LIBRARY: Mapping[str, Callable[[Page], None]] = {
    "first screen": first_screen,
    "500 documents": documents,
    "collection asked": scoped,
    "300 pages, late page": late_page,
    "300 pages, text": late_text,
    "list": answered("How do I open the ramp at low tide?"),
    "list in source": cited("How do I open the ramp at low tide?"),
    "outline": outline,
    "about": about,
    "table": answered("When does the last boat from Halsa to Kanestraum leave?"),
    "table in source": cited("When does the last boat from Halsa to Kanestraum leave?"),
    "code": answered("How do I start the pump from a terminal?"),
    "man page": answered("What does the pump option --dry do?"),
    "wrapped text": cited("Who drew the plan of the harbour of Skerry Point?"),
    "follow-up": follow_up,
    "silence": lambda page: expect(ask(page, "Who is the mayor of Paris?").locator(".silent")).to_be_visible(),
    "hebrew": answered("מתי נבנה המגדלור בנמל יפו?"),
    "hebrew source": at("hebrew.md", "גובהו 13 מטרים, והאור שלו נראה ממרחק של 10 מיל."),
    "arabic source": at("arabic.md", "يبلغ ارتفاعها 55 مترا."),
    "chinese": answered("老港口的灯塔是谁设计的?"),
    "chinese source": at("chinese.md", "灯塔高26米,光线在18海里外仍可看见。"),
    "japanese source": at("japanese.txt", "光は20海里先まで届きます。"),
    "uploads": uploads,
    "uploads told": uploads_told,
    "server gone": gone,
    "server gone, source": gone_source,
}  # fmt: skip


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Index the documents in ``folder`` and serve them, where they may be added to; gives the address."""
    with (folder / "indexed").open("w") as log:
        command = [sys.executable, "-m", "qa.cli", "index"]
        subprocess.run(command, cwd=ROOT, env=environment(folder), stdout=log, stderr=log, check=True)
    with serving_long(folder, QA_WRITE="1") as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str, device: str, scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport=VIEWPORTS[device],
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=device == "phone",
        reduced_motion="reduce",
        locale="en-US",
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#overview")).to_be_visible()
    yield page
    context.close()


def photograph(page: Page, file: Path) -> list[str]:
    """Save what the window shows; returns what axe-core has to say of it."""
    page.evaluate(DRAWN)
    page.screenshot(path=file)
    faults = Axe().run(page).response["violations"]
    return [f"{file.stem}: {fault['id']}: {fault['nodes'][0]['target']}" for fault in faults]


def survey(browser: Browser, address: str, states: Mapping[str, Callable[[Page], None]], out: Path) -> list[str]:
    found = []
    for state, bring_about in states.items():
        for device, scheme in LOOKS:
            with opened(browser, address, device, scheme) as page:
                bring_about(page)
                found += photograph(page, out / f"{state}, {device}, {scheme}.png")
        print(state, flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path, metavar="DIR")
    parser.add_argument("--only", action="append", metavar="STATE", help="a part of a state's name; may be repeated")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep documents and index here for the next run")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("QA_CHROMIUM") or shutil.which("chromium")

    def wanted(states: Mapping[str, Callable[[Page], None]]) -> dict[str, Callable[[Page], None]]:
        return {name: each for name, each in states.items() if not args.only or any(part in name for part in args.only)}

    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, states in {"library": wanted(LIBRARY), "nothing": wanted({"empty index": first_screen})}.items():
            place = (args.work or Path(folder)) / name
            (place / "docs").mkdir(parents=True, exist_ok=True)
            if name == "library":
                write_library(place / "docs")
            if states:
                with serving(place) as address:
                    found += survey(browser, address, states, args.out)
        browser.close()
    print("\n".join(found) or "axe-core finds nothing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
