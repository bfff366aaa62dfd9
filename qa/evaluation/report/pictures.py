"""The charts of a run: risk and coverage, calibration, latency, and the headline figures."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from qa.evaluation.metrics.abstention import Prediction, risk_coverage
from qa.evaluation.metrics.statistics import percentile
from qa.evaluation.report.svg import Chart, bars
from qa.evaluation.report.tables import headline
from qa.evaluation.summary import CALIBRATION, RISK, Case, Summary, right_or_not, section, thinned

_BINS = 30  # of the latency chart
_BY_PART = ("nDCG@10", "f1", "sentence_hit@1", "auroc")


def pictures(summary: Summary, cases: Sequence[Case]) -> dict[str, Element]:
    """Return charts by name, those that apply."""
    asked = [case for case in cases if case.response.answered and case.query.answerable is not None]
    drawn = {"figures": bars("Headline figures", list(headline(summary).items()))} | _by_part(summary)
    if predictions := right_or_not(asked):
        drawn["risk-coverage"] = _risk_coverage(predictions, asked)
        drawn["reliability"] = _reliability(predictions)
    if cases:
        drawn["latency"] = _latency([case.response.latency_ms for case in cases])
    return drawn


def _by_part(summary: Summary) -> dict[str, Element]:
    """Return one chart per headline figure that two parts or more of the set have, a bar per part."""
    found = {label: headline(part) for label, part in section(summary, "by").items()}
    values = {name: [(label, known[name]) for label, known in found.items() if name in known] for name in _BY_PART}
    return {f"{name}-by-part": bars(f"{name}, by part", rows) for name, rows in values.items() if len(rows) > 1}


def _risk_coverage(predictions: Sequence[Prediction], asked: Sequence[Case]) -> Element:
    chart = Chart("Risk and coverage", ("share of questions answered", "share of answers that are wrong"))
    chart.line([(0.0, RISK), (1.0, RISK)], "guide")
    chart.line([(point.coverage, point.risk) for point in thinned(risk_coverage(predictions))], "curve")
    shipped = [case for case in asked if case.response.answerable]
    if shipped:
        wrong, coverage = sum(not case.scores.right for case in shipped) / len(shipped), len(shipped) / len(asked)
        chart.dot(coverage, wrong, f"as shipped: {coverage:.1%} answered, {wrong:.1%} of them wrong")
    return chart.svg


def _reliability(predictions: Sequence[Prediction]) -> Element:
    chart = Chart("Calibration of the confidence", ("confidence", "share that is right"))
    width = 1 / CALIBRATION.bins
    table = CALIBRATION.table(predictions)
    for part in table:
        left = min(int(part.confidence / width), CALIBRATION.bins - 1) * width
        chart.bar(left, left + width, part.right, f"{part.count:,} questions: {part.right:.1%} right")
    chart.line([(0.0, 0.0), (1.0, 1.0)], "guide")
    for part in table:
        chart.dot(part.confidence, part.right, f"confidence {part.confidence:.2f}")
    return chart.svg


def _latency(times: Sequence[float]) -> Element:
    p50, p95, p99 = (percentile(times, share) or 0.0 for share in (0.5, 0.95, 0.99))
    width = max(p99, 1e-3) / _BINS  # a few stragglers would squeeze all others together
    counts = [0] * _BINS
    for time in times:
        counts[min(int(time / width), _BINS - 1)] += 1
    title = f"Time of one question: p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    chart = Chart(title, ("milliseconds", "questions"), width * _BINS, max(counts))
    for place, count in enumerate(counts):
        chart.bar(place * width, (place + 1) * width, count, f"{count:,} questions")
    return chart.svg
