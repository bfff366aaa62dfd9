"""BM25 over the segments of a generation, by the statistics of all that is searchable, whatever segment holds it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedded.postings import Counts, Postings, Rows

_K1 = 1.2
_B = 0.75
_ROUNDING = 1e-5  # more than float32 can be off by, as a share of the greatest score

Mask = npt.NDArray[np.bool_]
Found = tuple[int, int, float]  # number of the part, row in it, score


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
    rows, _ = part.postings.of(term)
    return len(rows) if part.alive is None else int(np.count_nonzero(part.alive[rows]))


def best(parts: Sequence[LexicalPart], terms: Sequence[str], k: int, statistics: Statistics) -> list[Found]:
    """Return the ``k`` best rows with any of ``terms`` and all that tie with the last of them, in no order.

    Rare terms are looked up first; once no row without any of them can be among the best, frequent ones are looked up
    only in rows that were found (MaxScore; Turtle and Flood, 1995). Scores are those of Robertson and Zaragoza (2009),
    "The Probabilistic Relevance Framework", with Lucene's idf, added up in double precision in the order of the terms.
    """
    weights = _weights(parts, terms, statistics.passages)
    if not weights or k < 1:
        return []
    mean = statistics.length / statistics.passages
    rarest_first = sorted(weights, key=lambda term: -weights[term])
    bounds = [weights[term] * (_K1 + 1) for term in rarest_first]
    scores = [np.zeros(len(part.postings.lengths), dtype=np.float32) for part in parts]
    margin = _ROUNDING * sum(bounds)
    leaders: list[Rows] = [np.zeros(0, dtype=np.int32) for _ in parts]  # the best of what was scored so far
    least = 0.0
    for done, term in enumerate(rarest_first):
        rest = sum(bounds[done:]) + margin
        if least > rest:
            return _finished(parts, scores, weights, mean, (least - rest, k))
        for number, (part, own) in enumerate(zip(parts, scores, strict=True)):
            rows, counts = _searched(part, term)
            own[rows] += _saturated(counts, part.postings.lengths[rows], mean).astype(np.float32) * weights[term]
            leaders[number] = _with(rows, leaders[number])  # others have what they had, which was less
        found = [own[rows] for own, rows in zip(scores, leaders, strict=True)]
        least = _kth(found, k)
        leaders = [rows[each >= least] for rows, each in zip(leaders, found, strict=True)]
    return _finished(parts, scores, weights, mean, (least - margin, k))


def _weights(parts: Sequence[LexicalPart], terms: Sequence[str], passages: int) -> dict[str, float]:
    asked = Counter(terms)
    found = document_frequencies(parts, list(asked))
    return {
        t: n * float(np.log1p((passages - found[t] + 0.5) / (found[t] + 0.5))) for t, n in asked.items() if found[t]
    }


def _searched(part: LexicalPart, term: str) -> tuple[Rows, Counts]:
    rows, counts = part.postings.of(term)
    mask = part.alive if part.allowed is None else part.allowed
    if mask is None or not len(rows):
        return rows, counts
    kept = mask[rows]
    return rows[kept], counts[kept]


def _saturated(counts: Counts, lengths: Rows, mean: float) -> npt.NDArray[np.float64]:
    often = counts.astype(np.float64)
    return often * (_K1 + 1) / (often + _K1 * (1 - _B + _B / mean * lengths))


def _with(rows: Rows, few: Rows) -> Rows:
    """Return ascending ``rows``, and behind them those of ``few`` that are not among them."""
    at = np.searchsorted(rows, few)
    known = at < len(rows)
    known[known] = rows[at[known]] == few[known]
    return np.concatenate((rows, few[~known]))


def _kth(scores: Sequence[npt.NDArray[np.floating]], k: int) -> float:
    joined = np.concatenate(scores) if scores else np.zeros(0)
    return float(np.partition(joined, len(joined) - k)[len(joined) - k]) if len(joined) >= k else 0.0


def _finished(
    parts: Sequence[LexicalPart],
    scores: Sequence[npt.NDArray[np.float32]],
    weights: Mapping[str, float],
    mean: float,
    wanted: tuple[float, int],
) -> list[Found]:
    """Score exactly what has at least so much so far; return the best and their ties."""
    least, k = wanted
    exact, places = [], []
    for part, own in zip(parts, scores, strict=True):
        rows = np.flatnonzero((own > 0) & (own >= least)).astype(np.int32)
        total = np.zeros(len(rows))
        for term, weight in weights.items():
            there, counts = part.postings.of(term)
            at = np.searchsorted(there, rows)
            hit = (at < len(there)) & (there[np.minimum(at, len(there) - 1)] == rows) if len(there) else at < 0
            total[hit] += weight * _saturated(counts[at[hit]], part.postings.lengths[rows[hit]], mean)
        exact.append(total)
        places.append(rows)
    last = _kth(exact, k)
    return [
        (number, int(places[number][i]), float(total[i]))
        for number, total in enumerate(exact)
        for i in np.flatnonzero(total >= last)
    ]
