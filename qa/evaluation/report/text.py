"""Reports as plain text, for a terminal, and as Markdown."""

from collections.abc import Iterable, Sequence

from qa.evaluation.outcomes import EXPLANATION, failed, tally
from qa.evaluation.report.tables import Table, heading, notes, tables
from qa.evaluation.summary import Case, Summary

FAILURES = 50  # shown at most; all are in scores.jsonl and junit.xml
_GLIMPSE = 5  # failures shown on a terminal
_QUOTE = 300  # characters of a quote shown


def text_report(summary: Summary, cases: Sequence[Case]) -> str:
    """Return aligned tables for a terminal, the verdict, and the first few questions that went wrong."""
    parts = [heading(summary), *(f"  {note}" for note in notes(summary))]
    for table in tables(summary):
        parts += ["", *aligned(table)]
    counted, wrong = tally(case.scores.outcome for case in cases), failures(cases)
    parts += ["", f"{counted.get('right', 0):,} of {len(cases):,} questions went right"]
    parts += [f"  {count:,} {name}: {EXPLANATION[name]}" for name, count in counted.items() if name != "right"]
    for case in wrong[:_GLIMPSE]:
        parts += ["", f"  {one_line(case.query.text)}", *(f"    {one_line(line)}" for line in details(case))]
    if len(wrong) > _GLIMPSE:
        parts += ["", f"  … and {len(wrong) - _GLIMPSE:,} more; --out RUN writes a report with all of them"]
    return "\n".join(parts) + "\n"


def aligned(table: Table) -> list[str]:
    """Return the lines of one table, columns aligned to the right."""
    lines = [(table.title, table.columns), *((f"  {label}", cells) for label, cells in table.rows)]
    label_width = max(len(label) for label, _ in lines)
    widths = [max(len(cells[place]) for _, cells in lines) for place in range(len(table.columns))]
    return [
        "  ".join(
            [label.ljust(label_width), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))]
        ).rstrip()
        for label, cells in lines
    ]


def markdown_report(summary: Summary, cases: Sequence[Case]) -> str:
    """Return the whole report as Markdown, failing questions with their quotes included."""
    parts = [f"# {heading(summary)}", *(f"- {note}" for note in notes(summary))]
    for table in tables(summary):
        parts += ["", f"## {table.title}", "", *_table(table)]
    parts += ["", "## Settings", "", *(f"- {name}: {value}" for name, value in _settings(summary))]
    parts += ["", "## What went wrong", ""]
    counted = tally(case.scores.outcome for case in cases)
    parts += [f"- {count:,} {name}: {EXPLANATION[name]}" for name, count in counted.items()]
    for case in failures(cases)[:FAILURES]:
        parts += ["", f"### {_plain(case.query.text)}", "", *(f"- {_plain(line)}" for line in details(case))]
    return "\n".join(parts) + "\n"


def failures(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that failed, the surest first: those are the ones that mislead."""
    return sorted(
        (case for case in cases if failed(case.scores.outcome)),
        key=lambda case: (-case.confidence, case.query.id),
    )


def details(case: Case) -> list[str]:
    """Return what happened with one question, line by line: verdict, what was quoted, what would have been right."""
    found = case.scores.outcome
    sure = f" (confidence {case.response.confidence:.2f})" if case.response.confidence is not None else ""
    lines = [f"{case.query.id}: {found}{sure}: {EXPLANATION[found]}"]
    lines += list(case.scores.faults)
    quoted = case.response.citations or (case.response.forced_citations or ())[:1]
    said = "quoted" if case.response.citations else "would have quoted"
    lines += [f"{said} {citation.document_id}: “{citation.quote}”" for citation in quoted]
    lines += [f"right: {item.document_id}: “{item.text}”" for item in case.query.gold[:3]]
    if not case.query.gold and case.query.relevant:
        lines.append(
            f"relevant: {', '.join(sorted(case.query.relevant)[:3])}; ranked {', '.join(case.response.ranking[:3])}"
        )
    return lines


def _settings(summary: Summary) -> list[tuple[str, object]]:
    settings = summary.get("settings")
    return sorted(settings.items()) if isinstance(settings, dict) else []


def _table(table: Table) -> list[str]:
    head = f"| | {' | '.join(table.columns)} |"
    rule = "|---|" + "---:|" * len(table.columns)
    return [head, rule, *(f"| {label} | {' | '.join(cells)} |" for label, cells in table.rows)]


def _plain(text: str) -> str:
    """Return the text on one line, cut, and with nothing that Markdown would act on."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in one_line(text))


def one_line(text: str) -> str:
    """Return the text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else line[:_QUOTE] + " …"
