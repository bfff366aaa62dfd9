"""A bounded number of questions at once: the rest wait a little, or are told to come back."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from qa.answering.records import Answer
from qa.api.problems import BusyError

T = TypeVar("T")


class Admission:
    """Runs CPU work in worker threads, ``running`` at a time, with at most ``waiting`` behind them.

    Every question of every surface passes here, so here is where each answer is told to ``tell``.
    """

    def __init__(self, running: int, waiting: int, tell: Callable[[Answer], None] | None = None) -> None:
        self._limiter = CapacityLimiter(running)
        self._most_waiting = waiting
        self._tell = tell

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return self._limiter.statistics().borrowed_tokens

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return self._limiter.statistics().tasks_waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, once a place is free.

        Raises:
            BusyError: the queue is full.
        """
        state = self._limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._most_waiting:
            raise BusyError("Too many questions are waiting; ask again in a moment.")
        done = await to_thread.run_sync(work, limiter=self._limiter)
        if self._tell is not None and isinstance(done, Answer):
            self._tell(done)
        return done
