"""Items of a list and rows of a table, counted where a number is asked for, none is stated, and the layout settles it.

Nothing is counted but what the question's own noun names: the line that announces the list, the caption, the only
heading over it or a column's name. Whatever else the question says must stand there too, or be what the cells of one
column say. Where anything is in doubt (a part of a list elsewhere, a sum among the rows, two lists that fit, a word of
negation or comparison), nothing is counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.analysis import terms
from index.context import context_of, last_sentence, lead_in
from index.outline import heading_name
from index.reading_text import column_names
from index.records import Document, Span
from index.structure import Structure
from index.units import UNIT_LIMIT, Unit
from qa.answering.question.counting import (
    FRAMING,
    NUMBER_WORDS,
    CountAsked,
    asks_for_number,
    count_asked,
    has_number,
    states_count,
)
from qa.answering.quoting import Chosen, FetchDocument, FetchStructure
from qa.answering.reading.reader import Reading
from qa.answering.records import Citation

_LEAST = 2  # of one thing nobody makes a list
# Words that change what is counted: of a question, of the line over a list.
_COMPARES = re.compile(
    r"\b(?:not|no|nor|never|without|except|excluding|before|after|over|under|above|below|between|more|most|less|least"
    r"|fewer|few|than|only|other|others|until|since|during|each|every|per|or)\b|n['’]t\b",
    re.IGNORECASE,
)
_RESTRICTS = re.compile(
    r"\b(?:not|no|nor|never|without|except|excluding|such|some|few|other|others|among|only|includ\w*|have|has|had|can"
    r"|could|do|does|did|will|would|should|cannot|former|formerly)\b|n['’]t\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:\betc\b\.?|…|\.\.\.|\band\s+(?:so\s+on|more|others)\b)", re.IGNORECASE)
_CAPTION_MARK = re.compile(r"^\W*(?:table|figure|list)\s+[\w.]*\d[\w.]*\s*[:.–—-]?\s*", re.IGNORECASE)
_PREPOSITIONS = frozenset("of in for with from to on at by about into per".split())
_PARTS_OF = frozenset("kind kinds type types sort sorts list number set names all each".split())
_SUMS = frozenset(terms("total totals sum subtotal average overall all"))
_SEVERAL_IN_ONE = re.compile(r"[,;/&\n]|\band\b|\bor\b", re.IGNORECASE)
# Entries that are a number of things, or say of what names the column only whether there is one.
_NO_NAME = re.compile(
    rf"\W*(?:\d|{NUMBER_WORDS}\b|(?:yes|no|none|true|false|x|n/?a|unknown|several|some|many)\W*$|$)", re.IGNORECASE
)
_QUANTITIES = frozenset(terms("number quantity qty piece amount count stock unit no"))
_ORDINAL = re.compile(r"\W*(\d{1,4})[.)\]:]\s")
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and the part of the document that shows it."""

    document_id: str
    unit: Unit
    marked: tuple[Span, ...]  # what was counted, as far as ``unit`` holds it
    number: int
    whole: bool  # False: ``unit`` is the beginning of what was counted
    rows: int | None = None  # of the table; None for a list
    column: str = ""  # whose cells decide which rows count
    value: str = ""  # what they say

    def citation(self, document: Document) -> Citation:
        """Quote what was counted, each of it marked."""
        return Citation.of(1, document, self.unit, self.marked)


class Counter:
    """Counts in the documents of one generation. Thread-safe."""

    def __init__(self, fetch: FetchDocument, structure: FetchStructure) -> None:
        self._fetch = fetch
        self._structure = structure

    def with_number_first(self, question: str, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Return what would be quoted; where a number is asked for, first what has one."""
        if not asks_for_number(question):
            return list(chosen)
        return sorted(chosen, key=lambda each: not has_number(self._text(each)))

    def count(self, question: str, readings: Sequence[Reading], chosen: Sequence[Chosen]) -> Counted | None:
        """Return what ``question`` asks the number of, counted; None where that is stated, or is not sure.

        Args:
            question: as it is read.
            readings: what was read: nothing else is counted.
            chosen: what would be quoted; where one of it states the number, that is the answer.
        """
        asked = count_asked(question)
        if asked is None or _COMPARES.search(question) or any(states_count(self._text(each), asked) for each in chosen):
            return None
        read: dict[str, list[Span]] = {}
        for reading in readings:
            read.setdefault(reading.hit.passage.document_id, []).append(reading.hit.passage.span)
        found = [each for document_id, spans in read.items() for each in self._in(document_id, spans, asked)]
        return found[0] if len(found) == 1 else None

    def _text(self, chosen: Chosen) -> str:
        span = chosen.unit.span
        return self._structure(chosen.document_id).text[span.start : span.end]

    def _in(self, document_id: str, spans: Sequence[Span], asked: CountAsked) -> list[Counted]:
        document, structure = self._fetch(document_id), self._structure(document_id)
        pieces = (piece for span in spans for piece in structure.pieces(span))
        numbers = dict.fromkeys(outer for piece in pieces for outer in _countable(structure, piece.block))
        found = (count(asked, document, structure, number) for number in numbers for count in (_list, _table))
        return [each for each in found if each is not None]


def _countable(structure: Structure, number: int | None) -> Iterator[int]:
    """Yield the lists around a block, and the row that names the columns of its table."""
    for each in structure.line(number):
        block = structure.block(each)
        if block.kind == "list":
            yield each
        elif block.kind == "row" and block.header is not None:
            yield block.header
        elif each in structure.header_rows:
            yield each


def _list(asked: CountAsked, document: Document, structure: Structure, number: int) -> Counted | None:
    if structure.kind_of(number) != "list":
        return None
    items = [structure.block(child).span for child in structure.children[number] if structure.kind_of(child) == "item"]
    lead = lead_in(structure, number)
    whole = structure.block(number).span
    label = structure.text[lead.start : lead.end] if lead is not None else _heading(structure, number)
    around = _around(document, structure, whole)
    if label is None or not _names(label, asked, around) or asked.rest - set(terms(label)) - around:
        return None
    if lead is None and _only_heading(structure, number, "list") is None:
        return None
    text = structure.text[whole.start : whole.end]
    if len(items) < _LEAST or _GOES_ON.search(text) or _is_part(structure, number, items):
        return None
    return _of(document.id, structure, Span(lead.start if lead is not None else whole.start, whole.end), "list", items)


def _is_part(structure: Structure, number: int, items: Sequence[Span]) -> bool:
    """Say whether other items of this list may stand elsewhere, or one stands twice."""
    texts = [" ".join(structure.text[item.start : item.end].split()) for item in items]
    ordinals = [int(match[1]) for text in texts if (match := _ORDINAL.match(text))]
    if len(set(texts)) < len(texts) or (ordinals and ordinals != list(range(1, len(items) + 1))):
        return True
    path = structure.outline.blocks_at(structure.block(number).start)[-1:]
    if any(_NO_NAME.match(_ORDINAL.sub("", text + " ", count=1).lstrip("-*+•–— ")) for text in texts):
        return True  # "two photographs" is one item, and not one thing
    return any(
        block.kind == "list" and block.parent is None and other != number
        and structure.outline.blocks_at(block.start)[-1:] == path
        for other, block in enumerate(structure.content.blocks)
    )  # fmt: skip


def _table(asked: CountAsked, document: Document, structure: Structure, header: int) -> Counted | None:
    if header not in structure.header_rows or structure.block(header).kind != "row":
        return None
    rows = [
        number
        for number, block in enumerate(structure.content.blocks)
        if block.kind == "row" and block.header == header and number not in structure.header_rows
        and not structure.children[number]
    ]  # fmt: skip
    table = _Table(structure, header, rows)
    if len(rows) < _LEAST or table.is_doubtful():
        return None
    around = _around(document, structure, table.span)
    column = table.column_of(asked, around)
    if column is None or not table.is_plain(column):
        return None
    chosen = table.chosen(asked.rest - around - set(terms(" ".join(table.labels))), column)
    if chosen is None:
        return None
    kept, by = chosen
    entries = {table.text(row, column).casefold(): row for row in reversed(kept)}
    marked = [cell for row in kept if (cell := structure.block(row).cells[column]) is not None]
    found = _of(document.id, structure, table.span, "table", marked, len(entries))
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
        self.names = column_names(structure, structure.block(rows[0])) if rows else []
        self.span = Span(structure.block(header).start, max((structure.block(row).end for row in rows), default=0))
        parent = structure.block(header).parent
        announced = structure.block(parent).parent if parent is not None else None
        caption = last_sentence(structure, announced) if announced is not None else None
        self._caption = structure.text[caption.start : caption.end] if caption is not None else None
        self.labels = [label for label in (self._caption, _heading(structure, header)) if label is not None]

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
            fits = all(not _extra(label, asked, known) and not _RESTRICTS.search(label) for label in self.labels)
            return named[0] if len(named) == 1 and fits else None
        label = self._caption or _only_heading(self._structure, self._header, "table")
        return 0 if label is not None and _names(label, asked, known) else None

    def is_plain(self, column: int) -> bool:
        """Say whether each cell of a column names one thing."""
        texts = [self.text(row, column) for row in self.rows]
        return not any(_NO_NAME.match(text) or _SEVERAL_IN_ONE.search(text) for text in texts)

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


def _names(label: str, asked: CountAsked, around: set[str]) -> bool:
    """Say whether what ``label`` stands over is what is asked for, all of it and nothing else."""
    bare = _CAPTION_MARK.sub("", label)
    if has_number(bare) or _RESTRICTS.search(bare) or not asked.noun <= set(terms(bare)):
        return False
    return not _extra(bare, asked, around) and _is_head(bare, asked)


def _extra(label: str, asked: CountAsked, around: set[str]) -> set[str]:
    return set(terms(_CAPTION_MARK.sub("", label))) - asked.noun - asked.rest - FRAMING - around


def _is_head(label: str, asked: CountAsked) -> bool:
    """Say whether ``label`` is about the noun itself: neither "boat owners" nor "owners of boats"."""
    found = [(match.start(), match.end(), terms(match[0])) for match in _WORD.finditer(label)]
    last = next((i for i, (_, _, of) in enumerate(found) if asked.head in of), None)
    if last is None:
        return False
    first = last - len(asked.noun) + 1
    before = [label[start:end].lower() for start, end, _ in found[:first]]
    after = found[last + 1][2] if last + 1 < len(found) else []
    joined = last + 1 < len(found) and not label[found[last][1] : found[last + 1][0]].strip()
    led = [word for word in before if word in _PREPOSITIONS or word in _PARTS_OF]
    dependent = bool(led) and led[-1] in _PREPOSITIONS and not set(led) & _PARTS_OF
    return first >= 0 and not dependent and not (joined and set(after) - FRAMING)


def _heading(structure: Structure, number: int) -> str | None:
    path = structure.outline.blocks_at(structure.block(number).start)
    return heading_name(structure.text, structure.block(path[-1])) if path else None


def _only_heading(structure: Structure, number: int, kind: str) -> str | None:
    """Return the heading over a block; None where another list or table stands under it, too."""
    path = structure.outline.blocks_at(structure.block(number).start)
    inside = [
        block
        for block in structure.content.blocks
        if block.kind in ("list", "table") and structure.outline.blocks_at(block.start) == path
        and (block.parent is None or structure.kind_of(block.parent) != "item")
    ]  # fmt: skip
    return _heading(structure, number) if path and len(inside) == 1 and inside[0].kind == kind else None


def _around(document: Document, structure: Structure, span: Span) -> set[str]:
    """Return the terms of the document's title, its file and the headings over ``span`` but the nearest."""
    path = structure.outline.blocks_at(span.start)
    over = [heading_name(structure.text, structure.block(number)) for number in path]
    title = [] if over[-1:] == [document.title] else [document.title]
    return set(terms(" ".join((*title, document.source, *over[:-1]))))


def _of(
    document_id: str, structure: Structure, span: Span, kind: str, parts: Sequence[Span], number: int | None = None
) -> Counted:
    """Return what was counted with as much of ``span`` as may be quoted, ended behind one of ``parts``."""
    ends = [_line_end(structure, part) for part in parts]
    end = span.end if len(span) <= UNIT_LIMIT else max(_fitting(span, ends), default=span.start + UNIT_LIMIT)
    shown = Span(span.start, end)
    context = tuple(part for part in context_of(structure, shown))
    unit = Unit("list" if kind == "list" else "table", shown, context)
    marked = tuple(part for part in parts if shown.contains(part))
    return Counted(document_id, unit, marked, number or len(parts), shown == span)


def _fitting(span: Span, ends: Iterable[int]) -> list[int]:
    return [end for end in ends if span.start < end <= span.start + UNIT_LIMIT]


def _line_end(structure: Structure, part: Span) -> int:
    """Return the end of the item or row that ``part`` stands in."""
    row = structure.first(structure.at(part.start), "row")
    return structure.block(row).end if row is not None else part.end
