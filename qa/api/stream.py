"""An answer as server-sent events: `sources`, then `delta` and `citation` as they come, then `final`.

The deltas joined are the answer's text; `final` carries the same Answer that a plain request gets.
"""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi.responses import Response, StreamingResponse

from qa.answering.ports import AnsweringError
from qa.answering.records import Answer
from qa.api.problems import detail_of, kind_of, problem_body
from qa.wire.outgoing import AnswerOut

logger = logging.getLogger(__name__)

HEARTBEAT = ": still working\n\n"
_MARKER = re.compile(r"\[(\d+)\]")


async def streamed(work: asyncio.Task[Answer], instance: str, *, patience: float, heartbeat: float) -> Response:
    """Return the stream of one answer that is being made.

    What fails within ``patience`` seconds fails with its own status; later only an `error` event can say so.

    Raises:
        AnsweringError: the question failed at once.
    """
    try:
        await asyncio.wait({work}, timeout=patience)
        if work.done():
            work.result()
    except asyncio.CancelledError:
        work.cancel()
        raise
    return StreamingResponse(
        _events(work, instance, heartbeat), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _events(work: asyncio.Task[Answer], instance: str, heartbeat: float) -> AsyncIterator[str]:
    try:
        while not work.done():
            yield HEARTBEAT
            await asyncio.wait({work}, timeout=heartbeat)
        for name, data in _told(work, instance):
            yield event(name, data)
    finally:
        work.cancel()  # the client may have left; a question that still waits for its turn need not be answered


def _told(work: asyncio.Task[Answer], instance: str) -> Iterator[tuple[str, dict[str, Any]]]:
    error = work.exception()
    if isinstance(error, Exception):
        if not isinstance(error, AnsweringError):
            logger.error("an answer failed after its stream had begun", exc_info=error)
        yield "error", problem_body(kind_of(error), detail_of(error), instance)
        return
    whole = AnswerOut.of(work.result()).model_dump(mode="json")
    citations = {citation["number"]: citation for citation in whole["citations"]}
    yield "sources", {"passages": whole["passages"]}
    for piece in pieces(whole["answer"]):
        yield "delta", {"text": piece}
        for number in _MARKER.findall(piece):
            if citation := citations.pop(int(number), None):
                yield "citation", {"citation": citation}
    for citation in citations.values():  # a citation whose marker is not in the text is still told
        yield "citation", {"citation": citation}
    yield "final", whole


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` after each marker; joined, the pieces are the text again."""
    place = 0
    for marker in _MARKER.finditer(text):
        yield text[place : marker.end()]
        place = marker.end()
    if place < len(text):
        yield text[place:]


def event(name: str, data: dict[str, Any]) -> str:
    """Write one event. ASCII only: some clients split lines at U+2028 and its like, which JSON leaves as they are."""
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
