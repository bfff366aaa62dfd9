"""An answer as server-sent events: `sources`, then `delta` and `citation` as they come, then `final`.

The deltas joined are the answer's text; `final` carries the same Answer that a plain request gets. Another `Script`
tells it in other events (`openai_routes.py`); waiting, heartbeats and clients that leave are the same for all.
"""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response, StreamingResponse

from qa.answering.ports import AnsweringError
from qa.answering.records import Answer
from qa.api.problems import detail_of, kind_of, told
from qa.schemas.responses import AnswerOut

logger = logging.getLogger(__name__)

HEARTBEAT = ": still working\n\n"
MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Script:
    """How a stream is written: the whole answer, or what a client is told of the failure that came instead."""

    answered: Callable[[Answer], Iterator[str]]
    failed: Callable[[dict[str, Any]], Iterator[str]]


async def streamed(
    work: asyncio.Task[Answer], instance: str, *, patience: float, heartbeat: float, script: Script | None = None
) -> Response:
    """Return the stream of one answer that is being made.

    What fails within ``patience`` seconds fails with its own status; later only an event can say so.

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
        _events(work, instance, heartbeat, script or Script(_answered, _failed)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _events(work: asyncio.Task[Answer], instance: str, heartbeat: float, script: Script) -> AsyncIterator[str]:
    try:
        while not work.done():
            yield HEARTBEAT
            await asyncio.wait({work}, timeout=heartbeat)
        for written in _written(work, instance, script):
            yield written
    finally:
        work.cancel()  # the client may have left; a question that still waits for its turn need not be answered


def _written(work: asyncio.Task[Answer], instance: str, script: Script) -> Iterator[str]:
    error = work.exception()
    if isinstance(error, Exception):
        if not isinstance(error, AnsweringError):
            logger.error("an answer failed after its stream had begun", exc_info=error)
        return script.failed(told(kind_of(error), detail_of(error), instance).body)
    return script.answered(work.result())


def _failed(problem: dict[str, Any]) -> Iterator[str]:
    yield event("error", problem)


def _answered(answer: Answer) -> Iterator[str]:
    whole = AnswerOut.of(answer).model_dump(mode="json")
    citations = {citation["number"]: citation for citation in whole["citations"]}
    yield event("sources", {"passages": whole["passages"]})
    for piece in pieces(whole["answer"]):
        yield event("delta", {"text": piece})
        for number in MARKER.findall(piece):
            if citation := citations.pop(int(number), None):
                yield event("citation", {"citation": citation})
    for citation in citations.values():  # a citation whose marker is not in the text is still told
        yield event("citation", {"citation": citation})
    yield event("final", whole)


def pieces(text: str) -> Iterator[str]:
    """Cut ``text`` after each marker; joined, the pieces are the text again."""
    place = 0
    for marker in MARKER.finditer(text):
        yield text[place : marker.end()]
        place = marker.end()
    if place < len(text):
        yield text[place:]


def event(name: str, data: dict[str, Any]) -> str:
    """Write one event with a name."""
    return f"event: {name}\n{nameless(data)}"


def nameless(data: dict[str, Any]) -> str:
    """Write one event. ASCII only: some clients split lines at U+2028 and its like, which JSON leaves as they are."""
    return f"data: {json.dumps(data, separators=(',', ':'))}\n\n"
