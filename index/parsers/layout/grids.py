"""Tables whose cells are parted by drawn lines: │ and ─, or | and + and -."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from index.parsers.layout.columns import Table, TableRow
from index.parsers.layout.lines import MAX_LINE, Line
from index.records import Span
from index.sentences import trim

_BAR = re.compile(r"[│┃║|]")
_RULE = re.compile(r"[+|│┃║┌├└┏┣┗╔╠╚][-=+:|─━═┬┼┴┤┐┘│┃║╦╬╩╗╣╝┳╋┻┓┫┛├┌└ ]{2,}$")
_DRAWN = re.compile(r"[-=─━═]{3}")
_LINE = re.compile(r"[+|│┃║┌├└┏┣┗╔╠╚].*[+|│┃║┤┐┘┓┫┛╗╣╝]$")
_FRAME = "│┃║|├┤┼┬┴┌┐└┘─━═+-="


def grids(text: str, lines: Sequence[Line], *, bare: bool = False) -> list[Table]:
    """Return the drawn tables among ``lines``: at least two rows' lines and one drawn line, one under the other.

    With ``bare`` bars alone make one.
    """
    found: list[Table] = []
    run: list[int] = []
    for number in range(len(lines) + 1):
        line = lines[number] if number < len(lines) else None
        if line is not None and len(line.words) <= MAX_LINE and _LINE.match(line.words):
            run.append(number)
            continue
        if len(run) >= (1 if bare else 3) and (table := _table(text, lines, run, bare=bare)):
            found.append(table)
        run = []
    return found


def is_rule(words: str) -> bool:
    """Say whether a line is drawn from border to border."""
    return _RULE.match(words) is not None and _DRAWN.search(words) is not None


def _table(text: str, lines: Sequence[Line], run: Sequence[int], *, bare: bool) -> Table | None:
    rules = [number for number in run if is_rule(lines[number].words)]
    rows = list(_rows(text, lines, run, rules))
    if len(rows) < (1 if bare else 2) or not (rules or bare):
        return None
    # A rule under the first row names it the header, unless every row has one: then bars of "=" or the top row tell.
    under = [rule for rule in rules if rule > rows[0].last]
    headers = 1 if under and under[0] < rows[-1].first and rows[0].cells else 0
    return Table(run[0], run[-1], tuple(rows), headers, tuple(rules))


def _rows(text: str, lines: Sequence[Line], run: Sequence[int], rules: Sequence[int]) -> Iterator[TableRow]:
    """Yield the rows: the lines between two rules where rules part rows, else every line."""
    drawn = set(rules)
    if sum(run[0] < rule < run[-1] for rule in rules) < 2:
        yield from (_row(text, lines, range(number, number + 1)) for number in run if number not in drawn)
        return
    for is_drawn, group in groupby(run, key=drawn.__contains__):
        if not is_drawn:
            numbers = list(group)
            yield _row(text, lines, range(numbers[0], numbers[-1] + 1))


def _row(text: str, lines: Sequence[Line], numbers: range) -> TableRow:
    """Return one row; of one with several lines no span would hold a cell alone, unless all but one line are empty."""
    told = [number for number in numbers if lines[number].words.strip(_FRAME + " ")]
    cells = _cells(text, lines[told[0]]) if len(told) == 1 else ()
    return TableRow(numbers[0], numbers[-1], cells)


def _cells(text: str, line: Line) -> tuple[Span | None, ...]:
    bars = [line.first + found.start() for found in _BAR.finditer(line.words)]
    return tuple(trim(text, before + 1, after) if before + 1 < after else None for before, after in pairwise(bars))
