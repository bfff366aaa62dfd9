"""The tables of tbl(1): rows of cells; of how they are to look only the sign between cells is taken notice of."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from index.parsers.manpage.page import Page
from index.parsers.manpage.roff import Control, Source, Words

_TAB = re.compile(r"\btab\s*\((.)\)")
_RULE = re.compile(r"[_=\s]*|\\\^")


@dataclass(slots=True)
class Table:
    """One table, read line by line."""

    rows: list[list[str]] = field(default_factory=list)
    _sign: str = "\t"
    _in_format: bool = True
    _is_first: bool = True
    _cells: list[str] | None = None  # of a row with a cell of several lines that is open, before that one
    _lines: list[str] = field(default_factory=list)  # of that cell

    def read(self, event: Control | Words, plain: Callable[[str], str]) -> None:
        """Take one call or line between .TS and .TE."""
        if isinstance(event, Control):
            if event.name == "T&":
                self._in_format = True
            elif self._cells is not None and event.arguments:  # a font inside of a cell
                joined = "" if len(event.name) == 2 and event.name.isupper() else " "
                self._lines.append(plain(joined.join(event.arguments)))
            return
        text = event.text
        if self._in_format:
            self._format(text)
        elif self._cells is not None:
            self._go_on(text, plain)
        elif text.strip():
            self._row(text, plain)

    def lay_out(self, page: Page) -> None:
        """Write the rows."""
        if self._cells is not None:
            self._add(self._ended())
        for cells in self.rows:
            page.row(cells)
        page.blank()

    def _format(self, text: str) -> None:
        if self._is_first and text.rstrip().endswith(";"):
            if (found := _TAB.search(text)) is not None:
                self._sign = found[1]
        elif text.rstrip().endswith("."):
            self._in_format = False
        self._is_first = False

    def _go_on(self, text: str, plain: Callable[[str], str]) -> None:
        if not text.startswith("T}"):
            self._lines.append(plain(text))
            return
        cells = self._ended()
        if text[2:].startswith(self._sign):
            self._row(text[3:], plain, cells)
        else:
            self._add(cells)

    def _row(self, text: str, plain: Callable[[str], str], before: list[str] | None = None) -> None:
        cells = [] if before is None else before
        cells.extend(plain(cell).strip() for cell in text.split(self._sign))
        if cells[-1] == "T{":
            cells.pop()
            self._cells = cells
        else:
            self._add(cells)

    def _ended(self) -> list[str]:
        """Return the cells up to the one that was open."""
        cells = self._cells or []
        cells.append(" ".join(["", *self._lines]))  # a blank in front: such a cell holds words, and no rule
        self._cells, self._lines = None, []
        return cells

    def _add(self, cells: list[str]) -> None:
        cells = ["" if _RULE.fullmatch(cell) else cell.strip() for cell in cells]
        if any(cells):
            self.rows.append(cells)


class Tables:
    """Takes the tables out of a page, whichever macros the rest of it is written with."""

    def __init__(self, source: Source, page: Page) -> None:
        self._source = source
        self._page = page
        self._table: Table | None = None

    def takes(self, event: Control | Words) -> bool:
        """Say whether a call or line is of a table, which is laid out at its end."""
        name = event.name if isinstance(event, Control) else ""
        if self._table is None:
            if name != "TS":
                return False
            self._page.end_line()
            self._table = Table()
        elif name == "TE":
            self.finish()
        else:
            self._table.read(event, self._source.plain)
        return True

    def finish(self) -> None:
        """Lay out a table that is open."""
        if self._table is not None:
            self._table.lay_out(self._page)
        self._table = None
