"""HTML: the text is the page's full visible text, once; what is not its article is marked as furniture."""

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from index.boilerplate import merged
from index.readers import headings, html_article
from index.readers.decoding import decode_markup
from index.readers.headings import Heading
from index.readers.html_blocks import Page, page_of
from index.readers.html_meta import read_meta
from index.records import Content, Span

# Where the library gives up or takes minutes, the page's own markup has to say what is article.
_MAX_DEPTH = 200
_MAX_ELEMENTS = 50_000
_MAX_CHARACTERS = 5_000_000


def read_html(data: bytes, name: str) -> Content:
    """Read one web page.

    Raises:
        UnreadableDocumentError: the bytes are not text.
    """
    markup = decode_markup(data, name)
    tree = LexborHTMLParser(markup)
    meta = read_meta(tree)
    page = page_of(tree)
    reasons = html_article.judge(page, _article_of(markup, page), meta.title)
    blocks = list(zip(page.blocks, reasons, strict=True))
    return Content(
        text=page.text,
        title=meta.title,
        url=meta.url,
        date=meta.date,
        sections=headings.sections(
            Heading(block.start, block.level, page.text[block.start : block.end])
            for block, why in blocks
            if block.level and not why
        ),
        furniture=merged([(Span(block.start, block.end), why) for block, why in blocks]),
    )


def _article_of(markup: str, page: Page) -> str:
    """Return the article as the library sees it; empty where it sees none or the page is beyond it."""
    if page.depth > _MAX_DEPTH or page.elements > _MAX_ELEMENTS or len(markup) > _MAX_CHARACTERS:
        return ""
    return trafilatura.extract(markup, include_comments=False) or ""
