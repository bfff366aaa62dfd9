"""What a person does on the page, for the tests to say in one word."""

from playwright.sync_api import Locator, Page, expect

STANDS = "stands so in the document"  # of a quote that the server has checked


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, and return its exchange once it has ended."""
    before = page.locator(".exchange").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    exchange = page.locator(".exchange").nth(before)
    expect(exchange.locator(".colophon, .silent, .trouble").first).to_be_visible()
    return exchange


def open_source(page: Page, exchange: Locator, number: int = 1) -> Locator:
    """Click a citation and return the panel once its quote is marked."""
    exchange.locator(".cite", has_text=str(number)).first.click()
    expect(page.locator("#panel mark.current").first).to_be_visible()
    return page.locator("#panel")


def open_page(page: Page, question: str) -> Locator:
    """Ask, open the first citation, and return the panel once the picture of its page is there."""
    ask(page, question).locator(".cite").first.click()
    expect(page.locator("#panel .paper")).to_have_attribute("data-state", "drawn", timeout=20_000)  # a process draws it
    return page.locator("#panel")


def text_of(locator: Locator) -> str:
    """The text as it stands in the document tree, with every white space; what is drawn may differ."""
    return str(locator.evaluate("node => node.textContent"))


def in_view(locator: Locator) -> bool:
    """Whether the middle of an element lies in the window and nothing that is seen lies over it."""
    return bool(
        locator.evaluate(
            """node => {
              const box = node.getClientRects()[0];
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return node.contains(top) || (top !== null && top.closest(".words") !== null);
            }"""
        )
    )


def copied(page: Page) -> dict[str, str]:
    """Return what lies on the clipboard, by type."""
    found: dict[str, str] = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const texts = item.types.map(async (type) => [type, await (await item.getType(type)).text()]);
          return Object.fromEntries(await Promise.all(texts));
        }"""
    )
    return found
