"""Hybrid retrieval: dense and lexical candidates in one ranking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from index.analysis import terms
from index.records import Hit
from index.store import Scored, StoreReader, Vectors

Retriever = Literal["hybrid", "dense", "lexical"]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How candidates are found and fused; figures behind the defaults are in docs/decisions.md."""

    retriever: Retriever = "hybrid"
    depth: int = 100  # candidates from each engine
    dense_weight: float = 0.6


def search(
    reader: StoreReader,
    question: str,
    vector: Vectors | None,
    k: int,
    documents: Collection[str] | None = None,
    settings: SearchSettings = SearchSettings(),
) -> list[Hit]:
    """Return up to ``k`` hits, best first; equal scores in order of document id, then place.

    ``vector`` is not needed where the words alone are searched for; the hits' cosines are 0 then.

    Each engine's scores are standardised over the union of both engines' candidates and added with a weight
    (z-score fusion; Renda and Straccia, "Web metasearch: rank vs. score based rank aggregation methods", 2003). A
    candidate that only one engine found still gets its true score from the other where that is cheap: the cosine from
    its vector; and for BM25 zero, or the last score found where the engine had more to give.
    """
    if k < 1:
        return []
    depth = max(settings.depth, k)
    wanted = settings.retriever
    lexical = reader.lexical(terms(question), depth, documents) if wanted != "dense" else []
    dense = reader.dense(vector, depth, documents) if vector is not None and wanted != "lexical" else []
    ids = sorted({found.passage_id for found in (*dense, *lexical)})
    if not ids:
        return []
    cosine = np.zeros(len(ids)) if vector is None else _cosines(reader, vector, ids, dense)
    bm25 = _lexical_scores(ids, lexical, depth)
    weight = {"hybrid": settings.dense_weight, "dense": 1.0, "lexical": 0.0}[wanted]
    fused = weight * _standardised(cosine) + (1 - weight) * _standardised(bm25)
    scores = np.round(fused, 6)
    last = np.sort(scores)[-min(k, len(ids))]
    best = [i for i in range(len(ids)) if scores[i] >= last]
    passages = dict(zip(best, reader.passages([ids[i] for i in best]), strict=True))
    order = sorted(best, key=lambda i: (-scores[i], passages[i].document_id, passages[i].span))
    return [Hit(passages[i], float(fused[i]), float(cosine[i]), float(bm25[i])) for i in order[:k]]


def _cosines(
    reader: StoreReader, vector: Vectors, ids: Sequence[str], found: Sequence[Scored]
) -> npt.NDArray[np.float64]:
    """Return what was found, and for the other ids what their vectors say."""
    scores = {hit.passage_id: hit.score for hit in found}
    others = [passage_id for passage_id in ids if passage_id not in scores]
    scores.update(zip(others, reader.similarities(vector, others).tolist(), strict=True))
    return np.array([scores[passage_id] for passage_id in ids])


def _lexical_scores(ids: Sequence[str], found: Sequence[Scored], depth: int) -> npt.NDArray[np.float64]:
    scores = {hit.passage_id: hit.score for hit in found}
    rest = found[-1].score if len(found) >= depth else 0.0
    return np.array([scores.get(passage_id, rest) for passage_id in ids])


def _standardised(scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    spread = float(scores.std())
    centred = scores.astype(np.float64) - float(scores.mean())
    return centred / spread if spread > 1e-9 else centred * 0.0
