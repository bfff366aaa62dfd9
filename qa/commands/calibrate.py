"""`qa calibrate`: fit the confidence to one's own questions. 0 kept or removed; 1 nothing kept; 2 our error."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import get_args

from index.errors import IndexingError
from index.parsers import PARSERS_VERSION
from qa.answering.confidence import Strictness
from qa.answering.correction import Correction
from qa.commands.terminal import visible
from qa.evaluation.calibrating import Calibrated, calibrate
from qa.evaluation.components import Components
from qa.evaluation.correcting import LEAST, Gain
from qa.evaluation.errors import EvaluationError, SetError, TooFewQuestionsError
from qa.evaluation.loading import load
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.summary import rounded
from qa.service.corrections import CorrectionFile
from qa.settings import Settings
from qa.wiring import Application

_USED = "used by every command, and by a running server once it is restarted; qa calibrate --reset removes it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        metavar="GOLD",
        help=f"{LEAST} or more questions, in a form that qa evaluate reads",
    )
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--index", action="store_true", help="ask the index of QA_DATA, which GOLD is about (default)")
    place.add_argument("--documents", type=Path, metavar="DIR", help="ask an index of these documents, made aside")
    parser.add_argument("--force", action="store_true", help="keep what was fitted though it is no better")
    parser.add_argument("--reset", action="store_true", help="remove what was fitted: answer as shipped again")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Fit and keep, or remove."""
    app = Application.of(settings)
    return carry_out(args, app.components(corrected=False), app.correction)


def carry_out(args: argparse.Namespace, components: Components, kept: CorrectionFile) -> int:
    """Carry out the command; what goes wrong on purpose is one line on stderr."""
    try:
        if args.reset:
            return _reset(args, kept)
        if args.path is None:
            raise SetError(f"name a file with {LEAST} or more questions, or --reset")
        return _calibrate(args, components, kept)
    except TooFewQuestionsError as error:
        print(f"qa calibrate: {visible(str(error))}; nothing was kept", file=sys.stderr)
        return 1
    except (EvaluationError, IndexingError) as error:
        print(f"qa calibrate: {visible(str(error))}", file=sys.stderr)
        return 2


def _reset(args: argparse.Namespace, kept: CorrectionFile) -> int:
    removed = kept.remove()
    if args.json:
        print(json.dumps({"removed": removed}))
    else:
        print(
            "Removed: answers are given as shipped." if removed else "Nothing was kept: answers are given as shipped."
        )
    return 0


def _calibrate(args: argparse.Namespace, components: Components, kept: CorrectionFile) -> int:
    data = _load(args, components)
    found = calibrate(data, components, own_index=args.documents is None)
    correction = _correction(found)
    keep = found.gain.objection is None or args.force
    if keep:
        kept.write(correction)
    if args.json:
        said = {**asdict(found.gain), "objection": found.gain.objection, "kept": keep, "fitted": asdict(correction)}
        print(json.dumps(rounded(said)))
    else:
        print("\n".join(_lines(found.gain, correction, kept=keep)))
    return 0 if keep else 1


def _load(args: argparse.Namespace, components: Components) -> EvaluationSet:
    if args.documents:
        return load(args.path, lambda _: components.read_documents(args.documents))
    indexed = components.indexed_documents()
    data = load(args.path, lambda _: indexed)
    if not data.documents.keys() <= {document.id for document in indexed}:
        raise SetError(f"{args.path} brings documents of its own; name a gold file about the index, or --documents")
    return data


def _correction(found: Calibrated) -> Correction:
    return Correction(
        reader=found.reader.reader.name,
        calibration=found.reader.calibration.fingerprint,
        parsers=PARSERS_VERSION,
        date=date.today().isoformat(),
        questions=found.gain.questions,
        slope=found.fit.slope,
        intercept=found.fit.intercept,
        thresholds=found.fit.thresholds,
        sure=found.fit.sure,
    )


def _lines(found: Gain, correction: Correction, *, kept: bool) -> Iterator[str]:
    yield (
        f"{found.questions} questions, {found.answerable} of them answered by the documents, "
        f"{found.right} rightly by the first citation."
    )
    yield "On questions that it was not fitted to (cross-validated), before and after:"
    for name in get_args(Strictness):
        yield (
            f"  {name:<9} right answers lost {_shares(found.before.right_lost[name], found.after.right_lost[name])}, "
            f"refused of the unanswerable {_shares(found.before.refused[name], found.after.refused[name])}, "
            f"questions that go well {found.before.well[name]} -> {found.after.well[name]}"
        )
    yield f"  calibration error {found.before.calibration_error:.3f} -> {found.after.calibration_error:.3f}"
    yield f"  log loss {found.before.log_loss:.3f} -> {found.after.log_loss:.3f}"
    yield (
        f"Fitted: log odds times {correction.slope:.2f} plus {correction.intercept:.2f}; answered from "
        f"{correction.thresholds.of(found.strictness):.2f} ({found.strictness}), sure from {correction.sure:.2f}."
    )
    yield from (f"warning: {warning}" for warning in found.warnings)
    if found.objection:
        yield f"No better than what is shipped: {found.objection}."
    yield f"Kept: {_USED}." if kept else "Nothing was kept; --force keeps it anyway."


def _shares(before: float | None, after: float | None) -> str:
    return "-" if before is None or after is None else f"{before:.0%} -> {after:.0%}"
