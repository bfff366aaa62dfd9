"""Finding words in their sources: as a whole, or in pieces that were joined.

Words count as the same whatever the white space between them and whatever the shape of quotation marks and dashes, as
these change on the way through editors and models; letters, digits and case must be the same.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from qa.grounding.occurrences import Occurrences

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00a0": " ",
    }
)
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+(?:'\w+)*")
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


@dataclass(frozen=True, slots=True)
class Runs:
    """The longest runs of a text's words that stand together in some source, in the text's order."""

    pieces: tuple[Piece, ...]
    covered: float  # share of the words that are in any run


class SearchedSources:
    """Sources that are read once and searched for any number of quotes."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def find(self, quote: str) -> list[tuple[Piece, ...] | None]:
        """Return for each source where ``quote`` stands in it, or None.

        An ellipsis means that words are left out: the parts around it may stand apart, in the same order.
        """
        parts = [" ".join(part.strip(_EDGE).split()) for part in _ELLIPSIS.split(quote.translate(_SAME))]
        found: list[list[Piece] | None] = [[] for _ in self._sources]
        earliest = self._tokens.places.starts[:-1]
        for part in filter(None, parts):
            wanted = self._tokens.numbered(part)
            firsts = self._tokens.places.firsts(wanted, earliest)
            for number, first in enumerate(firsts):
                pieces = found[number]
                if first is None or pieces is None:
                    found[number] = None
                else:
                    pieces.append(self._tokens.piece(first, len(wanted)))
                    earliest[number] = first + len(wanted)
        return [tuple(pieces) if pieces else None for pieces in found]

    def runs(self, text: str, shortest: int) -> Runs:
        """Cut ``text`` greedily into the longest runs of at least ``shortest`` words that stand in the sources."""
        words = self._words.numbered(text)
        pieces: list[Piece] = []
        place = covered = 0
        while place < len(words):
            found = self._words.places.longest(words, place, shortest)
            if found is not None:
                pieces.append(self._words.piece(*found))
                covered += found[1]
            place += found[1] if found else 1
        return Runs(tuple(pieces), covered / len(words) if words else 0.0)

    @cached_property
    def _tokens(self) -> "_Tokens":
        return _Tokens(self._sources, _TOKEN)

    @cached_property
    def _words(self) -> "_Tokens":
        return _Tokens(self._sources, _WORD)


class _Tokens:
    """The tokens of sources as numbers, with where they stand; white space is one token, however wide."""

    def __init__(self, sources: Sequence[Source], pattern: re.Pattern[str]) -> None:
        self._sources = sources
        self._pattern = pattern
        texts = [pattern.findall(source.text.translate(_SAME)) for source in sources]
        self._numbers: dict[str, int] = {}
        # Looked up and not computed for each token: there may be a million of them.
        known = {
            token: self._numbers.setdefault(_plain(token), len(self._numbers))
            for token in dict.fromkeys(chain.from_iterable(texts))
        }
        self._spans: dict[int, list[tuple[int, int]]] = {}  # of the sources that were asked for
        self.places = Occurrences([np.array([known[token] for token in text], dtype=np.int64) for text in texts])

    def numbered(self, text: str) -> list[int]:
        """Return the numbers of the tokens of ``text``; one that stands in no source has a number of its own."""
        found = self._pattern.findall(text.translate(_SAME))
        return [self._numbers.get(_plain(token), len(self._numbers)) for token in found]

    def piece(self, place: int, length: int) -> Piece:
        """Return the ``length`` tokens at ``place``, counted over all sources."""
        number = bisect_right(self.places.starts, place) - 1
        spans = self._spans_of(number)
        first = place - self.places.starts[number]
        return Piece(self._sources[number].id, spans[first][0], spans[first + length - 1][1])

    def _spans_of(self, number: int) -> list[tuple[int, int]]:
        if number not in self._spans:
            found = self._pattern.finditer(self._sources[number].text.translate(_SAME))
            self._spans[number] = [match.span() for match in found]
        return self._spans[number]


def _plain(token: str) -> str:
    return " " if token.isspace() else token
