"""An answer as server-sent events: `sources`, then `delta` and `citation` in turn, then `final`.

The deltas joined are the answer's text; `final` carries the same Answer that a plain request gets. Other surfaces
write other events (`openai/routes.py`); waiting, heartbeats and clients that leave are the same for all.

FastAPI writes the events. sse-starlette would also send heartbeats, but it ends every stream half a second after the
server was told to stop, while answers under way have seconds to finish, and it sends no heartbeat at once.
"""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.sse import EventSourceResponse, format_sse_event

from qa.answering.records import Answer
from qa.api.problems import INTERNAL, detail_of, error_document, kind_of
from qa.api.settings import ApiSettings
from qa.schemas.responses import AnswerOut

logger = logging.getLogger(__name__)

HEARTBEAT = format_sse_event(comment="still working")
MARKER = re.compile(r"\[(\d+)\]")


def event(name: str | None, data: dict[str, Any]) -> bytes:
    """Write one event. ASCII only: some clients split lines at U+2028 and its like, which JSON leaves as they are."""
    return format_sse_event(event=name, data_str=json.dumps(data, separators=(",", ":")))


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` after each marker; joined, the pieces are the text again."""
    start = 0
    for marker in MARKER.finditer(text):
        yield text[start : marker.end()]
        start = marker.end()
    if start < len(text):
        yield text[start:]


def answer_events(answer: Answer) -> Iterator[bytes]:
    """Write the events of an answer as `POST /api/ask` has them."""
    whole = AnswerOut.model_validate(answer).model_dump(mode="json")
    citations = {citation["number"]: citation for citation in whole["citations"]}
    yield event("sources", {"passages": whole["passages"]})
    for piece in pieces(whole["answer"]):
        yield event("delta", {"text": piece})
        for number in MARKER.findall(piece):
            if citation := citations.pop(int(number), None):
                yield event("citation", {"citation": citation})
    for citation in citations.values():  # a citation whose marker is not in the text is sent all the same
        yield event("citation", {"citation": citation})
    yield event("final", whole)


@dataclass(frozen=True, slots=True)
class EventFormat:
    """How a stream is written."""

    answer: Callable[[Answer], Iterator[bytes]] = answer_events
    error_name: str | None = "error"  # of the event that an error is sent in


async def streamed(
    work: asyncio.Task[Answer], instance: str, settings: ApiSettings, event_format: EventFormat | None = None
) -> EventSourceResponse:
    """Return the stream of one answer that is being made; see `begun`."""
    return await begun(work, _events(work, instance, settings.heartbeat, event_format or EventFormat()), settings)


async def begun(work: asyncio.Task[Any], events: AsyncIterator[bytes], settings: ApiSettings) -> EventSourceResponse:
    """Return the stream of ``events`` about work that has been begun.

    What fails within ``settings.patience`` seconds fails with its own status; later only an event can say so.

    Raises:
        AnsweringError: the work failed at once.
    """
    try:
        await asyncio.wait({work}, timeout=settings.patience)
        if work.done():
            work.result()
    except asyncio.CancelledError:
        work.cancel()
        raise
    return EventSourceResponse(events, headers={"x-accel-buffering": "no"})


async def _events(
    work: asyncio.Task[Answer], instance: str, heartbeat: float, event_format: EventFormat
) -> AsyncIterator[bytes]:
    try:
        while not work.done():
            yield HEARTBEAT
            await asyncio.wait({work}, timeout=heartbeat)
        error = work.exception()
        if isinstance(error, Exception):
            yield event(event_format.error_name, failure(error, instance))
        else:
            for written in event_format.answer(work.result()):
                yield written
    finally:
        work.cancel()  # the client may have left; a question that still waits for its turn need not be answered


def failure(error: Exception, instance: str) -> dict[str, Any]:
    """Return what is sent where work failed after its stream had begun; what nobody foresaw is logged."""
    if kind_of(error) is INTERNAL:
        logger.error("%s failed after its stream had begun", instance, exc_info=error)
    _, document = error_document(kind_of(error), detail_of(error), instance)
    return document.model_dump(mode="json")
