"""Markdown as blocks: what the CommonMark parser finds, at its place in the file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.parsers.layout.drafts import Container
from index.parsers.layout.wording import announces, ends_sentence, is_running_prose
from index.parsers.markup.pieces import bold_title, comments_in, label_of, pieces_of
from index.parsers.markup.places import MarkdownPlaces, OpenList
from index.records import Span

_MARKER = re.compile(r"[ \t>]*([-+*]|\d{1,9}[.)])")
_TAGS_ALONE = re.compile(r"(?:<!?/?[A-Za-z][^<>]*>[ \t]*)+$|<[A-Za-z][^<>]*$|[^<>\w]*/?>$")
_WITHOUT_TEXT = re.compile(r"[ \t]*<(?:script|style|template|svg|iframe)\b", re.IGNORECASE)
_CONTENTS = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[[^\]\n]*\]\(#[^)\n]*\)[ \t]*$")
_EMPHASIS = "*_` "
_LEVEL_OF_BOLD = 6  # below every heading that is marked as one


@cache
def _parser() -> MarkdownIt:
    """Return the parser of blocks. What stands inside a paragraph is not looked at.

    Definitions of links are found by us: the parser takes time by the square of those that never end.
    """
    return MarkdownIt("commonmark").enable("table").disable(["reference", "inline", "text_join"])


@dataclass(slots=True)
class MarkdownBlocks(MarkdownPlaces):
    """Goes through the parser's tokens and collects blocks."""

    def read(self) -> None:
        """Collect the blocks of the whole source."""
        for number in self.source.markup:
            self._mark(self._lines(number, number + 1), "markup")
        for lines in self.source.portions():
            self._first = lines.start
            self._cursor.clear()
            tokens = _parser().parse("\n".join(self.source.given[n] for n in lines) + "\n")
            for place, token in enumerate(tokens):
                if (handle := _HANDLERS.get(token.type)) is not None:
                    handle(self, token, tokens[place + 1 : place + 2])

    # blocks

    def _heading(self, token: Token, inside: Sequence[Token]) -> None:
        content = inside[0].content if inside else ""
        if token.level:
            self._paragraph(token, inside)  # one in a list or quotation stands over nothing behind it
            return
        span = self._place(token)
        if span is None or not token.map:
            return
        start = self.source.lines[self._first + token.map[0]].start
        label = label_of(" ".join(content.split("\n")))
        if (
            self._lead is not None
            and label_of(self._lead[1]) == label
            and self.drafts.all[self._lead[0]].kind == "caption"
        ):
            repeated = self.drafts.all[self._lead[0]]
            repeated.kind, repeated.why = "boilerplate", "repeated title"
        self._add_heading(Span(start, span.end), int(token.tag[1]), label)
        self._comments(span)

    def _add_heading(self, span: Span, level: int, label: str) -> None:
        number = self.drafts.add("heading", span)
        self.drafts.all[number].level = level
        self.drafts.all[number].label = label
        self._leave_lists()
        self._lead = None

    def _paragraph(self, token: Token, inside: Sequence[Token]) -> None:
        content = inside[0].content if inside else ""
        span = self._content_place(token, content)
        if span is None:
            return
        if not token.level and (title := bold_title(content)) is not None:
            self._add_heading(span, _LEVEL_OF_BOLD, title)
            return
        self._comments(span)
        resumed = self._resume(token)
        for piece in pieces_of(self.text, span, notes=self._notes(token)):
            if piece.kind == "boilerplate":
                self._mark(piece.span, piece.why or "")
            elif piece.kind == "description":
                self._describe(piece.span)
            elif piece.kind == "paragraph" and self._items and self._items[-1] == self.drafts.inner:
                self._lead = (self._items[-1], self.text[piece.span.start : piece.span.end])
                self.drafts.reach(piece.span.end)
                self._items[-1] = -1
            else:
                number = self.drafts.add(piece.kind, piece.span)
                self._lead = (number, self.text[piece.span.start : piece.span.end])
        self._pause(resumed)

    def _notes(self, token: Token) -> bool:
        return bool(token.map) and self._first + (token.map or [0])[0] in self.source.notes

    def _describe(self, span: Span) -> None:
        """Add what is said of the term right before, which a paragraph may have been taken for."""
        term = None
        if self._lead is not None:
            draft = self.drafts.all[self._lead[0]]
            if draft.kind == "paragraph" and len(self._lead[1]) <= 120 and not ends_sentence(self._lead[1]):
                draft.kind = "term"
            if draft.kind in ("term", "description"):
                term = self._lead[0] if draft.kind == "term" else draft.parent
        number = self.drafts.add("description" if term is not None else "paragraph", span, term)
        self._lead = (number, "")

    def _code(self, token: Token, _: Sequence[Token]) -> None:
        span = self._place(token)
        if span is None:
            return
        resumed = self._resume(token)
        opens = self._lead is not None and (announces(self._lead[1].rstrip(_EMPHASIS)) or self._breaks_off())
        prose = token.type == "code_block" and is_running_prose(token.content.splitlines())
        self.drafts.add("paragraph" if prose else "code", span, self._lead[0] if opens and self._lead else None)
        self._lead = None
        self._took_place()
        self._pause(resumed)

    def _breaks_off(self) -> bool:
        """Say whether the paragraph before is a sentence that has not ended, so that it goes on in what follows."""
        return self._lead is not None and not ends_sentence(self._lead[1].rstrip(_EMPHASIS))

    def _html(self, token: Token, _: Sequence[Token]) -> None:
        span = self._place(token)
        if span is None:
            return
        if _WITHOUT_TEXT.match(token.content):
            self._mark(span, "markup")
            return
        if token.content.lstrip().startswith("<!--") and "-->" not in token.content:
            self._mark(span, "comment")
            self.warnings.append("A comment (<!--) is never closed: nothing behind it is read.")
            return
        marked = self._comments(span)
        first, end = token.map or (0, 1)
        for number in range(self._first + first, min(self._first + end, len(self.source.lines))):
            line = self._lines(number, number + 1)
            if line is None or any(line.overlaps(comment) for comment in marked):
                continue
            if _TAGS_ALONE.match(self.text[line.start : line.end]):
                self._mark(line, "markup")
            else:
                self.drafts.add("paragraph", line)
        self._lead = None
        self._took_place()

    def _rule(self, token: Token, _: Sequence[Token]) -> None:
        self._mark(self._place(token), "dividing line")
        self._lead = None

    def _comments(self, span: Span) -> list[Span]:
        found = comments_in(self.text, span)
        for comment in found:
            self._mark(comment, "comment")
        return found

    # lists

    def _list_open(self, token: Token, _: Sequence[Token]) -> None:
        span = self._place(token)
        if span is None:
            return
        before = self._before
        if before is not None and before.went_on and before.markup == token.markup and not token.level:
            self.drafts.open.append(Container(before.number))
            return
        self._before = None
        parent = self._lead[0] if self._lead is not None and self._announces_list() else None
        start = self._marker(token, peek=True)
        number = self.drafts.add("list", Span(start, start + 1), parent)
        self.drafts.open.append(Container(number))

    def _announces_list(self) -> bool:
        words = self._lead[1].rstrip(_EMPHASIS) if self._lead is not None else ""
        inner = self._lead is not None and self._lead[0] == self.drafts.inner  # an item that holds the list
        return announces(words) or inner

    def _list_close(self, token: Token, _: Sequence[Token]) -> None:
        closed = self.drafts.open.pop()
        draft = self.drafts.all[closed.draft]
        self._lead = None
        if token.level == 0:
            self._before = OpenList(closed.draft, self._last_item, token.markup)
            listed = self.text[draft.start : draft.end].splitlines()
            if len(listed) > 2 and all(_CONTENTS.match(line) for line in listed if line.strip()):
                self._mark(Span(draft.start, draft.end), "table of contents")

    def _item_open(self, token: Token, _: Sequence[Token]) -> None:
        start = self._marker(token)
        number = self.drafts.add("item", Span(start, start + 1))
        self.drafts.open.append(Container(number))
        self._items.append(number)
        self._lead = None

    def _item_close(self, _: Token, __: Sequence[Token]) -> None:
        self._last_item = self.drafts.open.pop().draft
        self._items.pop()
        self._lead = None

    def _marker(self, token: Token, *, peek: bool = False) -> int:
        """Return where a list's or item's mark stands; of several on a line, the next one."""
        number = self._first + (token.map or [0])[0]
        line = self.source.lines[number]
        found = _MARKER.match(self.text, self._cursor.get(number, line.start), line.end)
        if found is None:
            return min(line.start, line.end - 1) if line.end > line.start else max(0, line.start - 1)
        if not peek:
            self._cursor[number] = found.end()
        return found.start(1)

    def _took_place(self) -> None:
        if self._items and self._items[-1] == self.drafts.inner:
            self._items[-1] = -1

    def _resume(self, token: Token) -> bool:
        """Open the last item again for what is set in behind its list, as its text often is by too little."""
        before = self._before
        if before is None or token.level or not token.map:
            return False
        if not self.source.given[self._first + token.map[0]][:1].isspace():
            self._before = None
            return False
        if not before.went_on:
            before.went_on, self._lead = True, None
        self.drafts.open += [Container(before.number), Container(before.item)]
        return True

    def _pause(self, resumed: bool) -> None:
        if resumed:
            del self.drafts.open[-2:]

    def _leave_lists(self) -> None:
        self._before = None

    # tables

    def _table(self, token: Token, _: Sequence[Token]) -> None:
        span = self._place(token)
        if span is None:
            return
        announced = self._lead is not None and announces(self._lead[1].rstrip(_EMPHASIS))
        number = self.drafts.add("table", span, self._lead[0] if announced and self._lead else None)
        self.drafts.open.append(Container(number))
        self._leave_lists()
        if token.map:
            rule = self._lines(self._first + token.map[0] + 1, self._first + token.map[0] + 2)
            self._mark(rule, "line of a table")
        self._took_place()

    def _table_close(self, _: Token, __: Sequence[Token]) -> None:
        self.drafts.open.pop()
        self._lead = None

    def _row(self, token: Token, _: Sequence[Token]) -> None:
        span = self._place(token)
        if span is None:
            return
        number = self.drafts.add("row", span)
        table = self.drafts.inner
        draft = self.drafts.all[number]
        draft.cells = self._cells(span)
        first = self._header_of(table)
        draft.header = first if first != number and first is not None and self.drafts.all[first].cells else None

    def _header_of(self, table: int | None) -> int | None:
        below = table + 1 if table is not None else None
        return below if below is not None and below < len(self.drafts.all) else None


_HANDLERS: dict[str, Callable[[MarkdownBlocks, Token, Sequence[Token]], None]] = {
    "heading_open": MarkdownBlocks._heading,
    "paragraph_open": MarkdownBlocks._paragraph,
    "fence": MarkdownBlocks._code,
    "code_block": MarkdownBlocks._code,
    "html_block": MarkdownBlocks._html,
    "hr": MarkdownBlocks._rule,
    "bullet_list_open": MarkdownBlocks._list_open,
    "ordered_list_open": MarkdownBlocks._list_open,
    "bullet_list_close": MarkdownBlocks._list_close,
    "ordered_list_close": MarkdownBlocks._list_close,
    "list_item_open": MarkdownBlocks._item_open,
    "list_item_close": MarkdownBlocks._item_close,
    "table_open": MarkdownBlocks._table,
    "table_close": MarkdownBlocks._table_close,
    "tr_open": MarkdownBlocks._row,
}
