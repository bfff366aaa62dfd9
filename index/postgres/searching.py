"""The two searches as SQL: BM25 over our own terms, and vectors exactly or by pgvector's graph."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from index.postgres.connecting import Cursor
from index.store import Scored, Vectors

_K1 = 1.2
_B = 0.75

# Candidates that the graph gives are this many times what is asked for; the vectors themselves then decide.
_CANDIDATES = 2
_LEAST_SEARCHED = 200  # nodes of the graph, whatever is asked for; more finds more of what is near
_MOST_SEARCHED = 1000  # what pgvector allows
_PASSAGES_A_NODE = 1000  # the larger a graph, the more of it has to be searched (docs/decisions.md)

_GONE = (
    "AND {passage} NOT IN (SELECT g.number FROM passages g JOIN documents d USING (version) WHERE d.gone <= %(number)s)"
)
_WITHIN = (
    "AND {passage} IN (SELECT w.number FROM passages w JOIN documents d USING (version) "
    "WHERE d.id = ANY(%(documents)s) AND d.born <= %(number)s AND (d.gone IS NULL OR d.gone > %(number)s))"
)
_RANKED = """
SELECT p.id, best.score FROM (
    {search} ORDER BY score DESC FETCH FIRST %(k)s ROWS WITH TIES
) AS best JOIN passages p ON p.number = best.passage
"""
_LEXICAL = """
SELECT posting.passage, round(1e10 * sum(
        asked.weight * posting.tf / (posting.tf + %(least)s::float8 + %(slope)s::float8 * posting.length)
    )) / 1e10 AS score  -- added up in any order: equal to the last digit but a few, so that ties are ties
FROM unnest(%(terms)s::text[], %(weights)s::float8[]) AS asked (term, weight)
JOIN postings posting ON posting.term = asked.term AND posting.passage <= %(last)s {gone} {within}
GROUP BY posting.passage
"""
_EXACT = """
SELECT v.passage, -(v.vector <#> %(vector)s) AS score FROM vectors v
WHERE v.model = {model} AND v.passage <= %(last)s {gone} {within}
"""
_NEAR = """
SELECT near.passage, -(near.vector <#> %(vector)s) AS score FROM (
    SELECT v.passage, v.vector FROM vectors v WHERE v.model = {model} AND v.passage <= %(last)s {gone} {within}
    ORDER BY v.vector::halfvec({dim}) <#> %(vector)s::halfvec({dim}) LIMIT %(candidates)s
) AS near
"""
_FREQUENCIES = """
SELECT posting.term, count(*) FROM postings posting
WHERE posting.term = ANY(%(terms)s) AND posting.passage <= %(last)s {gone} GROUP BY posting.term
"""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a search must know of the generation that it searches."""

    number: int
    name: str
    model: int  # number of the model
    dim: int
    documents: int
    passages: int
    tokens: int
    last_passage: int
    has_gone: bool  # passages up to the last that are not in it
    has_graph: bool = False  # over the vectors


def frequencies(cursor: Cursor, generation: Generation, terms: Collection[str]) -> dict[str, int]:
    """Return in how many passages each of ``terms`` occurs, where in any."""
    statement = _FREQUENCIES.format(gone=_gone(generation, "posting.passage"))
    cursor.execute(statement, {**_bounds(generation), "terms": sorted(terms)})
    return dict(cursor.fetchall())


def lexical(
    cursor: Cursor,
    generation: Generation,
    asked: Counter[str],
    found_in: Mapping[str, int],
    k: int,
    documents: Sequence[str] | None,
) -> list[Scored]:
    """Return up to ``k`` passages with any of the terms, best first.

    Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework"; k1, b and
    Lucene's idf as the embedded store has them, so that both rank alike.
    """
    present = {term: count for term, count in asked.items() if found_in.get(term)}
    total = generation.passages
    weights = [
        count * (_K1 + 1) * log(1 + (total - found_in[term] + 0.5) / (found_in[term] + 0.5))
        for term, count in present.items()
    ]
    mean = generation.tokens / max(1, total) or 1.0
    values = {"terms": list(present), "weights": weights, "least": _K1 * (1 - _B), "slope": _K1 * _B / mean}
    return _ranked(cursor, generation, _LEXICAL, values, k, documents)


def dense(
    cursor: Cursor, generation: Generation, vector: Vectors, k: int, documents: Sequence[str] | None, *, exact: bool
) -> list[Scored]:
    """Return up to ``k`` passages by inner product, best first; where not ``exact``, nearly always the best."""
    if exact or not generation.has_graph:
        return _ranked(cursor, generation, _EXACT, {"vector": vector}, k, documents)
    candidates = min(_CANDIDATES * k, generation.passages)
    cursor.execute(f"SET LOCAL hnsw.ef_search TO {searched(generation.passages, candidates)}")
    cursor.execute("SET LOCAL hnsw.iterative_scan TO relaxed_order")
    return _ranked(cursor, generation, _NEAR, {"vector": vector, "candidates": candidates}, k, documents)


def searched(passages: int, candidates: int) -> int:
    """Return how many nodes of a graph over so many passages are searched for so many candidates."""
    return min(max(_LEAST_SEARCHED, candidates, passages // _PASSAGES_A_NODE), _MOST_SEARCHED)


def counted(cursor: Cursor, generation: Generation, documents: Sequence[str]) -> int:
    """Return how many passages these documents have."""
    cursor.execute(
        "SELECT coalesce(sum(passages), 0) FROM documents WHERE id = ANY(%(documents)s) AND born <= %(number)s "
        "AND (gone IS NULL OR gone > %(number)s)",
        {"documents": documents, "number": generation.number},
    )
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _ranked(
    cursor: Cursor,
    generation: Generation,
    search: str,
    values: Mapping[str, Any],
    k: int,
    documents: Sequence[str] | None,
) -> list[Scored]:
    passage = "posting.passage" if search is _LEXICAL else "v.passage"
    parts = {
        "gone": _gone(generation, passage),
        "within": "" if documents is None else _WITHIN.format(passage=passage),
        "model": generation.model,
        "dim": generation.dim,
    }
    statement = _RANKED.format(search=search.format(**parts))
    given = {**_bounds(generation), **values, "k": min(k, generation.passages), "documents": documents}
    cursor.execute(statement, given)
    found = [Scored(passage_id, float(score)) for passage_id, score in cursor.fetchall()]
    return sorted(found, key=lambda hit: (-hit.score, hit.passage_id))[:k]


def _gone(generation: Generation, passage: str) -> str:
    return _GONE.format(passage=passage) if generation.has_gone else ""


def _bounds(generation: Generation) -> dict[str, int]:
    return {"number": generation.number, "last": generation.last_passage}
