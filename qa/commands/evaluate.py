"""`qa evaluate`: the command itself is `qa.evaluation.command`; here it gets its parts."""

import argparse

from qa.evaluation import command
from qa.evaluation.command import add_arguments as add_arguments
from qa.settings import Settings
from qa.wiring import House


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Measure, compare or hold a gate."""
    return command.run(args, House.of(settings).workshop())
