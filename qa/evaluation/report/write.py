"""A run written into a folder: what `--out` leaves behind."""

import importlib
import json
from pathlib import Path

from qa.evaluation.errors import RunError
from qa.evaluation.report.exports import write_exports
from qa.evaluation.report.pictures import pictures
from qa.evaluation.report.svg import standalone
from qa.evaluation.report.text import markdown_report
from qa.evaluation.responses import write_rows
from qa.evaluation.runs import SCORES, SUMMARY, Run, score_lines
from qa.evaluation.sets import EvaluationSet


def write_run(folder: Path, done: Run, data: EvaluationSet) -> None:
    """Write summary, rows, scores, reports and exports into ``folder``, replacing those of an earlier run.

    Raises:
        RunError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_rows(folder / "rows.jsonl", (case.response for case in done.cases))
        lines = (f"{line}\n" for line in score_lines(done.cases))
        (folder / SCORES).write_text("".join(lines), encoding="utf-8")
        (folder / "report.md").write_text(markdown_report(done.summary, done.cases), encoding="utf-8")
        html = importlib.import_module("qa.evaluation.report.html")  # its template engine takes .1 s to load
        (folder / "report.html").write_text(html.html_report(done.summary, done.cases), encoding="utf-8")
        _write_pictures(folder / "pictures", done)
        write_exports(folder, data.name, done.cases, data.documents)
        (folder / SUMMARY).write_text(json.dumps(done.summary, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise RunError(f"{folder}: the run cannot be written: {fault}") from fault


def _write_pictures(folder: Path, done: Run) -> None:
    folder.mkdir(exist_ok=True)
    for name, svg in pictures(done.summary, done.cases).items():
        (folder / f"{name}.svg").write_text(standalone(svg), encoding="utf-8")
