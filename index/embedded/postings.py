"""An inverted index in arrays: for every term the passages that hold it, and how often. BM25 is in `bm25`.

Not a library's, because a score must not depend on how documents came in: docs/decisions.md has the figures.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedded.arrays import Arrays
from index.embedded.dictionary import SortedWords, packed

Rows = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]  # rows again, as numpy takes them for an index
Counts = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
_WIDE = 255  # stands for a gap between two rows that a byte cannot hold


@dataclass(frozen=True)
class Postings:
    """The terms of the passages of one segment; rows are the passages' places in it.

    They lie in memory as they are stored, a byte for each, and are added up when a term is asked for.
    """

    terms: SortedWords
    starts: npt.NDArray[np.int64]  # (terms + 1,): where the postings of each term begin
    firsts: Rows  # (terms,): first row of each term
    gaps: npt.NDArray[np.uint8]  # (postings,): how far each row lies behind the one before it
    leaps: Rows  # gaps that a byte cannot hold
    leap_starts: Rows  # (terms + 1,): where those of each term begin
    counts: Counts  # (postings,): how often the term occurs in that row
    lengths: Rows  # (passages,): terms in each row, repeats counted

    def holding(self, term: str) -> int:
        """Return how many rows hold ``term``."""
        number = self.terms.number(term)
        return 0 if number is None else int(self.starts[number + 1] - self.starts[number])

    def of(self, term: str) -> tuple[Places, Counts]:
        """Return the rows that hold ``term``, ascending, and how often each does."""
        number = self.terms.number(term)
        if number is None:
            return np.zeros(0, np.int64), self.counts[:0]
        place = slice(int(self.starts[number]), int(self.starts[number + 1]))
        rows = self.gaps[place].astype(np.int64)
        if self.leap_starts[number] < self.leap_starts[number + 1]:
            rows[rows == _WIDE] = self.leaps[self.leap_starts[number] : self.leap_starts[number + 1]]
        rows[0] = self.firsts[number]
        return np.cumsum(rows, out=rows), self.counts[place]

    @property
    def rows(self) -> Rows:
        """The rows of all terms, one term behind the other, shape (postings,)."""
        return _rows(self.gaps, self.leaps)


def postings_of(texts: Iterable[Sequence[str]]) -> Arrays:
    """Return the arrays of an index over the terms of each row in turn."""
    numbers: dict[str, int] = {}
    found: list[tuple[int, int, int]] = []
    lengths = []
    for row, terms in enumerate(texts):
        lengths.append(len(terms))
        found += [(numbers.setdefault(term, len(numbers)), row, n) for term, n in Counter(terms).items()]
    table = np.array(found, dtype=np.int32).reshape(len(found), 3)
    names = [term.encode("utf-8", "replace") for term in numbers]
    return _arrays(names, table[:, 0], table[:, 1], table[:, 2], np.array(lengths, dtype=np.int32))


def merged_postings(parts: Sequence[Postings], moved: Sequence[Rows]) -> Arrays:
    """Return the arrays of one index over the rows of all ``parts``.

    Args:
        parts: what is merged.
        moved: for each part the new place of each of its rows, ascending, or -1 for a row that is left out.
    """
    numbers: dict[bytes, int] = {}
    terms, rows, counts, lengths = [], [], [], []
    for part, places in zip(parts, moved, strict=True):
        own = np.fromiter((numbers.setdefault(t, len(numbers)) for t in part.terms), np.int32, len(part.terms))
        at = places[part.rows]
        kept = at >= 0
        terms.append(np.repeat(own, np.diff(part.starts))[kept])
        rows.append(at[kept])
        counts.append(part.counts[kept])
        lengths.append(part.lengths[places >= 0])
    joined = [
        np.concatenate([*each, np.zeros(0, np.int32)]).astype(np.int32) for each in (terms, rows, counts, lengths)
    ]
    return _arrays(list(numbers), *joined)


def _arrays(names: Sequence[bytes], terms: Rows, rows: Rows, counts: Rows, lengths: Rows) -> Arrays:
    """Sort postings, given in ascending order of rows, by term; terms without any are left out."""
    sizes = np.bincount(terms, minlength=len(names))
    order = sorted((name, number) for number, name in enumerate(names) if sizes[number])
    places = np.zeros(len(names), dtype=np.int32)
    places[[number for _, number in order]] = np.arange(len(order), dtype=np.int32)
    by_term = np.argsort(places[terms], kind="stable")
    letters, ends = packed([name for name, _ in order])
    starts = np.concatenate(([0], np.cumsum([sizes[number] for _, number in order], dtype=np.int64)))
    return {
        "term_letters": letters,
        "term_ends": ends,
        "posting_starts": starts.astype(np.int64),
        **_gaps(rows[by_term].astype(np.int32)),
        **_repeats(counts[by_term]),
        "lengths": lengths.astype(np.int32),
    }


def _gaps(rows: Rows) -> Arrays:
    """Return how far each row lies behind the one before it: most do so by little, and take a byte."""
    gaps = np.diff(rows, prepend=np.int32(0))
    wide = (gaps < 0) | (gaps >= _WIDE)  # back to the start at the next term, or far
    return {"posting_gaps": np.where(wide, _WIDE, gaps).astype(np.uint8), "posting_leaps": gaps[wide]}


def narrowed(array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return integers as the smallest type that holds all of them."""
    if not np.issubdtype(array.dtype, np.integer) or not array.size:
        return array
    least, most = int(array.min()), int(array.max())
    return array.astype(np.min_scalar_type(most if least >= 0 else min(least, -1 - most)))


def _repeats(counts: Rows) -> Arrays:
    """Return which postings count more than once, a bit for each, and the counts of these."""
    often = counts > 1
    return {"posting_repeats": np.packbits(often), "posting_counts": counts[often]}


def _counts(arrays: Arrays) -> Counts:
    often = np.unpackbits(arrays["posting_repeats"].astype(np.uint8), count=len(arrays["posting_gaps"])).astype(bool)
    stored = arrays["posting_counts"]
    if stored.max(initial=0) <= np.iinfo(np.uint8).max:
        small = np.ones(len(often), dtype=np.uint8)
        small[often] = stored
        return small
    counts = np.ones(len(often), dtype=np.uint16)
    counts[often] = np.minimum(stored, np.iinfo(np.uint16).max)
    return counts


def _rows(gaps: npt.NDArray[np.uint8], leaps: Rows) -> Rows:
    found = gaps.astype(np.int32)
    found[gaps == _WIDE] = leaps
    return np.cumsum(found, dtype=np.int32, out=found)


def opened_postings(arrays: Arrays) -> Postings:
    """Return the index whose arrays these are.

    Raises:
        KeyError: one is missing.
    """
    starts = arrays["posting_starts"].astype(np.int64)
    gaps = arrays["posting_gaps"].astype(np.uint8, copy=False)
    leaps = arrays["posting_leaps"].astype(np.int32)
    return Postings(
        SortedWords(arrays["term_letters"], arrays["term_ends"]),
        starts,
        _rows(gaps, leaps)[starts[:-1]],
        gaps,
        leaps,
        np.searchsorted(np.flatnonzero(gaps == _WIDE), starts).astype(np.int32),
        _counts(arrays),
        arrays["lengths"].astype(np.int32, copy=False),
    )
