"""HTML: the text is the page's full visible text, once; what is not its article is marked as boilerplate."""

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from index.boilerplate import merged
from index.parsers import html_article
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode_markup
from index.parsers.html_blocks import Page, page_of
from index.parsers.html_meta import read_meta
from index.records import Content, Span

# Where the library gives up or takes minutes, the page's own markup has to say what is article.
_MAX_DEPTH = 200
_MAX_ELEMENTS = 50_000
_MAX_CHARACTERS = 5_000_000


def parse_html(data: bytes, name: str) -> Content:
    """Read one web page.

    Raises:
        UnreadableDocumentError: the bytes are not text.
    """
    markup = decode_markup(data, name)
    tree = LexborHTMLParser(markup)
    meta = read_meta(tree)
    page = page_of(tree)
    reasons = html_article.judge(page, _article_of(markup, page), meta.title)
    blocks = BlockBuilder()
    for block, why in zip(page.blocks, reasons, strict=True):
        if block.level and not why:
            blocks.heading(Span(block.start, block.end), block.level)
    blocks.extend(merged([(Span(b.start, b.end), why) for b, why in zip(page.blocks, reasons, strict=True)]))
    return Content(
        text=page.text,
        title=meta.title,
        url=meta.url,
        date=meta.date,
        blocks=blocks.build(),
    )


def _article_of(markup: str, page: Page) -> str:
    """Return the article as the library sees it; empty where it sees none or the page is beyond it."""
    if page.depth > _MAX_DEPTH or page.elements > _MAX_ELEMENTS or len(markup) > _MAX_CHARACTERS:
        return ""
    return trafilatura.extract(markup, include_comments=False) or ""
