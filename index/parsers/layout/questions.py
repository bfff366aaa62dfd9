"""Questions with their answers: "Q:" and "A:", numbered questions, and lines that ask over text that answers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.parsers.layout.lines import Line, chunks
from index.parsers.layout.marks import Mark, mark_of
from index.parsers.layout.wording import look_of

_ASKS = re.compile(r"(?:Q|Question|F|Frage)(?:[ \t]?\d{1,3})?[ \t]?[:.)][ \t]+\S")
_ANSWERS = re.compile(r"(?:A|Answer|Antwort)(?:[ \t]?\d{1,3})?[ \t]?[:.)][ \t]+\S")
_MAX_LINES = 5  # of a question
_SHARE = 3  # one in so many of what is numbered must ask for the others to state problems
_BARE_WORDS = range(3, 25)


@dataclass(frozen=True, slots=True)
class Question:
    """A question on the lines ``first`` to ``last``, and its answer up to line ``until``."""

    first: int
    last: int
    until: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands under one number: the lines that ask, or that state a problem; none if they are too many."""

    lines: range
    mark: Mark
    asks: bool


def questions(lines: Sequence[Line], stops: Collection[int]) -> list[Question]:
    """Return the questions that are answered below themselves, in order; ``stops`` are the lines of headings."""
    runs = chunks(lines)
    for asked in (_marked(lines), _numbered(lines, runs, stops), _bare(lines, runs, stops)):
        if found := _with_answers(lines, asked, stops):
            return found
    return []


def breaks(lines: Sequence[Line], found: Sequence[Question]) -> set[int]:
    """Return the lines at which a paragraph begins because a question ends or an answer begins there."""
    ends = {question.last + 1 for question in found} | {question.first for question in found}
    return ends | {number for number in range(len(lines)) if found and _ANSWERS.match(lines[number].words)}


def _marked(lines: Sequence[Line]) -> list[range]:
    """Return the "Q:" of a text that has "A:" as well."""
    asks = [number for number, line in enumerate(lines) if _ASKS.match(line.words)]
    answers = [number for number, line in enumerate(lines) if _ANSWERS.match(line.words)]
    if not asks or 2 * len(answers) < len(asks) or answers[-1] < asks[0]:
        return []
    borders = set(answers)
    found = []
    for number in asks:
        end = number + 1
        while end < min(len(lines), number + _MAX_LINES) and lines[end].words and end not in borders:
            end += 1
        found.append(range(number, end))
    return found


def _numbered(lines: Sequence[Line], runs: Sequence[range], stops: Collection[int]) -> list[range]:
    """Return the numbered questions that begin a paragraph and count up, and what is numbered among them."""
    found: list[_Entry] = []
    for run in runs:
        mark = mark_of(lines[run[0]].words)
        if mark is None or mark.is_bullet or not mark.label[0].isdigit() or run[0] in stops:
            continue
        asked = _up_to_question_mark(lines, run)
        if asked is not None:
            found = _with_question(found, _Entry(asked, mark, asks=True))
        elif _states(lines, run, mark, found):
            found.append(_Entry(run if len(run) <= _MAX_LINES else range(run[0], run[0]), mark, asks=False))
    asking = [entry.lines for entry in found if entry.asks]
    some = sum(any("?" in lines[number].words for number in entry.lines) for entry in found)
    among = found if _SHARE * some >= len(found) else ()
    return [entry.lines for entry in among] or asking if len(asking) > 1 else []


def _with_question(found: list[_Entry], asked: _Entry) -> list[_Entry]:
    """Return the entries with a question behind them, if it counts on from the last one, or from the last question.

    The numbers in between are then steps of an answer.
    """
    if not found or asked.mark.follows(found[-1].mark):
        return [*found, asked]
    last = max((place for place, entry in enumerate(found) if entry.asks), default=-1)
    if last < 0 or asked.mark.is_first or asked.mark.follows(found[last].mark):
        return [*found[: last + 1], asked]
    return found


def _states(lines: Sequence[Line], run: range, mark: Mark, found: Sequence[_Entry]) -> bool:
    """Say whether a numbered paragraph that asks nothing counts among the questions, which stand in one column."""
    if not found:
        return mark.is_first
    first, before = run[0], found[-1]
    ends = lines[first].indent + mark.width, lines[before.lines.start].indent + before.mark.width
    same = lines[first].indent == lines[before.lines.start].indent or ends[0] == ends[1]
    return same and mark.follows(before.mark)


def _up_to_question_mark(lines: Sequence[Line], run: range) -> range | None:
    """Return the lines that ask at the beginning of a paragraph, be it several questions; None where none does."""
    asking = [number for number in run[:_MAX_LINES] if lines[number].words.endswith("?")]
    if not asking:
        return None
    last = asking[0]
    while last + 1 in asking:
        last += 1
    return range(run[0], last + 1)


def _bare(lines: Sequence[Line], runs: Sequence[range], stops: Collection[int]) -> list[range]:
    """Return the lines that ask and stand alone over text, where there are several of them."""
    found = [
        run
        for run in runs
        if len(run) <= 2
        and lines[run[-1]].words.endswith("?")
        and lines[run[0]].words[0].isupper()
        and len(lines[run[0]].words.split()) in _BARE_WORDS
        and run[0] not in stops
    ]
    return found if len(found) > 2 and 6 * len(found) >= len(runs) else []


def _with_answers(lines: Sequence[Line], asked: Sequence[range], stops: Collection[int]) -> list[Question]:
    """Return the questions below which something else stands before the next one; none where most have nothing.

    An empty range asks nothing, but ends the answer above it.
    """
    ends = sorted([*(run.start for run in asked), *stops, len(lines)])
    found: list[Question] = []
    place = 0
    for run in filter(None, asked):
        while ends[place] <= run[-1]:
            place += 1
        told = [n for n in range(run[-1] + 1, ends[place]) if lines[n].words]
        if told and any(look_of(lines[n].words) != "short" or len(told) > 1 for n in told[:3]):
            found.append(Question(run[0], run[-1], told[-1]))
    return found if found and 2 * len(found) >= sum(map(bool, asked)) else []
