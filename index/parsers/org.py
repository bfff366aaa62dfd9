"""Org mode: the text is the file; stars, dashes and lines that begin with a number sign say what is what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.parsers.dates import iso_date
from index.parsers.decoding import decode
from index.parsers.layout.headings import Heading
from index.parsers.layout.lines import Line
from index.parsers.layout.signs import Hidden, Signs
from index.parsers.layout.text import layout_of
from index.records import Content

_STARS = re.compile(r"(\*{1,20})[ \t]+(?=\S)")
_STATE = re.compile(r"(?:(?:TODO|DONE|NEXT|WAITING|CANCELED|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?")
_COMMENTED = re.compile(rf"{_STATE.pattern}COMMENT(?:[ \t]|$)")
_TAGS = re.compile(r"[ \t]+(?::[\w@#%]+)+:$")
_KEYWORD = re.compile(r"#\+(\w+):[ \t]*(.*)$")
_BEGIN = re.compile(r"#\+begin_(\w+)", re.IGNORECASE)
_DRAWER = re.compile(r":[A-Za-z][\w-]{0,40}:$")
_TERM = re.compile(r"[-+*][ \t]+\S[^\n]{0,120}?[ \t]+::[ \t]+(?=\S)")
_NOTE = re.compile(r"\[fn:[\w-]{1,40}\]")
_CODE = frozenset({"src", "example", "export", "verbatim", "ascii", "html", "latex"})
_MAX_LINE = 400  # characters of a line that may be a sign


def parse_org(data: bytes, name: str) -> Content:
    """Read an Org file.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name)
    finders: list[_Finder] = []

    def read_signs(lines: list[Line]) -> Signs:
        finders.append(_Finder(lines))
        return finders[0].signs()

    layout = layout_of(text, 0, (), read_signs)
    keywords = finders[0].keywords
    return Content(
        text=text,
        title=keywords.get("title") or layout.title,
        date=iso_date(keywords.get("date", "").strip("<>[]")[:10]),
        blocks=layout.blocks,
    )


@dataclass(slots=True)
class _Finder:
    lines: Sequence[Line]
    hidden: list[Hidden] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)
    fields: dict[int, int] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    keywords: dict[str, str] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    def signs(self) -> Signs:
        self.ends = _ends(self.lines)
        number = 0
        while number < len(self.lines):
            words = self.lines[number].words
            if words and len(words) <= _MAX_LINE:
                number = self._line(number, words)
            number += 1
        return Signs(
            headings=self.headings,
            hidden=self.hidden,
            codes=self.codes,
            fields=self.fields,
            sure_terms=True,
            bare_grids=True,
        )

    def _line(self, number: int, words: str) -> int:
        """Take notice of one line; return the last line that is accounted for."""
        if self.lines[number].indent == 0 and (stars := _STARS.match(words)):
            title = _TAGS.sub("", words[stars.end() :])
            if _COMMENTED.match(title):
                return self._hide_tree(number, len(stars[1]))
            label = title[_state_length(title) :].strip() or None
            self.headings.append(Heading(number, number, number, "given", level=len(stars[1]), label=label))
        elif words.startswith("#"):
            return self._number_sign(number, words)
        elif number in self.ends and _DRAWER.match(words):
            self.hidden.append(Hidden(range(number, self.ends[number] + 1), why="properties"))
            return self.ends[number]
        elif words.startswith(": ") or words == ":":
            return self._fixed_width(number)
        elif (term := _TERM.match(words)) is not None:
            self.fields[number] = term.end()
        elif self.lines[number].indent == 0 and _NOTE.match(words):
            self.hidden.append(Hidden(range(number, self._chunk(number) + 1), "note"))
            return self._chunk(number)
        return number

    def _hide_tree(self, number: int, level: int) -> int:
        """Hide a heading that is commented out, with all that stands under it; return its last line."""
        end = number + 1
        while end < len(self.lines) and not self._begins_tree(end, level):
            end += 1
        self.hidden.append(Hidden(range(number, end), why="comment"))
        return end - 1

    def _begins_tree(self, number: int, level: int) -> bool:
        stars = _STARS.match(self.lines[number].words) if self.lines[number].indent == 0 else None
        return stars is not None and len(stars[1]) <= level

    def _number_sign(self, number: int, words: str) -> int:
        begin = _BEGIN.match(words)
        if begin is not None and number in self.ends:
            return self._block(number, begin[1].lower())
        keyword = _KEYWORD.match(words)
        if keyword is not None:
            key = keyword[1].lower()
            self.keywords.setdefault(key, keyword[2].strip())
            sign = Hidden(range(number, number + 1), why="markup")
            self.hidden.append(Hidden(sign.lines, "caption") if key == "caption" else sign)
        elif words == "#" or words.startswith("# "):
            self.hidden.append(Hidden(range(number, number + 1), why="comment"))
        elif words.startswith("#+"):
            self.hidden.append(Hidden(range(number, number + 1), why="markup"))
        return number

    def _block(self, number: int, kind: str) -> int:
        end = self.ends[number]
        if kind == "comment":
            self.hidden.append(Hidden(range(number, end + 1), why="comment"))
            return end
        self.hidden += [Hidden(range(n, n + 1), why="markup") for n in (number, end)]
        told = [n for n in range(number + 1, end) if self.lines[n].words]
        if kind not in _CODE:
            return number
        if told:
            self.codes[told[0]] = told[-1]
        return end

    def _fixed_width(self, number: int) -> int:
        last = number
        while last + 1 < len(self.lines) and self.lines[last + 1].words.startswith(":"):
            last += 1
        self.codes[number] = last
        return last

    def _chunk(self, number: int) -> int:
        while number + 1 < len(self.lines) and self.lines[number + 1].words:
            number += 1
        return number


def _ends(lines: Sequence[Line]) -> dict[int, int]:
    """Return where each block and drawer ends, by the line on which it begins."""
    ends: dict[int, int] = {}
    blocks: dict[str, int] = {}
    drawer: int | None = None
    for number, line in enumerate(lines):
        words = line.words[:80].lower()
        if begin := _BEGIN.match(words):
            blocks.setdefault(begin[1], number)
        elif words.startswith("#+end_") and words[6:] in blocks:
            ends[blocks.pop(words[6:])] = number
        elif words == ":end:" and drawer is not None:
            ends[drawer] = number
            drawer = None
        elif _DRAWER.match(words) and not blocks:
            drawer = number
    return ends


def _state_length(title: str) -> int:
    found = _STATE.match(title)
    return found.end() if found else 0
