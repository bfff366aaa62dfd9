"""The fitted numbers behind confidence, one set for each reader. How they were made: docs/decisions.md."""

from typing import Final

from qa.answering.confidence import CalibratedReader, Calibration, Features, Thresholds
from qa.answering.reading.reader import Meaning, SimilarityReader
from qa.answering.reading.trained_reader import Texts, TrainedReader, WindowScorer

# Fitted on squad2's fold tune by bench/calibrate.py. The thresholds lose 20, 10 and 5% of the right answers there.
TRAINED: Final = Calibration(
    weights=Features(answers=0.2767, cosine=1.5105, about=1.495),
    bias=-3.1008,
    thresholds=Thresholds(strict=0.435, balanced=0.237, lenient=0.121),
    near=-5.0,
    alike=0.45,
    sure=4.0,
    reasons=Calibration(
        weights=Features(answers=0.322),
        bias=-1.0142,
        thresholds=Thresholds(strict=0.489, balanced=0.309, lenient=0.173),
        near=-5.0,
        alike=0.45,
        share=0.24,
    ),
    rerank=3.0,
)

# Bare keywords ask nothing, so little can be right; likeness decides whether they are spoken of at all, and the most
# that it can say (evidence 2: every word is there) is "as likely as not": it must not outrank a question that was read.
SIMILARITY: Final = Calibration(
    weights=Features(answers=0.5),
    bias=-1.0,
    thresholds=Thresholds(strict=0.324, balanced=0.308, lenient=0.3),
    near=0.4,
)


def trained_reader(model: WindowScorer, index: Texts) -> CalibratedReader:
    """Return the reader that users get."""
    return CalibratedReader(TrainedReader(model, index), TRAINED)


def similarity_reader(index: Meaning) -> CalibratedReader:
    """Return the reader that needs no training, and that bare keywords get."""
    return CalibratedReader(SimilarityReader(index), SIMILARITY)
