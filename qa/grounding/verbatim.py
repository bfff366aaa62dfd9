"""Finding words in their sources: as a whole, or in pieces that were joined.

Words count as the same whatever the white space between them and whatever the shape of quotation marks and dashes, as
these change on the way through editors and models; letters, digits and case must be the same.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Span

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00a0": " ",
    }
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ELLIPSIS = re.compile(r"\[?(?:…|\.\.\.)\]?")
_EDGE = " \t\r\n.,;:!?…'\"()[]"  # a quote's own marks at its edges need not be the source's


@dataclass(frozen=True, slots=True)
class Source:
    """A text that may be cited, and the id it is cited by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a source and where they stand: ``source.text[start:end]``."""

    source_id: str
    start: int
    end: int


def find(quote: str, source: Source) -> tuple[Piece, ...] | None:
    """Return where ``quote`` stands in ``source``, or None.

    An ellipsis means that words are left out: the parts around it may stand apart, in the same order.
    """
    pieces: list[Piece] = []
    for part in _ELLIPSIS.split(quote.translate(_SAME)):
        if part.strip(_EDGE).strip():
            piece = _find(part, source, pieces[-1].end if pieces else 0)
            if piece is None:
                return None
            pieces.append(piece)
    return tuple(pieces) or None


def _find(part: str, source: Source, start: int) -> Piece | None:
    words = part.strip(_EDGE).split()
    left = r"(?<!\w)" if words[0][0].isalnum() else ""
    right = r"(?!\w)" if words[-1][-1].isalnum() else ""
    pattern = re.compile(left + r"\s+".join(map(re.escape, words)) + right)
    match = pattern.search(source.text.translate(_SAME), start)
    return Piece(source.id, *match.span()) if match else None


@dataclass(frozen=True, slots=True)
class Runs:
    """The longest runs of a text's words that stand together in some source, in the text's order."""

    pieces: tuple[Piece, ...]
    covered: float  # share of the words that are in any run


def runs(text: str, sources: Sequence[Source], shortest: int) -> Runs:
    """Cut ``text`` greedily into the longest runs of at least ``shortest`` words that stand in ``sources``."""
    words = [match.group().translate(_SAME) for match in _WORD.finditer(text)]
    texts = [_Words.of(source) for source in sources]
    pieces: list[Piece] = []
    place = covered = 0
    while place < len(words):
        piece, length = _longest(words[place:], texts)
        if piece is not None and length >= shortest:
            pieces.append(piece)
            covered += length
        place += length if length >= shortest else 1
    return Runs(tuple(pieces), covered / len(words) if words else 0.0)


@dataclass(frozen=True, slots=True)
class _Words:
    source_id: str
    words: list[str]
    spans: list[Span]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, source: Source) -> "_Words":
        found = list(_WORD.finditer(source.text))
        words = [match.group().translate(_SAME) for match in found]
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            places[word].append(place)
        return cls(source.id, words, [Span(*match.span()) for match in found], places)

    def shared(self, words: Sequence[str], place: int) -> int:
        """Return how many of ``words`` stand here one after another, from ``place`` on."""
        length = 0
        while length < len(words) and place + length < len(self.words) and self.words[place + length] == words[length]:
            length += 1
        return length


def _longest(words: Sequence[str], texts: Sequence[_Words]) -> tuple[Piece | None, int]:
    best: tuple[Piece | None, int] = (None, 0)
    for text in texts:
        for place in text.places.get(words[0], ()):
            length = text.shared(words, place)
            if length > best[1]:
                span = Span(text.spans[place].start, text.spans[place + length - 1].end)
                best = (Piece(text.source_id, span.start, span.end), length)
    return best
