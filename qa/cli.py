"""The terminal: each command is a function from parsed arguments to an exit code.

0 answered or done; 3 not in the sources; 2 wrong usage or our own error, in one line; 1 a gate that failed.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from index.errors import IndexingError
from qa import __version__
from qa.answering.ports import AnsweringError
from qa.commands.terminal import visible
from qa.settings import SettingsError, read_settings


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its module has add_arguments(parser) and run(args, settings), and is loaded when it is asked for."""

    module: str
    purpose: str
    exits: str = ""  # what its exit codes mean, beside those of every command


COMMANDS: Final[Mapping[str, Command]] = {
    "serve": Command("qa.commands.serve", "answer over HTTP and show the chat page"),
    "ask": Command("qa.commands.ask", "answer one question", "3 not in the sources"),
    "search": Command(
        "qa.commands.search", "find the passages nearest to a query, without reading them", "3 nothing was found"
    ),
    "mcp": Command("qa.commands.mcp", "serve the documents as tools to an MCP client, over stdin and stdout"),
    "index": Command(
        "qa.commands.index", "bring the index in line with the documents", "1 with --strict where a file was skipped"
    ),
    "worker": Command("qa.commands.worker", "index documents from the queue in the database, beside other workers"),
    "evaluate": Command(
        "qa.commands.evaluate",
        "measure retrieval, quotes and abstention on a set of questions",
        "1 where a figure fell below the baseline",
    ),
    "calibrate": Command(
        "qa.commands.calibrate",
        "fit the confidence to your own questions",
        "1 where nothing was kept: too few questions, or no better than as shipped",
    ),
    "check": Command(
        "qa.commands.check",
        "check the grounding of answers from any system",
        "1 with --strict where an answer is not grounded",
    ),
    "feedback": Command(
        "qa.commands.feedback", "show what users said of answers, or write it out as evaluation questions"
    ),
    "copy": Command("qa.commands.copy", "copy the index into a database, or back into a folder"),
    "backup": Command("qa.commands.backup", "back up the index, uploads and feedback into one file"),
    "restore": Command("qa.commands.restore", "make the data folder of a backup"),
    "doctor": Command(
        "qa.commands.doctor", "check model, index and settings, or show how a document was read", "1 with findings"
    ),
    "config": Command("qa.commands.config", "show the settings in force, secrets masked"),
}
_EXITS = "0 done, 2 wrong usage or our own error (one line says which)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Nothing is fetched and nothing reported while running; must stand before any library reads it.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="qa", description="Answers from your own documents, in their own words, with the place of every word."
    )
    parser.add_argument("--version", action="version", version=f"qa {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    module: ModuleType | None = None
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name,
            help=command.purpose,
            description=f"{command.purpose[0].upper()}{command.purpose[1:]}.",
            epilog=f"Exit codes: {', '.join(filter(None, (_EXITS, command.exits)))}.",
        )
        if name == chosen:
            module = importlib.import_module(command.module)
            module.add_arguments(subparser)
    args = parser.parse_args(words)
    if module is None:  # no command at all: one that is unknown is refused by the parser
        parser.print_help(sys.stderr)
        return 2
    return _run(module, args)


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        code: int = module.run(args, read_settings())
    except (SettingsError, IndexingError, AnsweringError) as error:
        print(f"qa: {visible(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("qa: interrupted; what was written is kept, the same command goes on from there", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has gone
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
