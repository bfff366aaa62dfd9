"""How tools reach the assistant: in worker threads, so that the event loop is never held up."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from qa.answering.ports import Assistant, Query, Question
from qa.answering.records import Answer, SearchResult

T = TypeVar("T")

_AT_ONCE = 2  # questions: CPU work, so no more than there are cores
_POLL_SECONDS = 0.05


class Queue(Protocol):
    """Where what several surfaces ask for waits for its turn: `qa.api.admission.Admission`."""

    async def ask(self, question: Question) -> Answer: ...
    async def search(self, query: Query) -> SearchResult: ...
    async def look_up(self, work: Callable[[Assistant], T]) -> T: ...


class Backend:
    """Asks the assistant, once it is ready."""

    def __init__(
        self,
        assistant: Assistant,
        queue: Queue | None = None,
        ready_timeout: float = 0.0,
    ) -> None:
        """Serve tools with ``assistant``.

        Args:
            assistant: who answers.
            queue: who puts everything to it, where what other surfaces ask for waits too.
            ready_timeout: seconds to wait for an assistant that is still loading before it is asked all the same; a
                client that has just started this process asks at once.
        """
        self._assistant = assistant
        self._queue = queue
        self._ready_timeout = ready_timeout
        self._limiter = CapacityLimiter(_AT_ONCE)

    async def ask(self, question: Question) -> Answer:
        """See `qa.answering.ports.Assistant.ask`."""
        await self._until_ready()
        if self._queue is not None:
            return await self._queue.ask(question)
        return await to_thread.run_sync(self._assistant.ask, question, limiter=self._limiter)

    async def search(self, query: Query) -> SearchResult:
        """See `qa.answering.ports.Assistant.search`."""
        await self._until_ready()
        if self._queue is not None:
            return await self._queue.search(query)
        return await to_thread.run_sync(self._assistant.search, query, limiter=self._limiter)

    async def look_up(self, work: Callable[[Assistant], T]) -> T:
        """Return what ``work`` gets from the assistant."""
        await self._until_ready()
        if self._queue is not None:
            return await self._queue.look_up(work)
        return await to_thread.run_sync(work, self._assistant, limiter=self._limiter)

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + self._ready_timeout
        while time.monotonic() < deadline and not self._assistant.readiness().ready:
            await anyio.sleep(_POLL_SECONDS)
