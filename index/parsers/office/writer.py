"""Writes an office document's text and its blocks together, in reading order."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.parsers.blocks import BlockBuilder
from index.parsers.tidy import whole
from index.records import Block, BlockKind, Span

_ANNOUNCES = (":", "：")
_MAX_HEADING = 200  # characters: a longer heading is a paragraph set in a heading's style
_MAX_LEVEL = 9
_LINES = frozenset(("li", "tr", "code"))  # neighbours of such a kind stand on adjacent lines

PlainKind = Literal["paragraph", "caption", "note", "page_header", "page_footer"]


@dataclass(slots=True)
class _Draft:
    """A block whose end is not known yet."""

    kind: BlockKind
    start: int
    end: int
    parent: int | None
    level: int | None = None
    cells: tuple[Span | None, ...] = ()
    header: int | None = None
    why: str | None = None


@dataclass(slots=True)
class _OpenList:
    """A list that may get further items."""

    number: int
    level: int
    key: str
    item: int


class OfficeWriter:
    """Collects the text and the blocks of one document. Numbers of blocks are valid until ``blocks`` is called."""

    def __init__(self) -> None:
        self.length = 0  # of the text so far, in characters
        self._pieces: list[str] = []
        self._last_kind = ""
        self._drafts: list[_Draft] = []
        self._lists: list[_OpenList] = []
        self._last: int | None = None  # the block before, which may announce what follows
        self._announces = False
        self._starts: list[int] = []  # where each stretch that was written begins
        self._rows: list[int] = []  # the rows that are open, the innermost last

    def written_since(self, length: int) -> Span | None:
        """Return what was written since the text had that length."""
        place = bisect_left(self._starts, length)
        return Span(self._starts[place], self.length) if place < len(self._starts) else None

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._pieces)

    def blocks(self) -> tuple[Block, ...]:
        """Return all blocks in the order of the text."""
        builder = BlockBuilder()
        for draft in self._drafts:
            span = Span(draft.start, draft.end)
            if draft.kind == "heading":
                builder.heading(span, draft.level or 1)
            elif draft.kind == "boilerplate":
                builder.extend([Block("boilerplate", span, why=draft.why)])
            else:
                builder.add(draft.kind, span, draft.parent, draft.cells, draft.header)
        return builder.build()

    def plain(self, text: str, kind: PlainKind = "paragraph") -> Span | None:
        """Add a block of text; None where there is nothing to add."""
        return self._block(text, kind, self._rows[-1] if self._rows else None)

    def heading(self, text: str, level: int) -> Span | None:
        """Add a heading on one line; one that is too long to be a heading is a paragraph."""
        line = " ".join(text.split())
        if len(line) > _MAX_HEADING:
            return self.plain(text)
        span = self._block(line, "heading", None)
        if span is not None:
            self._drafts[-1].level = min(max(level, 1), _MAX_LEVEL)
        return span

    def boilerplate(self, text: str, why: str) -> None:
        """Add what is neither searched nor quoted."""
        if self._block(text, "boilerplate", None) is not None:
            self._drafts[-1].why = why

    def item(self, text: str, level: int, key: str = "") -> None:
        """Add an item of a list; an item that is deeper than the one before belongs to it.

        Args:
            text: marker and words.
            level: 0 outermost.
            key: which list it belongs to; neighbours of one level and another key are lists of their own.
        """
        text = whole(text.strip())
        if not text:
            return
        self._leave_lists(level, key)
        around = self._lists[-1] if self._lists else None
        is_new = around is None or around.level < level
        parent = (around.item if around else self._lead()) if is_new else None
        start = self._write(text, "li")
        if is_new:
            self._lists.append(_OpenList(self._add("list", start, parent), level, key, 0))
        current = self._lists[-1]
        current.item = self._add("item", start, current.number)
        for each in self._lists:
            self._drafts[each.number].end = self._drafts[each.item].end = self.length
        self._last = None

    def code(self, text: str) -> None:
        """Add lines of code; neighbours are one block."""
        text = whole(text.rstrip())
        if not text.strip():
            return
        self._lists.clear()
        last = self._drafts[self._last] if self._last is not None else None
        if last is not None and last.kind == "code" and last.end == self.length:
            self._write(text, "code")
            last.end = self.length
            return
        lead = self._lead()
        self._last = self._add("code", self._write(text, "code"), lead)

    def field(self, text: str, label: tuple[int, int], value: tuple[int, int] | None) -> None:
        """Add a field of a form; ``label`` and ``value`` are places in ``text``."""
        text = whole(text)
        self._lists.clear()
        last = self._drafts[self._last] if self._last is not None else None
        lead = last.parent if last is not None and last.kind == "form_field" else self._lead()
        start = self._write(text, "li")
        self._last = self._add("form_field", start, lead)
        places = (label, value or (0, 0))
        cells = (Span(start + begin, start + end) if end > begin else None for begin, end in places)
        self._drafts[-1].cells = tuple(cells)

    def open_table(self) -> int:
        """Begin a table: rows that name its number belong to it."""
        self._lists.clear()
        last = self._drafts[self._last] if self._last is not None else None
        lead = self._last if last is not None and last.kind == "caption" else self._lead()
        return self._add("table", self.length, lead, is_open=True)

    def row(self, cells: Sequence[str], parent: int, header: int | None) -> tuple[int, list[Span | None]] | None:
        """Add a row on one line, its cells apart by tabs; return its number and its cells' places."""
        words = [whole(" ".join(cell.split())) for cell in cells]
        line = "\t".join(words)
        if not line.strip():
            return None
        skipped = len(line) - len(line.lstrip())
        start = self._write(line.strip(), "tr")
        places: list[Span | None] = []
        place = start - skipped
        for word in words:
            places.append(Span(place, place + len(word)) if word else None)
            place += len(word) + 1
        number = self._add("row", start, parent)
        self._drafts[number].header = header
        self._last = None
        return number, places

    def open_row(self, parent: int, header: int | None) -> int:
        """Begin a row whose cells hold blocks of their own."""
        number = self._add("row", self.length, parent, is_open=True)
        self._drafts[number].header = header
        self._rows.append(number)
        self._last = None
        return number

    def close_row(self) -> None:
        """End the row that was begun last."""
        self._lists.clear()
        self._close(self._rows.pop())

    def end_cell(self) -> None:
        """End a cell of an open row: what comes next belongs to no list in it."""
        self._lists.clear()
        self._last = None

    def set_cells(self, row: int, cells: Sequence[Span | None]) -> None:
        """Say where the cells of a row stand, column by column."""
        self._drafts[row].cells = tuple(cells)

    def close_table(self, number: int) -> None:
        """End a table."""
        self._close(number)

    def _close(self, number: int) -> None:
        if self._drafts[number].end < 0:  # nothing was written since: there is nothing to be a block
            del self._drafts[number:]
        else:
            self._drafts[number].end = self.length
        self._last = None

    def _block(self, text: str, kind: BlockKind, parent: int | None) -> Span | None:
        text = whole(text.strip())
        if not text:
            return None
        self._lists.clear()
        start = self._write(text, "p")
        self._last = self._add(kind, start, parent)
        return Span(start, self.length)

    def _write(self, text: str, kind: str) -> int:
        is_close = kind == self._last_kind and kind in _LINES
        gap = "" if not self._last_kind else "\n" if is_close else "\n\n"
        start = self.length + len(gap)
        self._pieces += (gap, text)
        self.length, self._last_kind = start + len(text), kind
        self._starts.append(start)
        self._announces = text.endswith(_ANNOUNCES)
        for draft in reversed(self._drafts):  # what was begun before anything of it was written begins here
            if draft.end >= 0:
                break
            draft.start, draft.end = start, start
        return start

    def _add(self, kind: BlockKind, start: int, parent: int | None, *, is_open: bool = False) -> int:
        self._drafts.append(_Draft(kind, start, -1 if is_open else self.length, parent))
        return len(self._drafts) - 1

    def _lead(self) -> int | None:
        """Return the block that announces the next one; else the row that is open."""
        if self._last is not None and self._announces and self._drafts[self._last].kind == "paragraph":
            return self._last
        return self._rows[-1] if self._rows else None

    def _leave_lists(self, level: int, key: str) -> None:
        while self._lists and self._lists[-1].level > level:
            self._lists.pop()
        if self._lists and self._lists[-1].level == level and self._lists[-1].key != key:
            self._lists.pop()
