"""From lines to blocks: what each paragraph is by its place, and what it belongs to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from index.parsers.layout.columns import Table
from index.parsers.layout.drafts import Container, Draft, Drafts
from index.parsers.layout.headings import Heading
from index.parsers.layout.lines import Line, is_full, offset_at
from index.parsers.layout.lists import Item, ListRun
from index.parsers.layout.paras import Para
from index.parsers.layout.questions import Question
from index.parsers.layout.wording import announces, ends_sentence, is_caption, look_of, looks_like_code
from index.records import BlockKind, Span

_MAX_TERM_LINES = 4
_MAX_TERM_WORDS = 10
_NO_TERM = (",", ";", ":", "{", "(", "\\", "=")
_PLAIN_ITEMS = 3  # lines without marks that an announcement must be over to be a list
_CAPTION_LINES = 2
_MAX_PLAIN = 60  # characters of such a line


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of the lines before they are put together, each by the line that it begins on."""

    text: str
    lines: Sequence[Line]
    width: int
    manual: bool
    sure_terms: bool  # whether one term alone is one
    sure_codes: bool  # whether nothing else than `codes` is code
    headings: Mapping[int, tuple[Heading, int]]
    tables: Mapping[int, Table]
    items: Mapping[int, tuple[ListRun, Item]]
    questions: Mapping[int, Question]
    fields: Mapping[int, int]  # with the characters up to what the name stands for
    codes: Collection[int]  # where runs of lines begin that are code as a whole
    captions: Collection[int]  # lines that name the table below them
    closers: Sequence[tuple[int, int]]  # lines that were taken out, with their column: nothing deeper goes on behind

    def words(self, para: Para) -> list[str]:
        """Return the words of each of a paragraph's lines."""
        return [self.lines[number].words for number in range(para.first, para.last + 1)]

    def span(self, para: Para) -> Span:
        """Return where a paragraph stands."""
        return Span(self.lines[para.first].first, self.lines[para.last].end)


@dataclass(slots=True)
class Walker:
    """Goes through the paragraphs in order and collects blocks."""

    layout: Layout
    paras: Sequence[Para]
    drafts: Drafts = field(default_factory=Drafts)
    terms: frozenset[tuple[int, int]] = frozenset()
    lead: tuple[int | None, Para] | None = None  # the paragraph right before, if it is prose
    code: tuple[int, Para] | None = None  # the code right before
    base: int | None = None  # column of the section's first paragraph
    in_synopsis: bool = False
    described: int | None = None  # the term that the next paragraph describes
    closed: int = 0  # how many of the layout's closers have been seen to

    def walk(self) -> Drafts:
        """Return the blocks."""
        self.terms = self._term_columns()
        for place, para in enumerate(self.paras):
            if para.first in self.layout.headings:
                self._heading(*self.layout.headings[para.first])
                continue
            self._close_before(para)
            if self.drafts.leave(para.first, para.indent):
                self.lead = self.code = None
            self._piece(place, para)
            if self.base is None or not self.drafts.open:
                self.base = para.indent if self.base is None else min(self.base, para.indent)
        return self.drafts

    def _close_before(self, para: Para) -> None:
        closers = self.layout.closers
        while self.closed < len(closers) and closers[self.closed][0] <= para.first:
            if self.drafts.leave(*closers[self.closed]):
                self.lead = self.code = None
            self.closed += 1

    def _heading(self, heading: Heading, level: int) -> None:
        lines = self.layout.lines
        self.drafts.leave_all()
        title = lines[heading.title].words
        number = self.drafts.add("heading", Span(lines[heading.first].first, lines[heading.last].end))
        self.drafts.all[number].level = level
        self.drafts.all[number].label = heading.label or (title if heading.first != heading.last else None)
        self.lead = self.code = self.base = self.described = None
        self.in_synopsis = self.layout.manual and title in ("SYNOPSIS", "SYNTAX", "USAGE")

    def _piece(self, place: int, para: Para) -> None:
        if self.described is not None:
            self._description(self.layout.span(para), para)
        elif para.first in self.layout.tables:
            self._table(self.layout.tables[para.first], para)
        elif para.first in self.layout.captions:
            self.lead, self.code = (self.drafts.add("caption", self.layout.span(para)), para), None
        elif para.first in self.layout.items:
            self._item(*self.layout.items[para.first], para)
        elif para.first in self.layout.questions:
            self._question(self.layout.questions[para.first], para)
        elif para.first in self.layout.fields:
            self._tagged(para, self.layout.lines[para.first].first + self.layout.fields[para.first], para.indent + 1)
        else:
            self._unmarked(place, para)

    def _unmarked(self, place: int, para: Para) -> None:
        """Add what only its place and its words tell."""
        if para.text_column is not None and not self.in_synopsis:
            column = offset_at(self.layout.lines[para.first], para.text_column)
            self._tagged(para, column, para.text_column)
        elif self._is_term(place):
            self.described = self.drafts.add("term", self.layout.span(para))
        else:
            self._prose_or_code(para)

    def _tagged(self, para: Para, begins: int, indent: int) -> None:
        """Add a term and what is said of it on the same line."""
        span = self.layout.span(para)
        if begins >= span.end:  # what is said of it stands on the lines below
            self.described = self.drafts.add("term", span)
            return
        tag = self.layout.text[span.start : begins].rstrip()
        self.described = self.drafts.add("term", Span(span.start, span.start + len(tag)))
        self._description(Span(begins, span.end), para, indent)

    def _description(self, span: Span, para: Para, indent: int | None = None) -> None:
        number = self.drafts.add("description", span, self.described)
        self.drafts.enter(Container(number, indent=para.indent if indent is None else indent))
        self.described, self.lead, self.code = None, (number, para), None

    def _item(self, run: ListRun, item: Item, para: Para) -> None:
        span = self.layout.span(para)
        if item is run.items[0]:
            number = self.drafts.add("list", span, self._announcer(para))
            self.drafts.enter(Container(number, last=run.last))
        number = self.drafts.add("item", span)
        self.drafts.enter(Container(number, last=item.last))
        self.lead, self.code = (number, para), None

    def _question(self, question: Question, para: Para) -> None:
        number = self.drafts.add("question", self.layout.span(para))
        self.drafts.enter(Container(number, last=question.until))
        self.lead = self.code = None

    def _table(self, table: Table, para: Para) -> None:
        whole = self.drafts.add("table", self.layout.span(para), self._announcer(para))
        add_rows(self.drafts, self.layout.lines, table, whole)
        self.lead = self.code = None

    def _prose_or_code(self, para: Para) -> None:
        announced = self._announcer(para)
        if self._goes_on_as_code(para):
            self._extend_code(para)
        elif para.first in self.layout.codes or self._is_code(para, announced is not None):
            self.code = (self.drafts.add("code", self.layout.span(para), announced), para)
            self.lead = None
        elif announced is not None and self._is_plain_list(para):
            self._plain_list(para, announced)
        else:
            deeper = self.lead is not None and para.indent > self.lead[1].indent
            kind: BlockKind = "caption" if self._is_caption(para) else "paragraph"
            number = self.drafts.add(kind, self.layout.span(para), announced if deeper else None)
            self.lead, self.code = (number, para), None

    def _announcer(self, para: Para) -> int | None:
        """Return the block right before that announces this paragraph, or whose sentence it breaks into."""
        if self.lead is None:
            return None
        number, before = self.lead
        if number is not None and self.drafts.all[number].kind == "caption":
            return number
        last = self.layout.lines[before.last].words
        opens = para.indent > before.indent and not ends_sentence(last)
        return number if announces(last) or opens else None

    def _goes_on_as_code(self, para: Para) -> bool:
        if self.code is None or para.indent < self.code[1].indent:
            return False
        words = self.layout.words(para)
        looks = [look_of(line) for line in words]
        if para.indent == self.code[1].indent > (self._column() or 0) and not ends_sentence(words[-1]):
            return True
        return "prose" not in looks and ("code" in looks or para.indent > (self.base or 0))

    def _extend_code(self, para: Para) -> None:
        if self.code is not None:
            end = self.layout.span(para).end
            self.drafts.all[self.code[0]].end = end
            self.drafts.reach(end)

    def _is_code(self, para: Para, announced: bool) -> bool:
        words = self.layout.words(para)
        if any(line.startswith(">") for line in words):
            return False
        if self.in_synopsis:
            return 2 * sum(look_of(line) == "prose" for line in words) <= len(words)
        if self.layout.sure_codes:
            return False
        if announced:
            deeper = self.lead is not None and para.indent > self.lead[1].indent
            bare = deeper and self.layout.manual and all(look_of(line) != "prose" for line in words)
            return bare or looks_like_code(words, announced=True)
        if para.indent > (self._column() or 0):
            return looks_like_code(words, announced=False)
        return words[0].startswith("$ ") or (len(words) > 1 and all(look_of(line) == "code" for line in words))

    def _is_caption(self, para: Para) -> bool:
        words = self.layout.lines[para.first].words
        return para.last - para.first < _CAPTION_LINES and is_caption(words)

    def _column(self) -> int | None:
        """Return the column of the text around."""
        inner = self.drafts.open[-1].indent if self.drafts.open else None
        return inner if inner is not None else self.base

    def _is_plain_list(self, para: Para) -> bool:
        words = self.layout.words(para)
        deeper = self.lead is not None and para.indent > self.lead[1].indent
        short = all(len(line) <= _MAX_PLAIN and look_of(line) != "prose" for line in words)
        return deeper and short and len(words) >= _PLAIN_ITEMS

    def _plain_list(self, para: Para, announced: int) -> None:
        whole = self.drafts.add("list", self.layout.span(para), announced)
        for number in range(para.first, para.last + 1):
            line = self.layout.lines[number]
            self.drafts.add("item", Span(line.first, line.end), whole)
        self.lead = self.code = None

    def _is_term(self, place: int) -> bool:
        pair = self._term_pair(place)
        return pair in self.terms and not self.in_synopsis if pair is not None else False

    def _term_pair(self, place: int) -> tuple[int, int] | None:
        """Return the columns of a term and the paragraph right below it that may describe it."""
        if place + 1 >= len(self.paras):
            return None
        para, below = self.paras[place], self.paras[place + 1]
        if below.first != para.last + 1 or below.indent <= para.indent or any(map(self._is_marked, (para, below))):
            return None
        words = self.layout.words(para)
        if len(words) > _MAX_TERM_LINES or any(not _may_be_term(line) for line in words):
            return None
        full = is_full(self.layout.lines[para.last], self.layout.lines[below.first], self.layout.width)
        return None if full else (para.indent, below.indent)

    def _is_marked(self, para: Para) -> bool:
        layout = self.layout
        known = (layout.headings, layout.tables, layout.items, layout.questions, layout.codes)
        return any(para.first in each for each in known)

    def _term_columns(self) -> frozenset[tuple[int, int]]:
        """Return the columns of terms and descriptions: several alike in a text, or one in a manual page."""
        counts: Counter[tuple[int, int]] = Counter()
        for place in range(len(self.paras) - 1):
            pair = self._term_pair(place)
            if pair is not None and self._is_said(self.paras[place + 1]):
                counts[pair] += 1
        return frozenset(pair for pair, count in counts.items() if count > 1 or self.layout.sure_terms)

    def _is_said(self, para: Para) -> bool:
        words = self.layout.words(para)
        return any(look_of(line) == "prose" for line in words[:2]) or (ends_sentence(words[-1]) and len(words[0]) > 8)


def _may_be_term(words: str) -> bool:
    finished = ends_sentence(words) and not words.rstrip("])").endswith(("...", "…", "?", "!"))
    long = look_of(words) == "prose" and len(words.split()) > _MAX_TERM_WORDS
    return not finished and not long and not words.endswith(_NO_TERM) and not words.startswith(">")


def add_rows(drafts: Drafts, lines: Sequence[Line], table: Table, whole: int) -> None:
    """Add the rows of a table, each with the row that names its columns, and its drawn lines as boilerplate."""
    header: int | None = None
    for place, row in enumerate(table.rows):
        number = drafts.add("row", Span(lines[row.first].first, lines[row.last].end), whole)
        draft = drafts.all[number]
        draft.cells, draft.header = row.cells, header
        if place < table.headers and row.cells:
            header = number
    for number in table.rules:
        span = Span(lines[number].first, lines[number].end)
        drafts.all.append(Draft("boilerplate", span.start, span.end, whole, why="line of a table"))
