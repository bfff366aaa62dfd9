"""A page held to axe-core's rules in each look: light at a desk, dark on a phone."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.e2e.conftest import DESK, PHONE

LOOKS: tuple[tuple[Literal["light", "dark"], ViewportSize], ...] = (("light", DESK), ("dark", PHONE))


def faults_of(page: Page) -> list[tuple[str, str, list[tuple[Any, str]]]]:
    """Return what axe-core complains of: in which look, the rule, and the elements with what is wrong with each."""
    found = []
    for scheme, viewport in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(viewport)
        _settle(page, scheme, viewport)
        found.append(Axe().run(page).response)
    assert all(len(one["passes"]) > 10 for one in found)
    return [
        (scheme, fault["id"], [(node["target"], node["failureSummary"]) for node in fault["nodes"]])
        for (scheme, _), one in zip(LOOKS, found, strict=True)
        for fault in one["violations"]
    ]


def _settle(page: Page, scheme: str, viewport: ViewportSize) -> None:
    """Wait until the page is drawn in this look and nothing moves.

    axe reads the colours and the places of the elements one after the other, so a look that changes
    under its eyes mixes the colours of two.
    """
    page.wait_for_function(
        """([scheme, width]) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches && innerWidth === width
          && document.getAnimations().every((one) => one.playState !== "running")""",
        arg=[scheme, viewport["width"]],
    )
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))")
