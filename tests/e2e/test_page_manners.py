"""By keyboard alone, on a phone, in the dark, without motion, read aloud."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visit
from tests.fakes_documents import EXAMPLES
from tests.walking import ask, in_view, open_source

pytestmark = pytest.mark.browser

NETS = "What is the fine for drying nets?"


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName")
    )


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until something called ``name`` has the focus."""
    for _ in range(25):
        page.keyboard.press(key)
        if name in focused(page).split():
            return
    pytest.fail(f"{name} is never reached by {key}")


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    """Type, Enter, back to the number, open it, move on in the panel, Escape, and one is where one was."""
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(NETS)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange .cite")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()

    tab_to(page, "cite", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark")).to_be_visible()
    expect(page.locator("#panel")).to_be_focused()
    tab_to(page, "close")
    tab_to(page, "scroller")
    page.keyboard.press("Escape")

    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".exchange .cite")).to_be_focused()
    expect(page.locator("#peek")).to_have_count(0)  # the quote has just been read


def test_escape_returns_to_the_number_opened_last(page: Page) -> None:
    """Going from one citation to the next moves the place to come back to."""
    first, second = ask(page, NETS), ask(page, EXAMPLES[0])
    open_source(page, first)
    open_source(page, second)

    page.keyboard.press("Escape")

    expect(second.locator(".cite")).to_be_focused()


def test_a_card_shown_by_focus_goes_along_when_the_page_moves(visit: Visit, address: str) -> None:
    """Focus itself may scroll the page; that must not take away what it has just shown."""
    page = visit(address, viewport=PHONE)
    ask(page, EXAMPLES[0])
    ask(page, NETS)
    tab_to(page, "cite", "Shift+Tab")
    expect(page.locator("#peek")).to_be_visible()
    before = page.evaluate("scrollY")

    page.mouse.wheel(0, -60)
    page.wait_for_function("before => scrollY !== before", arg=before)

    expect(page.locator("#peek")).to_be_visible()
    page.mouse.wheel(0, 60)
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_have_count(0)


def test_shift_enter_starts_a_new_line(page: Page) -> None:
    """The box grows with what is typed; nothing is asked."""
    field = page.locator("#question")
    before = field.bounding_box()

    field.press("A")
    field.press("Shift+Enter")
    field.press("b")

    after = field.bounding_box()
    expect(field).to_have_value("A\nb")
    expect(page.locator(".exchange")).to_have_count(0)
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"]


def test_an_empty_question_is_not_asked(page: Page) -> None:
    """Enter on nothing does nothing."""
    page.locator("#question").fill("   ")
    page.keyboard.press("Enter")

    expect(page.locator(".exchange")).to_have_count(0)


def test_the_limit_is_counted_before_it_is_passed(page: Page) -> None:
    """Emoji count once, as the server counts them; too long a question stays where it is."""
    field = page.locator("#question")
    field.fill("😀" * 1_900)
    expect(page.locator("#counter")).to_have_text("1,900 of 2,000 characters")

    field.fill("x" * 2_001)
    field.press("Enter")

    expect(page.locator("#counter")).to_have_text("2,001 of 2,000 characters")
    expect(page.locator(".exchange")).to_have_count(0)


def test_a_new_question_comes_to_the_top(page: Page) -> None:
    """The answer is read from its beginning, however long the conversation."""
    for question in EXAMPLES:
        ask(page, question)
    last = ask(page, NETS)

    box = last.locator("h2").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200
    assert in_view(last.locator(".cite"))


def test_the_answer_is_announced_once(page: Page) -> None:
    """A screen reader hears one sentence when the answer is there, and no piece of the stream."""
    page.evaluate(
        """() => {
          window.heard = [];
          const status = document.getElementById("status");
          new MutationObserver(() => status.textContent && window.heard.push(status.textContent))
            .observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )

    exchange = ask(page, NETS)
    page.wait_for_timeout(300)

    heard = page.evaluate("window.heard")
    assert heard.count("Answered with 1 quote from 1 document.") == 1
    assert len(heard) <= 2  # the other: that it is being read
    assert exchange.locator("[aria-live]").count() == 0


def test_everything_has_a_name(page: Page) -> None:
    """No button without words, one main heading, a language."""
    open_source(page, ask(page, NETS))

    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, textarea, input')].filter(n => n.checkVisibility())"
        ".filter(n => !(n.textContent.trim() || n.ariaLabel || n.labels?.length)).map(n => n.outerHTML)"
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "en"


def test_on_a_phone_the_source_covers_the_page(visit: Visit, address: str) -> None:
    """A sheet over everything, with nothing behind it to stray into; nothing is wider than the screen."""
    page = visit(address, viewport=PHONE)
    exchange = ask(page, NETS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    panel = open_source(page, exchange)

    assert panel.bounding_box() == {"x": 0, "y": 0, "width": PHONE["width"], "height": PHONE["height"]}
    assert page.evaluate("document.getElementById('room').inert") is True
    assert in_view(panel.locator("mark"))
    panel.get_by_role("button", name="Close the panel").click()
    expect(panel).to_be_hidden()
    assert page.evaluate("document.getElementById('room').inert") is False


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 600}])
def test_narrow_screens_hold_everything(visit: Visit, address: str, viewport: dict[str, int]) -> None:
    """No sideways scrolling, in the conversation, the panel or the list."""
    page = visit(address, viewport=viewport)
    exchange = ask(page, "How high was the highest tide of the decade?")
    ask(page, "Who is the king of France?")
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    exchange.locator(".cite").click()
    expect(page.locator("#panel mark")).to_be_visible()
    widths.append(page.evaluate("document.querySelector('#panel .scroller').scrollWidth"))

    assert max(widths) <= viewport["width"]


def contrast(page: Page, selector: str) -> float:
    """Contrast of an element's text with what lies behind it, as WCAG 2 computes it."""
    return float(
        page.evaluate(
            """selector => {
              const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
              const rgb = (...colours) => {
                canvas.clearRect(0, 0, 1, 1);
                for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
                return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
              };
              const light = (parts) => parts
                .map((part) => part / 255)
                .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = [];
              const node = document.querySelector(selector);
              for (let up = node; up; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor);
              const [a, b] = [light(rgb(...behind, getComputedStyle(node).color)), light(rgb(...behind))];
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            }""",
            selector,
        )
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(visit: Visit, address: str, dark: bool) -> None:
    """WCAG AA, 4.5 to 1, in both schemes; and the schemes do differ."""
    page = visit(address, dark=dark)
    open_source(page, ask(page, NETS))

    selectors = (
        "h2.asked", "blockquote", ".cite", "figcaption cite", ".from", ".badge", ".colophon", ".passages summary",
        "#send", "#composer-help", "#panel h2", ".origin", ".tools button", "mark", ".leaf",
    )  # fmt: skip
    weak = {selector: contrast(page, selector) for selector in selectors if contrast(page, selector) < 4.5}
    assert weak == {}
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")) < 200) is dark


def test_motion_is_left_out_where_it_is_not_wanted(visit: Visit, address: str) -> None:
    """prefers-reduced-motion is honoured for everything that moves."""
    durations = []
    for calm in (True, False):
        page = visit(address, calm=calm)
        open_source(page, ask(page, NETS))
        durations.append(
            page.evaluate("parseFloat(getComputedStyle(document.getElementById('panel')).animationDuration)")
        )

    assert durations[0] < 0.001 < durations[1]
