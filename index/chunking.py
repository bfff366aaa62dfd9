"""Document to passages: whole sentences, exact places, never more tokens than the encoder reads."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.outline import Outline, column_names
from index.records import Document, Passage, Span
from index.sentences import break_before, sentence_spans, trim

CountTokens = Callable[[Sequence[str]], list[int]]  # each text's length in tokens, special tokens included

_SPECIAL = 2  # [CLS] and [SEP]

# Tokenizers take a run of hundreds of letters for one token, and drop what they do not know. No passage is to grow
# without end over such text, so that this many characters count for a token at least.
_CHARACTERS_PER_TOKEN = 16
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
        return f"3/{self.target}/{self.overlap}/{self.context}"


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
    text = document.text
    contexts: dict[tuple[str, ...], tuple[str, int]] = {}
    passages: list[Passage] = []
    paths = _paths(document)
    for region in _regions(document):
        path = paths(region.start)
        if path not in contexts:
            # However little the encoder reads, half of it is for the text itself.
            contexts[path] = _context(document.title, path, count, min(settings.context, (limit - _SPECIAL) // 2))
        context, used = contexts[path]
        room = min(settings.target, limit - _SPECIAL - used)
        pieces = _fitting(text, sentence_spans(text, region.start, region.end), count, room)
        spans = _pack(text, pieces, room, settings.overlap)
        passages.extend(Passage.cut(document, span, context) for span in spans)
    return _within(document, passages, count, limit)


def _paths(document: Document) -> Callable[[int], tuple[str, ...]]:
    """Return how to find what stands over a place: its headings, and the names of its columns in a table."""
    blocks = document.content.blocks
    outline = Outline.of(document.content)
    columns = {
        block.span.start: column_names(document.text, blocks[block.header])
        for block in blocks
        if block.kind == "row" and block.header is not None
    }

    def path(place: int) -> tuple[str, ...]:
        names = columns.get(place)
        return (*outline.at(place), names) if names else outline.at(place)

    return path


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


def _within(document: Document, passages: Sequence[Passage], count: CountTokens, limit: int) -> list[Passage]:
    """Halve what the encoder would cut: pieces that stand without a blank between them may be more tokens joined."""
    sizes = count([passage.indexed_text for passage in passages]) if passages else []
    kept: list[Passage] = []
    for passage, size in zip(passages, sizes, strict=True):
        if size <= limit or len(passage.span) == 1:
            kept.append(passage)
        else:
            halves = [Passage.cut(document, half, passage.context) for half in _halves(document.text, passage.span)]
            kept.extend(_within(document, halves, count, limit))
    return kept
