"""How a long-running command tells what happens, on stderr: JSON lines for machines, short lines for a terminal.

Parts log through the standard library and say what is worth knowing as fields (``extra``); only here is decided how it
looks. What a request is about (questions, documents) is never in a field, and an error's own words are written only
where they are ours or the system's: others' may repeat what they stumbled over.
"""

import logging
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from index.errors import IndexingError
from index.library import Progress
from qa.answering.ports import AnsweringError
from qa.commands.progress import progress_bar
from qa.settings import SettingsError

logger = logging.getLogger(__name__)

_SAFE_WORDS = (AnsweringError, IndexingError, SettingsError, OSError)
_PROGRESS_SECONDS = 5.0  # between two lines about indexing


def log_to_stderr(stream: TextIO | None = None) -> None:
    """Send everything that is logged to ``stream`` (stderr), replacing what was set up before."""
    stream = stream or sys.stderr
    own: list[Processor] = [
        structlog.contextvars.merge_contextvars,  # the request's id
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_cause,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=own,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(stream)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # libraries may speak up, and our own rooms tell what they do
    logging.getLogger("qa").setLevel(logging.INFO)


@contextmanager
def told_progress() -> Iterator[Progress]:
    """Yield a callback for the progress of indexing: a bar on a terminal, a line now and then in a log."""
    if sys.stderr.isatty():
        with progress_bar() as tell:
            yield tell
        return
    last = -_PROGRESS_SECONDS

    def log(done: int, total: int, what: str) -> None:  # noqa: ARG001 - names of files are nobody's business here
        nonlocal last
        if done == total or time.monotonic() - last >= _PROGRESS_SECONDS:
            last = time.monotonic()
            logger.info("indexing", extra={"done": done, "total": total})

    yield log


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        return structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _with_cause(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace ``exc_info`` by where the error was raised, and by its words where they are safe to write."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "which led to:"
    yield from ("".join(traceback.format_tb(error.__traceback__)).rstrip(),)
    words = f": {error}" if isinstance(error, _SAFE_WORDS) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{words}"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield "of which one is:"
            yield from _told(inner)
