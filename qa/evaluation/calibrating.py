"""Asks the questions of a set as they are shipped to be answered, and fits the confidence to what comes of it."""

from dataclasses import dataclass

from qa.answering.assistant import AnswerSettings
from qa.answering.confidence import CalibratedReader
from qa.evaluation.components import Components
from qa.evaluation.correcting import Fit, Gain, Judged, fit, gain
from qa.evaluation.runner import evaluate
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.systems import AnsweringSystem, SystemOptions, open_corpus


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted, what that gains, and the reader that it was fitted to."""

    fit: Fit
    gain: Gain
    reader: CalibratedReader


def calibrate(data: EvaluationSet, components: Components, *, own_index: bool) -> Calibrated:
    """Ask every question with progress on stderr, and fit.

    Args:
        data: the questions, and the documents that they are about.
        components: with the reader as shipped, uncorrected.
        own_index: ask the user's own index, and not one made of the set's documents.

    Raises:
        TooFewQuestionsError: there is too little to fit to.
        VacuousSetError: there is nothing to measure.
        IndexingError: an index cannot be built or read.
    """
    corpus = open_corpus(SystemOptions(own_index=own_index), components, data)
    reader = components.readers[components.shipped_reader](corpus.index)
    system = AnsweringSystem(corpus, reader, AnswerSettings(strictness=components.strictness))
    judged = Judged.of(evaluate(data, system).cases)
    calibration = reader.calibration
    found = gain(judged, calibration.thresholds, components.strictness)
    return Calibrated(fit(judged, calibration.sure), found, reader)
