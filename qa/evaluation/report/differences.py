"""Comparisons and gates as text, and as objects for ``--json``."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from qa.evaluation.baseline import BaselineCheck
from qa.evaluation.compare import Change, Comparison
from qa.evaluation.metrics.statistics import Interval
from qa.evaluation.report.tables import Table
from qa.evaluation.report.text import aligned
from qa.evaluation.runs import SavedRun
from qa.evaluation.scoring import QuestionScores

SHOWN = 20  # questions shown on a terminal; --json holds all
_CUT = 160  # characters of a quote shown


def comparison_text(a: SavedRun, b: SavedRun, found: Comparison) -> str:
    """Return the differences as a table, then the questions that changed, those that B made worse first."""
    rows = tuple(
        (
            f"{item.section} {item.metric}",
            (
                f"{item.a:.3f}",
                f"{item.b:.3f}",
                f"{item.interval.difference:+.3f}",
                f"{item.interval.low:+.3f} .. {item.interval.high:+.3f}",
                _surely(item.interval),
                f"{item.questions:,}",
            ),
        )
        for item in found.differences
    )
    columns = ("A", "B", "B - A", "95% interval", "", "questions")
    lines = [f"A {a.name}", f"B {b.name}", "", *aligned(Table("Paired by question", columns, rows))]
    if found.only_a or found.only_b:
        lines.append(f"Left out: {found.only_a:,} questions that only A was asked, {found.only_b:,} only B.")
    worse = [change for change in found.changes if change.balance < 0]
    better = [change for change in reversed(found.changes) if change.balance > 0]
    lines += ["", f"{len(worse):,} questions fell, {len(better):,} rose"]
    lines += _listed("fell", worse) + _listed("rose", better)
    return "\n".join(lines) + "\n"


def baseline_text(result: BaselineCheck, baseline: SavedRun) -> str:
    """Return the verdict, each figure that fell, and the questions that fell with it."""
    if result.passed:
        return f"Holds: none of {result.figures} figures fell below {baseline.name} by more than allowed.\n"
    lines = [f"Fell: {len(result.regressions)} of {result.figures} figures are worse than in {baseline.name}."]
    for fall in result.regressions:
        now = "gone" if fall.now is None else f"{fall.now:.4f}"
        lines.append(f"  {fall.section} {fall.metric}: {fall.before:.4f} -> {now} (allowed {fall.allowed:g})")
    lines += ["", f"{len(result.questions):,} questions fell", *_listed("fell", result.questions)]
    return "\n".join(lines) + "\n"


def comparison_object(a: SavedRun, b: SavedRun, found: Comparison) -> dict[str, object]:
    """Return everything about a comparison."""
    return {
        "a": a.name,
        "b": b.name,
        "differences": [{**asdict(item), "clear": item.interval.clear} for item in found.differences],
        "changed": [_changed(change) for change in found.changes],
        "only_a": found.only_a,
        "only_b": found.only_b,
    }


def baseline_object(result: BaselineCheck, baseline: SavedRun) -> dict[str, object]:
    """Return everything about a gate's verdict."""
    return {
        "baseline": baseline.name,
        "holds": result.passed,
        "figures": result.figures,
        "fell": [asdict(fall) for fall in result.regressions],
        "questions": [_changed(change) for change in result.questions],
    }


def _changed(change: Change) -> dict[str, object]:
    return {
        "id": change.a.id,
        "question": change.a.question,
        "verdict": [change.a.outcome, change.b.outcome],
        "scores": {name: [a, b] for name, a, b in change.scores},
        "quotes": [list(change.a.quotes), list(change.b.quotes)],
        "gold": list(change.a.gold),
    }


def _surely(interval: Interval) -> str:
    if interval.clear:
        return "clear"
    return "could be chance" if interval.low or interval.high else "equal"


def _listed(word: str, changes: Sequence[Change]) -> list[str]:
    lines = [line for change in changes[:SHOWN] for line in _lines(word, change)]
    return [*lines, f"  … and {len(changes) - SHOWN:,} more"] if len(changes) > SHOWN else lines


def _lines(word: str, change: Change) -> Iterator[str]:
    yield f"  {word}: {change.a.id}: {_cut(change.a.question)}"
    yield f"    {change.a.outcome} -> {change.b.outcome}; " + ", ".join(
        f"{name} {a:.2f} -> {b:.2f}" for name, a, b in change.scores[:3]
    )
    yield f"    before: {_said(change.a)}"
    yield f"    now:    {_said(change.b)}"
    if change.a.gold:
        yield f"    right:  {_cut(change.a.gold[0])}"


def _said(scores: QuestionScores) -> str:
    if scores.quotes:
        return f"“{_cut(scores.quotes[0])}”"
    if scores.confidence is not None:
        return f"kept silent (confidence {scores.confidence:.2f})"
    return f"ranked {scores.first_document or 'nothing'} first"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CUT else line[:_CUT] + " …"
