"""A bounded number of questions at once: the rest wait a little, or are told to come back."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from qa.api.problems import BusyError

T = TypeVar("T")


class Admission:
    """Runs CPU work in worker threads, ``running`` at a time, with at most ``waiting`` behind them."""

    def __init__(self, running: int, waiting: int) -> None:
        self._limiter = CapacityLimiter(running)
        self._waiting = waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, once a place is free.

        Raises:
            BusyError: the queue is full.
        """
        state = self._limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._waiting:
            raise BusyError("Too many questions are waiting; ask again in a moment.")
        return await to_thread.run_sync(work, limiter=self._limiter)
