"""One chapter of a book: a page that is text from beginning to end, but for its navigation."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from index.boilerplate import merged
from index.parsers.blocks import BlockBuilder
from index.parsers.html.flow import page_of
from index.parsers.html.page import Leaf, Page
from index.parsers.html.repair import repaired
from index.parsers.html.roles import Role
from index.parsers.html.structure import add_blocks
from index.parsers.html.tree import visible_tree
from index.records import Block, Span

_NEAR = 3  # leaves at the beginning among which a chapter's name stands


def chapter_of(markup: str, aside: str | None = None, name: str | None = None) -> tuple[str, tuple[Block, ...]]:
    """Return the text and blocks of a chapter.

    Args:
        markup: of the chapter.
        aside: why all of it is boilerplate; None where it is text.
        name: what the book calls the chapter; a paragraph at its beginning that says just that is its heading.
    """
    page = page_of(visible_tree(LexborHTMLParser(repaired(markup))))
    if name:
        page = _named(page, name)
    reasons = [aside or _reason(page, leaf) for leaf in page.leaves]
    blocks = BlockBuilder()
    add_blocks(page, [number for number, why in enumerate(reasons) if not why], blocks)
    blocks.extend(merged([(Span(leaf.start, leaf.end), why) for leaf, why in zip(page.leaves, reasons, strict=True)]))
    return page.text, blocks.build()


def _reason(page: Page, leaf: Leaf) -> str | None:
    navigation = any(use.role is Role.NAVIGATION and not use.is_named for use in page.uses(leaf))
    return "table of contents" if navigation else None


def _named(page: Page, name: str) -> Page:
    if any(leaf.level for leaf in page.leaves):
        return page
    wanted = name.split()
    leaves = list(page.leaves)
    for number, leaf in enumerate(leaves[:_NEAR]):
        if page.words(leaf).split() == wanted:
            leaves[number] = replace(leaf, tag="h1")
            return replace(page, leaves=leaves)
    return page
