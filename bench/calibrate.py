"""Fit a reader's calibration on squad2's fold tune, reading the open collection as it is served.

    QA_TEST_DATA=... python -m bench.calibrate [--reader similarity|trained] [--limit N]

Prints the weights for `qa.answering.confidence.Calibration`, the threshold for several shares of lost answers, R@1 by
rerank weight, and what each gives on the same questions. Cached passages are kept in the folder named by --cache.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from index.chunking import ChunkSettings
from index.encoders import open_embedder
from index.library import Index
from index.records import Hit
from index.search import SearchSettings
from qa.answering.confidence import features
from qa.answering.quoting import QuoteSettings, choose
from qa.answering.reading import READ_HITS, Reader, Reading, SimilarityReader
from qa.evaluation.bench import build
from qa.evaluation.loading import load
from qa.evaluation.sets import Query

RERANK_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
LOST = (0.03, 0.05, 0.10, 0.15, 0.20)


@dataclass(frozen=True)
class Case:
    """One question with everything the fit needs."""

    query: Query
    hits: list[Hit]
    readings: list[Reading]
    right: bool  # the documents answer, and the first sentence quoted is the gold's


def main() -> int:
    """Read every question of the fold once, then fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=("similarity", "trained"), default="similarity")
    parser.add_argument("--fold", default="tune")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path(".qa-data/evaluation"))
    args = parser.parse_args()
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder that holds squad2", file=sys.stderr)
        return 2
    data = load(Path(os.environ["QA_TEST_DATA"]) / "squad2", lambda _: [])
    embedder = open_embedder()
    bench = build(data, args.cache, embedder, ChunkSettings(), SearchSettings())
    reader = _reader(args.reader, bench.index)
    queries = [query for query in data.queries if query.fold == args.fold][: args.limit or None]
    cases = [_case(bench.index, reader, query) for query in tqdm(queries, desc=reader.name)]
    _fit(cases)
    _rerank(cases)
    return 0


def _reader(kind: str, index: Index) -> Reader:
    if kind == "similarity":
        return SimilarityReader(index)
    from qa.wiring import open_trained_reader  # noqa: PLC0415 - only where it is asked for

    return open_trained_reader()


def _case(index: Index, reader: Reader, query: Query) -> Case:
    hits = index.search(query.text, READ_HITS)
    readings = reader.read(query.text, hits)
    chosen = choose(readings, several=False, settings=QuoteSettings())
    right = bool(query.answerable) and any(
        document_id == gold.document_id
        and min(span.end, gold.span.end) - max(span.start, gold.span.start) >= len(gold.span) / 2
        for document_id, span in chosen[:1]
        for gold in query.gold
    )
    return Case(query, hits, readings, right)


def _fit(cases: Sequence[Case]) -> None:
    found = [features(case.readings) for case in cases]
    rows = np.array([(f.answers, f.lead, f.cosine) if f else (-20.0, 0.0, 0.0) for f in found])
    right = np.array([case.right for case in cases])
    answerable = np.array([bool(case.query.answerable) for case in cases])
    model = LogisticRegression(C=100.0, max_iter=1000).fit(rows, right)
    confidence = model.predict_proba(rows)[:, 1]
    answers, lead, cosine = (round(float(w), 4) for w in model.coef_[0])
    print(f"Calibration(answers={answers}, lead={lead}, cosine={cosine}, bias={float(model.intercept_[0]):.4f}, ...)")
    print(f"{len(cases)} questions, {answerable.sum()} answerable, {right.sum()} right when always answered")
    print(f"AUROC answerable: {roc_auc_score(answerable, confidence):.4f}")
    print(f"AUROC answerable, evidence alone: {roc_auc_score(answerable, rows[:, 0]):.4f}")
    print(f"AUROC right: {roc_auc_score(right, confidence):.4f}")
    for lost in LOST:
        threshold = float(np.quantile(confidence[right], lost))
        given = confidence >= threshold
        refused = (~given[~answerable]).mean()
        print(
            f"threshold {threshold:.3f}: loses {lost:.0%} of right answers, refuses {refused:.1%} of the unanswerable, "
            f"{right[given].mean():.1%} of answers given are right"
        )
    print(f"evidence percentiles 1/5/25/50: {np.percentile(rows[:, 0], [1, 5, 25, 50]).round(3)}")


def _rerank(cases: Sequence[Case]) -> None:
    answerable = [case for case in cases if case.query.answerable]
    for weight in RERANK_WEIGHTS:
        first = []
        for case in answerable:
            gained = {r.hit.passage.id: weight / (1 + np.exp(-min(max(r.answers, -60), 60))) for r in case.readings}
            best = max(case.hits, key=lambda hit: hit.score + gained.get(hit.passage.id, 0.0))
            first.append(best.passage.document_id in case.query.relevant)
        print(f"rerank {weight}: R@1 {np.mean(first):.4f}")


if __name__ == "__main__":
    sys.exit(main())
