"""Where the lines, words and cells of a Markdown text stand, and what was read of it so far."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from index.parsers.layout.drafts import Drafts
from index.parsers.markup.source import Source
from index.records import Block, Span
from index.sentences import trim

_BAR = re.compile(r"\\.|`[^`]*`|(\|)")


@dataclass(slots=True)
class OpenList:
    """The last list at the outermost level: what is set in behind it still belongs to its last item."""

    number: int
    item: int
    markup: str
    went_on: bool = False


@dataclass(slots=True)
class MarkdownPlaces:
    """A Markdown text, its lines, and the blocks collected so far."""

    text: str
    source: Source
    drafts: Drafts = field(default_factory=Drafts)
    others: list[Block] = field(default_factory=list)
    title: str | None = None
    warnings: list[str] = field(default_factory=list)
    _first: int = 0  # line of the portion that is parsed
    _cursor: dict[int, int] = field(default_factory=dict)  # by line, where the next list mark is looked for
    _lead: tuple[int, str] | None = None  # the paragraph right before, and its words
    _items: list[int] = field(default_factory=list)  # open items in which nothing stands yet
    _last_item: int = 0  # that was closed
    _before: OpenList | None = None

    def _lines(self, first: int, end: int) -> Span | None:
        lines = self.source.lines
        return trim(self.text, lines[first].start, lines[end - 1].end)

    def _place(self, token: Token) -> Span | None:
        first, end = token.map or (0, 1)
        return self._lines(self._first + first, min(self._first + end, len(self.source.lines)))

    def _content_place(self, token: Token, content: str) -> Span | None:
        """Return where the words of a paragraph stand, without the marks of what it is in."""
        whole = self._place(token)
        if whole is None or not token.map:
            return whole
        line = self.source.lines[self._first + token.map[0]]
        start = self.text.find(content.split("\n", 1)[0].strip(), line.start, line.end)
        return Span(start, whole.end) if line.start <= start < whole.end else whole

    def _mark(self, span: Span | None, why: str) -> None:
        if span is not None:
            self.others.append(Block("boilerplate", span, why=why))

    def _cells(self, row: Span) -> tuple[Span | None, ...]:
        """Return where the cells of a row stand; a bar in code, or behind a backslash, parts none."""
        bars = [found.start() for found in _BAR.finditer(self.text, row.start, row.end) if found[1]]
        start = row.start + 1 if bars and bars[0] == row.start else row.start
        borders = [bar for bar in bars if bar != row.start]
        if not borders or borders[-1] != row.end - 1:
            borders.append(row.end)
        cells: list[Span | None] = []
        for border in borders:
            cells.append(trim(self.text, start, border) if start < border else None)
            start = border + 1
        return tuple(cells)
