"""Markdown, unrendered: the text is the file; only headings and front matter are recognised in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.boilerplate import boilerplate
from index.parsers import frontmatter
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode
from index.records import Content, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_NOT_A_PARAGRAPH = re.compile(r" {4}|\t| {0,3}(?:[-*+>|]|\d+[.)][ \t])")  # what Setext underlines cannot stand under
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MAX_HEADING = 1000  # characters looked at: a line of a megabyte is no heading
_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|<[^>]+>")


def parse_markdown(data: bytes, name: str) -> Content:
    """Read a Markdown file; heading lines and fenced code stay part of the text.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    front = frontmatter.parse(text)
    found = list(_headings(text, front.end))
    blocks = BlockBuilder()
    for heading in found:
        blocks.heading(heading.span, heading.level, heading.label)
    blocks.extend(front.boilerplate())
    blocks.extend(boilerplate(text, front.end))
    title = next((heading.label for heading in found if heading.level == 1), found[0].label if found else None)
    return Content(
        text=text,
        title=front.title or title,
        url=front.url,
        date=front.date,
        blocks=blocks.build(),
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    span: Span
    level: int
    label: str


def _headings(text: str, start: int) -> Iterator[_Heading]:
    fence = ""
    before: tuple[int, str] | None = None  # the line above, where it could be a Setext heading's text
    for found in _LINE.finditer(text, start):
        line = found[0].rstrip("\r\n")
        if fence or _FENCE.match(line):
            fence = _fence_after(fence, line)
            before = None
            continue
        if atx := _ATX.match(line):
            yield _Heading(_line_span(found), len(atx[1]), plain_label(_unclosed(atx[2] or "")))
        elif before and (underline := _SETEXT.match(line)):
            level = 1 if underline[1][0] == "=" else 2
            yield _Heading(Span(before[0], _line_span(found).end), level, plain_label(before[1]))
        elif line.strip() and not _NOT_A_PARAGRAPH.match(line):
            # Of a paragraph of several lines the underline makes one heading; it begins where the paragraph does.
            before = (before[0], f"{before[1]} {line}"[:_MAX_HEADING]) if before else (found.start(), line)
            continue
        before = None


def _line_span(line: re.Match[str]) -> Span:
    """Return where a line that is not blank stands, without its end."""
    return Span(line.start(), line.start() + len(line[0].rstrip("\r\n")))


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
