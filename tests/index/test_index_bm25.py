"""BM25 over segments: what is found, and its scores to the last digit, are those of every row scored by every term."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded import bm25
from index.embedded.bm25 import Found, LexicalPart, Statistics, best
from index.embedded.postings import narrowed, opened_postings, postings_of

WORDS = ("a", "b", "c", "d", "e", "f")
Texts = Sequence[Sequence[str]]


def drawn(rows: int, seed: int) -> list[list[str]]:
    """Return the terms of so many rows: "a" is in nearly all of them, "f" in few, and some have none."""
    rng = np.random.default_rng(seed)
    shares = 0.9 / 2.0 ** np.arange(len(WORDS))
    return [
        [word for word, share in zip(WORDS, shares, strict=True) for _ in range(rng.binomial(3, share))]
        for _ in range(rows)
    ]


def part_of(texts: Texts, alive: bool, allowed: bool) -> LexicalPart:
    """Return the part; of every third row something is gone, of every second it may not be found."""
    rows = np.arange(len(texts))
    lives = rows % 3 > 0 if alive else None
    mask = (rows % 2 == 0) & (True if lives is None else lives) if allowed else None
    return LexicalPart(opened_postings({k: narrowed(a) for k, a in postings_of(texts).items()}), lives, mask)


def expected(parts: Sequence[tuple[Texts, LexicalPart]], terms: Sequence[str], k: int) -> list[Found]:
    """Return the same by the formula, row by row, in double precision."""
    living = [
        (number, row, text)
        for number, (texts, part) in enumerate(parts)
        for row, text in enumerate(texts)
        if part.alive is None or part.alive[row]
    ]
    mean = sum(len(text) for _, _, text in living) / len(living)
    counts = {term: sum(term in text for _, _, text in living) for term in terms}
    found = []
    for number, row, text in living:
        mask = parts[number][1].allowed
        if not set(terms) & set(text) or (mask is not None and not mask[row]):
            continue
        score = np.float64(0)
        for term, often in Counter(terms).items():
            idf = float(np.log1p((len(living) - counts[term] + 0.5) / (counts[term] + 0.5)))
            if term in text:
                tf = np.float64(text.count(term))
                score += often * idf * (tf * (1.2 + 1) / (tf + 1.2 * (1 - 0.75 + 0.75 / mean * len(text))))
        found.append((number, row, float(score)))
    last = sorted((score for _, _, score in found), reverse=True)[:k][-1] if found else 0.0
    return sorted(each for each in found if each[2] >= last)


@settings(deadline=None, max_examples=120)
@given(
    sizes=st.lists(st.integers(0, 80), min_size=1, max_size=3),
    terms=st.lists(st.sampled_from((*WORDS, "nowhere")), min_size=1, max_size=6),
    k=st.sampled_from([1, 3, 10, 500]),
    alive=st.booleans(),
    allowed=st.booleans(),
    rows_for_one=st.sampled_from([0, 8, 10_000]),
    seed=st.integers(0, 1000),
)
def test_what_is_found_is_what_every_row_scores(
    sizes: list[int],
    terms: list[str],
    k: int,
    alive: bool,
    allowed: bool,
    rows_for_one: int,
    seed: int,
) -> None:
    """However a term is looked up in the rows that are left: one by one, or all that hold it."""
    texts = [drawn(size, seed + number) for number, size in enumerate(sizes)]
    parts = [part_of(each, alive, allowed) for each in texts]
    living = [
        len(text)
        for each, part in zip(texts, parts, strict=True)
        for row, text in enumerate(each)
        if part.alive is None or part.alive[row]
    ]
    if not sum(living):
        return
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(bm25, "_ROWS_FOR_ONE", rows_for_one)

        found = best(parts, terms, k, Statistics(len(living), sum(living)))

    assert sorted(found) == expected(list(zip(texts, parts, strict=True)), terms, k)
