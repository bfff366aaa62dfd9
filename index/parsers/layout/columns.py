"""Tables whose cells are set apart by blanks alone: columns that line up over several lines."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.parsers.layout.lines import MAX_LINE, Line, expanded, offset_at
from index.parsers.layout.wording import look_of
from index.records import Span
from index.sentences import trim

_STATEMENT = re.compile(r"[;{}\\][ \t]*(?://|/\*|#|$)")
_WORDS = re.compile(r"\S+")
_RUN = re.compile("1+")
_GAP = re.compile(r"\S(?: {2}| ?\t)")
_RULE = re.compile(r"[-=─━~+ ]+$")
_NUMBER = re.compile(r"[-+$€£]?[\d.,:/%-]*\d[\d.,:/%-]*[a-zA-Z%€]{0,3}$")
_WIDE = 50  # columns: lines as wide as that, of one length, are a justified paragraph
_MAX_WORDS = 6  # of the first cell on average; more is text in two columns


@dataclass(frozen=True, slots=True)
class TableRow:
    """The lines of one row, and its cells; None for one that goes on beside another, so that no span holds it."""

    first: int
    last: int
    cells: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows from line ``first`` to ``last``; ``headers`` is how many of them name the columns, ``rules`` are drawn."""

    first: int
    last: int
    rows: tuple[TableRow, ...]
    headers: int
    rules: tuple[int, ...] = ()


def table_in(text: str, lines: Sequence[Line], numbers: range, *, least: int) -> Table | None:
    """Return the table that the lines ``numbers`` make as a whole, of ``least`` rows, or None where they make none."""
    rules = tuple(n for n in numbers if _RULE.match(lines[n].words))
    starts = _row_starts(lines, numbers, set(rules), least)
    if starts is None:
        return None
    printed = [expanded(lines[n]) for n in starts]
    columns = _columns(printed) if max(map(len, printed)) <= MAX_LINE else []
    if len(columns) < 2 or not _line_up(printed, columns) or _is_justified(printed, columns):
        return None
    rows = _rows(text, lines, sorted({*numbers} - {*rules}), columns)
    return None if rows is None else Table(numbers[0], numbers[-1], tuple(rows), _headers(text, rows, rules), rules)


def _row_starts(lines: Sequence[Line], numbers: range, rules: Collection[int], least: int) -> list[int] | None:
    """Return the lines that begin rows: those not set in; None where too few have a gap in them."""
    if len(numbers) < 2 or not any(_GAP.search(lines[n].words) for n in numbers[:2]):
        return None
    indent = lines[numbers[0]].indent
    starts = [n for n in numbers if lines[n].indent == indent and n not in rules]
    gaps = sum(_GAP.search(lines[n].words) is not None for n in starts)
    return starts if len(starts) >= (2 if rules else least) and gaps >= 0.8 * len(starts) else None


def _columns(printed: Sequence[str]) -> list[int]:
    """Return where columns begin: behind blanks that go down through all rows, two wide in most of them."""
    width = max(map(len, printed))
    ink = 0
    for line in printed:
        for words in _WORDS.finditer(line):
            ink |= ((1 << (words.end() - words.start())) - 1) << (width - words.end())
    runs = list(_RUN.finditer(f"{ink:0{width}b}"))
    columns = [runs[0].start()] if runs else []
    for run in runs[1:]:
        at, end = run.span()
        cells = [(line[:at], line[at:end]) for line in printed if line[at:end].strip()]
        wide = sum(f"{before}{cell[: len(cell) - len(cell.lstrip())]}"[-2:].isspace() for before, cell in cells)
        if wide >= 0.6 * len(cells) and len(cells) >= 0.4 * len(printed):
            columns.append(at)
    return columns


def _line_up(printed: Sequence[str], columns: Sequence[int]) -> bool:
    """Say whether each column's cells begin or end below one another, and enough of them hold something."""
    filled_best = 0.0
    for left, right in zip(columns, [*columns[1:], None], strict=True):
        cells = [line[left:right] for line in printed]
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) < 0.5 * len(cells):
            return False
        lefts = Counter(len(cell) - len(cell.lstrip()) for cell in filled)
        rights = Counter(len(cell.rstrip()) for cell in filled)
        if max(*lefts.values(), *rights.values()) < 0.7 * len(filled):
            return False
        if left != columns[0]:
            filled_best = max(filled_best, len(filled) / len(cells))
    words = [len(line[columns[0] : columns[1]].split()) for line in printed]
    return filled_best >= 0.8 and sum(words) <= _MAX_WORDS * len(words)


def _is_justified(printed: Sequence[str], columns: Sequence[int]) -> bool:
    """Say whether blanks were only put in to make the lines one length: nothing but chance made them line up."""
    reaches = {len(line.rstrip()) for line in printed[:-1]}
    if max(reaches) - min(reaches) > 1 or max(reaches) - columns[0] < _WIDE or len(printed) < 3:
        return False
    return not all(line[columns[1] - 3 : columns[1]].isspace() for line in printed)


def _rows(text: str, lines: Sequence[Line], numbers: Sequence[int], columns: Sequence[int]) -> list[TableRow] | None:
    """Return the rows with their cells; None where a line belongs to no column."""
    indent = lines[numbers[0]].indent
    rows: list[TableRow] = []
    for number in numbers:
        line = lines[number]
        if line.indent == indent:
            rows.append(TableRow(number, number, _cells(text, line, columns)))
        elif rows and line.indent >= columns[1]:
            rows[-1] = _continued(text, rows[-1], number, line, columns)
        else:
            return None
    return rows


def _cells(text: str, line: Line, columns: Sequence[int]) -> tuple[Span | None, ...]:
    borders = [offset_at(line, column) for column in columns] + [line.end]
    borders[0] = line.first
    return tuple(trim(text, start, end) if start < end else None for start, end in pairwise(borders))


def _continued(text: str, row: TableRow, number: int, line: Line, columns: Sequence[int]) -> TableRow:
    last = row.cells[-1] if row.cells else None
    if last and line.indent >= columns[-1] and not text[last.end : line.first].strip():
        return TableRow(row.first, number, (*row.cells[:-1], Span(last.start, line.end)))
    more = _cells(text, line, columns)
    return TableRow(row.first, number, tuple(None if on else cell for cell, on in zip(row.cells, more, strict=True)))


def _headers(text: str, rows: Sequence[TableRow], rules: Sequence[int]) -> int:
    """Return how many of the first rows name columns: those over a rule, one in capitals, or words over numbers."""
    if len(rows) < 2 or not rows[0].cells:
        return 0
    under = [rule for rule in rules if rule > rows[0].last]
    if under and under[0] < rows[-1].first:
        above = [row for row in rows if row.last < under[0]]
        return len(above) if len(above) <= 2 else 0
    words = [[text[cell.start : cell.end] if cell else "" for cell in row.cells] for row in rows if row.cells]
    if len(words) < 2:
        return 0
    first, others = words[0], words[1:]
    if all(map(str.isupper, filter(None, first))) and not all(all(map(str.isupper, filter(None, o))) for o in others):
        return 1
    numeric = [
        column
        for column in range(len(first))
        if first[column]
        and not _NUMBER.match(first[column])
        and all(_NUMBER.match(other[column]) for other in others if len(other) > column and other[column])
        and any(len(other) > column and other[column] for other in others)
    ]
    return 1 if numeric and not any(map(_NUMBER.match, filter(None, first))) else 0


def is_code_like(lines: Sequence[Line], numbers: range) -> bool:
    """Say whether the lines are code that only happens to line up."""
    ends = sum(_STATEMENT.search(lines[n].words[:MAX_LINE]) is not None for n in numbers)
    prompts = sum(lines[n].words.startswith(("$ ", "# ", ">>> ")) for n in numbers)
    looks = sum(look_of(lines[n].words) == "code" for n in numbers)
    return 2 * max(ends, prompts) > len(numbers) and looks > 0
