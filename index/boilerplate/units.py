"""Text cut into the units that get a verdict, with the features that verdicts rest on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from index.records import Span

_BLOCK = re.compile(r"\S[^\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*\S[^\r\n]*)*")
_LINE = re.compile(r"\S[^\r\n]*")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_MARKUP = re.compile(r"^(?:#{1,6}|>|[-*+•·▪]|\*\*)[ \t]*|\[([^\]]*)\]\([^)]*\)|[*_`#]+$|^\*\*|\*\*")
_ITEM = re.compile(r"\s*(?:[-*+•·▪‣–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s")
_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_LETTER = re.compile(r"[^\W_]")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)")
_MAX_LOOKED_AT = 2000  # characters: longer units are prose whatever they say

PROSE_WORDS = 35  # a unit of so many words with a sentence in it is somebody's paragraph


@dataclass(frozen=True)
class Unit:
    """A paragraph, or a line where lines stand for themselves."""

    span: Span
    raw: str
    first_in_block: bool = True

    @cached_property
    def text(self) -> str:
        """The words without heading, list and link marks, on one line."""
        return " ".join(_MARKUP.sub(r"\1", self.raw[:_MAX_LOOKED_AT].strip()).split())

    @cached_property
    def words(self) -> int:
        return len(_WORD.findall(self.raw[:_MAX_LOOKED_AT]))

    @cached_property
    def sentences(self) -> list[str]:
        """The unit cut after sentence ends and line ends."""
        pieces: list[str] = []
        for line in self.raw[:_MAX_LOOKED_AT].splitlines():
            start = 0
            for end in _SENTENCE_END.finditer(line):
                pieces.append(line[start : end.end()])
                start = end.end()
            pieces.append(line[start:])
        return [piece.strip() for piece in pieces if _LETTER.search(piece)]

    @cached_property
    def ends_sentence(self) -> bool:
        return self.text.rstrip("\"'”’)]").endswith((".", "!", "…", "。"))

    @cached_property
    def heading_level(self) -> int:
        """Of a Markdown heading; 0 for all else."""
        found = _HEADING.match(self.raw.lstrip())
        return len(found[1]) if found else 0

    @property
    def is_item(self) -> bool:
        """Say whether it is a numbered or bulleted list item."""
        return _ITEM.match(self.raw) is not None

    @property
    def is_prose(self) -> bool:
        """Say whether it is a paragraph of running text."""
        if self.words >= PROSE_WORDS:
            return self.ends_sentence or len(self.sentences) > 1
        return self.words >= 20 and self.ends_sentence and len(self.sentences) > 1

    @property
    def is_title(self) -> bool:
        """Say whether it could be the title of an article: one short line, no full stop, a capital or digit first."""
        text = self.text
        return (
            bool(text)
            and 2 <= self.words <= 16
            and not self.ends_sentence
            and not text.endswith((",", ";", ":"))
            and not text[0].islower()
            and len(self.sentences) == 1
        )


def units_of(text: str, start: int = 0) -> list[Unit]:
    """Cut ``text`` from ``start`` on into units, in order. Fenced code is one unit however it is spaced."""
    units: list[Unit] = []
    fence_end = start
    for found in _BLOCK.finditer(text, start):
        if found.start() < fence_end:
            continue
        if _FENCE.match(found[0]):
            fence_end = _end_of_fence(text, found.start())
            units.append(Unit(Span(found.start(), fence_end), text[found.start() : fence_end]))
        else:
            units.extend(_units_of_block(found[0], found.start()))
    return units


def _end_of_fence(text: str, start: int) -> int:
    """Return where the fence that opens at ``start`` is closed: the end of the text if it never is."""
    opened = text[start:].lstrip()[:3]
    close = re.compile(rf"^ {{0,3}}{re.escape(opened)}[`~]*[ \t]*$", re.MULTILINE)
    line_end = text.find("\n", start)
    found = close.search(text, line_end + 1) if line_end >= 0 else None
    return found.end() if found else len(text.rstrip())


def _units_of_block(block: str, start: int) -> Iterator[Unit]:
    lines = list(_LINE.finditer(block))
    if len(lines) == 1 or _is_wrapped([line[0].strip() for line in lines]):
        yield Unit(Span(start, start + len(block.rstrip())), block)
        return
    for number, line in enumerate(lines):
        end = line.start() + len(line[0].rstrip())
        yield Unit(Span(start + line.start(), start + end), line[0], first_in_block=not number)


def _is_wrapped(lines: list[str]) -> bool:
    """Say whether the lines are one paragraph, broken to a width: long lines of which some go on in lower case."""
    pairs = list(pairwise(lines))
    going_on = sum(not above.endswith((".", "!", "?", ":")) and below[0].islower() for above, below in pairs)
    return going_on >= 0.3 * len(pairs) and median(len(line) for line in lines[:-1]) >= 40
