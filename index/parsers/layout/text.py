"""Plain text as blocks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from index.parsers.layout.columns import Table, is_code_like, table_in
from index.parsers.layout.contents import contents
from index.parsers.layout.fields import fields
from index.parsers.layout.grids import grids
from index.parsers.layout.headings import Heading, headings, levels, title_of
from index.parsers.layout.lines import Line, blanked, chunks, lines_of, wrap_width
from index.parsers.layout.lists import find_lists
from index.parsers.layout.marks import mark_of
from index.parsers.layout.paras import Cutter, text_columns
from index.parsers.layout.questions import Question, breaks, questions
from index.parsers.layout.running import is_manual, running_lines
from index.parsers.layout.walk import Layout, Walker
from index.parsers.layout.wording import announces, ends_with_colon, is_divider, look_of
from index.records import Block, BlockKind, Span

_MOST = 3_000_000  # characters that blocks are looked for in; behind them a text stays as it is


@dataclass(frozen=True, slots=True)
class TextLayout:
    """The blocks of a plain text, and what it is called by its own words."""

    blocks: tuple[Block, ...]
    title: str | None


@dataclass(slots=True)
class _Reading:
    """What has been found so far; lines that are accounted for are blank for whoever looks next."""

    text: str
    lines: list[Line]
    others: list[Block]  # that belong to no other block
    manual: bool = False
    headings: list[Heading] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def hide(self, numbers: Collection[int], kind: BlockKind, why: str | None = None) -> None:
        """Make one block of the lines, and take them out."""
        told = [number for number in numbers if self.lines[number].words]
        if told:
            span = Span(self.lines[told[0]].first, self.lines[told[-1]].end)
            self.others.append(Block(kind, span, why=why))
        for number in told:
            self.lines[number] = blanked(self.lines[number])

    def taken(self) -> set[int]:
        """Return the lines of headings and tables."""
        runs: list[Heading | Table] = [*self.headings, *self.tables]
        return {number for run in runs for number in range(run.first, run.last + 1)}


def layout_of(text: str, start: int, marked: Sequence[Block]) -> TextLayout:
    """Return the blocks of ``text`` from ``start`` on; the end of a very long one has none.

    Args:
        text: the document.
        start: where its text begins, behind fields that describe it.
        marked: boilerplate that is known already, ascending; it is among the blocks returned, and holds no others.
    """
    reading = _Reading(text, _unmarked(lines_of(text[:_MOST], start), marked), list(marked))
    reading.manual = is_manual(reading.lines)
    for running in running_lines(text, reading.lines):
        reading.hide([running.number], running.kind)
    _find_headings(reading)
    reading.tables = grids(text, reading.lines)
    reading.tables = sorted([*reading.tables, *_tables(reading)], key=lambda table: table.first)
    taken = reading.taken()
    for number, line in enumerate(reading.lines):
        if number not in taken and is_divider(line.words):
            reading.hide([number], "boilerplate", "dividing line")
    drafts = _walker(reading).walk()
    return TextLayout(drafts.build(reading.others), title_of(reading.lines, reading.headings, manual=reading.manual))


def _unmarked(lines: list[Line], marked: Sequence[Block]) -> list[Line]:
    """Return the lines, those blank that boilerplate stands on."""
    place = 0
    for number, line in enumerate(lines):
        while place < len(marked) and marked[place].end <= line.start:
            place += 1
        if place < len(marked) and line.words and marked[place].start < line.end:
            lines[number] = blanked(line)
    return lines


def _find_headings(reading: _Reading) -> None:
    """Find headings and questions, and take out the table of contents that lists them."""
    lines = reading.lines
    reading.headings = headings(lines, manual=reading.manual)
    stops = {number for heading in reading.headings for number in range(heading.first, heading.last + 1)}
    reading.questions = questions(lines, stops)
    titles = {number: lines[heading.title].words for heading in reading.headings for number in (heading.title,)}
    titles |= {
        each.first: " ".join(lines[n].words for n in range(each.first, each.last + 1)) for each in reading.questions
    }
    listed = contents(lines, titles)
    inside = {number for run in listed for number in run}
    for run in listed:
        reading.hide(run, "boilerplate", "table of contents")
    reading.headings = [heading for heading in reading.headings if heading.title not in inside]
    reading.questions = [each for each in reading.questions if each.first not in inside]


def _tables(reading: _Reading) -> Iterator[Table]:
    lines, taken = reading.lines, reading.taken()
    above = -1
    for run in chunks(lines):
        for numbers in _candidates(lines, [n for n in run if n not in taken]):
            before = numbers[0] - 1 if numbers[0] > run[0] else above
            announced = before >= 0 and announces(lines[before].words)
            least = 2 if announced or reading.manual else 3
            table = table_in(reading.text, lines, numbers, least=least)
            if table is not None and not _is_other(lines, numbers):
                yield table
                break
        above = run[-1]


def _is_other(lines: Sequence[Line], numbers: range) -> bool:
    """Say whether lines that happen to line up are code, or items of a list."""
    marked = sum(mark_of(lines[number].words) is not None for number in numbers)
    return 2 * marked > len(numbers) or is_code_like(lines, numbers)


def _candidates(lines: Sequence[Line], numbers: Sequence[int]) -> Iterator[range]:
    """Yield the runs in which a table may stand: from the first line, behind an announcement, where it is set in."""
    begins = dict.fromkeys(numbers[:1])
    pairs = [*pairwise(numbers)]
    begins |= dict.fromkeys([*islice((n for m, n in pairs if ends_with_colon(lines[m].words)), 1)])
    begins |= dict.fromkeys([*islice((n for m, n in pairs if lines[n].indent > lines[m].indent), 1)])
    for begin in begins:
        end = begin
        while end <= numbers[-1] and lines[end].indent >= lines[begin].indent:
            end += 1
        run = range(begin, end)
        if not lines[begin].is_quoted:
            yield run


def _walker(reading: _Reading) -> Walker:
    lines = reading.lines
    width = wrap_width(lines)
    ranked = {heading.first: pair for heading, pair in _with_levels(reading.headings)}
    tables = {table.first: table for table in reading.tables}
    asked = {question.first: question for question in reading.questions}
    skipped = reading.taken() | set(asked)
    named = fields(lines, skipped)
    stops = {number for h in reading.headings for number in range(h.first, h.last + 1)}
    runs = find_lists(lines, width, stops=stops, skipped=skipped | set(named))
    items = {item.first: (run, item) for run in runs for item in run.items}
    codes = _code_runs(lines, skipped | set(items) | set(named))
    cutter = Cutter(
        lines,
        width,
        whole={each.first: each.last for each in reading.headings} | {t.first: t.last for t in reading.tables} | codes,
        starts=set(items) | set(named) | breaks(lines, reading.questions),
        items={first: lines[first].indent + item.mark.width for first, (_, item) in items.items()},
        columns=text_columns(lines, skipped | set(items) | set(named), manual=reading.manual),
    )
    layout = Layout(reading.text, lines, width, reading.manual, ranked, tables, items, asked, named, set(codes))
    return Walker(layout, cutter.paras())


def _code_runs(lines: Sequence[Line], taken: Collection[int]) -> dict[int, int]:
    """Return the first and last lines of runs that are code as a whole: set in unevenly, and hardly any prose."""
    found: dict[int, int] = {}
    above: Line | None = None
    for run in chunks(lines):
        first, before = lines[run[0]], above
        above = lines[run[-1]]
        uneven = len({lines[n].indent for n in run}) > 1
        if before is None or not uneven or any(n in taken for n in run):
            continue
        looks = [look_of(lines[n].words) for n in run]
        code, prose = looks.count("code"), looks.count("prose")
        announced = announces(before.words) and code >= 0.5 * len(looks)
        if 4 * prose <= len(looks) and (announced or (first.indent > before.indent and code >= 0.3 * len(looks))):
            found[run[0]] = run[-1]
    return found


def _with_levels(found: Sequence[Heading]) -> Iterator[tuple[Heading, tuple[Heading, int]]]:
    return ((heading, (heading, level)) for heading, level in zip(found, levels(found), strict=True))
