"""A reader's calibration, corrected for one collection of documents by the questions of those who own it."""

import math
from dataclasses import astuple, dataclass, replace

from qa.answering.confidence import CalibratedReader, Calibration, Features, Thresholds


@dataclass(frozen=True, slots=True)
class Correction:
    """What was fitted, and to what. Of no use with another reader, or with one that was calibrated anew since.

    Raises:
        ValueError: a number is not one that a fit gives.
    """

    reader: str  # name of the reader
    calibration: str  # fingerprint of the calibration that is corrected
    parsers: str  # version of the parsers that the documents were read with
    date: str  # when it was fitted, as 2026-11-25
    questions: int  # that it was fitted to
    slope: float  # of the log odds
    intercept: float  # likewise, added afterwards
    thresholds: Thresholds  # of the corrected confidence
    sure: float  # likewise

    def __post_init__(self) -> None:
        confidences = (self.thresholds.strict, self.thresholds.balanced, self.thresholds.lenient, self.sure)
        if not (math.isfinite(self.slope) and self.slope > 0 and math.isfinite(self.intercept)):
            raise ValueError("slope or intercept is out of range")
        if not all(0 <= each <= 1 for each in confidences) or list(confidences[:3]) != sorted(confidences[:3])[::-1]:
            raise ValueError("thresholds must be probabilities, strict the highest")

    def misfit(self, reader: str, calibration: Calibration) -> str | None:
        """Return why it cannot be used with this reader, or None where it can."""
        if reader != self.reader:
            return f"it was fitted for {self.reader}, and the reader is now {reader}"
        if calibration.fingerprint != self.calibration:
            return "it was fitted to an earlier version, whose confidence was made in another way"
        return None

    def corrected(self, calibration: Calibration) -> Calibration:
        """Return ``calibration`` with what was fitted in its place."""
        return replace(
            calibration,
            weights=Features(*(self.slope * weight for weight in astuple(calibration.weights))),
            bias=self.slope * calibration.bias + self.intercept,
            thresholds=self.thresholds,
            sure=self.sure,
        )

    def applied(self, reader: CalibratedReader) -> CalibratedReader:
        """Return ``reader`` with its calibration corrected."""
        return replace(reader, calibration=self.corrected(reader.calibration))
