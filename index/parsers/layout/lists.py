"""Lists: marked lines that follow one another. A wrapped line that only begins with a number is none."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from index.parsers.layout.lines import Line, is_full
from index.parsers.layout.marks import Mark, mark_of
from index.parsers.layout.wording import announces, ends_sentence, ends_with_colon, is_divider

_CHANGE = re.compile(r"[-+!*][ \t]+(?=\S)")
_MAX_DEPTH = 8  # lists inside one another
_MAX_BETWEEN = 40  # lines between two numbered steps that are not set in


@dataclass(slots=True)
class Item:
    """One item: its lines, what is nested in it included."""

    first: int
    last: int
    mark: Mark


@dataclass(slots=True)
class ListRun:
    """The items of one list."""

    indent: int
    items: list[Item]
    announced: bool
    waiting: int | None = None  # line from which on nothing is set in: part of the last item if another one follows
    last_line: int = 0  # with something on it

    @property
    def last(self) -> int:
        """The last line of its last item."""
        return self.items[-1].last

    def is_sure(self) -> bool:
        """Say whether it is a list at all: several items in sequence, or one that is announced."""
        return len(self.items) > 1 or self.announced


@dataclass(slots=True)
class _Finder:
    lines: Sequence[Line]
    width: int
    stops: Collection[int]  # lines that end every list: headings
    skipped: Collection[int]  # lines whose marks mean something else: tables, questions
    found: list[ListRun] = field(default_factory=list)
    open: list[ListRun] = field(default_factory=list)
    glued: bool = False  # whether the line before has something on it
    above: int = -1  # the last line that had
    changes: Collection[int] = ()  # lines with marks of what was added, removed or changed: they are one kind of bullet

    def run(self) -> list[ListRun]:
        self.changes = _changes(self.lines)
        for number, line in enumerate(self.lines):
            if line.is_blank:
                self.glued = False
                continue
            if number in self.stops:
                self._close(0)
            else:
                self._line(number, line)
            self.glued, self.above = True, number
        self._close(0)
        return sorted((run for run in self.found if run.is_sure()), key=lambda run: run.items[0].first)

    def _line(self, number: int, line: Line) -> None:
        mark: Mark | None = None
        if number in self.changes and number not in self.skipped:
            mark = Mark("change", "", len(line.words) - len(line.words[1:].lstrip()))
        elif number not in self.skipped and (mark := mark_of(line.words)) is not None and is_divider(line.words):
            mark = None
        if mark is not None and self._takes(number, line, mark):
            return
        self._leave(number, line)
        for run in self.open:
            if run.waiting is None:
                run.items[-1].last = number
            run.last_line = number

    def _takes(self, number: int, line: Line, mark: Mark) -> bool:
        """Begin an item here if the mark is one; say whether it is."""
        places = reversed(range(len(self.open)))
        place = next((i for i in places if self._continues(self.open[i], number, line, mark)), None)
        if place is None:
            if not self._may_begin(line, mark):
                return False
            self._leave(number, line)
            if len(self.open) >= _MAX_DEPTH:
                return False
            announced = self.above >= 0 and announces(self.lines[self.above].words) and self.above not in self.stops
            self.open.append(ListRun(line.indent, [], announced))
            place = len(self.open) - 1
        else:
            self._close(place + 1)
        run = self.open[place]
        if run.items and run.waiting is not None:
            run.items[-1].last = run.last_line
        run.waiting = None
        run.items.append(Item(number, number, mark))
        for each in self.open:
            each.last_line = number
            if each.waiting is None:
                each.items[-1].last = max(each.items[-1].last, number)
        return True

    def _continues(self, run: ListRun, number: int, line: Line, mark: Mark) -> bool:
        before = run.items[-1].mark
        if not mark.follows(before):
            return False
        ends = run.indent + before.width == line.indent + mark.width and not mark.is_bullet
        if line.indent != run.indent and not (ends and abs(line.indent - run.indent) <= 2):
            return False
        return run.waiting is None or number - run.waiting <= _MAX_BETWEEN

    def _may_begin(self, line: Line, mark: Mark) -> bool:
        """Say whether a list may begin here: behind a blank line or a finished one, not inside a wrapped paragraph."""
        if not self.glued:
            return True
        before = self.lines[self.above]
        if not mark.is_first and not ends_with_colon(before.words):
            return False
        if line.indent > before.indent and any(run.items[-1].first == self.above for run in self.open):
            return True
        return ends_with_colon(before.words) or ends_sentence(before.words) or not is_full(before, line, self.width)

    def _leave(self, number: int, line: Line) -> None:
        """Close the lists that this line stands outside of."""
        for place, run in enumerate(self.open):
            if self._is_inside(run, line) or (
                line.indent == run.indent and run.waiting is None and self._goes_on(line)
            ):
                continue
            numbered = not run.items[-1].mark.is_bullet and run.items[0].mark.is_first
            if line.indent == run.indent and numbered:
                if run.waiting is None:
                    run.waiting = number
                if number - run.waiting <= _MAX_BETWEEN:
                    continue
            self._close(place)
            return

    def _is_inside(self, run: ListRun, line: Line) -> bool:
        """Say whether a line is set in as what belongs to an item: behind its number, or behind its bullet's column."""
        mark = run.items[-1].mark
        behind = run.indent + (1 if mark.is_bullet or self.glued else mark.width - 1)
        return line.indent >= behind

    def _goes_on(self, line: Line) -> bool:
        """Say whether a line that is not set in is the wrapped rest of the one above."""
        return self.glued and (line.words[0].islower() or is_full(self.lines[self.above], line, self.width))

    def _close(self, place: int) -> None:
        self.found += self.open[place:]
        del self.open[place:]


def _changes(lines: Sequence[Line]) -> set[int]:
    """Return the lines that begin with "!", "+", "-" or "*" in columns where several of these stand, "!" among them."""
    columns: dict[int, Counter[str]] = defaultdict(Counter)
    marked = [number for number, line in enumerate(lines) if _CHANGE.match(line.words)]
    for number in marked:
        columns[lines[number].indent][lines[number].words[0]] += 1
    mixed = {column for column, signs in columns.items() if signs["!"] > 1 and signs.total() - signs["!"] > 1}
    return {number for number in marked if lines[number].indent in mixed}


def find_lists(lines: Sequence[Line], width: int, *, stops: Collection[int], skipped: Collection[int]) -> list[ListRun]:
    """Return the lists, an outer one before the ones in it.

    Args:
        lines: all lines.
        width: the column at which the text is wrapped.
        stops: lines that end every list.
        skipped: lines whose marks belong to something else.
    """
    return _Finder(lines, width, stops, skipped).run()
