"""The lines of a plain text: where each stands, how far it is set in, and what its words look like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_TAB = 8  # columns
MAX_LINE = 400  # characters: a longer line is prose or data, and no layout is looked for in it
_GAP = re.compile(r"  +")
_RAGGED = 5  # columns that a wrapped line may be shorter than there is room for
_WIDTHS = range(40, 121)  # columns at which people and programs wrap


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line end; ``first`` and ``end`` are offsets of its words, ``indent`` their column."""

    start: int
    first: int
    end: int
    indent: int
    words: str

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands on it."""
        return not self.words

    @property
    def is_quoted(self) -> bool:
        """Say whether it is quoted as in e-mail: nothing but prose is seen in it."""
        return self.words.startswith(">")

    @property
    def reach(self) -> int:
        """Return the column behind the last word; tabs between words are not counted."""
        return self.indent + len(self.words)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words on a line that two blanks or a tab set apart: its columns, and where it stands."""

    left: int
    right: int
    span: Span


def lines_of(text: str, start: int = 0) -> list[Line]:
    """Return the lines of ``text`` from ``start`` on."""
    lines: list[Line] = []
    for found in _LINE.finditer(text, start):
        if found.start() == len(text) and lines:
            break
        raw = found[0]
        words = raw.strip()
        lead = raw[: len(raw) - len(raw.lstrip())] if words else ""
        first = found.start() + len(lead)
        lines.append(Line(found.start(), first, first + len(words), _columns(lead), words))
    return lines


def blanked(line: Line) -> Line:
    """Return a line with nothing on it in place of one that belongs to no text."""
    return Line(line.start, line.start, line.start, 0, "")


def _columns(lead: str) -> int:
    lead = lead.replace("\f", "").replace("\r", "")
    return len(lead.expandtabs(_TAB)) if "\t" in lead else len(lead)


def expanded(line: Line) -> str:
    """Return the line as it is printed, tabs as blanks; columns are counted in it."""
    if "\t" not in line.words:
        return " " * line.indent + line.words
    return (" " * line.indent + line.words).expandtabs(_TAB)


def offset_at(line: Line, column: int) -> int:
    """Return the offset of the character printed at ``column``, at most that of the line's end."""
    if "\t" not in line.words:
        return min(line.end, max(line.first, line.first + column - line.indent))
    printed = line.indent
    for place, character in enumerate(line.words):
        if printed >= column:
            return line.first + place
        printed += _TAB - printed % _TAB if character == "\t" else 1
    return line.end


def segments(line: Line) -> list[Segment]:
    """Return the runs of words that stand apart by at least two blanks, or by a tab."""
    found: list[Segment] = []
    column, place = line.indent, 0
    for part in re.split(r"(\t[ \t]*| {2,}\t?[ \t]*)", line.words):
        if part and not part.isspace():
            start = line.first + place
            found.append(Segment(column, column + len(part), Span(start, start + len(part))))
        place += len(part)
        column = _after(column, part)
    return found


def _after(column: int, part: str) -> int:
    if "\t" not in part:
        return column + len(part)
    for character in part:
        column += _TAB - column % _TAB if character == "\t" else 1
    return column


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the column at which the text is wrapped, as far as its lines tell."""
    reaches = sorted(line.reach for line in lines if line.words and line.reach <= _WIDTHS[-1])
    return max(_WIDTHS[0], reaches[len(reaches) * 9 // 10]) if reaches else _WIDTHS[0]


def is_full(line: Line, below: Line, width: int) -> bool:
    """Say whether the first word of the line below had no room on this one, as where a paragraph is wrapped."""
    word = len(below.words.split(maxsplit=1)[0]) if below.words else 0
    return line.reach + 1 + word > width - _RAGGED


def chunks(lines: Sequence[Line]) -> list[range]:
    """Return the numbers of the lines that stand together without a blank line between them."""
    found: list[range] = []
    first: int | None = None
    for number, line in enumerate(lines):
        if line.words and first is None:
            first = number
        elif not line.words and first is not None:
            found.append(range(first, number))
            first = None
    if first is not None:
        found.append(range(first, len(lines)))
    return found
