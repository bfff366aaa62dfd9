"""From scored cases to the one object that `qa evaluate --json` prints. What does not apply is absent, never zero."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.evaluation.metrics.abstention import (
    AUROC,
    AveragePrecisionOfConfidence,
    CalibrationError,
    Prediction,
    RiskPoint,
    binary_f1,
    risk_coverage,
    threshold_at_risk,
)
from qa.evaluation.metrics.statistics import mean, percentile
from qa.evaluation.responses import Response
from qa.evaluation.scoring import QuestionScores
from qa.evaluation.sets import Query

Summary = dict[str, object]
SECTIONS = ("retrieval", "retrieval_passage", "answer", "answer_shipped")
RISK = 0.05  # wrong answers among those given, at the point reported
CURVE_POINTS = 100  # the curve of thousands of questions is thinned to about as many
CALIBRATION = CalibrationError(bins=10)


@dataclass(frozen=True, slots=True)
class Case:
    """One question, what was said to it, and what that is worth."""

    query: Query
    response: Response
    scores: QuestionScores

    @property
    def confidence(self) -> float:
        """Return the confidence; 0 where the system was not asked for one."""
        return self.response.confidence or 0.0


def summarize(cases: Sequence[Case]) -> Summary:
    """Return the sections that can be computed from ``cases``."""
    history = {"first": [case for case in cases if not case.query.history]}
    history["later"] = [case for case in cases if case.query.history]
    sections: Summary = {name: section_means(cases, name) for name in SECTIONS}
    sections |= {
        "abstention": abstention(cases),
        "citations": _citations(cases),
        "latency_ms": _latency(cases),
        "counts": _counts(cases),
        "follow_ups": _parts(history) if history["later"] else {},
    }
    return {name: found for name, found in sections.items() if found}


def section(summary: Summary, name: str) -> dict[str, Any]:
    """Return a section, empty where there is none."""
    found = summary.get(name)
    return found if isinstance(found, dict) else {}


def by_metadata(cases: Sequence[Case], name: str) -> Summary:
    """Return the means of each part of the set, by a field of the questions' metadata."""
    parts: dict[str, list[Case]] = {}
    for case in cases:
        parts.setdefault(str(case.query.metadata.get(name, "(none)")), []).append(case)
    return _parts(dict(sorted(parts.items())))


def section_means(cases: Sequence[Case], section: str) -> dict[str, float]:
    """Return the mean of each metric of a section, over the questions it applies to."""
    scored = [case.scores.sections[section] for case in cases if section in case.scores.sections]
    names = dict.fromkeys(name for scores in scored for name in scores)
    return {name: rounded(mean(scores.get(name) for scores in scored)) for name in names}


def abstention(cases: Sequence[Case]) -> Summary:
    """Return how well confidence and the shipped threshold tell what is answerable; empty where nothing was asked."""
    asked = [case for case in cases if case.response.answered and case.query.answerable is not None]
    if not asked:
        return {}
    said = [bool(case.response.answerable) for case in asked]
    so = [bool(case.query.answerable) for case in asked]
    predictions = [Prediction(case.confidence, answerable) for case, answerable in zip(asked, so, strict=True)]
    found = {
        "auroc": AUROC().score(predictions),
        "average_precision": AveragePrecisionOfConfidence().score(predictions),
        "f1": binary_f1(said, so),
        "coverage": mean(map(float, said)),
        "answerable_answered": mean(float(a) for a, b in zip(said, so, strict=True) if b),
        "unanswerable_refused": mean(float(not a) for a, b in zip(said, so, strict=True) if not b),
    }
    return {name: rounded(value) for name, value in found.items() if value is not None} | _risk(asked)


def _risk(asked: Sequence[Case]) -> Summary:
    """Everything about being right, which needs to be known of every question: half-known it would flatter."""
    predictions = right_or_not(asked)
    if predictions is None:
        return {}
    points = risk_coverage(predictions)
    threshold = threshold_at_risk(points, RISK)
    answered = (threshold is not None and case.confidence >= threshold for case in asked if case.query.answerable)
    found = {
        "ece": CALIBRATION.score(predictions),
        "answerable_answered_at_5_percent_wrong": mean(map(float, answered)) or 0.0,
        "risk_coverage": [asdict(point) for point in thinned(points)],
        "reliability": [asdict(part) for part in CALIBRATION.table(predictions)],
    }
    return {name: rounded(value) for name, value in found.items()}


def right_or_not(cases: Sequence[Case]) -> list[Prediction] | None:
    """Return confidences with whether the answer is right, or None where that is not known of every question."""
    predictions = [Prediction(case.confidence, case.scores.right) for case in cases if case.scores.right is not None]
    return predictions if predictions and len(predictions) == len(cases) else None


def thinned(points: Sequence[RiskPoint]) -> list[RiskPoint]:
    """Return at most about `CURVE_POINTS` of the points, evenly, the last included."""
    step = max(1, len(points) // CURVE_POINTS)
    kept = list(points[::step])
    return kept if kept[-1] is points[-1] else [*kept, points[-1]]


def rounded(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape, and the same shape back
    """Return JSON with every fraction at six decimals: enough to compare with another tool, few enough to read."""
    if isinstance(value, dict):
        return {name: rounded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value


def _citations(cases: Sequence[Case]) -> Summary:
    checked = sum(case.scores.citations for case in cases)
    if not checked:
        return {}
    faults = sum(len(case.scores.faults) for case in cases)
    return {"exact_rate": rounded(1 - faults / checked), "checked": checked, "not_exact": faults}


def _latency(cases: Sequence[Case]) -> Summary:
    times = [case.response.latency_ms for case in cases]
    found: Summary = {name: round(percentile(times, share) or 0.0, 3) for name, share in (("p50", 0.5), ("p95", 0.95))}
    return found | ({"questions_per_second": round(1000 * len(times) / sum(times), 2)} if sum(times) else {})


def _counts(cases: Sequence[Case]) -> Summary:
    def count(wanted: Callable[[Case], object]) -> int:
        return sum(bool(wanted(case)) for case in cases)

    return {
        "queries": len(cases),
        "answerable": count(lambda case: case.query.answerable),
        "unanswerable": count(lambda case: case.query.answerable is False),
        "with_judged_documents": count(lambda case: case.query.relevant),
        "with_evidence": count(lambda case: case.query.groups),
        "with_answers": count(lambda case: case.query.answers),
        "with_several_groups": count(lambda case: len(case.query.groups) > 1),
        "follow_ups": count(lambda case: case.query.history),
        "asked": count(lambda case: case.response.answered),
        "answered": count(lambda case: case.response.answerable),
    }


def _parts(parts: Mapping[str, Sequence[Case]]) -> Summary:
    """Return each part's size, means, and abstention without curves; nothing of a part without cases."""
    found: Summary = {}
    for part, cases in parts.items():
        sections = {name: section_means(cases, name) for name in SECTIONS}
        sections["abstention"] = {name: x for name, x in abstention(cases).items() if isinstance(x, float)}
        if cases:
            found[part] = {"queries": len(cases)} | {name: figures for name, figures in sections.items() if figures}
    return found
