"""How tools reach the assistant: in worker threads, so that the event loop is never held up."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from qa.answering.ports import Assistant, Question
from qa.answering.records import Answer

T = TypeVar("T")

_AT_ONCE = 2  # questions: CPU work, so no more than there are cores
_POLL_SECONDS = 0.05


class Backend:
    """Asks the assistant, once it is ready."""

    def __init__(
        self,
        assistant: Assistant,
        ask: Callable[[Question], Awaitable[Answer]] | None = None,
        ready_timeout: float = 0.0,
    ) -> None:
        """Serve tools with ``assistant``.

        Args:
            assistant: who answers.
            ask: how a question is put to it, where questions of other surfaces wait in the same queue.
            ready_timeout: seconds to wait for an assistant that is still loading before it is asked all the same; a
                client that has just started this process asks at once.
        """
        self._assistant = assistant
        self._ask = ask or self._ask_in_thread
        self._ready_timeout = ready_timeout
        self._limiter = CapacityLimiter(_AT_ONCE)

    async def ask(self, question: Question) -> Answer:
        """See `qa.answering.ports.Assistant.ask`."""
        await self._until_ready()
        return await self._ask(question)

    async def look_up(self, work: Callable[[Assistant], T]) -> T:
        """Return what ``work`` gets from the assistant."""
        await self._until_ready()
        return await to_thread.run_sync(work, self._assistant)

    async def _ask_in_thread(self, question: Question) -> Answer:
        return await to_thread.run_sync(self._assistant.ask, question, limiter=self._limiter)

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + self._ready_timeout
        while time.monotonic() < deadline and not self._assistant.readiness().ready:
            await anyio.sleep(_POLL_SECONDS)
