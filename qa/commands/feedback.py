"""`qa feedback`: the feedback of users on answers, to read or as evaluation questions."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.commands.terminal import json_text, visible
from qa.evaluation.feedback import GoldFromFeedback, gold_from_feedback
from qa.settings import Settings, SettingsError
from qa.wiring import Application

_STDOUT = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--export", metavar="FILE", help="write a gold.jsonl of these questions to FILE, or to stdout for -"
    )
    parser.add_argument("--json", action="store_true", help="print all feedback as one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print all feedback, or write the questions out."""
    feedback = Application.of(settings).feedback.rows()
    if args.export is not None:
        found = gold_from_feedback(feedback)
        _write(args.export, found)
        print(_summary(found, args.export), file=sys.stderr)
    elif args.json:
        print(json_text({"feedback": feedback}))
    else:
        print(visible("\n".join(map(_line, feedback))) or "There is no feedback yet.")
    return 0


def _write(target: str, found: GoldFromFeedback) -> None:
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


def _summary(found: GoldFromFeedback, target: str) -> str:
    lines = [f"questions to {target}: {len(found.rows)}"]
    if found.to_fill_in:
        lines.append(f'{found.to_fill_in} of them still need "doc" and "quote": where the answer stands')
    if found.left_out:
        lines.append(f"{found.left_out} left out: their answers were no longer remembered when the feedback came")
    return "; ".join(lines)


def _line(given: Mapping[str, Any]) -> str:
    note = f" ({given['note']})" if given.get("note") else ""
    return f"{given.get('time')}  {given['kind']:<14}  {given.get('question') or 'unknown question'}{note}"
