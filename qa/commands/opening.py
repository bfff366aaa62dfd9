"""The index that a command asks, made first where there is none."""

import sys

from index.library import Index
from qa.commands.progress import progress_bar, sync_text, warnings_of
from qa.wiring import Application


def opened_index(app: Application) -> Index:
    """Return the published index; where nothing is published, index first and say on stderr what was done."""
    with progress_bar() as show:
        report = app.ensure_index(show)
    index = app.open_index()
    if report is not None:
        print(sync_text(report, warnings_of(index.entries())), file=sys.stderr)
    return index
