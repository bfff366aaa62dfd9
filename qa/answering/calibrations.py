"""The fitted numbers behind confidence, one set for each reader. How they were made: docs/decisions.md."""

from typing import Final

from qa.answering.confidence import Calibration, Features, Thresholds

# Fitted on squad2's fold tune by bench/calibrate.py. The thresholds lose 20, 10 and 5% of the right answers there.
TRAINED: Final = Calibration(
    weights=Features(answers=0.2378, cosine=1.0834, about=1.4113),
    bias=-2.6049,
    thresholds=Thresholds(strict=0.535, balanced=0.329, lenient=0.18),
    near=-6.0,
    sure=5.0,
    reasons=Calibration(
        weights=Features(answers=0.2457),
        bias=-0.7716,
        thresholds=Thresholds(strict=0.491, balanced=0.442, lenient=0.36),
        near=-6.0,
        share=0.24,
    ),
    rerank=3.0,
)

# Bare keywords ask nothing, so nothing can be right; likeness decides whether they are spoken of at all.
SIMILARITY: Final = Calibration(
    weights=Features(answers=3.0),
    bias=-2.0,
    thresholds=Thresholds(strict=0.4, balanced=0.3, lenient=0.25),
    near=0.4,
)
