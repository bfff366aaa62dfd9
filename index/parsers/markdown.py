"""Markdown: the text is the file as it stands; its headings, lists, tables, code and comments are blocks of it."""

from index.boilerplate import boilerplate
from index.parsers import frontmatter
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode
from index.parsers.markdown_blocks import add_blocks
from index.records import Content


def parse_markdown(data: bytes, name: str) -> Content:
    """Read a Markdown file; heading lines and fenced code stay part of the text.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    blocks = BlockBuilder()
    names = add_blocks(blocks, text, front.end)
    blocks.extend(front.boilerplate())
    blocks.extend(boilerplate(text, front.end))
    return Content(
        text=text,
        title=front.title or next(iter(names), None),
        url=front.url,
        date=front.date,
        blocks=blocks.build(),
    )
