"""HTML: the text is the page's full visible text, once; what is not its article is marked as boilerplate."""

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from index.boilerplate import merged
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode_markup
from index.parsers.html import article
from index.parsers.html.flow import page_of
from index.parsers.html.meta import read_meta
from index.parsers.html.repair import repaired
from index.parsers.html.structure import add_blocks
from index.parsers.html.tree import Tree, visible_tree
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
    markup = repaired(decode_markup(data, name))
    parsed = LexborHTMLParser(markup)
    meta = read_meta(parsed)
    tree = visible_tree(parsed)
    page = page_of(tree)
    judged = article.judge(page, _article_of(markup, tree), meta)
    blocks = BlockBuilder()
    add_blocks(page, [number for number, why in enumerate(judged.reasons) if not why], blocks, judged.footers)
    marks = [(Span(leaf.start, leaf.end), why) for leaf, why in zip(page.leaves, judged.reasons, strict=True)]
    blocks.extend(merged(marks))
    return Content(text=page.text, title=meta.title, url=meta.url, date=meta.date, blocks=blocks.build())


def _article_of(markup: str, tree: Tree) -> str:
    """Return the article as the library sees it; empty where it sees none or the page is beyond it."""
    if tree.depth > _MAX_DEPTH or tree.elements > _MAX_ELEMENTS or len(markup) > _MAX_CHARACTERS:
        return ""
    return trafilatura.extract(markup, include_comments=False) or ""
