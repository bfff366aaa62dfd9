"""Everything the evaluation raises on purpose.

* EvaluationError
  + SetError: a file of the evaluation set is at fault; names file and line
  + VacuousSetError: nothing in the set could be measured
  + TooFewQuestionsError: a set has too few questions, or of one kind alone, to fit the confidence to
  + RunError: a saved run is missing, damaged, or was made on another corpus
  + ServerError: the server under test is unreachable, answers nonsense, or lacks the documents
"""


class EvaluationError(Exception):
    """Base of all; its message says what happened and what to do."""


class SetError(EvaluationError):
    """A file of the evaluation set is at fault; the message names file and line."""


class VacuousSetError(EvaluationError):
    """Nothing in the set could be measured, so that every figure would be empty."""


class TooFewQuestionsError(EvaluationError):
    """A set has too few questions, or questions of one kind alone, to fit the confidence to."""


class RunError(EvaluationError):
    """A saved run is missing, damaged, or was made on another corpus."""


class ServerError(EvaluationError):
    """The server under test is unreachable, answers nonsense, or lacks the documents."""
