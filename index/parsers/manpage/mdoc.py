"""The macros of mdoc(7), in which the pages of the BSDs are written: they say what words mean, not how they look."""

from collections.abc import Sequence

from index.parsers.manpage import mdoc_words
from index.parsers.manpage.page import MARGIN, STEP, Page
from index.parsers.manpage.roff import Control, Source, Words

_TAGGED = frozenset({"-tag", "-hang", "-ohang", "-inset", "-diag"})
_BULLETS = {"-bullet": "•", "-dash": "-", "-hyphen": "-"}
_TYPES = frozenset({*_TAGGED, *_BULLETS, "-enum", "-item", "-column"})
_LITERAL = frozenset({"-literal", "-unfilled"})

MACROS = frozenset(
    {*mdoc_words.MACROS, "Dd", "Dt", "Os", "Sh", "Ss", "Pp", "Lp", "Bl", "It", "El", "Bd", "Ed", "D1", "Dl", "Rs", "Re"}
    | {"Bf", "Ef", "Bk", "Ek", "Fd", "Fo", "Fc", "Sm", "br", "sp", "nf", "fi", "TS", "TE"}
    | {f"%{letter}" for letter in "ABCDIJNOPQRTUV"}
)


class MdocReader:
    """Lays out a page that is written with mdoc(7)."""

    def __init__(self, source: Source, page: Page) -> None:
        """Begin ``page`` of ``source``."""
        self.source = source
        self.page = page
        self.name = ""
        self.date = ""
        self._called = ""  # by .Nm
        self._in_synopsis = False
        self._lists: list[tuple[str, int, int]] = []  # kind, column, items so far
        self._term: list[str] | None = None  # of an item whose Xo is open
        self._reference: list[str] | None = None
        self._function: list[str] | None = None

    def read(self, event: Control | Words) -> None:
        """Lay out one call or line."""
        if isinstance(event, Words):
            self._words(event.text)
        elif event.name[:1] == "%" or event.name in ("Rs", "Re"):
            self._source(event.name, event.arguments)
        elif event.name in mdoc_words.MACROS and event.name not in ("Sh", "Ss"):
            self._phrase([event.name, *event.arguments])
        else:
            self._call(event.name, list(event.arguments))

    def _words(self, text: str) -> None:
        words = self.source.plain(text)
        if self._term is not None:
            self._term.append(words)
        elif not text.strip() and self.page.is_filled:
            self.page.blank()
        else:
            if text[:1] in (" ", "\t") and self.page.is_filled:
                self.page.end_line()
            self.page.text(words)

    def _line(self, tokens: Sequence[str]) -> tuple[str, bool]:
        line = mdoc_words.Line(self.source.plain, self._called)
        return line.read(tokens), line.joins

    def _phrase(self, tokens: list[str]) -> None:
        if tokens[0] == "Nm" and len(tokens) > 1 and not self._called:
            self._called = self.source.plain(tokens[1])
        words, joins = self._line(tokens)
        if tokens[0] == "In" and self._in_synopsis:
            self.page.end_line()
            words = f"#include {words}"
        if self._function is not None and tokens[0] == "Fa":
            self._function.append(words)
        elif self._term is not None:
            self._term.append(words)
            if "Xc" in tokens:
                self._end_term()
        else:
            if tokens[0] in ("Vt", "Ft") and self._in_synopsis:  # a declaration begins
                self.page.end_line()
            self.page.text(words, joins=joins)

    def _call(self, name: str, given: list[str]) -> None:
        if name in ("Dd", "Dt"):
            self._about(name, [self.source.plain(each) for each in given])
        elif name in ("Sh", "Ss"):
            self._heading(name, given)
        elif name in ("Bl", "It", "El"):
            self._list(name, given)
        elif name in ("Bd", "Ed", "nf", "fi"):
            self._display(name, given)
        elif name in ("Fd", "Fo", "Fc"):
            self._declaration(name, given)
        else:
            self._other(name, given)

    def _other(self, name: str, given: list[str]) -> None:
        if name in ("Pp", "Lp", "sp"):
            self.page.blank()
        elif name == "br":
            self.page.end_line()
        elif name in ("D1", "Dl"):
            self.page.line(self._line(given)[0])

    def _heading(self, name: str, given: list[str]) -> None:
        self.end_open()
        self._lists = []
        words = self._line(given)[0]
        self._in_synopsis = words == "SYNOPSIS"
        self.page.heading(words, 1 if name == "Sh" else 2)
        self.page.indent = MARGIN

    def _about(self, name: str, given: Sequence[str]) -> None:
        if name == "Dd":
            self.date = " ".join(given).removeprefix("$Mdocdate: ").removesuffix(" $")
        elif given:
            self.name = given[0]

    def _display(self, name: str, given: Sequence[str]) -> None:
        if name in ("Ed", "fi"):
            self.page.fill()
            self.page.end_line()
        elif name == "nf" or _LITERAL & {*given}:
            self.page.no_fill()
        else:
            self.page.blank()

    def _declaration(self, name: str, given: Sequence[str]) -> None:
        if name == "Fd":
            self.page.line(self._line(given)[0])
            return
        self._end_function()
        if name == "Fo":
            self._function = [self._line(given)[0]]

    def _list(self, name: str, given: list[str]) -> None:
        if name == "Bl":
            self.page.blank()
            kind = next((each for each in given if each in _TYPES), "-item")
            self._lists.append((kind, self.page.indent, 0))
        elif not self._lists:
            return
        elif name == "El":
            self._end_term()
            self.page.back(self._lists.pop()[1])
        else:
            self._item(given)

    def _item(self, given: list[str]) -> None:
        kind, column, number = self._lists[-1]
        self._lists[-1] = (kind, column, number + 1)
        self._end_term()
        if kind == "-column":
            self._row(given)
            return
        self.page.back(column)
        if kind in _TAGGED:
            if "Xo" in given and "Xc" not in given:
                self._term = [self._line(given)[0]]
            else:
                self._tag(self._line(given)[0])
        elif kind != "-item":
            self.page.indent = column + STEP
            self.page.mark(_BULLETS.get(kind) or f"{number + 1}.")

    def _tag(self, words: str) -> None:
        self.page.indent = self._lists[-1][1] if self._lists else MARGIN
        self.page.term(words)
        self.page.indent += STEP

    def _row(self, given: list[str]) -> None:
        cells: list[list[str]] = [[]]
        for token in given:
            if token in ("Ta", "\t"):
                cells.append([])
            else:
                cells[-1].append(token)
        self.page.row([part for cell in cells for part in self._line(cell)[0].split("\t")])

    def _source(self, name: str, given: Sequence[str]) -> None:
        """Take a part of a reference to the literature; at its end put it into the text."""
        if name == "Rs":
            self._end_reference()
            self._reference = []
        elif name == "Re":
            self._end_reference()
        else:
            words = self._line(given)[0]
            if self._reference is None:
                self.page.text(words)
            else:
                self._reference.append(words)

    def end_open(self) -> None:
        """Lay out the term, the function and the reference that are still open."""
        self._end_term()
        self._end_function()
        self._end_reference()

    def _end_function(self) -> None:
        if self._function is not None:
            self.page.text(f"{self._function[0]}({', '.join(self._function[1:])})")
        self._function = None

    def _end_reference(self) -> None:
        if self._reference:
            self.page.text(", ".join(self._reference) + ".")
        self._reference = None

    def _end_term(self) -> None:
        if self._term is not None:
            self._tag(" ".join(self._term))
        self._term = None
