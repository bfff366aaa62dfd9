"""What stands on which lines of a text: headings, questions, tables, code, found one after the other."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from index.parsers.layout.columns import Table, is_code_like, table_in
from index.parsers.layout.contents import contents
from index.parsers.layout.grids import grids
from index.parsers.layout.headings import Heading, headings
from index.parsers.layout.lines import Line, blanked, chunks, wrap_width
from index.parsers.layout.marks import mark_of
from index.parsers.layout.questions import Question, questions
from index.parsers.layout.running import is_manual, running_lines
from index.parsers.layout.signs import Signs
from index.parsers.layout.wording import announces, ends_with_colon, is_divider, look_of
from index.records import Block, BlockKind, Span


@dataclass(slots=True)
class Reading:
    """What has been found so far; lines that are accounted for are blank for whoever looks next."""

    text: str
    lines: list[Line]
    signs: Signs
    others: list[Block]  # that belong to no other block
    manual: bool = False
    headings: list[Heading] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def read(self) -> None:
        """Find all that stands on lines of its own."""
        for hidden in self.signs.hidden:
            self._hide(hidden.lines, hidden.kind, hidden.why)
        self.manual = self.signs.manual or (self.signs.headings is None and is_manual(self.lines))
        for running in running_lines(self.text, self.lines) if self.signs.headings is None else ():
            self._hide([running.number], running.kind)
        self._find_headings()
        self.tables = list(self.signs.tables)
        told = self.taken() if self.tables else ()
        drawn = grids(self.text, self.lines, bare=self.signs.bare_grids)
        self.tables += [table for table in drawn if table.first not in told]
        self.tables = sorted([*self.tables, *self._aligned()], key=lambda table: table.first)
        taken = self.taken()
        for number, line in enumerate(self.lines):
            if number not in taken and is_divider(line.words):
                self._hide([number], "boilerplate", "dividing line")

    def taken(self) -> set[int]:
        """Return the lines of headings, tables, and code that is marked as such."""
        runs: list[Heading | Table] = [*self.headings, *self.tables]
        lines = {number for run in runs for number in range(run.first, run.last + 1)}
        return lines | {number for first, last in self.signs.codes.items() for number in range(first, last + 1)}

    def stops(self) -> set[int]:
        """Return the lines of headings, which end whatever is open."""
        return {number for heading in self.headings for number in range(heading.first, heading.last + 1)}

    def code_runs(self, taken: Collection[int]) -> dict[int, int]:
        """Return the first and last lines of code as a whole: marked, or set in unevenly with hardly any prose."""
        found = dict(filter(None, (self._told(first, last) for first, last in self.signs.codes.items())))
        if self.signs.sure_codes:
            return found
        above: Line | None = None
        for run in chunks(self.lines):
            before, above = above, self.lines[run[-1]]
            if before is not None and not any(n in taken for n in run) and self._is_code(run, before):
                found[run[0]] = run[-1]
        return found

    def _told(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the lines of a run without those at its ends that were taken out; None where none is left."""
        told = [number for number in range(first, last + 1) if self.lines[number].words]
        return (told[0], told[-1]) if told else None

    def _is_code(self, run: range, before: Line) -> bool:
        lines = [self.lines[number] for number in run]
        if len({line.indent for line in lines}) == 1:
            return False
        looks = [look_of(line.words) for line in lines]
        code, prose = looks.count("code"), looks.count("prose")
        if 4 * prose > len(looks):
            return False
        deeper = lines[0].indent > before.indent and code >= 0.3 * len(looks)
        return deeper or (announces(before.words) and code >= 0.5 * len(looks))

    def _hide(self, numbers: Sequence[int], kind: BlockKind, why: str | None = None) -> None:
        """Make one block of the lines, and take them out."""
        told = [number for number in numbers if self.lines[number].words]
        if told:
            span = Span(self.lines[told[0]].first, self.lines[told[-1]].end)
            self.others.append(Block(kind, span, why=why))
        for number in told:
            self.lines[number] = blanked(self.lines[number])

    def _find_headings(self) -> None:
        """Find headings and questions, and take out the table of contents that lists them."""
        lines = self.lines
        given = self.signs.headings
        self.headings = headings(lines, wrap_width(lines), manual=self.manual) if given is None else list(given)
        asks = {h.first for h in self.headings if h.style == "headline" and lines[h.first].words.endswith("?")}
        self.questions = questions(lines, self.stops() - asks)
        asked = {each.first for each in self.questions}
        self.headings = [heading for heading in self.headings if heading.first not in asked]
        titles = {heading.title: lines[heading.title].words for heading in self.headings}
        titles |= {
            each.first: " ".join(lines[n].words for n in range(each.first, each.last + 1)) for each in self.questions
        }
        listed = contents(lines, titles)
        inside = {number for run in listed for number in run}
        for run in listed:
            self._hide(run, "boilerplate", "table of contents")
        self.headings = [heading for heading in self.headings if heading.title not in inside]
        self.questions = [each for each in self.questions if each.first not in inside]

    def _aligned(self) -> Iterator[Table]:
        lines, taken = self.lines, self.taken()
        above = -1
        for run in chunks(lines):
            for numbers in _candidates(lines, [n for n in run if n not in taken]):
                before = numbers[0] - 1 if numbers[0] > run[0] else above
                announced = before >= 0 and announces(lines[before].words)
                table = table_in(
                    self.text, lines, numbers, least=2 if announced or self.manual or self.signs.sure_terms else 3
                )
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
    free = set(numbers)
    for begin in begins:
        end = begin
        while end in free and lines[end].indent >= lines[begin].indent:
            end += 1
        if not lines[begin].is_quoted:
            yield range(begin, end)
