"""AsciiDoc: the text is the file, its attributes filled in; marks at the beginnings of lines say what is what."""

import re
from dataclasses import dataclass, field

from index.parsers.asciidoc_tables import BAR, add_table
from index.parsers.decoding import decode
from index.parsers.layout.drafts import Container, Drafts
from index.parsers.layout.lines import MAX_LINE, Line, lines_of
from index.parsers.layout.wording import announces, ends_sentence, is_running_prose
from index.parsers.rewriting import Names, filled_in
from index.records import Block, Content, Span

_MOST = 3_000_000  # characters in which structure is looked for
_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"([=\-~^+])\1+$")
_LEVELS = "=-~^+"
_SLACK = 3  # signs that an underline may be longer or shorter than its title
_FENCE = re.compile(r"(?:-{4,}|\.{4,}|\+{4,}|`{3,})")
_FRAME = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--)$")
_RULE = re.compile(r"(?:'{3,}|<{3,}|-{3}|\*{3}|- - -|\* \* \*)$")
_COMMENT = "////"
_SIGN = re.compile(
    r"\[\[[^\]]*\]\]$|\[[^\]]*\]$|:!?\w[\w-]*!?:(?:[ \t]|$)"  # anchors, attributes of a block and of the document
    r"|(?:include|image|video|audio|ifdef|ifndef|ifeval|endif|toc)::\S*\[.*\]$"
)
_VALUE = re.compile(r"^:(\w[\w-]{0,60}):[ \t]+(\S[^\r\n{}\\]{0,200}?)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"(?<![\\$])\{(\w[\w-]{0,60})\}")
_LITERAL = re.compile(
    r"\+\+(?=\S)[^\n]{1,500}?(?<=\S)\+\+|(?<![\w+;:}])\+(?=\S)[^\n+]{1,500}(?<=\S)\+(?![\w+])|pass:\[[^\]\n]{0,500}\]"
)
_CAPTION = re.compile(r"\.(?=[^\s.])")
_ITEM = re.compile(r"(\*{1,6}|-|\.{1,5}|\d{1,3}\.|<(?:\d{1,2}|\.)>)[ \t]+(?=\S)")
_TERM = re.compile(r"(\S.*?)(:{2,4}|;;)(?:[ \t]+|$)")
_TABLE = re.compile(r"\|={3,}$")
_COLUMNS = re.compile(r"cols=\"?([^\"\]]+)")
_MARKS = re.compile(r"\[\[[^\]]*\]\]|[`*_#]|^\[.*?\]")
_ASKING_WORDS = 8  # of a term that is no name: it states a problem, and its description solves it


def parse_asciidoc(data: bytes, name: str) -> Content:
    """Read an AsciiDoc file. Of a very long one the end is left without blocks.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    reader = _Reader(text, lines_of(text[:_MOST]))
    reader.read()
    blocks = reader.drafts.build(reader.others)
    title = next((b.label for b in blocks if b.kind == "heading" and b.label), None)
    return filled_in(Content(text=text, title=title, blocks=blocks), Names(_values(text), _NAME, _LITERAL))


def _values(text: str) -> dict[str, str]:
    """Return what the names stand for that the document gives one value, and only one."""
    found: dict[str, set[str]] = {}
    for name, value in _VALUE.findall(text):
        found.setdefault(name, set()).add(value)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


@dataclass(slots=True)
class _Reader:
    text: str
    lines: list[Line]
    drafts: Drafts = field(default_factory=Drafts)
    others: list[Block] = field(default_factory=list)
    at: int = 0
    lists: list[tuple[str, int]] = field(default_factory=list)  # the mark of each, and how many blocks are around it
    frames: list[tuple[str, int]] = field(default_factory=list)  # their delimiters, and how many lists are around
    lead: int | None = None  # the paragraph right before
    apart: bool = True  # whether a blank line is above
    joined: bool = False  # whether a plus joins what comes to the item above
    columns: int = 0  # of the next table, as far as its attributes tell

    def read(self) -> None:
        handlers = (self._heading, self._fence, self._table, self._frame, self._entry)
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.is_blank:
                self.apart, self.at = True, self.at + 1
                continue
            short = len(line.words) <= MAX_LINE
            if short and (self._comment(line) or self._sign(line)):
                continue
            if not (short and any(handle(line) for handle in handlers)):
                self._paragraph(line)
            self.apart = False

    # signs

    def _mark(self, first: int, last: int, why: str = "markup") -> bool:
        told = [self.lines[number] for number in range(first, last + 1) if self.lines[number].words]
        self.others.append(Block("boilerplate", Span(told[0].first, told[-1].end), why=why))
        self.at = last + 1
        return True

    def _end_of(self, words: str) -> int | None:
        """Return the line that closes what a delimiter on this line opens."""
        numbers = range(self.at + 1, len(self.lines))
        return next((number for number in numbers if self.lines[number].words == words), None)

    def _comment(self, line: Line) -> bool:
        if line.words == _COMMENT and (end := self._end_of(_COMMENT)) is not None:
            return self._mark(self.at, end, "comment")
        is_comment = line.words.startswith("//") and not line.words.startswith("///") and line.indent == 0
        return self._mark(self.at, self.at, "comment") if is_comment else False

    def _sign(self, line: Line) -> bool:
        if line.words == "+":
            self.joined = True
            return self._mark(self.at, self.at)
        if _RULE.match(line.words) and line.indent == 0:
            return self._mark(self.at, self.at, "dividing line")
        if line.indent or not _SIGN.match(line.words):
            return False
        if (columns := _COLUMNS.search(line.words)) is not None:
            repeated = re.match(r"(\d{1,2})\*", columns[1])
            self.columns = int(repeated[1]) if repeated else len(columns[1].split(","))
        return self._mark(self.at, self.at)

    def _heading(self, line: Line) -> bool:
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        marked = _HEADING.match(line.words) if line.indent == 0 else None
        rule = _UNDERLINE.match(below.words) if below is not None and below.indent == line.indent == 0 else None
        fits = rule is not None and len(rule[0]) > 1 and abs(len(rule[0]) - len(line.words)) <= _SLACK
        if marked is not None:
            span, level, title = Span(line.first, line.end), len(marked[1]), line.words[marked.end() :]
        elif rule is not None and fits and self._begins_nothing() and any(map(str.isalnum, line.words)):
            end = below.end if below is not None else line.end
            span, level, title = Span(line.first, end), _LEVELS.index(rule[1]) + 1, line.words
        else:
            return False
        self._leave(0)
        self.drafts.leave_all()
        number = self.drafts.add("heading", span)
        self.drafts.all[number].level = level
        self.drafts.all[number].label = " ".join(_MARKS.sub("", title).split()) or title
        self.at += 1 if marked is not None else 2
        return True

    def _begins_nothing(self) -> bool:
        """Say whether no item, term or sign begins here: those are no titles."""
        words = self.lines[self.at].words
        return not (_ITEM.match(words) or _TERM.match(words) or words == "+")

    # what is between delimiters

    def _fence(self, line: Line) -> bool:
        fence = _FENCE.match(line.words)
        if fence is None or (fence[0] != line.words and not line.words.startswith("```")):
            return False
        end = self._end_of(fence[0])
        if end is None:
            return False
        first, parent = self.at, self._place()
        told = [self.lines[number] for number in range(first + 1, end) if self.lines[number].words]
        self._mark(first, first)
        if told:
            self.drafts.add("code", Span(told[0].first, told[-1].end), parent)
        return self._mark(end, end)

    def _frame(self, line: Line) -> bool:
        if line.indent or not _FRAME.match(line.words):
            return False
        opened = next((i for i, (words, _) in enumerate(self.frames) if words == line.words), None)
        if opened is not None:
            self._leave(self.frames[opened][1])
            del self.frames[opened:]
        elif self._end_of(line.words) is not None:
            self._place()
            self.frames.append((line.words, len(self.lists)))
        return self._mark(self.at, self.at)

    def _table(self, line: Line) -> bool:
        end = self._end_of(line.words) if _TABLE.match(line.words) else None
        if end is None:
            return False
        first, parent = self.at, self._place()
        self._mark(first, first, "line of a table")
        if told := [number for number in range(first + 1, end) if self.lines[number].words]:
            whole = Span(self.lines[told[0]].first, self.lines[told[-1]].end)
            headed = self.lines[told[0] + 1].is_blank
            names = len(BAR.findall(self.lines[told[0]].words))
            add_table(self.drafts, self.text, whole, parent, columns=self.columns or names or 1, headed=headed)
        self.columns = 0
        return self._mark(end, end, "line of a table")

    # lists and paragraphs

    def _leave(self, kept: int) -> None:
        """Close the lists but for the outermost ``kept``."""
        if len(self.lists) > kept:
            del self.drafts.open[self.lists[kept][1] :]
            del self.lists[kept:]
        self.lead = None

    def _place(self) -> int | None:
        """Make ready for a block that is no item: close lists unless it is joined; return what announces it."""
        announcer = self._announcer()
        if not self.joined and self.apart:
            self._leave(self.frames[-1][1] if self.frames else 0)
        self.joined, self.lead = False, None
        return announcer

    def _entry(self, line: Line) -> bool:
        item = _ITEM.match(line.words)
        term = _TERM.match(line.words) if item is None else None
        if item is None and term is None:
            return False
        mark = re.sub(r"\d+", "1", item[1]) if item is not None else term[2] if term is not None else ""
        outer = self.frames[-1][1] if self.frames else 0
        open_ones = [i for i, (each, _) in enumerate(self.lists) if each == mark and i >= outer]
        lead = self._announcer()
        if term is not None and self.apart and not any(each[0] in ":;" for each, _ in self.lists):
            self._leave(outer)
        if open_ones:
            depth = self.lists[open_ones[-1]][1]
            self._leave(open_ones[-1] + 1)
            del self.drafts.open[depth + (item is not None) :]
        else:
            self.lists.append((mark, len(self.drafts.open)))
        if item is not None:
            self._item(line, lead, fresh=not open_ones)
        elif term is not None:
            self._term(line, term)
        return True

    def _announcer(self) -> int | None:
        if self.lead is None:
            return None
        said = self.drafts.all[self.lead]
        return self.lead if said.kind == "caption" or announces(self.text[said.start : said.end]) else None

    def _item(self, line: Line, lead: int | None, *, fresh: bool) -> None:
        last = self._text_end()
        span = Span(line.first, self.lines[last].end)
        if fresh:
            self.drafts.open.append(Container(self.drafts.add("list", span, lead)))
        number = self.drafts.add("item", span)
        self.drafts.open.append(Container(number))
        self.lead, self.at, self.joined = number, last + 1, False

    def _term(self, line: Line, found: re.Match[str]) -> None:
        words = found[1].rstrip()
        asks = ends_sentence(words) or len(words.split()) >= _ASKING_WORDS
        number = self.drafts.add("question" if asks else "term", Span(line.first, line.first + len(words)))
        self.at += 1
        behind = line.first + found.end()
        if asks:
            self.drafts.open.append(Container(number))
        if behind < line.end:
            self.at -= 1
            end = self._text_end()
        else:
            while self.at < len(self.lines) and self.lines[self.at].is_blank:
                self.at += 1
            if self.at == len(self.lines) or not self._is_plain(self.at):
                return
            behind, end = self.lines[self.at].first, self._text_end()
        told = self.drafts.add("paragraph" if asks else "description", Span(behind, self.lines[end].end), number)
        if not asks:
            self.drafts.open.append(Container(told))
        self.lead, self.at, self.joined = told, end + 1, False

    def _is_plain(self, number: int) -> bool:
        """Say whether the text of a paragraph goes on, or begins, on a line."""
        words = self.lines[number].words
        signs = (_ITEM, _TERM, _FENCE, _FRAME, _TABLE, _RULE)
        return (
            bool(words)
            and words != "+"
            and not any(s.match(words[:MAX_LINE]) for s in signs)
            and not (self.lines[number].indent == 0 and (_SIGN.match(words[:MAX_LINE]) or _HEADING.match(words)))
        )

    def _text_end(self) -> int:
        """Return the last line of the text that begins on this one."""
        last = self.at
        while last + 1 < len(self.lines) and self._is_plain(last + 1):
            last += 1
        return last

    def _paragraph(self, line: Line) -> None:
        last = self._text_end()
        caption = _CAPTION.match(line.words) if line.indent == 0 else None
        span = Span(line.first + 1, line.end) if caption else Span(line.first, self.lines[last].end)
        in_list = bool(self.lists) and line.indent > 0
        self.joined = self.joined or in_list
        announced = self._place()
        if caption is not None:
            self.lead = self.drafts.add("caption", span)
            self.at += 1
            return
        literal = line.indent > 0 and not in_list
        words = [self.lines[number].words for number in range(self.at, last + 1)]
        number = self.drafts.add("code" if literal and not is_running_prose(words) else "paragraph", span, announced)
        self.lead, self.at = number, last + 1
