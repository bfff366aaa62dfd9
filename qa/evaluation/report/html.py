"""One HTML file that opens anywhere: tables, charts drawn in it, failing questions with their quotes. No script."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import tostring

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from qa.evaluation.report.pictures import pictures
from qa.evaluation.report.svg import STYLE
from qa.evaluation.report.tables import heading, notes, tables
from qa.evaluation.report.text import FAILURES, conclusions, details, failures, settings
from qa.evaluation.summary import Case, Summary

# What documents and questions hold is text in the page, never markup.
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def html_report(summary: Summary, cases: Sequence[Case]) -> str:
    """Return the page."""
    wrong = failures(cases)
    return _TEMPLATES.get_template("report.html.jinja").render(
        title=heading(summary),
        chart_style=STYLE,
        notes=notes(summary),
        tables=tables(summary),
        pictures=[tostring(svg, encoding="unicode") for svg in pictures(summary, cases).values()],
        conclusions=conclusions(cases),
        failures=[(case.query.text, details(case)) for case in wrong[:FAILURES]],
        more=max(0, len(wrong) - FAILURES),
        settings=settings(summary),
    )
