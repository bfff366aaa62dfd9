"""The blocks of a Markdown text, by the line numbers that markdown-it gives each of its tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.parsers.blocks import BlockBuilder
from index.records import BlockKind, Span
from index.sentences import trim

_LINE_END = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK_TARGET = re.compile(r" {0,3}\[[^\]\r\n]{1,200}\]:[ \t]*\S[^\r\n]*")
_FOOTNOTE = re.compile(r"\[\^[^\]\r\n]{1,40}\]:")
_DEFINITION = re.compile(r"(?:\r\n|\n|\r) {0,3}:[ \t]+")
_CELL_END = re.compile(r"(?:[^|\\`]|\\.|`[^`]*`|`)*")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|<[^>]+>")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MAX_HEADING = 1000  # characters looked at: a line of a megabyte is no heading
_DEEPEST = 20  # nested lists and quotes; what lies deeper is text of the last
_CONTAINERS = frozenset({"bullet_list_open", "ordered_list_open", "list_item_open"})


@dataclass(slots=True)
class _Reading:
    """One text being read: where its lines are, and the blocks found so far."""

    text: str
    lines: Sequence[int]  # where each line starts, and the end of the text
    blocks: BlockBuilder
    open: list[tuple[str, int]] = field(default_factory=list)  # lists and items around what is read: kind, number
    before: tuple[int, bool] | None = None  # the paragraph right before, and whether it announces something

    def span(self, token: Token) -> Span | None:
        """Return where a token's lines stand, without white space around them."""
        if token.map is None:
            return None
        return trim(self.text, self.lines[token.map[0]], self.lines[min(token.map[1], len(self.lines) - 1)])


def add_blocks(blocks: BlockBuilder, text: str, start: int) -> list[str]:
    """Add the blocks of ``text`` from ``start`` on; return the headings' names, those of level 1 first."""
    part = text[start:]
    ends = [found.end() for found in _LINE_END.finditer(part)]
    reading = _Reading(text, [start, *(start + end for end in ends), len(text)], blocks)
    names: list[tuple[int, str]] = []
    tokens = _parser().parse(part)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            names.append((int(token.tag[1:]), _heading(reading, token, tokens[place + 1])))
        elif token.type == "table_open":
            _table(reading, tokens[place:])
        elif token.type in _READERS:
            _READERS[token.type](reading, token)
        elif token.type.endswith("_close") and reading.open and token.type[:-6] == reading.open[-1][0]:
            reading.open.pop()
            reading.before = None
    for found in _LINK_TARGET.finditer(text, start):
        if text[found.start() - 1 : found.start()] in ("", "\n", "\r") and not _FOOTNOTE.match(found[0].lstrip()):
            blocks.boilerplate(Span(found.start(), found.end()), "target of links")
    return [name for level, name in sorted(names, key=lambda named: named[0] != 1) if name]


def plain_label(heading: str) -> str:
    """Return a heading's words without link and emphasis marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", heading[:_MAX_HEADING])).strip()


@cache
def _parser() -> MarkdownIt:
    # What stands inside of a line changes no block, and reading it is where hostile files cost time.
    return MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").disable("inline")


def _heading(reading: _Reading, token: Token, inline: Token) -> str:
    label = plain_label(inline.content)
    span = reading.span(token)
    if span is not None:
        reading.blocks.heading(span, int(token.tag[1:]), label)
    reading.before = None
    return label


def _paragraph(reading: _Reading, token: Token) -> None:
    span = reading.span(token)
    if span is None:
        return
    words = reading.text[span.start : span.end]
    for found in _COMMENT.finditer(reading.text, span.start, span.end):
        reading.blocks.boilerplate(Span(found.start(), found.end()), "comment")
    if defined := _DEFINITION.search(reading.text, span.start, span.end):
        term = reading.blocks.add("term", Span(span.start, defined.start()))
        reading.blocks.add("description", Span(defined.end(), span.end), term)
        reading.before = None
        return
    if token.hidden and reading.open:  # the words of a short item: the item itself is the block
        reading.before = reading.open[-1][1], words.endswith(":")
        return
    kind: BlockKind = "note" if _FOOTNOTE.match(words) else "paragraph"
    number = reading.blocks.add(kind, span, reading.open[-1][1] if reading.open else None)
    reading.before = number, words.endswith(":")


def _list(reading: _Reading, token: Token) -> None:
    span = reading.span(token)
    if span is None:
        return
    holder = reading.open[-1][1] if reading.open else None
    lead = reading.before[0] if reading.before is not None and reading.before[1] else None
    number = reading.blocks.add("list", span, holder if holder is not None else lead)
    reading.open.append((token.type[:-5], number))
    reading.before = None


def _item(reading: _Reading, token: Token) -> None:
    span = reading.span(token)
    if span is None:
        return
    number = reading.blocks.add("item", span, reading.open[-1][1] if reading.open else None)
    reading.open.append((token.type[:-5], number))
    reading.before = None


def _code(reading: _Reading, token: Token) -> None:
    span = reading.span(token)
    if span is not None:
        before = reading.before[0] if reading.before is not None else None
        reading.blocks.add("code", span, before if before is not None else _holder(reading))
    reading.before = None


def _markup(reading: _Reading, token: Token) -> None:
    """Read a stretch of HTML: comments are no text, all else is."""
    span = reading.span(token)
    if span is None:
        return
    reading.before = None
    place = span.start
    for found in _COMMENT.finditer(reading.text, span.start, span.end):
        _add_words(reading, place, found.start())
        reading.blocks.boilerplate(Span(found.start(), found.end()), "comment")
        place = found.end()
    _add_words(reading, place, span.end)


def _add_words(reading: _Reading, start: int, end: int) -> None:
    if span := trim(reading.text, start, end):
        reading.blocks.add("paragraph", span, _holder(reading))


def _holder(reading: _Reading) -> int | None:
    return reading.open[-1][1] if reading.open else None


def _table(reading: _Reading, tokens: Sequence[Token]) -> None:
    span = reading.span(tokens[0])
    if span is None:
        return
    lead = reading.before[0] if reading.before is not None and reading.before[1] else _holder(reading)
    table = reading.blocks.add("table", span, lead)
    header: int | None = None
    for token in _rows(tokens):
        row = reading.span(token)
        if row is None:
            continue
        number = reading.blocks.add("row", row, table, _cells(reading.text, row), header)
        header = number if header is None else header
    reading.before = None


def _rows(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            yield token


def _cells(text: str, row: Span) -> list[Span | None]:
    """Return where the cells of a row stand, between its bars."""
    cells: list[Span | None] = []
    place = row.start + (text[row.start] == "|")
    while place < row.end:
        found = _CELL_END.match(text, place, row.end)
        stop = found.end() if found else row.end
        cells.append(trim(text, place, stop))
        place = stop + 1
    return cells


_READERS = {
    "paragraph_open": _paragraph,
    "bullet_list_open": _list,
    "ordered_list_open": _list,
    "list_item_open": _item,
    "fence": _code,
    "code_block": _code,
    "html_block": _markup,
}
