"""Fit a reader's calibration on squad2's fold tune, reading the open collection as it is served.

    QA_TEST_DATA=... python -m bench.calibrate [--reader similarity|trained] [--limit N]

Prints the weights for `qa.answering.confidence.Calibration`, the threshold for several shares of lost answers, R@1 by
rerank weight, and what each gives on the same questions. Cached passages are kept in the folder named by --cache.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from index.chunking import ChunkSettings
from index.encoders import open_embedder
from index.library import Index
from index.records import Hit, Span
from index.search import SearchSettings
from qa.answering.confidence import features
from qa.answering.intent import Intent, intent_of
from qa.answering.quoting import QuoteSettings, choose
from qa.answering.reading import READ_HITS, Reader, Reading, ScoredSpan, SimilarityReader, asked_terms, coverage
from qa.answering.span_model import open_span_model
from qa.answering.trained_reader import TrainedReader
from qa.evaluation.bench import build
from qa.evaluation.loading import load
from qa.evaluation.sets import Query
from qa.wiring import WEIGHTS_FOLDER

RERANK_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
COVERAGE_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8)
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
    _weigh(cases, bench.index)
    return 0


def _reader(kind: str, index: Index) -> Reader:
    if kind == "similarity":
        return SimilarityReader(index)
    return TrainedReader(open_span_model(WEIGHTS_FOLDER), index, coverage_weight=0.0)


def _case(index: Index, reader: Reader, query: Query) -> Case:
    hits = index.search(query.text, READ_HITS)
    readings = reader.read(query.text, hits)
    right = bool(query.answerable) and _hit(choose(readings, share=None, settings=QuoteSettings()), query)
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


def _weigh(cases: Sequence[Case], index: Index) -> None:
    """Print how often the first sentence is the gold's, by the weight of the words it shares with the question."""
    for kinds in ((Intent.FACT, Intent.YES_NO), (Intent.REASONS,)):
        chosen = [case for case in cases if case.query.answerable and intent_of(case.query.text) in kinds]
        rarities = [index.rarity(asked_terms(case.query.text)) for case in chosen]
        for weight in COVERAGE_WEIGHTS:
            hits = []
            for case, rarity in zip(chosen, rarities, strict=True):
                scored = [_weighed(reading, rarity, weight) for reading in case.readings]
                hits.append(_hit(choose(scored, share=None, settings=QuoteSettings()), case.query))
            print(f"{kinds[0].value}: {len(chosen)} questions, coverage weight {weight}: first {np.mean(hits):.4f}")


def _weighed(reading: Reading, rarity: Mapping[str, float], weight: float) -> Reading:
    passage = reading.hit.passage
    texts = [
        passage.text[s.span.start - passage.span.start : s.span.end - passage.span.start] for s in reading.sentences
    ]
    scored = (
        ScoredSpan(s.span, s.score + weight * coverage(text, rarity))
        for s, text in zip(reading.sentences, texts, strict=True)
    )
    return replace(reading, sentences=tuple(scored))


def _hit(chosen: Sequence[tuple[str, Span]], query: Query) -> bool:
    """Say whether the first sentence covers half or more of a gold span."""
    return any(
        document_id == gold.document_id
        and min(span.end, gold.span.end) - max(span.start, gold.span.start) >= len(gold.span) / 2
        for document_id, span in chosen[:1]
        for gold in query.gold
    )


if __name__ == "__main__":
    sys.exit(main())
