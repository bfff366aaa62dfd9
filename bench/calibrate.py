"""Fit a reader's calibration on squad2's fold tune, reading the open collection as it is served.

    QA_TEST_DATA=... python -m bench.calibrate [--weights FOLDER] [--limit N]

Prints the weights for `qa.answering.confidence.Calibration`, the threshold for several shares of lost answers, R@1 by
rerank weight, and what each gives on the same questions. Beside the fold's own unanswerable questions stand its
answerable ones, asked of the collection without the documents that answer them. Cached passages are kept in the folder
named by --cache.
"""

import argparse
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.encoders import open_embedder
from index.library import Index
from index.records import Hit
from index.search import SearchSettings
from qa.answering.assistant import AnswerSettings
from qa.answering.calibrations import TRAINED
from qa.answering.confidence import Calibration, Features, features
from qa.answering.question.intent import Intent, intent_of
from qa.answering.quoting import Quoter, QuoteSettings
from qa.answering.reading.reader import MAX_READ, Reader, Reading, SimilarityReader, passages_to_read
from qa.answering.reading.span_model import open_span_model
from qa.answering.reading.trained_reader import TrainedReader
from qa.evaluation.corpus_index import CorpusIndex, build_index
from qa.evaluation.loading import load
from qa.evaluation.metrics.evidence import met
from qa.evaluation.sets import Query
from qa.wiring import WEIGHTS_FOLDER

RERANK_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
EVIDENCE = [0]
SUBSETS = (EVIDENCE, [0, 1], [0, 2], [0, 1, 2])  # of the features; the last is what is printed in full
KINDS_OF_SILENCE = (1.0, 0.5)  # weight of questions written to look answerable, and of those whose documents lack
SURE = (8.0, 6.0, 5.0, 4.0, 3.0)
LOST = (0.03, 0.05, 0.10, 0.15, 0.20, 0.25)


@dataclass(frozen=True)
class Case:
    """One question with everything the fit needs."""

    query: Query
    hits: Sequence[Hit]
    readings: list[Reading]
    answerable: bool  # by the documents that were searched
    right: bool  # the documents answer, and the first citation is the gold's


def main() -> int:
    """Read every question of the fold once, then fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=("similarity", "trained"), default="trained")
    parser.add_argument("--weights", type=Path, default=WEIGHTS_FOLDER, help="folder of the trained reader")
    parser.add_argument("--fold", default="tune")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path(".qa-data/evaluation"))
    args = parser.parse_args()
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder that holds squad2", file=sys.stderr)
        return 2
    data = load(Path(os.environ["QA_TEST_DATA"]) / "squad2", lambda _: [])
    corpus = build_index(
        data, lambda name: EmbeddedStore(args.cache / name), open_embedder(), ChunkSettings(), SearchSettings()
    )
    reader = _reader(args, corpus.index)
    queries = [query for query in data.queries if query.fold == args.fold][: args.limit or None]
    served = [_case(corpus, reader, query) for query in tqdm(queries, desc=reader.name)]
    answerable = [query for query in queries if query.answerable]
    robbed = [_robbed(corpus, reader, query) for query in tqdm(answerable, desc="answers removed")]
    silent = [case for case in robbed if case is not None]
    for name, reasons in (("facts", False), ("reasons", True)):
        print(f"\n{name}")
        _fit(
            [case for case in served if _asks_for_reasons(case.query) is reasons],
            [case for case in silent if _asks_for_reasons(case.query) is reasons],
            few=reasons,
        )
    print()
    _rerank(served)
    _stop(corpus, served)
    return 0


def _reader(args: argparse.Namespace, index: Index) -> Reader:
    if args.reader == "similarity":
        return SimilarityReader(index)
    return TrainedReader(open_span_model(args.weights), index)


def _case(corpus: CorpusIndex, reader: Reader, query: Query) -> Case:
    hits = corpus.index.search(query.text, MAX_READ)
    readings = reader.read(query.text, passages_to_read(hits))
    right = bool(query.answerable) and _is_right(corpus, readings, query)
    return Case(query, hits, readings, bool(query.answerable), right)


def _robbed(corpus: CorpusIndex, reader: Reader, query: Query) -> Case | None:
    """Ask where the gold's documents are missing; None where an answer's words turn up in what is read."""
    left = [key for key in corpus.documents if key not in query.relevant]
    hits = passages_to_read(corpus.index.search(query.text, MAX_READ, left))
    if any(answer.lower() in hit.passage.text.lower() for hit in hits for answer in query.answers):
        return None
    return Case(query, hits, reader.read(query.text, hits), answerable=False, right=False)


def _asks_for_reasons(query: Query) -> bool:
    return intent_of(query.text) is Intent.REASONS


def _fit(served: Sequence[Case], silent: Sequence[Case], few: bool) -> None:
    """Fit a logistic curve to both kinds of silence alike, and print what it and parts of it can tell.

    Questions written to look answerable share their words with the text, those that documents do not treat at all
    share few; either kind alone would teach the wrong weight of words. The second kind weighs half as much as the first
    together: honest doubt costs less than false certainty. With ``few`` cases, evidence alone is
    weighed.
    """
    right = np.array([case.right for case in served])
    answerable = np.array([case.answerable for case in served])
    rows, silent_rows = _rows(served), _rows(silent)
    unanswerable = (~answerable).sum()
    weights = np.where(answerable, 1.0, KINDS_OF_SILENCE[0])
    weights = np.concatenate([weights, np.full(len(silent), KINDS_OF_SILENCE[1] * unanswerable / len(silent))])
    truth = np.concatenate([right, np.zeros(len(silent), dtype=bool)])
    print(f"{len(served)} questions, {answerable.sum()} answerable, {right.sum()} right when always answered")
    for columns in (EVIDENCE,) if few else SUBSETS:
        model = LogisticRegression(C=100.0, max_iter=5000).fit(
            np.vstack([rows, silent_rows])[:, columns], truth, weights
        )
        bias = float(model.intercept_[0])
        confidence, robbed = (model.predict_proba(each[:, columns])[:, 1] for each in (rows, silent_rows))
        names = [fields(Features)[i].name for i in columns]
        named = ", ".join(f"{name}={w:.4f}" for name, w in zip(names, model.coef_[0], strict=True))
        both = np.concatenate([confidence[answerable], robbed])
        kinds = np.concatenate([np.ones(answerable.sum()), np.zeros(len(robbed))])
        print(
            f"Features({named}), bias={bias:.4f}: AUROC answerable {roc_auc_score(answerable, confidence):.4f}, "
            f"against {len(robbed)} of them without their documents {roc_auc_score(kinds, both):.4f}; "
            f"right {roc_auc_score(right, confidence):.4f}"
        )
    for lost in LOST:
        threshold = float(np.quantile(confidence[right], lost))
        given = confidence >= threshold
        print(
            f"threshold {threshold:.3f}: loses {lost:.0%} of right answers, "
            f"refuses {(~given[~answerable]).mean():.1%} of the unanswerable and "
            f"{(robbed < threshold).mean():.1%} without their documents; "
            f"{right[given].mean():.1%} of answers given are right"
        )
    print(f"evidence percentiles 1/5/25/50: {np.percentile(rows[:, 0], [1, 5, 25, 50]).round(3)}")


def _rows(cases: Sequence[Case]) -> npt.NDArray[np.float64]:
    found = (features(case.readings) or Features(evidence=-20.0) for case in cases)
    return np.array([astuple(each) for each in found])


def _rerank(cases: Sequence[Case]) -> None:
    answerable = [case for case in cases if case.query.answerable]
    for weight in RERANK_WEIGHTS:
        first = []
        for case in answerable:
            gained = {r.hit.passage.id: weight / (1 + np.exp(-min(max(r.evidence, -60), 60))) for r in case.readings}
            best = max(case.hits, key=lambda hit: hit.score + gained.get(hit.passage.id, 0.0))
            first.append(best.passage.document_id in case.query.relevant)
        print(f"rerank {weight}: R@1 {np.mean(first):.4f}")


def _stop(corpus: CorpusIndex, cases: Sequence[Case]) -> None:
    """Print what is lost where a sure answer among the first passages leaves the others unread."""
    calibration = TRAINED
    for sure in (math.inf, *SURE):
        read = [_read_until(case, replace(calibration, sufficient=sure)) for case in cases]
        confidence = [calibration.confidence(readings) for readings in read]
        answerable = [(case, readings) for case, readings in zip(cases, read, strict=True) if case.answerable]
        right = [_is_right(corpus, readings, case.query) for case, readings in answerable]
        first = [
            calibration.reranked(case.hits, readings)[0].passage.document_id in case.query.relevant
            for case, readings in answerable
        ]
        print(
            f"sure {sure}: reads {np.mean([len(r) for r in read]):.2f} passages, R@1 {np.mean(first):.4f}, "
            f"right {np.mean(right):.4f}, "
            f"AUROC answerable {roc_auc_score([case.answerable for case in cases], confidence):.4f}"
        )


def _read_until(case: Case, calibration: Calibration) -> list[Reading]:
    first = case.readings[: AnswerSettings().first_hits]
    return first if calibration.is_sufficient(first) else case.readings


def _is_right(corpus: CorpusIndex, readings: Sequence[Reading], query: Query) -> bool:
    """Say whether the first citation, made as it is served, covers half or more of a gold span."""
    quote_ratio = TRAINED.reasons.quote_ratio if TRAINED.reasons and _asks_for_reasons(query) else None
    quoter = Quoter(corpus.documents.__getitem__, corpus.index.structure)
    chosen = quoter.choose(readings, quote_ratio, QuoteSettings(), several=quote_ratio is not None)
    cited = quoter.cite(chosen, readings, query.text)
    return met(query.gold, cited[:1])


if __name__ == "__main__":
    sys.exit(main())
