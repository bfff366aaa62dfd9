"""Progress and reports of indexing, on stderr: stdout is for results."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from index.library import Progress, SyncReport

_WIDTH = 40  # characters of a file name


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a callback that draws one bar; it appears with the first item."""
    bar: tqdm[None] | None = None

    def tell(done: int, total: int, what: str) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=total, desc="Indexing", unit="doc", file=sys.stderr, dynamic_ncols=True)
        bar.set_postfix_str(what[-_WIDTH:], refresh=False)
        bar.update(done - bar.n)
        bar.refresh()

    try:
        yield tell
    finally:
        if bar is not None:
            bar.close()


def told(report: SyncReport) -> str:
    """Return what a sync did, for people: one line, then one per skipped file."""
    counts = [
        f"{len(report.added)} added",
        f"{len(report.changed)} changed",
        f"{len(report.removed)} removed",
        f"{report.unchanged} unchanged",
        f"{len(report.skipped)} skipped",
    ]
    first = (
        f"{', '.join(counts)}; {report.embedded} passages embedded, {report.reused} reused; "
        f"{report.seconds:.1f} s; generation {report.generation}"
    )
    return "\n".join([first, *(f"  skipped {source}: {reason}" for source, reason in report.skipped)])
