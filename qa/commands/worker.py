"""`qa worker`: index documents from the queue in the database, beside other workers."""

import argparse
import signal
from types import FrameType

from qa.commands.logs import log_to_stderr
from qa.commands.terminal import visible
from qa.queueing import open_worker
from qa.settings import Settings
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--once", action="store_true", help="end when no document waits any more")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Work until stopped; on SIGTERM or Ctrl-C the document at work is finished first."""
    worker = open_worker(Application.of(settings))
    log_to_stderr()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    finished = worker.run(once=args.once, done=lambda source: print(visible(source), flush=True))
    print(f"{finished} documents finished", flush=True)
    return 0
