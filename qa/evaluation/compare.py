"""Two runs, question by question: what differs, how surely, and which questions changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa.evaluation.errors import RunError
from qa.evaluation.metrics.statistics import Interval, paired_interval
from qa.evaluation.runs import SavedRun
from qa.evaluation.scoring import QuestionScores
from qa.evaluation.summary import SECTIONS

_CHANGED = 1e-9  # scores are sums of fractions; less is rounding

Flat = Mapping[tuple[str, str], float]  # (section, metric) -> score


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in both runs, over the questions it applies to in both. ``interval`` is of B minus A."""

    section: str
    metric: str
    questions: int
    a: float
    b: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Change:
    """One question of which scores or outcome changed: each changed score as (metric, A, B)."""

    a: QuestionScores
    b: QuestionScores
    scores: tuple[tuple[str, float, float], ...]

    @property
    def balance(self) -> float:
        """Return the sum of the changes: below 0, B is worse."""
        return sum(b - a for _, a, b in self.scores)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two runs."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]  # the worst for B first
    only_a: int  # questions that B was not asked
    only_b: int


def compare(a: SavedRun, b: SavedRun) -> Comparison:
    """Compare run B with run A on the questions they share.

    Raises:
        RunError: they were made on different documents, or share no question.
    """
    check_same_corpus(a, b)
    pairs = [(scores, b.scores[key]) for key, scores in a.scores.items() if key in b.scores]
    if not pairs:
        raise RunError(f"{a.name} and {b.name} share no question, so there is nothing to compare")
    differences = tuple(_differences([(_flat(one), _flat(other)) for one, other in pairs]))
    changes = filter(None, (change(one, other) for one, other in pairs))
    worst_first = tuple(sorted(changes, key=lambda item: (item.balance, item.a.id)))
    return Comparison(differences, worst_first, len(a.scores) - len(pairs), len(b.scores) - len(pairs))


def check_same_corpus(a: SavedRun, b: SavedRun) -> None:
    """Refuse runs over different documents.

    Raises:
        RunError: their documents differ, so that their figures cannot be compared.
    """
    if a.fingerprint("corpus") != b.fingerprint("corpus"):
        raise RunError(
            f"{a.name} and {b.name} were made on different documents, so their figures cannot be compared; make both"
            " runs on the same documents"
        )


def change(a: QuestionScores, b: QuestionScores) -> Change | None:
    """Return what changed for one question, or None where nothing did."""
    one, other = _flat(a), _flat(b)
    scores = tuple(
        (" ".join(name), score, other[name])
        for name, score in one.items()
        if name in other and abs(score - other[name]) > _CHANGED
    )
    return Change(a, b, scores) if scores or a.outcome != b.outcome else None


def _flat(scores: QuestionScores) -> Flat:
    return {(section, metric): score for section, found in scores.sections.items() for metric, score in found.items()}


def _differences(pairs: list[tuple[Flat, Flat]]) -> Iterator[Difference]:
    names = dict.fromkeys(name for one, _ in pairs for name in one)
    for name in sorted(names, key=lambda name: SECTIONS.index(name[0])):
        both = [(one[name], other[name]) for one, other in pairs if name in one and name in other]
        interval = paired_interval([b - a for a, b in both])
        if interval is not None:
            a, b = (sum(column) / len(both) for column in zip(*both, strict=True))
            yield Difference(*name, len(both), a, b, interval)
