"""`qa doctor`: check what can be checked, and say what to do about each finding; or show how one document was read."""

import argparse
import sys
from dataclasses import asdict

from index.errors import IndexingError, StoreError
from index.library import Index
from index.parsers import PARSERS_VERSION
from qa.answering.correction import Correction
from qa.commands.document import entry_text, find, view_of, view_text
from qa.commands.progress import warnings_of
from qa.commands.terminal import json_text, visible
from qa.queueing import given_up
from qa.schemas.documents import DocumentOut, DocumentViewOut
from qa.service.corrections import CorrectionError
from qa.settings import Settings
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--document", metavar="ID", help="show a document, by id or source: its blocks, and why what is left out is"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print findings and warnings; exit with 1 where there are findings.

    A warning says what of a document could not be read: worth a look, and no fault of model, sources or index.
    """
    app = Application.of(settings)
    if args.document is not None:
        return _show(app.open_index(), args.document, as_json=args.json)
    findings = [*_model(app), *_sources(app)]
    index = _opened(app, findings)
    findings += _queue(app)
    fitted = _correction(app, findings)
    warnings = [] if index is None else [f"warning: {source}: {said}" for source, said in warnings_of(index.entries())]
    if fitted is not None and fitted.parsers != PARSERS_VERSION:
        warnings.append("warning: calibration: documents were read by other parsers then; run qa calibrate again")
    if args.json:
        calibration = asdict(fitted) if fitted else None
        print(json_text({"findings": findings, "warnings": warnings, "calibration": calibration}))
    else:
        said = [_calibrated(fitted)] if fitted else []
        print(visible("\n".join([*(findings or ["Model, sources and index are in order."]), *said, *warnings])))
        print(f"findings: {len(findings)}, warnings: {len(warnings)}", file=sys.stderr)
    return 1 if findings else 0


def _show(index: Index, name: str, *, as_json: bool) -> int:
    """Print one document, or why its file was skipped, which is a finding."""
    entry = find(index.entries(), name)
    view = view_of(index, entry)
    if as_json:
        shown = DocumentOut.model_validate(entry) if view is None else DocumentViewOut.model_validate(view)
        print(json_text(shown.model_dump(mode="json")))
    else:
        print(entry_text(entry) if view is None else view_text(view))
    return 1 if view is None else 0


def _model(app: Application) -> list[str]:
    try:
        app.embedder.embed_question("Is the encoder whole?")
    except IndexingError as error:
        return [f"model: {error}"]
    return []


def _sources(app: Application) -> list[str]:
    try:
        app.items()
    except IndexingError as error:
        return [f"sources: {error}"]
    return []


def _queue(app: Application) -> list[str]:
    try:
        return [
            f"queue: {source} was given up: {reason}; mend it and run: qa index --queue"
            for source, reason in given_up(app)
        ]
    except StoreError:
        return []  # said of the index already


def _correction(app: Application, findings: list[str]) -> Correction | None:
    """Return what `qa calibrate` fitted, and add to ``findings`` why it is not used."""
    try:
        return app.correction_in_force()
    except (CorrectionError, IndexingError) as error:
        findings.append(f"calibration: {error}")
        return None


def _calibrated(fitted: Correction) -> str:
    return f"Calibrated on {fitted.questions} questions of your own ({fitted.date})."


def _opened(app: Application, findings: list[str]) -> Index | None:
    """Open the index, and add to ``findings`` what is wrong with it."""
    try:
        index = app.open_index()
    except StoreError as error:
        findings.append(f"index: {error}")
        return None
    findings += [f"index: {finding}" for finding in index.verify()]
    findings += [
        f"uploads: {wanted}: file and index do not agree; run: qa index" for wanted in app.disagreeing(index.entries())
    ]
    findings += [f"skipped: {entry.source}: {entry.reason}" for entry in index.entries() if entry.status == "skipped"]
    return index
