"""Markdown made ready for the CommonMark parser, line by line, so that line numbers stay what they are in the file.

What extensions add to CommonMark would be taken for something else: the text of a note of MkDocs for code, as it is set
in; a fence of colons for a paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t>]*(?:`{3,}(?=[^`]*$)|~{3,})")
_NOTE = re.compile(r"( *)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w\"]")
_COLONS = re.compile(r" {0,3}:{3,}[ \t]*(?:\{?[\w.#= \"-]*\}?)?[ \t]*:*$")
_COMMENT = re.compile(r"%[ \t]+\S|\{%|\{#")
_SET_IN = 4  # columns that a note's text is set in
_MAX_NESTED = 10
_PORTION = 250_000  # characters that are parsed at once, at least;
_MAX_PORTION = 500_000  # and at most, wherever that cuts
_BEGINS = re.compile(r"#{1,6}[ \t]|[^\W\d_]")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file, without its end."""

    start: int
    end: int


@dataclass(slots=True)
class Source:
    """The lines of a file, and what the parser is given of each; ``markup`` are lines that are signs alone."""

    lines: list[SourceLine] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    markup: list[int] = field(default_factory=list)
    notes: set[int] = field(default_factory=set)  # lines that begin a note, with its title
    cuts: list[int] = field(default_factory=list)  # lines at which nothing is open

    def portions(self) -> Iterator[range]:
        """Yield runs of lines that may be parsed apart."""
        first = 0
        size = 0
        cuts = set(self.cuts)
        for number, line in enumerate(self.lines):
            if number > first and ((size >= _PORTION and number in cuts) or size >= _MAX_PORTION):
                yield range(first, number)
                first, size = number, 0
            size += line.end - line.start + 1
        if first < len(self.lines):
            yield range(first, len(self.lines))


def source_of(text: str, start: int, end: int) -> Source:
    """Return the lines of ``text`` up to ``end``; those before ``start`` are given as blank ones."""
    source = Source()
    fence = ""
    open_notes: list[int] = []  # the columns that the text of each is set in by
    blank = True
    for found in _LINE.finditer(text, 0, end):
        if found.start() == end and source.lines:
            break
        line = found[0].rstrip("\r\n")
        number = len(source.lines)
        source.lines.append(SourceLine(found.start(), found.start() + len(line)))
        if found.start() < start:
            source.given.append("")
            continue
        line = _dedented(line, open_notes)
        fence, was_fenced = _fence_after(fence, line), bool(fence)
        if not was_fenced and not fence:
            line = _plain(source, number, line, open_notes)
            if blank and _BEGINS.match(line):
                source.cuts.append(number)
        blank = not line.strip()
        source.given.append(line)
    return source


def _dedented(line: str, open_notes: list[int]) -> str:
    """Return a line without what its notes set it in by; a line that is set in less closes them."""
    bare = line.lstrip(" ")
    if not bare.strip():
        return line
    indent = len(line) - len(bare)
    while open_notes and indent < open_notes[-1]:
        open_notes.pop()
    return line[open_notes[-1] :] if open_notes else line


def _plain(source: Source, number: int, line: str, open_notes: list[int]) -> str:
    """Take notice of a line that is a sign of an extension."""
    note = _NOTE.match(line)
    if note is not None and len(open_notes) < _MAX_NESTED:
        outer = open_notes[-1] if open_notes else 0
        open_notes.append(outer + len(note[1]) + _SET_IN)
        source.notes.add(number)
        return line
    if _COLONS.match(line):
        source.markup.append(number)
        return ""
    return line


def _fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after ``line``; empty when none is."""
    found = _FENCE.match(line)
    sign = found[0].lstrip(" \t>") if found else ""
    if not fence:
        return sign
    closes = sign.startswith(fence) and not line.strip(" \t>").strip(sign[:1])
    return "" if closes else fence
