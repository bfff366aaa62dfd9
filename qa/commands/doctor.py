"""`qa doctor`: check what can be checked, and say what to do about each finding."""

import argparse
import json
import sys

from index.errors import IndexingError, StoreError
from qa.settings import Settings
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print findings; exit with 1 where there are any."""
    app = Application.of(settings)
    findings = [*_model(app), *_sources(app), *_index(app)]
    if args.json:
        print(json.dumps({"findings": findings}, ensure_ascii=False))
    else:
        print("\n".join(findings) if findings else "Model, sources and index are in order.")
        print(f"{len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


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


def _index(app: Application) -> list[str]:
    try:
        index = app.open_index()
    except StoreError as error:
        return [f"index: {error}"]
    skipped = [f"skipped: {e.source}: {e.reason}" for e in index.entries() if e.status == "skipped"]
    return [f"index: {finding}" for finding in index.verify()] + skipped
