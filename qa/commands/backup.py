"""`qa backup`: the data folder in one file, while a server runs."""

import argparse
from pathlib import Path

from qa.service.backup import back_up
from qa.settings import Settings, SettingsError
from qa.wiring import Application

FOR_DATABASES = "the index is in a database; use the server's own tools, as pg_dump or pg_basebackup (docs/scaling.md)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="new file to write")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file; nothing may be indexed meanwhile, and questions are answered as ever."""
    if settings.store is not None:
        raise SettingsError(FOR_DATABASES)
    app = Application.of(settings)
    if not app.has_index():
        raise SettingsError(f"there is no index in {settings.data} to back up; run: qa index")
    with app.store.writing(app.embedder.name, app.embedder.dim):
        count = back_up(settings.data, args.file)
    print(f"{count} files backed up to {args.file}")
    return 0
