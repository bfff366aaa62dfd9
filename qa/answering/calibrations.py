"""The fitted numbers behind confidence, one set for each reader. How they were made: docs/decisions.md."""

from typing import Final

from index.library import Index
from qa.answering.confidence import CalibratedReader, Calibration, Features, Thresholds
from qa.answering.reading.reader import SimilarityReader
from qa.answering.reading.span_model import SpanModel
from qa.answering.reading.trained_reader import TrainedReader

# Fitted by bench/calibrate.py on the everyday set, squad2's fold tune and the cases, which weigh 1, 2 and 0.4.
TRAINED: Final = Calibration(
    weights=Features(
        evidence=0.207,
        logit=0.023,
        similarity=1.77,
        lead=0.04,
        quote_coverage=0.638,
        names_missing=-1.748,
        opinion=-1.657,
    ),
    bias=-1.853,
    thresholds=Thresholds(strict=0.5, balanced=0.32, lenient=0.26),
    sure=0.902,
    min_evidence=-5.0,
    min_cosine=0.45,
    sufficient=6.0,
    quote_ratio=0.2,
    several_ratio=0.025,
    rerank_weight=3.0,
)

# Of the reader that needs no training: whether anything is near (its most evidence, 2, means a half), and no more.
SIMILARITY: Final = Calibration(
    weights=Features(evidence=0.5),
    bias=-1.0,
    thresholds=Thresholds(strict=0.324, balanced=0.308, lenient=0.3),
    min_evidence=0.4,
)


def trained_reader(model: SpanModel, index: Index) -> CalibratedReader:
    """Return the reader that users get."""
    return CalibratedReader(TrainedReader(model, index), TRAINED)


def similarity_reader(index: Index) -> CalibratedReader:
    """Return the reader that needs no training."""
    return CalibratedReader(SimilarityReader(index), SIMILARITY)
