"""How tools reach the assistant: in worker threads, a bounded number of questions at a time."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from qa.answering.ports import Assistant, Question
from qa.answering.records import Answer

T = TypeVar("T")
Asking = Callable[[Question], Awaitable[Answer]]

_AT_ONCE = 2  # questions: CPU work, so no more than there are cores
_POLL_SECONDS = 0.05


class Desk:
    """Asks and looks things up without ever holding up the event loop."""

    def __init__(self, assistant: Assistant, asking: Asking | None = None, patience: float = 0.0) -> None:
        """Serve tools with ``assistant``.

        Args:
            assistant: who answers.
            asking: how a question is put to it, where questions of other surfaces wait in the same queue.
            patience: seconds to wait for an assistant that is still loading before it is asked all the same; a client
                that has just started the process itself asks at once.
        """
        self._assistant = assistant
        self._asking = asking or self._in_turn
        self._patience = patience
        self._limiter = CapacityLimiter(_AT_ONCE)

    async def ask(self, question: Question) -> Answer:
        """See `qa.answering.ports.Assistant.ask`."""
        await self._until_ready()
        return await self._asking(question)

    async def look(self, work: Callable[[Assistant], T]) -> T:
        """Return what ``work`` finds out from the assistant."""
        await self._until_ready()
        return await to_thread.run_sync(lambda: work(self._assistant))

    async def _in_turn(self, question: Question) -> Answer:
        return await to_thread.run_sync(lambda: self._assistant.ask(question), limiter=self._limiter)

    async def _until_ready(self) -> None:
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline and not self._assistant.readiness().ready:
            await anyio.sleep(_POLL_SECONDS)
