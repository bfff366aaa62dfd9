"""Comparisons of two runs, and checks against a baseline, as text and as objects for ``--json``."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from qa.evaluation.baseline import BaselineCheck
from qa.evaluation.compare import Change, Comparison
from qa.evaluation.metrics.statistics import Interval
from qa.evaluation.report.tables import Table
from qa.evaluation.report.text import aligned, one_line
from qa.evaluation.runs import SavedRun
from qa.evaluation.scoring import QuestionScores

_SHOWN = 20  # questions shown on a terminal; --json holds all
_CUT = 160  # characters of a quote shown


def comparison_text(a: SavedRun, b: SavedRun, found: Comparison) -> str:
    """Return the differences as a table, then the questions that changed, those that B made worse first."""
    rows = []
    for item in found.differences:
        change = item.interval
        interval = f"{change.low:+.3f} .. {change.high:+.3f}"
        figures = (f"{item.a:.3f}", f"{item.b:.3f}", f"{change.difference:+.3f}", interval, _certainty(change))
        rows.append((f"{item.section} {item.metric}", (*figures, f"{item.questions:,}")))
    columns = ("A", "B", "B - A", "95% interval", "", "questions")
    lines = [f"A {a.name}", f"B {b.name}", "", *aligned(Table("Paired by question", columns, tuple(rows)))]
    if found.only_a or found.only_b:
        lines.append(f"Left out: {found.only_a:,} questions that only A was asked, {found.only_b:,} only B.")
    worse = [change for change in found.changes if change.balance < 0]
    better = [change for change in reversed(found.changes) if change.balance > 0]
    lines += ["", f"{len(worse):,} questions worse, {len(better):,} better"]
    return "\n".join([*lines, *_changes("worse", worse), *_changes("better", better)]) + "\n"


def baseline_text(result: BaselineCheck, baseline: SavedRun) -> str:
    """Return whether it passed, each figure that is worse, and the questions that are."""
    if result.passed:
        return f"Passed: none of {result.figures} figures is worse than in {baseline.name} by more than allowed.\n"
    lines = [f"Failed: {len(result.regressions)} of {result.figures} figures are worse than in {baseline.name}."]
    for item in result.regressions:
        now = "gone" if item.now is None else f"{item.now:.4f}"
        lines.append(f"  {item.section} {item.metric}: {item.before:.4f} -> {now} (allowed {item.allowed:g})")
    lines += ["", f"{len(result.questions):,} questions worse", *_changes("worse", result.questions)]
    return "\n".join(lines) + "\n"


def comparison_object(a: SavedRun, b: SavedRun, found: Comparison) -> dict[str, object]:
    """Return everything about a comparison."""
    return {
        "a": a.name,
        "b": b.name,
        "differences": [{**asdict(item), "clear": item.interval.clear} for item in found.differences],
        "changed": [_change(item) for item in found.changes],
        "only_a": found.only_a,
        "only_b": found.only_b,
    }


def baseline_object(result: BaselineCheck, baseline: SavedRun) -> dict[str, object]:
    """Return everything about a check against a baseline."""
    return {
        "baseline": baseline.name,
        "holds": result.passed,
        "figures": result.figures,
        "fell": [asdict(item) for item in result.regressions],
        "questions": [_change(item) for item in result.questions],
    }


def _change(item: Change) -> dict[str, object]:
    return {
        "id": item.a.id,
        "question": item.a.question,
        "verdict": [item.a.outcome, item.b.outcome],
        "scores": {name: [a, b] for name, a, b in item.scores},
        "quotes": [list(item.a.quotes), list(item.b.quotes)],
        "gold": list(item.a.gold),
    }


def _certainty(interval: Interval) -> str:
    if interval.clear:
        return "clear"
    return "could be chance" if interval.low or interval.high else "equal"


def _changes(word: str, changes: Sequence[Change]) -> list[str]:
    lines = [line for change in changes[:_SHOWN] for line in _lines(word, change)]
    return [*lines, f"  … and {len(changes) - _SHOWN:,} more"] if len(changes) > _SHOWN else lines


def _lines(word: str, change: Change) -> Iterator[str]:
    scores = ", ".join(f"{name} {a:.2f} -> {b:.2f}" for name, a, b in change.scores[:3])
    yield f"  {word}: {change.a.id}: {one_line(change.a.question, _CUT)}"
    yield f"    {change.a.outcome} -> {change.b.outcome}; {scores}"
    yield f"    before: {_reply(change.a)}"
    yield f"    now:    {_reply(change.b)}"
    if change.a.gold:
        yield f"    right:  {one_line(change.a.gold[0], _CUT)}"


def _reply(scores: QuestionScores) -> str:
    if scores.quotes:
        return f"“{one_line(scores.quotes[0], _CUT)}”"
    if scores.confidence is not None:
        return f"kept silent (confidence {scores.confidence:.2f})"
    return f"ranked {scores.first_document or 'nothing'} first"
