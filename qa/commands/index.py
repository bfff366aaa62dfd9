"""`qa index`: bring the index in line with the documents."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from qa.commands.progress import progress_bar, sync_text, warnings_of
from qa.commands.terminal import json_text, visible
from qa.queueing import enqueue
from qa.settings import Settings, SettingsError
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="index these instead of QA_SOURCES")
    parser.add_argument("--rebuild", action="store_true", help="forget what was indexed and read everything again")
    parser.add_argument("--yes", action="store_true", help="remove documents even where most of them would go")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a file was skipped")
    parser.add_argument("--queue", action="store_true", help="leave the reading to qa worker; needs a database")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Sync and report."""
    app = Application.of(settings)
    if args.queue:
        return _queue(app, args)
    with progress_bar() as show:
        report = app.sync(args.paths, show, rebuild=args.rebuild, removal=args.yes)
    warnings = warnings_of(app.open_index().entries())
    if args.json:
        print(json_text({**asdict(report), "warnings": warnings}))
    print(sync_text(report, warnings), file=sys.stderr if args.json else sys.stdout)
    return 1 if args.strict and report.skipped else 0


def _queue(app: Application, args: argparse.Namespace) -> int:
    """Hand the documents to the workers."""
    if args.rebuild:
        raise SettingsError("--queue cannot rebuild; run qa index --rebuild, or leave --rebuild out")
    queued = enqueue(app, args.paths, removal=args.yes)
    if args.json:
        print(json_text(asdict(queued)))
    said = [f"{queued.waiting} queued, {queued.unchanged} unchanged, {queued.removed} removed"]
    said += [f"  cannot be read {source}: {reason}" for source, reason in queued.unreadable]
    print(visible("\n".join(said)), file=sys.stderr if args.json else sys.stdout)
    return 1 if args.strict and queued.unreadable else 0
