"""What stands where in a document: its blocks as stretches that do not overlap, and what each stretch belongs to."""

import re
import string
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.outline import Outline
from index.records import Block, BlockKind, Content, Span
from index.sentences import sentence_spans, trim

ITEM_LIMIT = 400  # characters of an item that is one piece; a longer one is read sentence by sentence
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-\s)")
# What a word of its own begins with more often than a broken one does.
_PREFIXES = frozenset("all cross ex full half high long low mid multi non part self semi short well".split())
_QUOTED = re.compile(r"(?:>[ \t]?)+(?=[^\s\d>=])")  # before a number it may say that something is more
_SIGNS = frozenset(string.punctuation + string.whitespace)
_ONE_PIECE = frozenset({"row", "form_field", "code", "term", "heading", "page_header", "page_footer", "question"})
# What belongs to a page, and why it is boilerplate where it returns.
_OF_PAGES = ("page_header", "page_footer", "page number", "running header", "running footer", "margin text")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch whose innermost block is ``block``, or that no block covers (None)."""

    start: int
    end: int
    block: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest stretch that is read and scored by itself: a sentence, an item, a row, a line of code."""

    span: Span
    kind: BlockKind
    block: int | None


class Words:
    """The words of a document that stand unbroken: they tell how a word that is broken at a line's end is written."""

    def __init__(self, text: str) -> None:
        self._words = {found[0].lower() for found in _WORD.finditer(text)}

    def is_hyphenated(self, first: str, second: str) -> bool:
        """Say whether ``first`` and ``second``, apart by a hyphen at a line's end, are written with a hyphen."""
        one, two = first.lower(), second.lower()
        if one + two in self._words:
            return False
        if f"{one}-{two}" in self._words or one in _PREFIXES:
            return True
        return min(len(one), len(two)) > 2 and {one, two} <= self._words


class Structure:
    """The blocks of one document, ready to be asked about. Holds nothing that changes."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.outline = Outline.of(content)
        self.children: dict[int, list[int]] = defaultdict(list)
        for number, block in enumerate(content.blocks):
            if block.parent is not None:
                self.children[block.parent].append(number)
        self.header_rows = {block.header for block in content.blocks if block.header is not None}
        self.segments = _segments(content)
        self._starts = [segment.start for segment in self.segments]

    @cached_property
    def words(self) -> Words:
        """The document's words."""
        return Words(self.text)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.content.text

    def block(self, number: int) -> Block:
        """Return the block of that number."""
        return self.content.blocks[number]

    def kind_of(self, number: int | None) -> BlockKind:
        """Return a block's kind; what no block covers is a paragraph."""
        return "paragraph" if number is None else self.block(number).kind

    def at(self, offset: int) -> int | None:
        """Return the innermost block at ``offset``, or None where no block covers it."""
        place = bisect_right(self._starts, offset) - 1
        return self.segments[place].block if place >= 0 and offset < self.segments[place].end else None

    def behind(self, offset: int) -> int | None:
        """Return the block of the first words at ``offset`` or behind it; None where no block covers them."""
        for place in range(bisect_left(self._starts, offset), len(self.segments)):
            segment = self.segments[place]
            if trim(self.text, segment.start, segment.end):
                return segment.block
        return None

    def before(self, offset: int) -> int | None:
        """Return the block of the last words before ``offset``; None where no block covers them."""
        for place in range(bisect_left(self._starts, offset) - 1, -1, -1):
            segment = self.segments[place]
            if trim(self.text, segment.start, min(segment.end, offset)):
                return segment.block
        return None

    def line(self, number: int | None) -> Iterator[int]:
        """Yield a block, the block it belongs to, and so on outwards."""
        while number is not None:
            yield number
            number = self.block(number).parent

    def first(self, number: int | None, *kinds: BlockKind) -> int | None:
        """Return the first of ``line`` that is of one of ``kinds``."""
        return next((each for each in self.line(number) if self.block(each).kind in kinds), None)

    def root(self, number: int | None) -> int | None:
        """Return the last of ``line``; None for a block that stands alone."""
        last = next(iter(deque(self.line(number), maxlen=1)), None)
        return last if last is not None and (last != number or self.children[last]) else None

    def whole(self, number: int) -> Span:
        """Return where a block and all that belongs to it stand."""
        span = self.block(number).span
        start, end, waiting = span.start, span.end, [number]
        while waiting:
            for child in self.children[waiting.pop()]:
                start, end = min(start, self.block(child).start), max(end, self.block(child).end)
                waiting.append(child)
        return Span(start, end)

    def pieces(self, span: Span) -> list[Piece]:
        """Return the smallest stretches inside ``span`` in reading order.

        Boilerplate is left out; and so are signs without any word, unless there is nothing else.
        """
        found: list[Piece] = []
        for segment in self._overlapping(span):
            region = trim(self.text, max(segment.start, span.start), min(segment.end, span.end))
            kind = self.kind_of(segment.block)
            if region is None or kind == "boilerplate":
                continue
            owner = self.first(segment.block, "item")
            short = owner is not None and len(self.block(owner).span) <= ITEM_LIMIT
            if short and found and found[-1].block == owner and owner is not None:
                found[-1] = Piece(Span(found[-1].span.start, region.end), "item", owner)
            elif short and owner is not None and kind not in _ONE_PIECE:
                found.append(Piece(region, "item", owner))
            elif kind in _ONE_PIECE:
                found.extend(Piece(part, kind, segment.block) for part in _capped(self.text, region))
            else:
                sentences = sentence_spans(self.text, region.start, region.end)
                found.extend(Piece(self._unquoted(sentence), kind, segment.block) for sentence in sentences)
        return [piece for piece in found if piece.kind in _ONE_PIECE or not self._is_signs(piece.span)] or found

    def _unquoted(self, sentence: Span) -> Span:
        """Return a sentence without the sign of a quotation that its first line begins with."""
        found = _QUOTED.match(self.text, sentence.start, sentence.end)
        line = sentence.start
        while found is not None and line > 0 and self.text[line - 1] in " \t>":
            line -= 1
        begins = line == 0 or self.text[line - 1] in "\r\n"
        return Span(found.end(), sentence.end) if found is not None and begins else sentence

    def _is_signs(self, span: Span) -> bool:
        return all(self.text[place] in _SIGNS for place in range(span.start, span.end))

    def rows_in(self, span: Span) -> list[int]:
        """Return the rows that share a character with ``span`` and have cells, in order."""
        return [
            number
            for number in dict.fromkeys(self.first(segment.block, "row") for segment in self._overlapping(span))
            if number is not None and self.block(number).cells and self.block(number).span.overlaps(span)
        ]

    def page_marks(self, span: Span) -> list[Span]:
        """Return what stands in ``span`` and belongs to its pages: their headers, footers and numbers, in order."""
        found = dict.fromkeys(segment.block for segment in self._overlapping(span) if segment.block is not None)
        blocks = [self.block(number) for number in found]
        return [block.span for block in blocks if block.kind in _OF_PAGES or block.why in _OF_PAGES]

    def _overlapping(self, span: Span) -> Sequence[Segment]:
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_right(self._starts, span.end - 1)
        return self.segments[first:last]


def _capped(text: str, region: Span, limit: int = 1200) -> Iterator[Span]:
    """Cut what is too long to be quoted at line ends."""
    start = region.start
    while region.end - start > limit:
        cut = text.rfind("\n", start + 1, start + limit)
        stop = cut if cut > start else start + limit
        if part := trim(text, start, stop):
            yield part
        start = stop
    if part := trim(text, start, region.end):
        yield part


def _segments(content: Content) -> list[Segment]:
    """Cut the text so that every stretch has one innermost block."""
    found: list[Segment] = []
    open_blocks: list[tuple[int, int]] = []  # end, number
    place = 0

    def close_until(offset: int) -> None:
        nonlocal place
        while open_blocks and open_blocks[-1][0] <= offset:
            end, number = open_blocks.pop()
            if end > place:
                found.append(Segment(place, end, number))
                place = end
        if offset > place:
            found.append(Segment(place, offset, open_blocks[-1][1] if open_blocks else None))
            place = offset

    for number, block in enumerate(content.blocks):
        close_until(block.start)
        # What reaches past the block around it is cut there: stretches must not overlap.
        end = min(block.end, open_blocks[-1][0]) if open_blocks else block.end
        if end > place:
            open_blocks.append((end, number))
    close_until(len(content.text))
    return found
