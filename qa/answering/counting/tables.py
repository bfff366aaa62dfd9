"""The rows of a table, or those with one value, or the different entries of a column."""

import re
from collections.abc import Sequence

from index.analysis import terms
from index.context import last_sentence
from index.reading_text import column_names
from index.records import Document, Span
from index.structure import Structure
from qa.answering.counting.counted import Counted, show
from qa.answering.counting.labels import NO_NAME, RESTRICTS, heading, names_all, only_heading, terms_around, unasked
from qa.answering.question.counting import CountAsked

_LEAST = 2  # of one thing nobody makes a list
_SUMS = frozenset(terms("total totals sum subtotal average overall all"))
_SEVERAL_IN_ONE = re.compile(r"[,;/&\n]|\band\b|\bor\b", re.IGNORECASE)
_QUANTITIES = frozenset(terms("number quantity qty piece amount count stock unit no"))


def count_rows(asked: CountAsked, document: Document, structure: Structure, header: int) -> Counted | None:
    """Return the rows below the row ``header``, or the entries of a column, where they are what is asked for."""
    if header not in structure.header_rows or structure.block(header).kind != "row":
        return None
    rows = [
        number
        for number, block in enumerate(structure.content.blocks)
        if block.kind == "row" and block.header == header and number not in structure.header_rows
        and not structure.children[number]
    ]  # fmt: skip
    if len(rows) < _LEAST:
        return None
    table = _Table(structure, header, rows)
    if table.is_doubtful():
        return None
    known = terms_around(document, structure, table.span)
    column = table.column_of(asked, known)
    if column is None or not table.is_plain(column):
        return None
    settled = (known & asked.scope) | set(terms(" ".join(table.labels)))
    chosen = table.chosen(asked.rest - (settled - table.values(column)), column)
    if chosen is None:
        return None
    kept, by = chosen
    entries = {table.text(row, column).casefold(): row for row in reversed(kept)}
    marked = [cell for row in kept if (cell := structure.block(row).cells[column]) is not None]
    found = show(document.id, structure, table.span, "table", marked, len(entries))
    return Counted(
        found.document_id, found.unit, found.marked, found.number, found.whole, len(rows),
        table.names[by if by is not None else column], table.text(kept[0], by) if by is not None else "",
    )  # fmt: skip


class _Table:
    """The rows below one row that names their columns."""

    def __init__(self, structure: Structure, header: int, rows: Sequence[int]) -> None:
        self._structure = structure
        self._header = header
        self.rows = rows
        self.names = column_names(structure, structure.block(rows[0]))
        self.span = Span(structure.block(header).start, max(structure.block(row).end for row in rows))
        parent = structure.block(header).parent
        announced = structure.block(parent).parent if parent is not None else None
        caption = last_sentence(structure, announced) if announced is not None else None
        self._caption = structure.text[caption.start : caption.end] if caption is not None else None
        self.labels = [label for label in (self._caption, heading(structure, header)) if label is not None]

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, on one line."""
        cells = self._structure.block(row).cells
        cell = cells[column] if column < len(cells) else None
        return " ".join(self._structure.text[cell.start : cell.end].split()) if cell is not None else ""

    def is_doubtful(self) -> bool:
        """Say whether a row is a sum or stands for several things, or the table may go on in another one."""
        if any(_SUMS & set(terms(self.text(row, 0))) for row in self.rows):
            return True
        if any(_QUANTITIES & set(terms(name)) for name in self.names):
            return True
        same = [
            number
            for number in self._structure.header_rows
            if number is not None and number != self._header
            and self._words(number) == self._words(self._header)
        ]  # fmt: skip
        blocks = self._structure.content.blocks
        behind = next(
            (
                block
                for block in blocks[self.rows[-1] + 1 :]
                if block.start >= self.span.end and block.kind not in ("page_header", "page_footer", "boilerplate")
            ),
            None,
        )
        return bool(same) or (behind is not None and behind.kind in ("table", "row"))

    def _words(self, row: int) -> list[str]:
        block = self._structure.block(row)
        return terms(self._structure.text[block.start : block.end])

    def column_of(self, asked: CountAsked, around: set[str]) -> int | None:
        """Return the column whose entries are asked for: the one of that name, or else the first of a table of them."""
        named = [i for i, name in enumerate(self.names) if set(terms(name)) == asked.noun]
        known = around | {term for name in self.names for term in terms(name)}
        if named:
            fits = all(not unasked(label, asked, known) and not RESTRICTS.search(label) for label in self.labels)
            return named[0] if len(named) == 1 and fits else None
        label = self._caption or only_heading(self._structure, self._header, "table")
        return 0 if label is not None and names_all(label, asked, known) else None

    def is_plain(self, column: int) -> bool:
        """Say whether each cell of a column names one thing."""
        texts = [self.text(row, column) for row in self.rows]
        return not any(NO_NAME.match(text) or _SEVERAL_IN_ONE.search(text) for text in texts)

    def values(self, column: int) -> set[str]:
        """Return the terms of all cells but those of ``column``: a word among them may say which rows are meant."""
        others = [other for other in range(len(self.names)) if other != column]
        return {term for row in self.rows for other in others for term in terms(self.text(row, other))}

    def chosen(self, wanted: frozenset[str], column: int) -> tuple[Sequence[int], int | None] | None:
        """Return the rows that count, and the column that decides; None where none does, or several might."""
        if not wanted:
            return self.rows, None
        found = []
        for other, name in enumerate(self.names):
            value = wanted - set(terms(name))
            rows = [row for row in self.rows if value and set(terms(self.text(row, other))) == value]
            if rows and other != column:
                found.append((rows, other))
        return found[0] if len(found) == 1 else None
