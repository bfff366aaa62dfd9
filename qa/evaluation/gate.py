"""The gate: a run may not fall below its baseline by more than it is allowed to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qa.evaluation.compare import Change, change, check_same_corpus
from qa.evaluation.errors import RunError
from qa.evaluation.runs import SavedRun
from qa.evaluation.summary import SECTIONS

# What has a better and a worse end and does not hang on the machine. Coverage has neither; latency does.
_ABSTENTION = (
    "auroc",
    "average_precision",
    "f1",
    "ece",
    "answerable_answered",
    "unanswerable_refused",
    "answerable_answered_at_5_percent_wrong",
)
_LOWER_IS_BETTER = frozenset({"ece"})
_NO_TOLERANCE = frozenset({"exact_rate"})  # a quote is exact or it is a lie
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
class Fall:
    """A figure that fell further than allowed; ``now`` None: it is gone."""

    section: str
    metric: str
    before: float
    now: float | None
    allowed: float


@dataclass(frozen=True, slots=True)
class GateResult:
    """What fell, and the questions that fell with it, the worst first. It holds when nothing fell."""

    falls: tuple[Fall, ...]
    questions: tuple[Change, ...]
    figures: int  # how many were held against the baseline

    @property
    def holds(self) -> bool:
        """Say whether nothing fell."""
        return not self.falls


def hold(run: SavedRun, baseline: SavedRun, tolerances: Tolerances) -> GateResult:
    """Hold ``run`` against ``baseline``.

    Raises:
        RunError: they were made on different documents or questions, or there is no figure to hold.
    """
    check_same_corpus(baseline, run)
    if baseline.fingerprint("queries") != run.fingerprint("queries"):
        raise RunError(
            f"the questions, or their gold, are not those of the baseline {baseline.name}; look at what changed, then"
            " make a new baseline with --out"
        )
    figures = list(_figures(baseline))
    if not figures:
        raise RunError(f"the baseline {baseline.name} holds no figure that could fall")
    falls = tuple(
        fall for section, metric, before in figures if (fall := _fall(run, section, metric, before, tolerances))
    )
    return GateResult(falls, _fallen(baseline, run), len(figures))


def _figures(baseline: SavedRun) -> Iterator[tuple[str, str, float]]:
    for name in SECTIONS:
        for metric, value in baseline.section(name).items():
            yield name, metric, value
    abstention = baseline.section("abstention")
    for metric in _ABSTENTION:
        if metric in abstention:
            yield "abstention", metric, abstention[metric]
    if "exact_rate" in baseline.section("citations"):
        yield "citations", "exact_rate", baseline.section("citations")["exact_rate"]


def _fall(run: SavedRun, section: str, metric: str, before: float, tolerances: Tolerances) -> Fall | None:
    now = run.section(section).get(metric)
    allowed = tolerances.of(section, metric)
    if now is None:
        return Fall(section, metric, before, None, allowed)
    worse = now - before if metric in _LOWER_IS_BETTER else before - now
    return Fall(section, metric, before, now, allowed) if worse > allowed + _ROUNDING else None


def _fallen(baseline: SavedRun, run: SavedRun) -> tuple[Change, ...]:
    changes = (change(baseline.scores[key], run.scores[key]) for key in baseline.scores if key in run.scores)
    worse = (
        item
        for item in changes
        if item and (item.balance < 0 or (item.a.outcome == "right" and item.b.outcome != "right"))
    )
    return tuple(sorted(worse, key=lambda item: (item.balance, item.a.id)))
