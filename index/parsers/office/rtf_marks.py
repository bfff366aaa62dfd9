"""What the library that reads RTF leaves out: where paragraphs, cells and rows end, what is bold, and levels.

The library returns plain text. So marks are put into the markup before it is read, of characters that no text holds,
and are found again in what it returns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from striprtf.striprtf import remove_pict_groups, rtf_to_text

_CONTROL = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\(.)|([{}])", re.IGNORECASE | re.DOTALL)
_END, _BOLD, _THIN, _HIDDEN, _SHOWN = map(chr, range(0xFDD0, 0xFDD5))  # noncharacters: no text has a use for them
_MARKED = re.compile(f"{_END}(\\d{{1,9}}){_END}")
_STRAY = re.compile(f"[{_END}{_BOLD}{_THIN}{_HIDDEN}{_SHOWN}]")
_PARTED = re.compile(f"([{_BOLD}{_THIN}{_HIDDEN}{_SHOWN}])")
_ENDS_PARAGRAPH = frozenset(("par", "sect", "page"))
_Merged = Literal["", "beside", "above"]  # the cell that another is a part of
_MERGES: dict[str, _Merged] = {"clmrg": "beside", "clvmrg": "above"}
_USUAL_SIZE = 24  # half points, where nothing is said
_MAX_COLUMNS = 200  # that a row defines


@dataclass(frozen=True, slots=True)
class Column:
    """A cell as its row defines it: its right edge, in twips, and the cell that it is a part of."""

    edge: int
    part_of: _Merged


@dataclass(frozen=True, slots=True)
class End:
    """The end of a paragraph, a cell or a row."""

    kind: Literal["paragraph", "cell", "row"]
    in_table: bool = False
    level: int | None = None  # of the heading that the paragraph is, outermost 1
    size: int = 0  # of its last words' type, in half points
    columns: tuple[Column, ...] = ()  # of a row
    is_header: bool = False  # of a row that names the columns


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands before an end, and whether all words of it are bold."""

    text: str
    is_bold: bool
    end: End


@dataclass(frozen=True, slots=True)
class _State:
    """What holds up to the end of a group."""

    is_bold: bool = False
    is_hidden: bool = False
    in_table: bool = False
    level: int | None = None
    size: int = _USUAL_SIZE


def pieces_of(markup: str) -> Iterator[Piece]:
    """Yield the text of a document, piece by piece."""
    marker = _Marker()
    marked = _CONTROL.sub(marker.replacement, remove_pict_groups(markup))  # type: ignore[no-untyped-call]
    text: str = rtf_to_text(marked, errors="replace")  # type: ignore[no-untyped-call]
    is_bold = is_hidden = False
    parts = _MARKED.split(text)
    for words, number in zip(parts[::2], [*parts[1::2], ""], strict=True):
        stretches = _PARTED.split(words)
        told: list[bool] = []
        shown: list[str] = []
        for stretch in stretches:
            if stretch in (_BOLD, _THIN):
                is_bold = stretch == _BOLD
            elif stretch in (_HIDDEN, _SHOWN):
                is_hidden = stretch == _HIDDEN
            elif not is_hidden:
                shown.append(stretch)
                if any(map(str.isalnum, stretch)):
                    told.append(is_bold)
        known = number and int(number) < len(marker.ends)
        end = marker.ends[int(number)] if known else End("paragraph")
        yield Piece(_STRAY.sub("", "".join(shown)), bool(told) and all(told), end)


class _Marker:
    """Puts marks into markup, control word by control word."""

    def __init__(self) -> None:
        self.ends: list[End] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._is_open = False  # a row was begun
        self._columns: list[Column] = []
        self._part_of: _Merged = ""
        self._is_header = False
        self._place = 0  # in the markup, behind the last control word
        self._size = _USUAL_SIZE  # of the last words

    def replacement(self, found: re.Match[str]) -> str:
        """Return what to write instead of a control word or a bracket."""
        word, number, sign, bracket = found.groups()
        before = self._state
        if not found.string[self._place : found.start()].isspace() and self._place < found.start():
            self._size = self._state.size
        self._place = found.end()
        if bracket == "{":
            self._stack.append(self._state)
        elif bracket and self._stack:
            self._state = self._stack.pop()
        elif sign and sign in "\r\n":
            return self._end("paragraph")
        elif word:
            if (end := self._ended(word)) is not None:
                return end
            self._set(word, None if number is None else int(number))
            self._define(word, int(number or 0))
        return found[0] + self._changes(before)

    def _changes(self, before: _State) -> str:
        """Return the marks of what is told of characters from here on, and was not before."""
        marks = ""
        if before.is_bold != self._state.is_bold:
            marks += _written(_BOLD if self._state.is_bold else _THIN)
        if before.is_hidden != self._state.is_hidden:
            marks += _written(_HIDDEN if self._state.is_hidden else _SHOWN)
        return marks

    def _ended(self, word: str) -> str | None:
        """Return the mark of what ends with a control word; None where nothing does."""
        if word in _ENDS_PARAGRAPH:
            return self._end("paragraph")
        if word == "cell":
            return self._end("cell")
        if word == "row":
            mark = self._end("row")
            self._is_open = False
            return mark
        return "\\line " if word == "nestcell" else None

    def _end(self, kind: Literal["paragraph", "cell", "row"]) -> str:
        end = End(kind, self._is_open or self._state.in_table, self._state.level, self._size)
        if kind == "row":
            end = replace(end, columns=tuple(self._columns), is_header=self._is_header)
        self.ends.append(end)
        return _written(_END) + f"{len(self.ends) - 1}" + _written(_END)

    def _set(self, word: str, number: int | None) -> None:
        """Take in what a control word says of the characters or the paragraph."""
        if word == "b":
            self._state = replace(self._state, is_bold=number != 0)
        elif word == "v":
            self._state = replace(self._state, is_hidden=number != 0)
        elif word == "plain":
            self._state = replace(self._state, is_bold=False, is_hidden=False, size=_USUAL_SIZE)
        elif word == "fs":
            self._state = replace(self._state, size=number or _USUAL_SIZE)
        elif word == "pard":
            self._state = replace(self._state, in_table=False, level=None)
        elif word == "intbl":
            self._state = replace(self._state, in_table=True)
        elif word == "outlinelevel":
            self._state = replace(self._state, level=number + 1 if number is not None and 0 <= number < 9 else None)

    def _define(self, word: str, number: int) -> None:
        """Take in what a control word says of a row."""
        if word == "trowd":
            self._is_open, self._is_header, self._columns, self._part_of = True, False, [], ""
        elif word == "trhdr":
            self._is_header = True
        elif word in _MERGES:
            self._part_of = _MERGES[word]
        elif word == "cellx":
            if len(self._columns) < _MAX_COLUMNS:
                self._columns.append(Column(number, self._part_of))
            self._part_of = ""


def _written(mark: str) -> str:
    """Return markup for a mark. A second control word ends it, as the characters behind it may be left out."""
    return f"\\u{ord(mark)}\\nop "
