"""Document to passages: whole sentences, exact places, never more tokens than the encoder reads."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.context import context_of
from index.reading_text import reading_of
from index.records import Document, Passage, Span
from index.sentences import break_before, trim
from index.structure import Structure

CountTokens = Callable[[Sequence[str]], list[int]]  # each text's length in tokens, special tokens included

_SPECIAL = 2  # [CLS] and [SEP]

# Tokenizers take a run of hundreds of letters for one token, and drop what they do not know. No passage is to grow
# without end over such text, so that this many characters count for a token at least.
_CHARACTERS_PER_TOKEN = 16
_BELONGS = ("lead_in", "term", "question")
_BELONGS_CHARACTERS = 150
_CONTEXT_CHARACTERS = 1000  # of a title or heading; more is a text in the wrong place, and slow to count


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How documents are cut. Part of the index's identity: another value means another index."""

    target: int = 250  # tokens of a passage, its context aside, beyond which no sentence is added
    overlap: int = 0  # tokens of the passage before that may be repeated, in whole sentences
    context: int = 40  # tokens of title and heading path at most

    @property
    def version(self) -> str:
        """Name this way of cutting; the number in front changes with the code."""
        return f"4/{self.target}/{self.overlap}/{self.context}"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one, with its size in tokens."""

    span: Span
    tokens: int


def split(document: Document, count: CountTokens, limit: int, settings: ChunkSettings) -> list[Passage]:
    """Cut ``document`` into passages in reading order; boilerplate is left out, everything else is covered.

    Args:
        document: what to cut.
        count: the encoder's own token counter.
        limit: tokens that the encoder reads of one text, context and special tokens included.
        settings: sizes, in tokens.
    """
    structure = Structure(document.content)
    contexts = _Contexts(structure, document.title, count, min(settings.context, (limit - _SPECIAL) // 2))
    passages: list[Passage] = []
    for region in _regions(document):
        used = contexts.of(region)[1]
        pieces = structure.pieces(region)
        room = min(settings.target, limit - _SPECIAL - used)
        fitting = _fitting(document.text, [piece.span for piece in pieces], count, room)
        spans = _pack(document.text, _together(structure, fitting, room), room, settings.overlap)
        passages.extend(_cut(document, structure, span, contexts.of(span)[0]) for span in spans)
    return _within(document, structure, passages, count, limit)


def _cut(document: Document, structure: Structure, span: Span, context: str) -> Passage:
    return Passage.cut(document, span, context, reading_of(structure, span).text)


def _together(structure: Structure, pieces: Sequence[_Piece], room: int) -> list[_Piece]:
    """Join the pieces of a list and its lead-in, of a term and its description and the like, where they fit."""
    joined: list[_Piece] = []
    for root, group in groupby(pieces, key=lambda piece: structure.root(structure.at(piece.span.start))):
        run = list(group)
        size = sum(piece.tokens for piece in run)
        if root is None or size > room:
            joined += run
        else:
            joined.append(_Piece(Span(run[0].span.start, run[-1].span.end), size))
    return joined


class _Contexts:
    """What goes along with a passage: the title, the headings over it, and what else it belongs to."""

    def __init__(self, structure: Structure, title: str, count: CountTokens, limit: int) -> None:
        self._structure = structure
        self._title = title
        self._count = count
        self._limit = limit
        self._known: dict[tuple[str, ...], tuple[str, int]] = {}

    def of(self, span: Span) -> tuple[str, int]:
        """Return the context of ``span``, and its tokens."""
        structure = self._structure
        path = structure.outline.at(span.start)
        belongs = [
            " ".join(structure.text[each.span.start : each.span.end].split())[:_BELONGS_CHARACTERS]
            for each in context_of(structure, span)
            if each.kind in _BELONGS and each.span.end <= span.start
        ]
        key = (*path, *belongs)
        if key not in self._known:
            self._known[key] = _context(self._title, key, self._count, self._limit)
        return self._known[key]


def _regions(document: Document) -> list[Span]:
    """Return the stretches that no passage may cross: between boilerplate, headings and rows."""
    borders = {0, len(document.text)}
    dropped: dict[int, int] = {}
    for block in document.content.blocks:
        if block.kind == "heading":
            borders.add(block.span.start)
        elif block.kind in ("row", "boilerplate"):
            borders.update((block.span.start, block.span.end))
        if block.kind == "boilerplate":
            dropped[block.span.start] = max(block.span.end, dropped.get(block.span.start, 0))
    regions = []
    boilerplate_end = 0
    for start, end in pairwise(sorted(borders)):
        boilerplate_end = max(boilerplate_end, dropped.get(start, 0))
        region = trim(document.text, start, end) if start >= boilerplate_end else None
        if region is not None:
            regions.append(region)
    return regions


def _context(title: str, path: Sequence[str], count: CountTokens, limit: int) -> tuple[str, int]:
    """Return title and heading path, and their tokens; where ``limit`` is too few, the nearest heading goes last."""
    parts = [title[:_CONTEXT_CHARACTERS], *(heading[:_CONTEXT_CHARACTERS] for heading in path if heading != title)]

    def tokens(context: str) -> int:
        return count([context])[0] - _SPECIAL + 1 if context else 0  # one to spare for the line break behind it

    while len(parts) > 2 and tokens(" › ".join(parts)) > limit:
        del parts[1]
    context = " › ".join(parts)
    used = tokens(context)
    if used <= limit:
        return context, used
    fitting = bisect_right(range(1, len(context)), limit, key=lambda end: tokens(context[:end]))
    context = context[: break_before(context, 0, fitting)].rstrip() if fitting else ""
    return context, tokens(context)


def _fitting(text: str, spans: Sequence[Span], count: CountTokens, room: int) -> list[_Piece]:
    """Return every span with its size, halved until it fits into ``room``."""
    sizes = count([text[span.start : span.end] for span in spans]) if spans else []
    pieces: list[_Piece] = []
    for span, size in zip(spans, sizes, strict=True):
        tokens = max(size - _SPECIAL, len(span) // _CHARACTERS_PER_TOKEN)
        if tokens <= room or len(span) == 1:
            pieces.append(_Piece(span, tokens))
        else:
            pieces.extend(_fitting(text, _halves(text, span), count, room))
    return pieces


def _halves(text: str, span: Span) -> list[Span]:
    """Cut a trimmed span of at least two characters near its middle."""
    middle = break_before(text, span.start, span.start + max(1, len(span) * 9 // 16))
    halves = trim(text, span.start, middle), trim(text, middle, span.end)
    return [half for half in halves if half is not None]


def _pack(text: str, pieces: Sequence[_Piece], room: int, overlap: int) -> list[Span]:
    """Join neighbouring pieces while they fit; a paragraph's end closes a passage that is more than half full.

    What does not fit into one passage is shared out evenly: a short rest, alone, would rank above its better half.
    """
    spans: list[Span] = []
    first = 0
    size = 0
    rest = sum(piece.tokens for piece in pieces)  # tokens from ``first`` on
    fair = rest / max(1, math.ceil(rest / room))
    for i, piece in enumerate(pieces):
        needed = piece.tokens
        if i > first:
            between = text[pieces[i - 1].span.end : piece.span.start]
            needed += len(between) // _CHARACTERS_PER_TOKEN
            full = size + needed > room or size + needed / 2 > fair
            if full or (size * 2 > room and _is_blank_line(between)):
                spans.append(Span(pieces[first].span.start, pieces[i - 1].span.end))
                before, first = first, _step_back(pieces, first, i, min(overlap, room - needed))
                size = sum(each.tokens for each in pieces[first:i])
                rest -= sum(each.tokens for each in pieces[before:first])
                fair = rest / max(1, math.ceil(rest / room))
        size += needed
    if pieces:
        spans.append(Span(pieces[first].span.start, pieces[-1].span.end))
    return spans


def _is_blank_line(between: str) -> bool:
    return between.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _step_back(pieces: Sequence[_Piece], first: int, i: int, overlap: int) -> int:
    """Return where the passage that begins with piece i really begins, repeating up to ``overlap`` tokens."""
    start = i
    repeated = 0
    while start - 1 > first and repeated + pieces[start - 1].tokens <= overlap:
        start -= 1
        repeated += pieces[start].tokens
    return start


def _within(
    document: Document, structure: Structure, passages: Sequence[Passage], count: CountTokens, limit: int
) -> list[Passage]:
    """Halve what the encoder would cut: pieces that stand without a blank between them may be more tokens joined."""
    sizes = count([passage.indexed_text for passage in passages]) if passages else []
    kept: list[Passage] = []
    for passage, size in zip(passages, sizes, strict=True):
        if size <= limit or (len(passage.span) == 1 and not passage.reading):
            kept.append(passage)
        elif passage.reading:  # long names of columns leave their cells no room
            plain = [Passage.cut(document, passage.span, passage.context)]
            kept.extend(_within(document, structure, plain, count, limit))
        else:
            halves = _halves(document.text, passage.span)
            cut = [_cut(document, structure, half, passage.context) for half in halves]
            kept.extend(_within(document, structure, cut, count, limit))
    return kept
