"""reStructuredText: the text is the file, what its names stand for filled in; directives and lines say what is what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.parsers.decoding import decode
from index.parsers.layout.columns import Table
from index.parsers.layout.headings import Heading, underlined
from index.parsers.layout.lines import Line
from index.parsers.layout.signs import Hidden, Signs
from index.parsers.layout.text import layout_of
from index.parsers.restructured_tables import table_of
from index.parsers.rewriting import Names, filled_in
from index.records import Block, Content, Span

_DIRECTIVE = re.compile(r"\.\.[ \t]+([A-Za-z][\w:.+-]{0,60})::(?:[ \t]+|$)")
_TARGET = re.compile(r"\.\.[ \t]+_[^\n]{0,200}:|__[ \t]+\S|\.\.[ \t]+__:")
_NOTE = re.compile(r"\.\.[ \t]+\[[^\]]{1,60}\][ \t]+")
_SUBSTITUTION = re.compile(r"\.\.[ \t]+\|[^|]{1,60}\|")
_REPLACED = re.compile(
    r"^\.\.[ \t]+\|([^|\n]{1,60})\|[ \t]+replace::[ \t]+(\S[^\n|\\]{0,200})$(?!\n[ \t]+\S)", re.MULTILINE
)
_NAME = re.compile(r"(?<![\w\\`|])\|(\S[^|\n]{0,58}\S|\S)\|(?![\w|]|_\w)")
_LITERAL = re.compile(r"``(?=\S)(?:[^`\n]|`(?!`)|\n(?![ \t]*(?:\n|$))){1,1000}``")
_OPTION = re.compile(r":([\w-]{1,40}):(?:[ \t]+|$)")
_FIELD = re.compile(r":[^:\s`][^:`]{0,40}:[ \t]+(?=\S)")
_ROLE = re.compile(r":[\w:+-]{1,40}:(?=`)|[`*|]|_(?=$|\W)|[ \t]*<[^>]*>(?=`)")
_CODE = frozenset(
    "code code-block sourcecode highlight parsed-literal literal math doctest testcode testoutput productionlist "
    "graphviz mermaid uml prompt".split()
)
_CONTENTS = frozenset({"toctree", "contents"})
_WITHOUT_TEXT = frozenset(
    "index meta raw include literalinclude image default-role role sectnum currentmodule module highlightlang "
    "automodule autoclass autofunction tabularcolumns footer header class target-notes title".split()
)
# Of these only the lines right below are a part: they have options, and no text of their own.
_OPTIONS_ONLY = frozenset(
    "image include literalinclude default-role sectnum currentmodule module highlightlang tabularcolumns "
    "target-notes title".split()
)
_TABLES = frozenset({"list-table", "csv-table", "table"})  # whose words name what is set in below them
_SET_IN = 3  # columns that the text of a directive usually is set in


def parse_rst(data: bytes, name: str) -> Content:
    """Read a reStructuredText file.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    names = Names({found[1].strip(): found[2].strip() for found in _REPLACED.finditer(text)}, _NAME, _LITERAL)
    layout = layout_of(text, 0, (), lambda lines: _Finder(text, lines, names).signs())
    return filled_in(Content(text=text, title=layout.title, blocks=layout.blocks), names)


@dataclass(slots=True)
class _Finder:
    text: str
    lines: list[Line]
    names: Names
    hidden: list[Hidden] = field(default_factory=list)
    marked: list[Block] = field(default_factory=list)
    closers: list[tuple[int, int]] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)
    fields: dict[int, int] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    captions: set[int] = field(default_factory=set)

    def signs(self) -> Signs:
        titles = _with_levels(self.lines, underlined(self.lines, may_outgrow=True), self.names)
        of_titles = {number for title in titles for number in range(title.first, title.last + 1)}
        number = 0
        while number < len(self.lines):
            words = self.lines[number].words
            if words and number not in of_titles:
                number = self._line(number, words)
            number += 1
        taken = {number for hidden in self.hidden for number in hidden.lines}
        taken |= {number for first, last in self.codes.items() for number in range(first, last + 1)}
        taken |= {number for table in self.tables for number in range(table.first, table.last + 1)}
        return Signs(
            headings=[title for title in titles if title.title not in taken],
            hidden=self.hidden,
            marked=self.marked,
            closers=self.closers,
            codes=self.codes,
            tables=self.tables,
            captions=self.captions,
            fields={number: length for number, length in self.fields.items() if number not in taken},
            sure_terms=True,
        )

    def _line(self, number: int, words: str) -> int:
        """Take notice of one line; return the last line that is accounted for."""
        if words == ".." or words.startswith((".. ", "__ ")):
            return self._explicit(number, words)
        if words.startswith(">>> "):
            last = self._chunk(number)
            self.codes[number] = last
            return last
        if words.endswith("::") and self._is_last(number):
            return self._literal(number, words)
        if (found := _FIELD.match(words[:200])) is not None:
            self.fields[number] = found.end()
        return number

    def _is_last(self, number: int) -> bool:
        return number + 1 < len(self.lines) and self.lines[number + 1].is_blank

    def _chunk(self, number: int) -> int:
        while number + 1 < len(self.lines) and self.lines[number + 1].words:
            number += 1
        return number

    def _body(self, number: int, least: int) -> range:
        """Return the lines below that are set in by more than ``least``, without blank ones at their ends."""
        first, last = number + 1, number
        place = number + 1
        while place < len(self.lines) and (self.lines[place].is_blank or self.lines[place].indent > least):
            if self.lines[place].words:
                first = place if last == number else first
                last = place
            place += 1
        return range(first, last + 1)

    def _literal(self, number: int, words: str) -> int:
        """Take notice of the code that a paragraph ending with two colons announces."""
        body = self._body(number, self.lines[number].indent)
        if words == "::":
            self.hidden.append(Hidden(range(number, number + 1), why="markup"))
        if body:
            self.codes[body[0]] = body[-1]
        return body[-1] if body else number

    def _explicit(self, number: int, words: str) -> int:
        """Take notice of what begins with two dots: a directive, a note, a target; all else is a comment."""
        body = self._body(number, self.lines[number].indent)
        whole = range(number, body[-1] + 1 if body else number + 1)
        if (directive := _DIRECTIVE.match(words)) is not None:
            return self._directive(number, directive, body)
        if _NOTE.match(words):
            self.hidden.append(Hidden(whole, "note"))
        elif _TARGET.match(words):
            self.hidden.append(Hidden(range(number, number + 1), why="link definition"))
            return number
        else:
            why = "markup" if _SUBSTITUTION.match(words) else "comment"
            self.hidden.append(Hidden(whole, why=why))
        return whole[-1]

    def _directive(self, number: int, found: re.Match[str], body: range) -> int:
        kind = found[1].lower().rpartition(":")[2]
        if kind in _OPTIONS_ONLY:
            body = range(body.start, min(body.stop, self._chunk(number) + 1)) if body else body
            body = body if body and body[0] == number + 1 else range(0)
        if kind in _CONTENTS or kind in _WITHOUT_TEXT:
            why = "table of contents" if kind in _CONTENTS else "markup"
            self.hidden.append(Hidden(range(number, body[-1] + 1 if body else number + 1), why=why))
            return body[-1] if body else number
        options = self._options(number)
        inner = range(max(options + 1, body[0]), body[-1] + 1) if body else range(0)
        inner = range(next((n for n in inner if self.lines[n].words), inner.stop), inner.stop)
        if kind in _CODE:
            self.hidden.append(Hidden(range(number, options + 1), why="markup"))
            if inner:
                self.codes[inner[0]] = inner[-1]
                return inner[-1]
            return options
        self._keep_words(number, found.end(), inner)
        if kind in _TABLES:
            self.captions.add(number)
            if (last := self._table(kind, range(number + 1, options + 1), inner)) is not None:
                return last
        if options > number:
            self.hidden.append(Hidden(range(number + 1, options + 1), why="markup"))
        return options

    def _options(self, number: int) -> int:
        """Return the last line of the options of a directive; its own where it has none."""
        while number + 1 < len(self.lines) and _OPTION.match(self.lines[number + 1].words[:60]):
            number += 1
        return number

    def _table(self, kind: str, options: range, inner: range) -> int | None:
        """Take notice of a table; return its last line, or None where it is told from its layout, as a drawn one is."""
        named = {found[1].lower(): n for n in options if (found := _OPTION.match(self.lines[n].words)) is not None}
        header = named.get("header") if kind == "csv-table" else None
        if header is not None:
            self._keep_header(header)
        table = table_of(kind, self.text, self.lines, named, inner)
        if table is None:
            return None
        self.tables.append(table)
        self.hidden += [Hidden(range(n, n + 1), why="markup") for n in options if n != header]
        return table.last

    def _keep_header(self, number: int) -> None:
        """Leave on the line of an option the names of columns that it gives."""
        line = self.lines[number]
        found = _OPTION.match(line.words)
        length = found.end() if found is not None else 0
        self.marked.append(
            Block("boilerplate", Span(line.first, line.first + len(line.words[:length].rstrip())), why="markup")
        )
        self.lines[number] = replace(line, first=line.first + length, words=line.words[length:])

    def _keep_words(self, number: int, length: int, inner: range) -> None:
        """Leave on a directive's line what it says, and mark its name."""
        line = self.lines[number]
        self.closers.append((number, line.indent))
        sign = line.words[:length].rstrip()
        self.marked.append(Block("boilerplate", Span(line.first, line.first + len(sign)), why="markup"))
        glued = inner and inner[0] == number + 1
        self.lines[number] = replace(
            line,
            first=line.end - len(line.words[length:]),
            indent=self.lines[inner[0]].indent if glued else line.indent + _SET_IN,
            words=line.words[length:],
        )


def _with_levels(lines: Sequence[Line], titles: Sequence[Heading], names: Names) -> list[Heading]:
    """Return the titles with their levels: each way of underlining is one, in the order of their appearance."""
    order: dict[tuple[str, bool], int] = {}
    found = []
    for title in titles:
        level = order.setdefault((title.style, title.first < title.title), len(order) + 1)
        label = " ".join(_ROLE.sub("", names.filled(lines[title.title].words)).split())
        found.append(replace(title, level=level, label=label or None))
    return found
