"""The log of a long-running command, on stderr: JSON lines for machines, short lines for a terminal.

Modules log through the standard library, with fields (``extra``); how that looks is decided here alone. What a request
is about (questions, documents) is never in a field, and an error's message is written only where it is ours or the
system's: others' may repeat the input that they failed at.
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
from index.progress import Progress, Step
from qa.answering.ports import AnsweringError
from qa.commands.progress import progress_bar
from qa.commands.terminal import visible
from qa.settings import SettingsError

logger = logging.getLogger(__name__)

_SAFE_MESSAGES = (AnsweringError, IndexingError, SettingsError, OSError)
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
    root.setLevel(logging.WARNING)  # of libraries, warnings; of our own modules, what they do
    logging.getLogger("qa").setLevel(logging.INFO)


@contextmanager
def log_progress() -> Iterator[Progress]:
    """Yield a callback for the progress of indexing: a bar on a terminal, a line every few seconds in a log."""
    if sys.stderr.isatty():
        with progress_bar() as show:
            yield show
        return
    last = -_PROGRESS_SECONDS

    def log(step: Step) -> None:  # without what is at work: the names of files are private
        nonlocal last
        if step.done == step.documents or time.monotonic() - last >= _PROGRESS_SECONDS:
            last = time.monotonic()
            facts = {"share": round(step.share, 3), "tokens": step.tokens}
            logger.info("indexing", extra={"done": step.done, "total": step.documents, **facts})

    yield log


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        console = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
        return lambda log, name, event: visible(str(console(log, name, event)))
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _with_cause(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace ``exc_info`` by where the error was raised, and by its message where that is safe to write."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_error_lines(error))
    return event


def _error_lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _error_lines(before)
        yield "which led to:"
    yield from ("".join(traceback.format_tb(error.__traceback__)).rstrip(),)
    message = f": {error}" if isinstance(error, _SAFE_MESSAGES) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{message}"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield "of which one is:"
            yield from _error_lines(inner)
