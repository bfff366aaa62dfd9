"""The macros of man(7), which say what is a heading, a term, an item; and those that generated pages define."""

import re
from collections.abc import Callable, Sequence

from index.parsers.layout.marks import mark_of
from index.parsers.manpage.page import MARGIN, STEP, Page
from index.parsers.manpage.roff import Control, Source, Words

_JOINED = frozenset({"BR", "RB", "BI", "IB", "IR", "RI"})  # fonts by turns, without blanks
_FONTS = frozenset({"B", "I", "R", "SM", "SB", "CW", "nop"})
_PARAGRAPHS = ("PP", "P", "LP", "HP")
_BREAKS = ("br", "ti", "ce", "bp", "YS")
_SPACES = ("sp", "Sp")
_LISTINGS = ("nf", "EX", "Vb")
_LISTING_ENDS = ("fi", "EE", "Ve")
_MARKS = re.compile(r"[•○*oO+\-–—·∘◦\u2022]|\\?\(bu")

MACROS = frozenset(
    {*_JOINED, *_FONTS, *_PARAGRAPHS, *_BREAKS, *_SPACES, *_LISTINGS, *_LISTING_ENDS}
    | set("TH SH SS TP TQ IP RS RE in UR UE MT ME URL MTO MR SY OP TS TE PD".split())
)


class ManReader:
    """Lays out a page that is written with man(7)."""

    def __init__(self, source: Source, page: Page) -> None:
        """Begin ``page`` of ``source``."""
        self.source = source
        self.page = page
        self.name = ""
        self.date = ""
        self._base = MARGIN  # column of paragraphs: deeper inside of .RS
        self._outer: list[int] = []
        self._wanted: str | None = None  # TP, SH or SS: what the next line is
        self._link = ""
        self._handlers = self._made_handlers()

    def read(self, event: Control | Words) -> None:
        """Lay out one call or line."""
        if isinstance(event, Words):
            self._words(event.text)
        else:
            self._call(event.name, [self.source.plain(each) for each in event.arguments], event.arguments)

    def _words(self, text: str) -> None:
        if not text.strip():
            if self.page.is_filled:
                self.page.blank()
            else:
                self.page.text("")
            return
        if text[:1] in (" ", "\t") and self.page.is_filled:
            self.page.end_line()
        self._put(self.source.plain(text), joins=text.endswith("\\c"))

    def _put(self, words: str, *, joins: bool = False) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted in ("SH", "SS"):
            self._heading(wanted, words)
        elif wanted == "TP":
            self._tag(words)
        else:
            self.page.text(words, joins=joins)

    def _call(self, name: str, given: Sequence[str], raw: Sequence[str]) -> None:
        if name in _JOINED or name in _FONTS:
            if given:
                self._put(("" if name in _JOINED else " ").join(given), joins=raw[-1].endswith("\\c"))
        elif (handler := self._handlers.get(name)) is not None:
            handler(given)

    def _made_handlers(self) -> dict[str, Callable[[Sequence[str]], None]]:
        page = self.page
        return {
            "TH": self._about,
            **dict.fromkeys(_PARAGRAPHS, self._paragraph),
            **dict.fromkeys(_BREAKS, lambda _: page.end_line()),
            **dict.fromkeys(_LISTINGS, lambda _: page.no_fill()),
            **dict.fromkeys(_LISTING_ENDS, lambda _: page.fill()),
            **dict.fromkeys(_SPACES, self._space),
            "SH": lambda given: self._titled("SH", given),
            "SS": lambda given: self._titled("SS", given),
            "TP": lambda _: self._term_follows(again=False),
            "TQ": lambda _: self._term_follows(again=True),
            "IP": self._item,
            "RS": lambda _: self._set_in(deeper=True),
            "RE": lambda _: self._set_in(deeper=False),
            "in": self._set_in_by,
            **dict.fromkeys(("UR", "MT"), self._link_begins),
            **dict.fromkeys(("UE", "ME"), self._link_ends),
            **dict.fromkeys(("URL", "MTO"), self._address),
            "MR": self._page_of,
            "SY": self._synopsis,
            "OP": lambda given: self._put(f"[{' '.join(given)}]"),
        }

    def _about(self, given: Sequence[str]) -> None:
        self.name, _, self.date = _three(given)

    def _space(self, given: Sequence[str]) -> None:
        if not given or not given[0].startswith("-"):
            self.page.blank()

    def _titled(self, name: str, given: Sequence[str]) -> None:
        if given:
            self._heading(name, " ".join(given))
        else:
            self._wanted = name

    def _link_begins(self, given: Sequence[str]) -> None:
        self._link = given[0] if given else ""

    def _link_ends(self, given: Sequence[str]) -> None:
        self._put((f"<{self._link}>" if self._link else "") + _three(given)[0])
        self._link = ""

    def _address(self, given: Sequence[str]) -> None:
        address, words, after = _three(given)
        self._put(f"{words} <{address}>{after}")

    def _page_of(self, given: Sequence[str]) -> None:
        name, section, after = _three(given)
        self._put(f"{name}({section}){after}")

    def _synopsis(self, given: Sequence[str]) -> None:
        self.page.end_line()
        self._put(" ".join(given))

    def _heading(self, name: str, words: str) -> None:
        self._base, self._outer = MARGIN, []
        self.page.heading(words, 1 if name == "SH" else 2)
        self.page.indent = MARGIN

    def _paragraph(self, _: Sequence[str]) -> None:
        self.page.back(self._base)

    def _term_follows(self, *, again: bool) -> None:
        if not again:
            self.page.back(self._base)
        else:
            self.page.end_line()
            self.page.indent = self._base
        self._wanted = "TP"

    def _tag(self, words: str) -> None:
        words = words.strip()
        self.page.indent = self._base
        if _is_mark(words):
            self.page.indent += STEP
            self.page.mark(words)
        else:
            self.page.term(words)
            self.page.indent += STEP

    def _item(self, given: Sequence[str]) -> None:
        self.page.blank()
        if given and given[0].strip():
            self._tag(given[0])
        else:
            self.page.indent = self._base + STEP

    def _set_in(self, *, deeper: bool) -> None:
        self.page.end_line()
        if deeper:
            self._outer.append(self._base)
            self._base += STEP
        elif self._outer:
            self._base = self._outer.pop()
        self.page.indent = self._base

    def _set_in_by(self, given: Sequence[str]) -> None:
        width = _three(given)[0]
        self.page.end_line()
        if width.startswith(("+", "-")):
            self.page.indent = max(0, self.page.indent + (STEP if width[0] == "+" else -STEP))
        else:
            self.page.indent = self._base


def _three(given: Sequence[str]) -> tuple[str, str, str]:
    """Return the first three arguments; those that are not given are empty."""
    first, second, third, *_ = (*given, "", "", "")
    return first, second, third


def _is_mark(words: str) -> bool:
    mark = mark_of(f"{words} x")
    return bool(_MARKS.fullmatch(words)) or (mark is not None and len(words) <= mark.width)
