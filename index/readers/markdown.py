"""Markdown, unrendered: the text is the file; only headings and front matter are recognised in it."""

import re
from collections.abc import Iterator

from index import boilerplate
from index.readers import frontmatter, headings
from index.readers.decoding import decode
from index.readers.headings import Heading
from index.records import Content

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_NOT_A_PARAGRAPH = re.compile(r" {4}|\t| {0,3}(?:[-*+>|]|\d+[.)][ \t])")  # what Setext underlines cannot stand under
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MAX_HEADING = 1000  # characters looked at: a line of a megabyte is no heading
_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|<[^>]+>")


def read_markdown(data: bytes, name: str) -> Content:
    """Read a Markdown file; heading lines and fenced code stay part of the text.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    found = list(_headings(text, front.end))
    title = next((heading.label for heading in found if heading.level == 1), found[0].label if found else None)
    return Content(
        text=text,
        title=front.title or title,
        url=front.url,
        date=front.date,
        sections=headings.sections(found),
        furniture=front.furniture() + boilerplate.furniture(text, front.end),
    )


def _headings(text: str, start: int) -> Iterator[Heading]:
    fence = ""
    before: tuple[int, str] | None = None  # the line above, where it could be a Setext heading's text
    for found in _LINE.finditer(text, start):
        line = found[0].rstrip("\r\n")
        if fence or _FENCE.match(line):
            fence = _fence_after(fence, line)
            before = None
            continue
        if atx := _ATX.match(line):
            yield Heading(found.start(), len(atx[1]), plain_label(_unclosed(atx[2] or "")))
        elif before and (underline := _SETEXT.match(line)):
            yield Heading(before[0], 1 if underline[1][0] == "=" else 2, plain_label(before[1]))
        elif line.strip() and not _NOT_A_PARAGRAPH.match(line):
            # Of a paragraph of several lines the underline makes one heading; it begins where the paragraph does.
            before = (before[0], f"{before[1]} {line}"[:_MAX_HEADING]) if before else (found.start(), line)
            continue
        before = None


def _fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after ``line``; empty when none is."""
    found = _FENCE.match(line)
    if not fence:
        return found[1] if found and not (found[1][0] == "`" and "`" in found[2]) else ""
    closes = found is not None and found[1].startswith(fence) and not found[2].strip()
    return "" if closes else fence


def _unclosed(heading: str) -> str:
    """Drop the closing # signs of an ATX heading; "C#" keeps its own."""
    bare = heading.rstrip()
    without = bare.rstrip("#")
    return without if not without or without[-1] in " \t" else bare


def plain_label(heading: str) -> str:
    """Return a heading's words without link and emphasis marks."""
    return _MARKUP.sub("", _LINK.sub(r"\1", heading[:_MAX_HEADING])).strip()
