"""`qa check`: are answers, from any system, grounded in their sources? 0 done; 1 with --strict where one is not."""

import argparse
import sys
from pathlib import Path

from qa.commands.terminal import json_text, visible
from qa.evaluation.answers import check_answers, read_answers
from qa.evaluation.errors import EvaluationError
from qa.evaluation.report.grounding import grounding_object, grounding_text
from qa.grounding.check import SupportScorer
from qa.grounding.support import LexicalSupport
from qa.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON lines: an answer, its sources, quotes if any")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--strict", action="store_true", help="exit 1 where an answer is not grounded")


def run(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command has the same form
    """Check the answers of a file."""
    return check_file(args, LexicalSupport())


def check_file(args: argparse.Namespace, scorer: SupportScorer) -> int:
    """Check every answer of the file; what goes wrong on purpose is one line on stderr."""
    try:
        checked = check_answers(read_answers(args.file), scorer)
    except EvaluationError as error:
        print(f"qa check: {visible(str(error))}", file=sys.stderr)
        return 2
    if args.json:
        print(json_text(grounding_object(checked)))
    else:
        print(visible(grounding_text(checked)), end="")
    return 1 if args.strict and not all(item.found.grounded for item in checked) else 0
