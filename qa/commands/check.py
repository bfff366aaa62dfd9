"""`qa check`: the command itself is `qa.evaluation.check_command`; here it gets its scorer."""

import argparse

from qa.evaluation import check_command
from qa.evaluation.check_command import add_arguments as add_arguments
from qa.grounding.support import LexicalSupport
from qa.settings import Settings


def run(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 - every command has the same form
    """Check the answers of a file."""
    return check_command.run(args, LexicalSupport())
