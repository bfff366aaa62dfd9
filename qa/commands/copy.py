"""`qa copy`: the index, uploads and feedback from the data folder into a database, or back."""

import argparse
import sys
from contextlib import ExitStack, suppress

from index.records import LedgerEntry
from index.sources import SourceItem
from qa.commands.progress import progress_bar
from qa.service.moving import copy_index
from qa.settings import Settings, SettingsError, with_store
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="URL", help="postgresql:// address of a database without an index")
    where.add_argument("--from", metavar="URL", dest="source", help="such an address, to copy into an empty QA_DATA")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Copy; nothing is embedded anew. What is copied from stays as it is."""
    if settings.store is not None:
        raise SettingsError("unset QA_STORE to copy: one side is the folder QA_DATA, the other the address you name")
    folder, database = Application.of(settings), Application.of(with_store(settings, args.to or args.source))
    source, target = (folder, database) if args.to else (database, folder)
    files = {item.document_id: item for item in source.originals()}
    with progress_bar() as show, ExitStack() as kept:

        def keep(entry: LedgerEntry) -> None:
            item = files.get(entry.id)
            data = None if item is None else _data(item)
            if item is None or data is None:
                return
            if target.database is not None:
                target.database.files.noted[entry.id] = data
            elif entry.is_uploaded:
                kept.enter_context(target.uploads.keeping(item))

        generation = copy_index(source.store, target.store, source.embedder, keep, show)
    for line in source.feedback_lines.all():
        if line:
            target.feedback_lines.append(line)
    print(f"copied; generation {generation}", file=sys.stdout)
    return 0


def _data(item: SourceItem) -> bytes | None:
    with suppress(OSError):
        return item.read()
    return None
