"""A manual page as it is laid out on a screen, but that a paragraph is one line however long it is."""

import re
from dataclasses import dataclass, field

from index.parsers.layout.headings import Heading

STEP = 4  # columns that what belongs to something is set in by
MARGIN = 4  # columns of the text below its heading
_BLANKS = re.compile(r"\s+")  # line ends too, which a character by its number may be: lines are counted
_ENDS = re.compile(r"[\r\n]")


@dataclass(slots=True)
class Page:
    """Collects lines. ``indent`` is the column of what comes next."""

    lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)  # first and last lines of code
    closers: list[tuple[int, int]] = field(default_factory=list)  # see `Signs`
    indent: int = MARGIN
    is_filled: bool = True
    _words: list[str] = field(default_factory=list)  # of the line that is open, with the blanks between them
    _joins: bool = False  # no blank before what comes next
    _mark: str | None = None  # of an item whose words come next
    _code: int | None = None

    def text(self, words: str, *, joins: bool = False) -> None:
        """Add words to the paragraph that is open; where lines are not filled, a line of code.

        Args:
            words: what is said; blanks at its end part it from what comes next in any case.
            joins: what comes next follows without a blank.
        """
        if not self.is_filled:
            self._code_line(words)
            return
        joins = joins and not words.endswith(" ")
        words = _BLANKS.sub(" ", words).strip()
        if not words:
            return
        if self._words and not self._joins:
            self._words.append(" ")
        self._words.append(words)
        self._joins = joins

    def end_line(self) -> None:
        """End the line that is open."""
        words, self._words, self._joins = "".join(self._words), [], False
        if self._mark is not None and words:
            self.lines.append(f"{' ' * max(0, self.indent - STEP)}{self._mark} {words}")
            self._mark = None
        elif words:
            self.lines.append(" " * self.indent + words)

    def blank(self) -> None:
        """End the paragraph that is open."""
        self.end_line()
        self._end_code()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def back(self, column: int) -> None:
        """End what is set in: what comes next stands at a column of its own, also where it is code."""
        self.blank()
        self.indent = column
        self.closers.append((len(self.lines), column))

    def heading(self, words: str, level: int) -> None:
        """Add a heading; what comes next stands at the margin of the text."""
        words = _BLANKS.sub(" ", words).strip()
        self.fill()
        self.blank()
        self._mark = None
        if words:
            number = len(self.lines)
            self.lines.append(" " * (level - 1) * 2 + words)
            self.headings.append(Heading(number, number, number, "given", level=level))
            self.lines.append("")

    def mark(self, words: str) -> None:
        """Begin an item with a mark such as a dot or a number."""
        self.end_line()
        self._mark = _BLANKS.sub(" ", words)

    def term(self, words: str) -> None:
        """Add a line over what it stands for."""
        self.end_line()
        words = _BLANKS.sub(" ", words).strip()
        if words:
            self.lines.append(" " * max(0, self.indent) + words)

    def no_fill(self) -> None:
        """Take the lines that follow as they are: a listing."""
        if self.is_filled:
            self.end_line()
            self.is_filled = False

    def fill(self) -> None:
        """End a listing."""
        if not self.is_filled:
            self._end_code()
            self.is_filled = True

    def line(self, words: str) -> None:
        """Add one line of a listing by itself."""
        filled = self.is_filled
        self.no_fill()
        self._code_line(words)
        if filled:
            self.fill()

    def row(self, cells: list[str]) -> None:
        """Add a row of a table."""
        self.end_line()
        self.lines.append(" " * self.indent + "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |")

    def _code_line(self, words: str) -> None:
        words = _ENDS.sub(" ", words)
        if not words.strip():
            if self._code is not None and self.lines[-1]:
                self.lines.append("")
            return
        if self._code is None:
            self._code = len(self.lines)
        self.lines.append(" " * self.indent + words.rstrip())

    def _end_code(self) -> None:
        if self._code is not None:
            while not self.lines[-1]:
                self.lines.pop()
            self.codes[self._code] = len(self.lines) - 1
            self.lines.append("")
            self._code = None

    def finish(self) -> str:
        """Return the text of the page."""
        self.fill()
        self.end_line()
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return "\n".join(self.lines) + "\n"
