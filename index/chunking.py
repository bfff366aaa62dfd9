"""Document to passages: whole sentences, exact places, never more tokens than the encoder reads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records import Document, Passage, Span
from index.sentences import sentence_spans, trim

CountTokens = Callable[[Sequence[str]], list[int]]  # each text's length in tokens, special tokens included

_SPECIAL = 2  # [CLS] and [SEP]


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How documents are cut. Part of the index's identity: another value means another index."""

    target: int = 250  # tokens of a passage, its context aside, beyond which no sentence is added
    overlap: int = 0  # tokens of the passage before that may be repeated, in whole sentences
    context: int = 40  # tokens of title and heading path at most

    @property
    def version(self) -> str:
        """Name this way of cutting; the number in front changes with the code."""
        return f"1/{self.target}/{self.overlap}/{self.context}"


def split(document: Document, count: CountTokens, limit: int, settings: ChunkSettings) -> list[Passage]:
    """Cut ``document`` into passages in reading order; furniture is left out, everything else is covered.

    Args:
        document: what to cut.
        count: the encoder's own token counter.
        limit: tokens that the encoder reads of one text, context and special tokens included.
        settings: sizes, in tokens.
    """
    passages: list[Passage] = []
    for region in _regions(document):
        context = _context(document, region.start, count, settings.context)
        used = count([context])[0] - _SPECIAL + 1 if context else 0
        room = min(settings.target, limit - _SPECIAL - used)
        sentences = sentence_spans(document.text, region.start, region.end)
        fitting = list(_fitting(document.text, sentences, count, room))
        spans = _pack(document.text, fitting, room, settings.overlap)
        passages.extend(Passage.cut(document, span, context) for span in spans)
    return passages


def _regions(document: Document) -> list[Span]:
    """Return the stretches that no passage may cross: between furniture, headings and rows."""
    borders = {0, len(document.text)}
    borders.update(section.start for section in document.sections)
    borders.update(place for row in document.rows for place in (row.start, row.end))
    borders.update(place for block in document.furniture for place in (block.span.start, block.span.end))
    dropped = {block.span.start: block.span.end for block in document.furniture}
    regions = []
    furniture_end = 0
    for start, end in pairwise(sorted(borders)):
        furniture_end = max(furniture_end, dropped.get(start, 0))
        region = trim(document.text, start, end) if start >= furniture_end else None
        if region is not None:
            regions.append(region)
    return regions


def _context(document: Document, start: int, count: CountTokens, limit: int) -> str:
    """Return title and heading path, nearest heading kept longest where there is room for ``limit`` tokens only."""
    path = [document.title, *(heading for heading in document.headings_at(start) if heading != document.title)]
    while len(path) > 2 and count([" › ".join(path)])[0] - _SPECIAL > limit:
        del path[1]
    context = " › ".join(path)
    if count([context])[0] - _SPECIAL <= limit:
        return context
    words = context.split()
    keep = _longest(words, lambda n: count([" ".join(words[:n])])[0] - _SPECIAL <= limit)
    return " ".join(words[:keep])


def _fitting(text: str, sentences: Sequence[Span], count: CountTokens, room: int) -> Iterator[tuple[Span, int]]:
    """Yield every sentence with its tokens, cut at spaces where it alone is longer than ``room``."""
    sizes = count([text[s.start : s.end] for s in sentences]) if sentences else []
    for sentence, size in zip(sentences, sizes, strict=True):
        if size - _SPECIAL <= room:
            yield sentence, size - _SPECIAL
        else:
            yield from _cut(text, sentence, count, room)


def _cut(text: str, sentence: Span, count: CountTokens, room: int) -> Iterator[tuple[Span, int]]:
    place = sentence.start
    while place < sentence.end:
        rest = text[place : sentence.end]
        length = _longest(rest, lambda n, rest=rest: count([rest[:n]])[0] - _SPECIAL <= room)  # type: ignore[misc]
        space = rest.rfind(" ", 0, length)
        if length < len(rest) and space > length // 2:
            length = space
        piece = trim(text, place, place + max(length, 1))
        if piece is not None:
            yield piece, count([text[piece.start : piece.end]])[0] - _SPECIAL
        place += max(length, 1)


def _longest(items: Sequence[str], fits: Callable[[int], bool]) -> int:
    """Return the largest n up to len(items) for which ``fits(n)``, taken to hold for every smaller n too."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _pack(text: str, sentences: Sequence[tuple[Span, int]], room: int, overlap: int) -> list[Span]:
    """Join neighbouring sentences while they fit; a paragraph's end closes a passage that is more than half full."""
    spans: list[Span] = []
    first = 0
    size = 0
    for i, (sentence, tokens) in enumerate(sentences):
        if i > first and (size + tokens > room or _paragraph_ends(text, sentences[i - 1][0], sentence, size, room)):
            spans.append(Span(sentences[first][0].start, sentences[i - 1][0].end))
            first = _step_back(sentences, first, i, min(overlap, room - tokens))
            size = sum(tokens for _, tokens in sentences[first:i])
        size += tokens
    if sentences:
        spans.append(Span(sentences[first][0].start, sentences[-1][0].end))
    return spans


def _paragraph_ends(text: str, before: Span, after: Span, size: int, room: int) -> bool:
    return size * 2 > room and text.count("\n", before.end, after.start) > 1


def _step_back(sentences: Sequence[tuple[Span, int]], first: int, i: int, overlap: int) -> int:
    """Return where the passage that begins with sentence i really begins, repeating up to ``overlap`` tokens."""
    start = i
    repeated = 0
    while start - 1 > first and repeated + sentences[start - 1][1] <= overlap:
        start -= 1
        repeated += sentences[start][1]
    return start
