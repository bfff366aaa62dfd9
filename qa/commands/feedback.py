"""`qa feedback`: what users said of answers, to read or to measure with."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.evaluation.feedback_cases import Cases, cases
from qa.settings import Settings, SettingsError
from qa.wiring import House

_STDOUT = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--export", metavar="FILE", help="write a gold.jsonl of the judged questions to FILE, or to stdout for -"
    )
    parser.add_argument("--json", action="store_true", help="print every judgement as one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print every judgement, or write the questions out."""
    judgements = House.of(settings).feedback.rows()
    if args.export is not None:
        found = cases(judgements)
        _write(args.export, found)
        print(_told(found, args.export), file=sys.stderr)
    elif args.json:
        print(json.dumps({"feedback": judgements}, ensure_ascii=False))
    else:
        print("\n".join(map(_line, judgements)) or "Nobody has judged an answer yet.")
    return 0


def _write(target: str, found: Cases) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found.rows)
    if target == _STDOUT:
        sys.stdout.write(text)
        return
    try:
        with Path(target).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise SettingsError(f"{target} exists, and somebody may have filled it in; name another file") from None
    except OSError as error:
        raise SettingsError(f"{target} cannot be written ({error.strerror})") from error


def _told(found: Cases, target: str) -> str:
    lines = [f"questions to {target}: {len(found.rows)}"]
    if found.to_fill_in:
        lines.append(f'{found.to_fill_in} of them still need "doc" and "quote": what would have been right')
    if found.left_out:
        lines.append(f"{found.left_out} judgements left out: their answers were no longer remembered when they came")
    return "; ".join(lines)


def _line(judgement: Mapping[str, Any]) -> str:
    note = f" ({judgement['note']})" if judgement.get("note") else ""
    return f"{judgement.get('time')}  {judgement['kind']:<14}  {judgement.get('question') or 'unknown question'}{note}"
