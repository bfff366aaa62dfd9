"""The pictures of a run: what silence buys, whether confidence is honest, how long it takes, and the figures."""

from collections.abc import Mapping, Sequence

from qa.evaluation.metrics.abstention import risk_coverage
from qa.evaluation.metrics.statistics import percentile
from qa.evaluation.report.svg import Chart, bars
from qa.evaluation.report.tables import headline
from qa.evaluation.summary import CALIBRATION, RISK, Case, Summary, right_or_not, thinned

_BINS = 30  # of the latency picture
_BY_PART = ("nDCG@10", "f1", "sentence_hit@1", "auroc")


def pictures(summary: Summary, cases: Sequence[Case]) -> dict[str, str]:
    """Return SVG elements by name, those that apply."""
    asked = [case for case in cases if case.response.answered and case.query.answerable is not None]
    judged = right_or_not(asked)
    drawn = {"figures": figures(summary)} | by_part(summary)
    if judged:
        drawn["risk-coverage"] = _risk_coverage(asked)
        drawn["reliability"] = _reliability(asked)
    if cases:
        drawn["latency"] = _latency([case.response.latency_ms for case in cases])
    return drawn


def figures(summary: Summary) -> str:
    """Return the headline figures as bars."""
    return bars("Headline figures", _numbers(headline(summary)))


def by_part(summary: Summary) -> dict[str, str]:
    """Return one picture per headline figure that two parts or more of the set have, a bar per part."""
    parts = summary.get("by")
    if not isinstance(parts, dict):
        return {}
    found = {label: dict(_numbers(headline(part))) for label, part in parts.items()}
    drawn = {}
    for name in _BY_PART:
        values = [(label, known[name]) for label, known in found.items() if name in known]
        if len(values) > 1:
            drawn[f"{name}-by-part"] = bars(f"{name}, by part", values)
    return drawn


def _risk_coverage(asked: Sequence[Case]) -> str:
    points = thinned(risk_coverage(right_or_not(asked) or []))
    shipped = [case for case in asked if case.response.answerable]
    chart = Chart("What silence buys", "share of questions answered", "share of answers that are wrong")
    chart.line([(0.0, RISK), (1.0, RISK)], "guide")
    chart.line([(point.coverage, point.risk) for point in points], "curve")
    if shipped:
        wrong = sum(not case.scores.right for case in shipped) / len(shipped)
        coverage = len(shipped) / len(asked)
        chart.dots([(coverage, wrong, f"as shipped: {coverage:.1%} answered, {wrong:.1%} of them wrong")])
    return chart.svg()


def _reliability(asked: Sequence[Case]) -> str:
    table = CALIBRATION.table(right_or_not(asked) or [])
    chart = Chart("Is the confidence honest?", "confidence", "share that is right")
    width = 1 / CALIBRATION.bins
    for part in table:
        left = min(int(part.confidence / width), CALIBRATION.bins - 1) * width
        chart.bar(left, left + width, part.right, f"{part.count:,} questions: {part.right:.1%} right")
    chart.line([(0.0, 0.0), (1.0, 1.0)], "guide")
    chart.dots([(part.confidence, part.right, f"confidence {part.confidence:.2f}") for part in table])
    return chart.svg()


def _latency(times: Sequence[float]) -> str:
    p50, p95 = percentile(times, 0.5) or 0.0, percentile(times, 0.95) or 0.0
    longest = max(percentile(times, 0.99) or 0.0, 1e-3)  # a few stragglers would squeeze all others together
    width = longest / _BINS
    counts = [0] * _BINS
    for time in times:
        counts[min(int(time / width), _BINS - 1)] += 1
    chart = Chart(
        f"Time of one question: p50 {p50:.1f} ms, p95 {p95:.1f} ms", "milliseconds", "questions", longest, max(counts)
    )
    for place, count in enumerate(counts):
        chart.bar(place * width, (place + 1) * width, count, f"{count:,} questions")
    return chart.svg()


def _numbers(values: Mapping[str, object]) -> list[tuple[str, float]]:
    return [(name, float(value)) for name, value in values.items() if isinstance(value, (int, float))]
