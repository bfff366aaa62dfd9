"""Reports as plain text, for a terminal, and as Markdown."""

from collections.abc import Iterable, Sequence

from qa.evaluation.outcomes import EXPLANATION, failed, tally
from qa.evaluation.report.tables import Table, heading, notes, tables
from qa.evaluation.summary import Case, Summary, section

FAILURES = 50  # shown at most; all are in scores.jsonl and junit.xml
_GLIMPSE = 5  # failures shown on a terminal


def text_report(summary: Summary, cases: Sequence[Case]) -> str:
    """Return aligned tables for a terminal, what went right, and the first few questions that went wrong."""
    parts = [heading(summary), *(f"  {note}" for note in notes(summary))]
    for table in tables(summary):
        parts += ["", *aligned(table)]
    parts += ["", *conclusions(cases)]
    wrong = failures(cases)
    for case in wrong[:_GLIMPSE]:
        parts += ["", f"  {one_line(case.query.text)}", *(f"    {one_line(line)}" for line in details(case))]
    if len(wrong) > _GLIMPSE:
        parts += ["", f"  … and {len(wrong) - _GLIMPSE:,} more; --out RUN writes a report with all of them"]
    return "\n".join(parts) + "\n"


def conclusions(cases: Sequence[Case]) -> list[str]:
    """Return how many questions went right: in one line what was answered, in another what was found.

    What was found is counted in the same way whether or not anything was read afterwards.
    """
    lines = []
    answered = tally(case.scores.outcome for case in cases if case.response.answered)
    if answered:
        right, asked = answered.pop("right", 0), sum(case.response.answered for case in cases)
        lines.append(f"Answers: {right:,} of {asked:,} questions right (the right quote first, or rightly silent)")
        lines += [f"  {count:,} {outcome}: {EXPLANATION[outcome]}" for outcome, count in answered.items()]
    ranked = [case.scores.sections.get("retrieval", {}).get("Success@1") for case in cases]
    found = [first for first in ranked if first is not None]
    if found:
        lines.append(
            f"Search: a relevant document first for {sum(found):,.0f} of {len(found):,} questions that have one"
        )
    return lines


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
        rows = [f"| {label} | {' | '.join(cells)} |" for label, cells in (("", table.columns), *table.rows)]
        parts += ["", f"## {table.title}", "", rows[0], "|---|" + "---:|" * len(table.columns), *rows[1:]]
    parts += ["", "## Settings", "", *(f"- {line}" for line in settings(summary))]
    parts += ["", "## What went wrong", "", *(f"- {line.strip()}" for line in conclusions(cases))]
    for case in failures(cases)[:FAILURES]:
        parts += ["", f"### {_plain(case.query.text)}", "", *(f"- {_plain(line)}" for line in details(case))]
    return "\n".join(parts)


def settings(summary: Summary) -> list[str]:
    """Return what the figures depend on, a line each."""
    return [f"{name}: {value}" for name, value in sorted(section(summary, "settings").items())]


def failures(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that failed, the most confident first: those are the ones that mislead."""
    wrong = (case for case in cases if failed(case.scores.outcome))
    return sorted(wrong, key=lambda case: (-case.confidence, case.query.id))


def details(case: Case) -> list[str]:
    """Return what happened with one question, line by line: outcome, what was quoted, what would have been right."""
    query, response, outcome = case.query, case.response, case.scores.outcome
    confidence = f" (confidence {response.confidence:.2f})" if response.confidence is not None else ""
    lines = [f"{query.id}: {outcome}{confidence}: {EXPLANATION[outcome]}", *case.scores.faults]
    quoted = response.citations or (response.forced_citations or ())[:1]
    said = "quoted" if response.citations else "would have quoted"
    lines += [f"{said} {citation.document_id}: “{citation.quote}”" for citation in quoted]
    lines += [f"right: {item.document_id}: “{item.text}”" for item in query.gold[:3]]
    if not query.gold and query.relevant:
        lines.append(f"relevant: {', '.join(sorted(query.relevant)[:3])}; ranked {', '.join(response.ranking[:3])}")
    return lines


def one_line(text: str, most: int = 300) -> str:
    """Return the text on one line, cut after ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + " …"


def _plain(text: str) -> str:
    """Return the text on one line, cut, and with nothing that Markdown would act on."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in one_line(text))
