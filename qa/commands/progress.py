"""Progress and reports of indexing."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from index.progress import Progress, Step
from index.records import LedgerEntry
from index.sync_report import SyncReport
from qa.commands.terminal import one_line, visible

_WIDTH = 40  # characters of a file name
_OFTEN, _SELDOM = 0.1, 5.0  # seconds between two states of the bar: on a terminal, and in a log
_FORMAT = "{desc}: {percentage:3.0f}%|{bar}| {remaining} left{postfix}"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a callback that draws one bar on stderr; it appears with the first item."""
    bar: tqdm[None] | None = None
    began = time.monotonic()

    def show(step: Step) -> None:
        nonlocal bar
        if bar is None:
            often = _OFTEN if sys.stderr.isatty() else _SELDOM
            bar = tqdm(
                total=1.0,
                desc="Indexing",
                bar_format=_FORMAT,
                smoothing=0,
                mininterval=often,
                miniters=0,
                file=sys.stderr,
                dynamic_ncols=True,
            )
        bar.set_postfix_str(_facts(step, time.monotonic() - began), refresh=False)
        bar.update(step.share - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()


def _facts(step: Step, seconds: float) -> str:
    rate = f"{step.tokens / seconds:,.0f} tokens/s, " if step.tokens and seconds else ""
    return f"{step.done}/{step.documents} documents, {rate}{one_line(step.what[-_WIDTH:], _WIDTH)}"


def warnings_of(entries: Iterable[LedgerEntry]) -> list[tuple[str, str]]:
    """Return (source, warning) for each part of a document that could not be read."""
    return [(entry.source, warning) for entry in entries for warning in entry.warnings]


def sync_text(report: SyncReport, warnings: Iterable[tuple[str, str]]) -> str:
    """Return what a sync did, for people: one line, then one for each skipped file and each warning."""
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
    skipped = [f"  skipped {source}: {reason}" for source, reason in report.skipped]
    return visible("\n".join([first, *skipped, *(f"  warning {source}: {warning}" for source, warning in warnings)]))
