"""A bounded number of questions at once: the rest wait a little, or are told to come back."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from qa.answering.records import Mode
from qa.api.problems import BusyError

T = TypeVar("T")

_ELSEWHERE = 4  # questions that wait for a language model at once


class Admission:
    """Runs CPU work in worker threads, ``running`` at a time, with at most ``waiting`` behind them."""

    def __init__(self, running: int, waiting: int) -> None:
        self._computing = CapacityLimiter(running)
        self._waiting_elsewhere = CapacityLimiter(_ELSEWHERE)
        self._waiting = waiting

    async def run(self, work: Callable[[], T], mode: Mode = "extractive") -> T:
        """Return what ``work`` returns, once a place is free.

        A question for a language model mostly waits for another machine, so that it has places of its own: however
        slow that machine is, the others are answered.

        Raises:
            BusyError: the queue is full.
        """
        limiter = self._waiting_elsewhere if mode == "llm" else self._computing
        state = limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._waiting:
            raise BusyError("Too many questions are waiting; ask again in a moment.")
        return await to_thread.run_sync(work, limiter=limiter)
