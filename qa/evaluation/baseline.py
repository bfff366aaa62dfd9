"""A run may not fall below its baseline by more than it is allowed to."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.evaluation.compare import Change, change, check_same_corpus
from qa.evaluation.errors import RunError
from qa.evaluation.runs import SavedRun
from qa.evaluation.summary import SECTIONS

# What has a better and a worse end and does not depend on the machine. Coverage has neither end; latency depends on it.
_CHECKED: Mapping[str, tuple[str, ...]] = {
    "abstention": (
        "auroc",
        "average_precision",
        "f1",
        "ece",
        "answerable_answered",
        "unanswerable_refused",
        "answerable_answered_at_5_percent_wrong",
    ),
    "citations": ("exact_rate",),
}
_LOWER_IS_BETTER = frozenset({"ece"})
_NO_TOLERANCE = frozenset({"exact_rate"})  # a quote is exact, or it is false
_ROUNDING = 1e-6  # summaries keep six decimals


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far a figure may fall: ``by_metric`` where named there ("R@1", or "retrieval R@1"), else ``default``."""

    default: float = 0.01
    by_metric: Mapping[str, float] | None = None

    def of(self, section: str, metric: str) -> float:
        """Return the tolerance of one metric."""
        named = self.by_metric or {}
        fallback = 0.0 if metric in _NO_TOLERANCE else self.default
        return named.get(f"{section} {metric}", named.get(metric, fallback))


@dataclass(frozen=True, slots=True)
class Regression:
    """A figure that is worse by more than allowed; ``now`` None: it is no longer there."""

    section: str
    metric: str
    before: float
    now: float | None
    allowed: float


@dataclass(frozen=True, slots=True)
class BaselineCheck:
    """What became worse, and the questions that did, the worst first."""

    regressions: tuple[Regression, ...]
    questions: tuple[Change, ...]
    figures: int  # how many were compared with the baseline

    @property
    def passed(self) -> bool:
        """Say whether no figure became worse by more than allowed."""
        return not self.regressions


def check_baseline(run: SavedRun, baseline: SavedRun, tolerances: Tolerances) -> BaselineCheck:
    """Compare the figures of ``run`` with those that ``baseline`` has.

    Raises:
        RunError: they were made on different documents or questions, or the baseline has no figure to compare with.
    """
    check_same_corpus(baseline, run)
    if baseline.fingerprint("queries") != run.fingerprint("queries"):
        raise RunError(
            f"the questions, or their gold, are not those of the baseline {baseline.name}; look at what changed, then"
            " make a new baseline with --out"
        )
    figures = [
        (section, metric, value)
        for section in (*SECTIONS, *_CHECKED)
        for metric, value in baseline.section(section).items()
        if metric in _CHECKED.get(section, (metric,))
    ]
    if not figures:
        raise RunError(f"the baseline {baseline.name} holds no figure to compare with")
    found = (_regression(run, section, metric, value, tolerances) for section, metric, value in figures)
    return BaselineCheck(tuple(filter(None, found)), _worse_questions(baseline, run), len(figures))


def _regression(run: SavedRun, section: str, metric: str, before: float, tolerances: Tolerances) -> Regression | None:
    now, allowed = run.section(section).get(metric), tolerances.of(section, metric)
    if now is None:
        return Regression(section, metric, before, None, allowed)
    worse = now - before if metric in _LOWER_IS_BETTER else before - now
    return Regression(section, metric, before, now, allowed) if worse > allowed + _ROUNDING else None


def _worse_questions(baseline: SavedRun, run: SavedRun) -> tuple[Change, ...]:
    changes = (change(scores, run.scores[key]) for key, scores in baseline.scores.items() if key in run.scores)
    worse = (
        item
        for item in changes
        if item and (item.balance < 0 or (item.a.outcome == "right" and item.b.outcome != "right"))
    )
    return tuple(sorted(worse, key=lambda item: (item.balance, item.a.id)))
