"""The tables of AsciiDoc: a bar before each cell, several or one on a line."""

import re

from index.parsers.layout.drafts import Drafts
from index.records import Span
from index.sentences import trim

BAR = re.compile(r"(?:(?<![^\s|])(?:[\d.]{1,5}[+*])?[.<^>]{0,4}[adehlmsv]?)?(?<!\\)\|")


def add_table(drafts: Drafts, text: str, span: Span, parent: int | None, *, columns: int, headed: bool) -> None:
    """Add the table at ``span``, each row with the first one as its header where that names the columns."""
    bars = [*BAR.finditer(text, span.start, span.end)]
    ends = [*(bar.start() for bar in bars[1:]), span.end]
    cells = [trim(text, bar.end(), end) if bar.end() < end else None for bar, end in zip(bars, ends, strict=False)]
    if not any(cells):
        return
    whole = drafts.add("table", span, parent)
    header: int | None = None
    for first in range(0, len(cells), columns):
        row = tuple(cells[first : first + columns])
        told = [cell for cell in row if cell is not None]
        if not told:
            continue
        number = drafts.add("row", Span(told[0].start, told[-1].end), whole)
        drafts.all[number].cells, drafts.all[number].header = row, header
        if headed and first == 0:
            header = number
