"""Programs, settings and logs: the text is the file; comments are paragraphs, all else is code by its blank lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from index.parsers.decoding import decode
from index.parsers.layout.drafts import Drafts
from index.parsers.layout.lines import Line, lines_of
from index.parsers.registry import SOURCE_SUFFIXES
from index.parsers.sniffing import suffix_by_content
from index.records import Content, Span

_MOST = 3_000_000  # characters that blocks are looked for in
_SECTION = re.compile(r"\[{1,2}[ \t]*([^\[\]\n]{1,120}?)[ \t]*\]{1,2}[ \t]*(?:[#;].*)?$")
_KEY = re.compile(r"([\w.-]{1,80}|\"[^\"\n]{1,80}\"):(?:[ \t]|$)")
_BARE_COMMENT = re.compile(r"[#/*;%'\-!\s]*$")
_MAX_BARE = 100  # characters of a comment's line without words
_QUOTES = re.compile(r"[rRbBuU]{0,2}(\"\"\"|''')")


@dataclass(frozen=True, slots=True)
class _Style:
    """How comments are written: to the line's end, between two signs, as strings that stand alone."""

    line: tuple[str, ...] = ()
    block: tuple[tuple[str, str], ...] = ()
    quotes: tuple[str, ...] = ()
    sections: bool = False  # [name] begins a section
    keys: bool = False  # a key at the margin does


_C = _Style(("//",), (("/*", "*/"),))
_HASH = _Style(("#",))
_STYLES = {
    **dict.fromkeys((".py", ".pyi"), _Style(("#",), quotes=('"""', "'''"))),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".rb", ".pl", ".r", ".jl", ".dockerfile", ".mk", ".cmake", ".tf"), _HASH),
    **dict.fromkeys((".ini", ".cfg", ".conf", ".properties"), _Style(("#", ";"), sections=True)),
    ".toml": _Style(("#",), sections=True),
    **dict.fromkeys((".yaml", ".yml"), _Style(("#",), keys=True)),
    ".sql": _Style(("--",), (("/*", "*/"),)),
    **dict.fromkeys((".lua", ".hs"), _Style(("--",), (("--[[", "]]"), ("{-", "-}")))),
    ".php": _Style(("//", "#"), (("/*", "*/"),)),
    ".css": _Style((), (("/*", "*/"),)),
    ".ps1": _Style(("#",), (("<#", "#>"),)),
    ".bat": _Style(("rem ", "REM ", "::")),
}


def parse_source(data: bytes, name: str) -> Content:
    """Read a program or a file of settings; what a comment says of the code right below belongs to it.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    suffix = PurePath(name).suffix.lower()
    style = _STYLES.get(suffix if suffix in SOURCE_SUFFIXES else suffix_by_content(data), _C)
    finder = _Finder(lines_of(text[:_MOST]), style)
    return Content(text=text, blocks=finder.drafts_of_all().build())


def parse_log(data: bytes, name: str) -> Content:
    """Read a log: each line is a paragraph, with the lines set in below it.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    drafts = Drafts()
    for line in lines_of(text[:_MOST]):
        if line.words and line.indent and drafts.all:
            drafts.all[-1].end = line.end
        elif line.words:
            drafts.add("paragraph", Span(line.first, line.end))
    return Content(text=text, blocks=drafts.build())


@dataclass(slots=True)
class _Finder:
    lines: Sequence[Line]
    style: _Style
    drafts: Drafts = field(default_factory=Drafts)
    comment: list[Line] = field(default_factory=list)
    code: list[Line] = field(default_factory=list)
    about: int | None = None  # the comment right above the code
    closing: str | None = None  # what ends the comment that is open
    string: str | None = None  # what ends the string, or remark, that code has open

    def drafts_of_all(self) -> Drafts:
        sections = self._keys() if self.style.keys else set()
        for number, line in enumerate(self.lines):
            if line.is_blank and self.string is None:
                self._flush()
            elif self.closing is None and self.string is None and (title := self._title(number, line, sections)):
                self._flush()
                heading = self.drafts.add("heading", Span(line.first, line.end))
                self.drafts.all[heading].level = 1 + (title.count(".") if line.words.startswith("[") else 0)
                self.drafts.all[heading].label = title
            elif line.words:
                self._line(line)
        self._flush()
        return self.drafts

    def _title(self, number: int, line: Line, sections: set[int]) -> str | None:
        """Return what the section is called that begins here."""
        if number in sections:
            return line.words.partition(":")[0].strip('"')
        if not self.style.sections or line.indent:
            return None
        found = _SECTION.match(line.words)
        return found[1] if found else None

    def _keys(self) -> set[int]:
        """Return the keys at the margin that hold others; none where a plain value follows behind one of them."""
        keys = [n for n, line in enumerate(self.lines) if line.words and not line.indent and _KEY.match(line.words)]
        holding = [n for n in keys if self.lines[n].words.endswith(":") and self._below(n)]
        return set(holding) if holding and keys[-len(holding) :] == holding else set()

    def _below(self, number: int) -> bool:
        below = next((line for line in self.lines[number + 1 : number + 4] if line.words), None)
        return below is not None and (below.indent > 0 or below.words.startswith("- "))

    def _line(self, line: Line) -> None:
        if self.closing is not None:
            self._inside(line)
        elif self.string is not None:
            self.code.append(line)
            self._follow_string(line)
        elif (opened := self._opens(line)) is not None:
            self._open_comment(line, *opened)
        elif line.words.startswith(self.style.line) and not line.words.startswith("#!"):
            self._begin_comment(line)
        else:
            self._add_code(line)

    def _opens(self, line: Line) -> tuple[int, str] | None:
        """Return how long the sign is that opens a comment of several lines here, and what closes it."""
        for begin, end in self.style.block:
            if line.words.startswith(begin):
                return len(begin), end
        quotes = _QUOTES.match(line.words) if self.style.quotes else None
        return (quotes.end(), quotes[1]) if quotes else None

    def _inside(self, line: Line) -> None:
        closes = self.closing is not None and self.closing in line.words
        if not closes and len(line.words) < _MAX_BARE and _BARE_COMMENT.match(line.words):
            self._flush_comment()
            return
        self.comment.append(line)
        if closes:
            self._close_comment()

    def _close_comment(self) -> None:
        """End a comment of several lines; a string that stands alone says nothing of the code below it."""
        if self.closing in self.style.quotes:
            self._flush_comment()
        self.closing = None

    def _open_comment(self, line: Line, length: int, closing: str) -> None:
        closes = closing in line.words[length:]
        if self._begin_comment(line):
            self.closing = closing
            if closes:
                self._close_comment()
        elif not closes:
            self.string = closing

    def _begin_comment(self, line: Line) -> bool:
        """Take a line for a comment; a remark inside of code is read with it, and is none."""
        if self.code and line.indent > self.code[0].indent and not _QUOTES.match(line.words):
            self.code.append(line)
            return False
        if self.code:
            self._flush()
        self.comment.append(line)
        return True

    def _add_code(self, line: Line) -> None:
        if self.comment:
            self.about = self._flush_comment()
        self.code.append(line)
        self._follow_string(line)

    def _follow_string(self, line: Line) -> None:
        """Notice a string of several lines that begins or ends here, so that its end begins no comment."""
        if self.string is not None and self.string not in self.style.quotes:
            self.string = None if self.string in line.words else self.string
            return
        for quotes in self.style.quotes:
            if self.string in (None, quotes) and line.words.count(quotes) % 2:
                self.string = None if self.string else quotes
                return

    def _flush(self) -> None:
        """Put what was collected into blocks."""
        self._flush_comment()
        if self.code:
            self.drafts.add("code", Span(self.code[0].first, self.code[-1].end), self.about)
        self.code.clear()
        self.about = None

    def _flush_comment(self) -> int | None:
        if not self.comment:
            return None
        number = self.drafts.add("paragraph", Span(self.comment[0].first, self.comment[-1].end))
        self.comment.clear()
        return number
