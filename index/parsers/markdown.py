"""Markdown, unrendered: the text is the file, and blocks say what its marks make of it."""

from index.boilerplate import boilerplate
from index.parsers import frontmatter
from index.parsers.decoding import decode
from index.parsers.markup.commonmark import MarkdownBlocks
from index.parsers.markup.source import source_of
from index.records import Content

_MOST = 3_000_000  # characters in which structure is looked for


def parse_markdown(data: bytes, name: str) -> Content:
    """Read a Markdown file; its marks stay part of the text. Of a very long one the end is left without blocks.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    found = MarkdownBlocks(text, source_of(text, front.end, min(len(text), _MOST)))
    found.read()
    blocks = found.drafts.build([*front.boilerplate(), *boilerplate(text, front.end), *found.others])
    headings = [block for block in blocks if block.kind == "heading" and block.label]
    title = next((heading.label for heading in headings if heading.level == 1), headings[0].label if headings else None)
    return Content(
        text=text,
        title=front.title or title,
        url=front.url,
        date=front.date,
        blocks=blocks,
        warnings=tuple(f"{name}: {warning}" for warning in found.warnings),
    )
