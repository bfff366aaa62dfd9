"""A run written into a folder: what `--out` leaves behind."""

import importlib
import json
from collections.abc import Iterable
from pathlib import Path

from qa.evaluation.errors import RunError
from qa.evaluation.report.exports import exports
from qa.evaluation.report.pictures import pictures
from qa.evaluation.report.svg import standalone
from qa.evaluation.report.text import markdown_report
from qa.evaluation.responses import row_lines
from qa.evaluation.runs import SCORES, SUMMARY, Run, score_lines
from qa.evaluation.sets import EvaluationSet


def write_run(folder: Path, run: Run, data: EvaluationSet) -> None:
    """Write summary, rows, scores, reports and exports into ``folder``, replacing those of an earlier run.

    The summary goes first and comes last: without it a folder is no run, so that none is read half written.

    Raises:
        RunError: the folder cannot be written.
    """
    html = importlib.import_module("qa.evaluation.report.html")  # its template engine takes .1 s to load
    files: dict[str, Iterable[str]] = {
        "rows.jsonl": row_lines(case.response for case in run.cases),
        SCORES: score_lines(run.cases),
        "report.md": [markdown_report(run.summary, run.cases)],
        "report.html": [html.html_report(run.summary, run.cases)],
        **{f"pictures/{name}.svg": [standalone(svg)] for name, svg in pictures(run.summary, run.cases).items()},
        **exports(data.name, run.cases, data.documents),
        SUMMARY: [json.dumps(run.summary, indent=1)],
    }
    try:
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        (folder / SUMMARY).unlink(missing_ok=True)
        for name, lines in files.items():
            with (folder / name).open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise RunError(f"{folder}: the run cannot be written: {error}") from error
