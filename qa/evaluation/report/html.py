"""One HTML file that opens anywhere: tables, pictures drawn in it, failing questions with their quotes. No script."""

from collections.abc import Iterable, Sequence
from html import escape

from qa.evaluation.outcomes import EXPLANATION, tally
from qa.evaluation.report.pictures import pictures
from qa.evaluation.report.svg import COLOURS, DRAWING
from qa.evaluation.report.tables import Table, heading, notes, tables
from qa.evaluation.report.text import FAILURES, details, failures
from qa.evaluation.summary import Case, Summary

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; display: block; overflow-x: auto }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem }
svg { width: 100%; height: auto } .soft { color: var(--soft) }
details { border-top: 1px solid var(--line); padding: .4rem 0 }
li { overflow-wrap: anywhere }
"""


def html_report(summary: Summary, cases: Sequence[Case]) -> str:
    """Return the page. Everything from documents and questions is text in it, never markup."""
    title = escape(heading(summary))
    wrong, counted = failures(cases), tally(case.scores.outcome for case in cases)
    body = [
        f"<h1>{title}</h1>",
        _list(notes(summary)),
        *(_table(table) for table in tables(summary)),
        f'<h2>Pictures</h2><div class="pictures">{"".join(map(_figure, pictures(summary, cases).values()))}</div>',
        "<h2>What went wrong</h2>",
        _list(f"{count:,} {name}: {EXPLANATION[name]}" for name, count in counted.items()),
        *(_failure(case) for case in wrong[:FAILURES]),
        f'<p class="soft">{len(wrong) - FAILURES:,} more are in scores.jsonl.</p>' if len(wrong) > FAILURES else "",
        f"<h2>Settings</h2>{_list(_settings(summary))}",
    ]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{COLOURS}{_STYLE}{DRAWING}</style></head>\n<body>\n"
        + "\n".join(filter(None, body))
        + "\n</body></html>\n"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for label, cells in table.rows
    )
    return f"<h2>{escape(table.title)}</h2><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _figure(svg: str) -> str:
    return f"<div>{svg}</div>"


def _failure(case: Case) -> str:
    return f'<details><summary dir="auto">{escape(case.query.text)}</summary>{_list(details(case))}</details>'


def _settings(summary: Summary) -> list[str]:
    settings = summary.get("settings")
    return [f"{name}: {value}" for name, value in sorted(settings.items())] if isinstance(settings, dict) else []


def _list(lines: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines)
    return f"<ul>{items}</ul>" if items else ""
