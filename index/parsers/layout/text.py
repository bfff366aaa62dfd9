"""Plain text as blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.parsers.layout.fields import fields
from index.parsers.layout.frames import unframed
from index.parsers.layout.headings import levels, title_of
from index.parsers.layout.lines import Line, blanked, lines_of, wrap_width
from index.parsers.layout.lists import find_lists
from index.parsers.layout.paras import Cutter, text_columns
from index.parsers.layout.questions import breaks
from index.parsers.layout.reading import Reading
from index.parsers.layout.signs import ReadSigns, Signs
from index.parsers.layout.walk import Layout, Walker
from index.records import Block

_MOST = 3_000_000  # characters that blocks are looked for in; behind them a text stays as it is


@dataclass(frozen=True, slots=True)
class TextLayout:
    """The blocks of a plain text, and what it is called by its own words."""

    blocks: tuple[Block, ...]
    title: str | None


def layout_of(text: str, start: int, marked: Sequence[Block], read_signs: ReadSigns | None = None) -> TextLayout:
    """Return the blocks of ``text`` from ``start`` on; the end of a very long one has none.

    Args:
        text: the document.
        start: where its text begins, behind fields that describe it.
        marked: boilerplate that is known already, ascending; it is among the blocks returned, and holds no others.
        read_signs: what finds the marks of a format that has its own.
    """
    lines = _unmarked(unframed(lines_of(text[:_MOST], start)), marked)
    signs = read_signs(lines) if read_signs is not None else Signs()
    closers = [(hidden.lines.start, lines[hidden.lines.start].indent) for hidden in signs.hidden if hidden.lines]
    reading = Reading(text, lines, signs, [*marked, *signs.marked])
    reading.read()
    drafts = _walker(reading, sorted([*closers, *signs.closers])).walk()
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


def _walker(reading: Reading, closers: Sequence[tuple[int, int]]) -> Walker:
    lines, signs = reading.lines, reading.signs
    width = wrap_width(lines)
    asked = {question.first: question for question in reading.questions}
    skipped = reading.taken() | set(asked)
    named = fields(lines, skipped) if signs.fields is None else signs.fields
    runs = find_lists(lines, width, stops=reading.stops(), skipped=skipped | set(named))
    items = {item.first: (run, item) for run in runs for item in run.items}
    marked = skipped | set(items) | set(named)
    codes = reading.code_runs(marked)
    tables = {table.first: table for table in reading.tables}
    cutter = Cutter(
        lines,
        width,
        whole={h.first: h.last for h in reading.headings}
        | {t.first: t.last for t in reading.tables}
        | {q.first: q.last for q in reading.questions}
        | codes,
        starts=set(items) | set(named) | breaks(lines, reading.questions),
        items={first: lines[first].indent + item.mark.width for first, (_, item) in items.items()},
        columns=text_columns(lines, marked, manual=reading.manual),
    )
    layout = Layout(
        text=reading.text,
        lines=lines,
        width=width,
        manual=reading.manual,
        sure_terms=reading.manual or signs.sure_terms,
        sure_codes=signs.sure_codes,
        headings={h.first: (h, level) for h, level in zip(reading.headings, levels(reading.headings), strict=True)},
        tables=tables,
        items=items,
        questions=asked,
        fields=named,
        codes=set(codes),
        captions=signs.captions,
        closers=closers,
    )
    return Walker(layout, cutter.paras())
