"""The fitted numbers behind confidence, one set for each reader. How they were made: docs/decisions.md."""

from typing import Final

from index.library import Index
from qa.answering.confidence import CalibratedReader, Calibration, Features, Thresholds
from qa.answering.reading.reader import SimilarityReader
from qa.answering.reading.span_model import SpanModel
from qa.answering.reading.trained_reader import TrainedReader

# Fitted on squad2's fold tune by bench/calibrate.py. The thresholds lose 20, 10 and 5% of the right answers there.
TRAINED: Final = Calibration(
    weights=Features(evidence=0.2767, cosine=1.5105, coverage=1.495),
    bias=-3.1008,
    thresholds=Thresholds(strict=0.435, balanced=0.237, lenient=0.121),
    min_evidence=-5.0,
    min_cosine=0.45,
    sufficient=4.0,
    reasons=Calibration(
        weights=Features(evidence=0.322),
        bias=-1.0142,
        thresholds=Thresholds(strict=0.489, balanced=0.309, lenient=0.173),
        min_evidence=-5.0,
        min_cosine=0.45,
        quote_ratio=0.24,
    ),
    rerank_weight=3.0,
)

# Keywords are no question, so there is little that a quote could get right. Similarity decides whether anything is
# shown at all, and its most evidence (2: every word is there) means a probability of a half, so that keywords never get
# more confidence than a question that was read.
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
    """Return the reader that needs no training, which also reads keywords."""
    return CalibratedReader(SimilarityReader(index), SIMILARITY)
