"""A summary as small tables, the same for every way of showing them."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.evaluation.summary import SECTIONS, Summary, section

_LABELS = {
    "retrieval": "documents",
    "retrieval_passage": "passages",
    "answer": "abstention off",
    "answer_shipped": "as shipped",
}
_CURVES = ("risk_coverage", "reliability")
_SHORT = {"answerable_answered_at_5_percent_wrong": "answered_at_5%_wrong"}

_HEADLINE = {
    "nDCG@10": ("retrieval", "nDCG@10"),
    "R@1": ("retrieval", "R@1"),
    "passage Success@1": ("retrieval_passage", "Success@1"),
    "f1": ("answer", "f1"),
    "sentence_hit@1": ("answer", "sentence_hit@1"),
    "unit_hit@3": ("answer", "unit_hit@3"),
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
        _table("Retrieval", {_LABELS[name]: section(summary, name) for name in SECTIONS[:2]}),
        _table("Answers to answerable questions", {_LABELS[name]: section(summary, name) for name in SECTIONS[2:]}),
        _table("Abstention", {"all questions": section(summary, "abstention")}),
        _table("Citations", {"checked against the documents": section(summary, "citations")}),
        _table("Milliseconds", {"one question": section(summary, "latency_ms")}),
        _parts("First questions and follow-ups", section(summary, "follow_ups")),
        _parts("By part", section(summary, "by")),
    ]
    return [table for table in found if table.columns]


def heading(summary: Summary) -> str:
    """Return one line: the set, its size, and how much of it is answerable."""
    described, counts = section(summary, "set"), section(summary, "counts")
    answerable = f"{counts['answerable']:,} answerable, {counts['unanswerable']:,} not"
    return f"{described['name']}: {described['documents']:,} documents, {counts['queries']:,} questions ({answerable})"


def notes(summary: Summary) -> list[str]:
    """Return what a reader should know about the set."""
    return [str(note) for note in section(summary, "set").get("notes", ())]


def shown(value: object) -> str:
    """Write a figure: fractions with three decimals, counts with thousands."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"
    return str(value)


def headline(summary: Summary) -> dict[str, float]:
    """Return the figures that say most, under names that say what they are of."""
    found = {label: section(summary, name).get(metric) for label, (name, metric) in _HEADLINE.items()}
    return {label: value for label, value in found.items() if value is not None}


def _table(title: str, rows: Mapping[str, Mapping[str, object]]) -> Table:
    columns = tuple(dict.fromkeys(name for row in rows.values() for name in row if name not in _CURVES))
    cells = {
        label: tuple(shown(row[name]) if name in row else "" for name in columns) for label, row in rows.items() if row
    }
    return Table(title, tuple(_SHORT.get(name, name) for name in columns), tuple(cells.items()))


def _parts(title: str, parts: Mapping[str, Summary]) -> Table:
    """Return one row per part of the set, with the headline figures alone: --json and --out hold the others."""
    return _table(title, {f"{label} ({part['queries']:,})": headline(part) for label, part in parts.items()})
