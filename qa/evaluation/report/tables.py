"""A summary as small tables, the same for every way of showing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.evaluation.summary import SECTIONS, Summary

_LABELS = {
    "retrieval": "documents",
    "retrieval_passage": "passages",
    "answer": "made to answer",
    "answer_shipped": "free to abstain",
}
_CURVES = ("risk_coverage", "reliability")
_SHORT = {"answerable_answered_at_5_percent_wrong": "answered_at_5%_wrong"}

HEADLINE = {
    "nDCG@10": ("retrieval", "nDCG@10"),
    "R@1": ("retrieval", "R@1"),
    "passage Success@1": ("retrieval_passage", "Success@1"),
    "f1": ("answer", "f1"),
    "sentence_hit@1": ("answer", "sentence_hit@1"),
    "evidence_f1": ("answer", "evidence_f1"),
    "auroc": ("abstention", "auroc"),
    "coverage": ("abstention", "coverage"),
    "exact_rate": ("citations", "exact_rate"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; each row is a label and one cell per column, "" where a figure does not apply."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def tables(summary: Summary) -> list[Table]:
    """Return the figures of a summary, those that apply."""
    found = [
        _table_of("Retrieval", {_LABELS[name]: _section(summary, name) for name in SECTIONS[:2]}),
        _table_of("Answers, of the answerable", {_LABELS[name]: _section(summary, name) for name in SECTIONS[2:]}),
        _table_of("Knowing when to be silent", {"all questions": _section(summary, "abstention")}),
        _table_of("Citations", {"checked against the documents": _section(summary, "citations")}),
        _table_of("Milliseconds", {"one question": _section(summary, "latency_ms")}),
        _parts("First questions and follow-ups", summary.get("follow_ups")),
        _parts("By part", summary.get("by")),
    ]
    return [table for table in found if table is not None]


def heading(summary: Summary) -> str:
    """Return one line: the set, its size, and how much of it was asked."""
    described, counts = _section(summary, "set"), _section(summary, "counts")
    answerable = f"{counts['answerable']:,} answerable, {counts['unanswerable']:,} not"
    return f"{described['name']}: {described['documents']:,} documents, {counts['queries']:,} questions ({answerable})"


def notes(summary: Summary) -> list[str]:
    """Return what a reader should know about the set."""
    found = _section(summary, "set").get("notes")
    return [str(note) for note in found] if isinstance(found, list) else []


def shown(value: object) -> str:
    """Write a figure: fractions with three decimals, counts with thousands."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"
    return str(value)


def _section(summary: Summary, name: str) -> dict[str, object]:
    section = summary.get(name)
    return section if isinstance(section, dict) else {}


def _table_of(title: str, rows: Mapping[str, Mapping[str, object]]) -> Table | None:
    columns = tuple(dict.fromkeys(name for row in rows.values() for name in row if name not in _CURVES))
    kept = {label: row for label, row in rows.items() if row}
    if not columns:
        return None
    names = tuple(_SHORT.get(name, name) for name in columns)
    return Table(title, names, tuple((label, _cells(row, columns)) for label, row in kept.items()))


def _cells(row: Mapping[str, object], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(shown(row[name]) if name in row else "" for name in columns)


def _parts(title: str, parts: object) -> Table | None:
    """Return one row per part of the set, with the headline figures alone: --json and --out hold the others."""
    if not isinstance(parts, dict):
        return None
    return _table_of(title, {f"{label} ({part['queries']:,})": headline(part) for label, part in parts.items()})


def headline(summary: Summary) -> dict[str, object]:
    """Return the figures that tell most, under names that say what they are of."""
    return {
        name: _section(summary, section)[metric]
        for name, (section, metric) in HEADLINE.items()
        if metric in _section(summary, section)
    }
