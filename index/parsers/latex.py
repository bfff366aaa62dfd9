"""LaTeX: the text is the file; its commands say what is a heading, a list or a formula, and what is no text."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from index.parsers.decoding import decode
from index.parsers.layout.drafts import Container, Drafts
from index.parsers.layout.lines import Line, lines_of
from index.parsers.layout.wording import announces
from index.records import Block, Content, Span

_MOST = 3_000_000  # characters that blocks are looked for in
_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6}
_TITLE = re.compile(
    r"\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]]*\])?"
    r"\{((?:[^{}\n]|\{[^{}\n]*\}){1,300})\}"
)
_DOCUMENT_TITLE = re.compile(r"\\title(?:\[[^\]]*\])?\{([^{}\n]{1,300}(?:\{[^{}\n]*\}[^{}\n]*)*)\}")
_BEGIN = re.compile(r"\\begin\{([A-Za-z]{1,40}\*?)\}")
_END = re.compile(r"\\end\{([A-Za-z]{1,40}\*?)\}")
_ITEM = re.compile(r"\\item\b")
_COMMAND_ALONE = re.compile(r"(?:\\[A-Za-z@]+\*?(?:\[[^\]]*\]|\{[^{}]*\})*[ \t]*)+$")
_WORDS_IN = re.compile(r"\\(?:caption|footnote|title|author|text\w*|emph|paragraph)\b")
_MARKUP = re.compile(r"\\[A-Za-z@]+\*?|[{}~$]")
_CODE = frozenset(
    "verbatim lstlisting minted equation align gather multline eqnarray displaymath math tabular tabularx longtable "
    "array tikzpicture algorithm algorithmic".split()
)
_LITERAL = ("verbatim", "lstlisting", "minted")  # in which a percent sign is one
_OFF = re.compile(r"\\iffalse\b|\\begin\{comment\}")
_ON = {"\\iffalse": re.compile(r"\\(?:fi|else)\b"), "\\begin{comment}": re.compile(r"\\end\{comment\}")}
_ENDS = re.compile(r"\\end\{([A-Za-z]{1,40}\*?)\}|\\(?:fi|else)\b")  # of what may go on over several lines
_MAX_COMMAND = 500  # characters of a line that is commands alone
_MAX_FORMULA = 2000  # lines
_LISTS = frozenset({"itemize", "enumerate", "description"})


def parse_latex(data: bytes, name: str) -> Content:
    """Read a LaTeX file.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    finder = _Finder(lines_of(text[:_MOST]))
    finder.read()
    title = _DOCUMENT_TITLE.search(text[:_MOST])
    return Content(text=text, title=_bare(title[1]) if title else None, blocks=finder.drafts.build(list(finder.marked)))


@dataclass(slots=True)
class _Finder:
    lines: list[Line]
    drafts: Drafts = field(default_factory=Drafts)
    marked: list[Block] = field(default_factory=list)
    para: list[Line] = field(default_factory=list)
    before: tuple[int, str] | None = None  # the paragraph right before, and how it ends
    lists: int = 0  # that are open
    ends: dict[str, list[int]] = field(default_factory=dict)  # lines by what ends on them: an environment, or ""

    def read(self) -> None:
        """Collect the blocks of all lines."""
        for number, line in enumerate(self.lines):
            for name in {found[1] or "" for found in _ENDS.finditer(line.words)}:
                self.ends.setdefault(name, []).append(number)
        number = self._preamble()
        while number < len(self.lines):
            number = self._line(number) + 1
        self._flush()

    def _preamble(self) -> int:
        """Mark what stands before the document; return the line that it begins on."""
        begin = next((n for n, line in enumerate(self.lines) if line.words.startswith(r"\begin{document}")), None)
        for line in self.lines[: begin + 1 if begin is not None else 0]:
            if line.words:
                why = "comment" if line.words.startswith("%") else "markup"
                self._mark(line, why)
        return 0 if begin is None else begin + 1

    def _line(self, number: int) -> int:
        """Take notice of one line; return the last line that is accounted for."""
        line = self.lines[number]
        begin = _BEGIN.match(line.words)
        if begin is not None and begin[1].rstrip("*") in _CODE:
            return self._code(number, begin[1])
        if (off := _OFF.match(line.words)) is not None and (last := self._off(number, off)) is not None:
            return last
        if line.is_blank:
            self._flush()
        elif line.words.startswith("%"):
            self._mark(line, "comment")
        elif (title := _TITLE.match(line.words[:500])) is not None:
            self._heading(line, title)
        elif not self._of_list(line, begin):
            self._words(line)
        return number

    def _of_list(self, line: Line, begin: re.Match[str] | None) -> bool:
        """Take notice of a line that begins or ends a list or an item; say whether it does."""
        end = _END.match(line.words)
        if begin is not None and begin[1] in _LISTS:
            self._open_list(line)
        elif end is not None and end[1] in _LISTS and self.lists:
            self._close_list(line)
        elif _ITEM.match(line.words) and self.lists:
            self._open_item(line)
        else:
            return False
        return True

    def _words(self, line: Line) -> None:
        alone = len(line.words) < _MAX_COMMAND and _COMMAND_ALONE.match(line.words)
        if alone and not _WORDS_IN.match(line.words):
            self._flush()
            self._mark(line, "markup")
        else:
            self.para.append(line)

    def _mark(self, line: Line, why: str) -> None:
        self.marked.append(Block("boilerplate", Span(line.first, line.end), why=why))

    def _heading(self, line: Line, title: re.Match[str]) -> None:
        self._flush()
        self.drafts.leave_all()
        self.lists, self.before = 0, None
        number = self.drafts.add("heading", Span(line.first, line.first + title.end()))
        self.drafts.all[number].level = _LEVELS[title[1]]
        self.drafts.all[number].label = _bare(title[2])
        if title.end() < len(line.words):
            rest = line.words[title.end() :].lstrip()
            self._words(Line(line.start, line.end - len(rest), line.end, line.indent, rest))

    def _code(self, number: int, name: str) -> int:
        """Add what stands between the beginning and the end of a formula, a listing or the like."""
        self._flush()
        last = self._end(name, number) or number
        opens = self.before is not None and (announces(self.before[1]) or not self.before[1].endswith("."))
        parent = self.before[0] if opens and self.before else None
        self.drafts.add("code", Span(self.lines[number].first, self.lines[last].end), parent)
        if name.rstrip("*") not in _LITERAL:
            for line in self.lines[number : last + 1]:
                if line.words.startswith("%"):
                    self._mark(line, "comment")
        self.before = None
        return last

    def _off(self, number: int, off: re.Match[str]) -> int | None:
        """Mark what is switched off, over several lines perhaps; return its last line, or None where it never ends."""
        last: int | None = number
        on = _ON[off[0]].search(self.lines[number].words, off.end())
        if on is None:
            last = self._end("comment" if off[0].startswith("\\begin") else "", number + 1)
            on = _ON[off[0]].search(self.lines[last].words) if last is not None else None
        if last is None or on is None:
            return None
        line = self.lines[last]
        self._flush()
        self.marked.append(Block("boilerplate", Span(self.lines[number].first, line.first + on.end()), why="comment"))
        if rest := line.words[on.end() :].lstrip():
            self._words(Line(line.start, line.end - len(rest), line.end, line.indent, rest))
        return last

    def _end(self, name: str, number: int) -> int | None:
        """Return the first line from ``number`` on, and not too far below, on which something ends."""
        ends = self.ends.get(name, [])
        place = bisect_left(ends, number)
        return ends[place] if place < len(ends) and ends[place] < number + _MAX_FORMULA else None

    def _open_list(self, line: Line) -> None:
        self._flush()
        announced = self.before is not None and announces(self.before[1])
        self._mark(line, "markup")
        number = self.drafts.add(
            "list", Span(line.first, line.end), self.before[0] if announced and self.before else None
        )
        self.drafts.open.append(Container(number))
        self.lists += 1
        self.before = None

    def _open_item(self, line: Line) -> None:
        self._flush()
        if self.drafts.all[self.drafts.open[-1].draft].kind == "item":
            self.drafts.open.pop()
        elif self.drafts.open[-1].draft == len(self.drafts.all) - 1:
            self.drafts.all[-1].start = line.first  # a list begins with its first item
        number = self.drafts.add("item", Span(line.first, line.end))
        self.drafts.open.append(Container(number))
        self.para.append(line)

    def _close_list(self, line: Line) -> None:
        self._flush()
        if self.drafts.all[self.drafts.open[-1].draft].kind == "item":
            self.drafts.open.pop()
        self.drafts.open.pop()
        self._mark(line, "markup")
        self.lists -= 1
        self.before = None

    def _flush(self) -> None:
        """Make a block of the lines that were collected; an item's first ones are the item's own."""
        if not self.para:
            return
        first, last = self.para[0], self.para[-1]
        self.para = []
        inner = self.drafts.inner
        if inner is not None and self.drafts.all[inner].start == first.first:
            self.drafts.reach(last.end)
            self.before = inner, last.words
        else:
            self.before = self.drafts.add("paragraph", Span(first.first, last.end)), last.words


def _bare(title: str) -> str:
    return " ".join(_MARKUP.sub(" ", title).split())
