"""Runs of lines that are one piece: wrapped paragraphs, items, terms with what is said of them on the same line."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.parsers.layout.lines import MAX_LINE, Line, chunks, expanded, is_full
from index.parsers.layout.wording import ends_sentence, ends_with_colon, look_of

_UNWRAPPED = 150  # characters: a line this long was never wrapped, and is a paragraph by itself
_FIRST_LINE = 8  # columns that a paragraph's first line may be set in
_MAX_TAG = 34  # columns from a term to what is said of it on the same line
_TAG = re.compile(r"(?:-[^\n]{0,30}?|\S{1,30}) {2,}(?=\S)")
_ITEM_SLACK = 1  # columns by which a wrapped item may miss its text's column


@dataclass(frozen=True, slots=True)
class Para:
    """The lines ``first`` to ``last``, set in by ``indent``; ``text_column`` is where the words behind a term begin."""

    first: int
    last: int
    indent: int
    glued: bool
    text_column: int | None = None


@dataclass(slots=True)
class _Open:
    first: int
    indent: int
    glued: bool
    body: int | None = None  # column of the lines behind the first
    text_column: int | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts lines into paragraphs.

    Attributes:
        lines: all lines.
        width: the column at which the text is wrapped.
        whole: runs of lines that are one piece whatever is in them, by their first line: headings, tables.
        starts: lines at which something begins.
        items: lines at which a list item begins, with the column of its words.
        columns: pairs of columns at which terms, and what is said of them on the same line, begin.
    """

    lines: Sequence[Line]
    width: int
    whole: Mapping[int, int]
    starts: Collection[int]
    items: Mapping[int, int]
    columns: Collection[tuple[int, int]]

    def paras(self) -> list[Para]:
        """Return the paragraphs in order."""
        found: list[Para] = []
        current: _Open | None = None
        number = 0
        while number < len(self.lines):
            line = self.lines[number]
            fresh = number in self.whole or line.is_blank or number in self.starts
            if current is not None and (fresh or not self._goes_on(current, number)):
                found.append(self._closed(current, number - 1))
                current = None
            if number in self.whole:
                found.append(Para(number, self.whole[number], line.indent, self._glued(number)))
                number = self.whole[number]
            elif not line.is_blank and current is None:
                current = self._opened(number)
            number += 1
        if current is not None:
            found.append(self._closed(current, len(self.lines) - 1))
        return found

    def _glued(self, number: int) -> bool:
        return number > 0 and not self.lines[number - 1].is_blank

    def _opened(self, number: int) -> _Open:
        line = self.lines[number]
        glued = self._glued(number)
        announced = glued and ends_with_colon(self.lines[number - 1].words)
        opened = _Open(number, line.indent, glued, is_code=announced and look_of(line.words) == "code")
        if number not in self.items:
            opened.text_column = self._text_column(number)
        return opened

    def _text_column(self, number: int) -> int | None:
        """Return where the words behind a term begin: where the line below begins too, or where they do elsewhere."""
        line = self.lines[number]
        below = self.lines[number + 1] if number + 1 < len(self.lines) else None
        if below is not None and below.words and below.indent != line.indent:
            wrapped = is_full(line, below, self.width)
            fits = (line.indent, below.indent) in self.columns and begins_word(line, below.indent, 1 if wrapped else 2)
            return below.indent if fits else None
        if below is not None and below.words and not (below.words[0] == line.words[0] == "-"):
            return None
        return next((right for left, right in self.columns if left == line.indent and _is_tagged(line, right)), None)

    def _closed(self, current: _Open, last: int) -> Para:
        return Para(current.first, last, current.indent, current.glued, current.text_column)

    def _goes_on(self, current: _Open, number: int) -> bool:
        """Say whether the line belongs to the paragraph that is open."""
        line, above = self.lines[number], self.lines[number - 1]
        if max(len(above.words), len(line.words)) > _UNWRAPPED:
            return False
        if ends_with_colon(above.words) and (line.indent > current.indent or look_of(line.words) == "code"):
            return False
        if current.first in self.items:
            return current.indent <= line.indent <= self.items[current.first] + _ITEM_SLACK
        if current.text_column is not None:
            return line.indent == current.text_column
        if current.is_code and look_of(line.words) == "prose" and not line.words.startswith(("#", "//")):
            return False
        return self._same_column(current, line, above)

    def _same_column(self, current: _Open, line: Line, above: Line) -> bool:
        wrapped = is_full(above, line, self.width) and not ends_sentence(above.words)
        if current.body is not None:
            same = line.indent == current.body or (wrapped and abs(line.indent - current.body) == 1)
            return same or _is_verse(line, above)
        is_first = not current.glued and line.indent < current.indent <= line.indent + _FIRST_LINE
        goes_on = wrapped or (line.words[0].islower() and not ends_sentence(above.words))
        if line.indent == current.indent or (wrapped and line.indent > current.indent) or (goes_on and is_first):
            current.body = line.indent
            return True
        return _is_verse(line, above)


def _is_verse(line: Line, above: Line) -> bool:
    """Say whether a sentence goes on from one line to the next wherever that begins, as in a song."""
    unfinished = line.words[0].islower() and not ends_sentence(above.words)
    return unfinished and look_of(above.words) == look_of(line.words) == "prose"


def begins_word(line: Line, column: int, blanks: int) -> bool:
    """Say whether a word begins at ``column`` of the line behind at least so many blanks."""
    if len(line.words) > MAX_LINE:
        return False
    printed = expanded(line)
    before = printed[max(0, column - blanks) : column]
    return column < len(printed) and not printed[column].isspace() and len(before) == blanks and before.isspace()


def _is_tagged(line: Line, column: int) -> bool:
    """Say whether a line that stands alone has a term up to ``column``: one blank behind it might be any."""
    if begins_word(line, column, 2):
        return True
    tag, said = line.words[: column - line.indent].rstrip(), line.words[column - line.indent :]
    sure = not tag.isalpha() or (tag.islower() and said[:1].isupper())
    return sure and (tag.startswith("-") or " " not in tag) and begins_word(line, column, 1)


def text_columns(lines: Sequence[Line], skipped: Collection[int], *, manual: bool) -> set[tuple[int, int]]:
    """Return the pairs of columns at which terms, and what is said of them on the same line, begin.

    A pair is sure where the line below a term goes on at the second column; manual pages keep to one all over.
    """
    wrapped: Counter[tuple[int, int]] = Counter()
    alone: Counter[tuple[int, int]] = Counter()
    for run in chunks(lines):
        number = run[0]
        line = lines[number]
        if number in skipped or line.is_quoted or len(line.words) > MAX_LINE:
            continue
        below = lines[number + 1] if len(run) > 1 else None
        if below is not None and line.indent < below.indent <= line.indent + _MAX_TAG:
            if begins_word(line, below.indent, 2):
                wrapped[line.indent, below.indent] += 1
        elif below is None and manual and (tag := _TAG.match(line.words)):
            alone[line.indent, line.indent + tag.end()] += 1
    least = 1 if manual else 2
    return {pair for pair, count in wrapped.items() if count >= least} | {
        pair for pair, count in alone.items() if count > 1
    }
