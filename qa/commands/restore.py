"""`qa restore`: the data folder from a backup."""

import argparse
from pathlib import Path

from qa.commands.backup import FOR_DATABASES
from qa.service.backup import restore
from qa.settings import Settings, SettingsError
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="file that qa backup wrote")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Check every hash, then put the folder into its place, and open the index."""
    if settings.store is not None:
        raise SettingsError(FOR_DATABASES)
    count = restore(args.file, settings.data)
    generation = Application.of(settings).open_index().generation
    print(f"{count} files restored to {settings.data}; generation {generation}")
    return 0
