"""BM25 over the segments of a generation, by the statistics of all that is searchable, whatever segment holds it.

Scores are those of Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework", with Lucene's idf, added up
in double precision in the order of the terms. What cannot be among the best is left out before: see `_Search`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedded.postings import Counts, Places, Postings

_K1 = 1.2
_B = 0.75
_ROUNDING = 1e-5  # more than float32 can be off by, as a share of the greatest score
_ROWS_FOR_ONE = 8  # postings are added up in the time in which one row is searched for among them

Mask = npt.NDArray[np.bool_]
Found = tuple[int, int, float]  # number of the part, row in it, score
_Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LexicalPart:
    """What is searched of a segment; a mask is None where all of its rows count."""

    postings: Postings
    alive: Mask | None  # rows that are in the generation
    allowed: Mask | None  # rows that may be found


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of all passages of a generation: how many, and how many terms they have together."""

    passages: int
    length: int


def document_frequencies(parts: Sequence[LexicalPart], terms: Sequence[str]) -> dict[str, int]:
    """Return in how many rows that are alive each of ``terms`` occurs."""
    return {term: sum(_alive_in(part, term) for part in parts) for term in terms}


def _alive_in(part: LexicalPart, term: str) -> int:
    return part.postings.holding(term) if part.alive is None else int(part.alive[part.postings.of(term)[0]].sum())


def best(parts: Sequence[LexicalPart], terms: Sequence[str], k: int, statistics: Statistics) -> list[Found]:
    """Return the ``k`` best rows with any of ``terms`` and all that tie with the last of them, in no order."""
    weights = _weights(parts, terms, statistics.passages)
    if not weights or k < 1:
        return []
    return _Search(parts, weights, k, statistics.length / statistics.passages).found()


def _weights(parts: Sequence[LexicalPart], terms: Sequence[str], passages: int) -> dict[str, float]:
    asked = Counter(terms)
    found = document_frequencies(parts, list(asked))
    return {
        t: n * float(np.log1p((passages - found[t] + 0.5) / (found[t] + 0.5))) for t, n in asked.items() if found[t]
    }


class _Search:
    """One search, term by term, rarest first, in single precision until few rows are left.

    Once no row without any of the terms so far can be among the best, the others are looked up only in rows that were
    found (MaxScore; Turtle and Flood, 1995), and after each of them rows that can no longer be are left out.
    """

    def __init__(self, parts: Sequence[LexicalPart], weights: Mapping[str, float], k: int, mean: float) -> None:
        self._parts, self._weights, self._k, self._mean = parts, weights, k, mean
        self._scores: list[_Scores] = [np.zeros(len(part.postings.lengths), dtype=np.float32) for part in parts]
        self._terms = sorted(weights, key=lambda term: -weights[term])
        bounds = [weights[term] * (_K1 + 1) for term in self._terms]
        margin = _ROUNDING * sum(bounds)
        # By number of terms that are looked up: how much the others can add, and what rounding may.
        self._rest = [sum(bounds[done:]) + margin for done in range(len(bounds) + 1)]
        self._held: dict[tuple[int, str], tuple[Places, Counts]] = {}

    def found(self) -> list[Found]:
        """Return what `best` does."""
        done, least = self._looked_up()
        enough = least - self._rest[done]
        rows = [np.flatnonzero(own >= enough if enough > 0 else own > 0) for own in self._scores]
        for number in range(done, len(self._terms)):
            for part in range(len(rows)):
                self._add(part, self._terms[number], rows[part])
            scores = [own[each] for own, each in zip(self._scores, rows, strict=True)]
            least = max(least, _kth(scores, self._k))
            rows = [each[own >= least - self._rest[number + 1]] for each, own in zip(rows, scores, strict=True)]
        return self._exact(rows)

    def _looked_up(self) -> tuple[int, float]:
        """Look terms up until no other row can be among the best; return how many, and what the kth has at least."""
        leaders: list[Places] = [np.zeros(0, dtype=np.int64) for _ in self._parts]  # the best of what was scored so far
        least = 0.0
        for done, term in enumerate(self._terms):
            if least > self._rest[done]:
                return done, least
            for part in range(len(self._parts)):
                self._add(part, term)
                leaders[part] = _with(self._searched(part, term)[0], leaders[part])  # others have what they had: less
            scores = [own[rows] for own, rows in zip(self._scores, leaders, strict=True)]
            least = _kth(scores, self._k)
            leaders = [rows[own >= least] for rows, own in zip(leaders, scores, strict=True)]
        return len(self._terms), least

    def _postings(self, part: int, term: str) -> tuple[Places, Counts]:
        if (part, term) not in self._held:
            self._held[part, term] = self._parts[part].postings.of(term)
        return self._held[part, term]

    def _searched(self, part: int, term: str) -> tuple[Places, Counts]:
        """Return the postings of rows that may be found."""
        rows, counts = self._postings(part, term)
        mask = self._parts[part].alive if self._parts[part].allowed is None else self._parts[part].allowed
        if mask is None or not len(rows):
            return rows, counts
        kept = mask[rows]
        return rows[kept], counts[kept]

    def _add(self, part: int, term: str, only: Places | None = None) -> None:
        """Add what a term is worth, where only few rows matter perhaps to these alone."""
        if only is not None and not len(only):
            return
        own = self._scores[part]
        if only is not None and self._parts[part].postings.holding(term) > _ROWS_FOR_ONE * len(only):
            at, counts = self._among(part, term, only)
            rows = only[at]
        else:
            rows, counts = self._searched(part, term)
        own[rows] += self._worth(part, term, rows, counts)

    def _worth(self, part: int, term: str, rows: Places, counts: Counts) -> _Scores:
        often = counts.astype(np.float32)
        found = self._parts[part].postings.lengths[rows].astype(np.float32)
        found *= np.float32(_K1 * _B / self._mean)
        found += np.float32(_K1 * (1 - _B))
        found += often
        often *= np.float32(self._weights[term] * (_K1 + 1))
        often /= found
        return often

    def _among(self, part: int, term: str, rows: Places) -> tuple[Places, Counts]:
        """Return the places of those of ``rows`` that hold the term, and how often they do."""
        there, counts = self._postings(part, term)
        if not len(there):
            return np.zeros(0, np.int64), counts
        at = np.minimum(np.searchsorted(there, rows), len(there) - 1)
        hit = np.flatnonzero(there[at] == rows)
        return hit, counts[at[hit]]

    def _exact(self, rows: Sequence[Places]) -> list[Found]:
        """Score these rows exactly; return the best and their ties."""
        exact = []
        for part, own in enumerate(rows):
            total = np.zeros(len(own))
            for term, weight in self._weights.items():
                hit, counts = self._among(part, term, own)
                total[hit] += weight * _saturated(counts, self._parts[part].postings.lengths[own[hit]], self._mean)
            exact.append(total)
        last = _kth(exact, self._k)
        return [
            (part, int(rows[part][i]), float(total[i]))
            for part, total in enumerate(exact)
            for i in np.flatnonzero(total >= last)
        ]


def _saturated(counts: Counts, lengths: npt.NDArray[np.int32], mean: float) -> npt.NDArray[np.float64]:
    often = counts.astype(np.float64)
    return often * (_K1 + 1) / (often + _K1 * (1 - _B + _B / mean * lengths))


def _with(rows: Places, few: Places) -> Places:
    """Return ascending ``rows``, and behind them those of ``few`` that are not among them."""
    at = np.searchsorted(rows, few)
    known = at < len(rows)
    known[known] = rows[at[known]] == few[known]
    return np.concatenate((rows, few[~known]))


def _kth(scores: Sequence[npt.NDArray[np.floating]], k: int) -> float:
    joined = np.concatenate(scores) if scores else np.zeros(0)
    return float(np.partition(joined, len(joined) - k)[len(joined) - k]) if len(joined) >= k else 0.0
