"""A bounded number of questions at once: the rest wait a little, or are told to come back."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from qa.answering.records import Answer, Mode
from qa.api.problems import BusyError, StoppingError

T = TypeVar("T")

_ELSEWHERE = 4  # questions that wait for a language model at once


class Admission:
    """Runs CPU work in worker threads, ``running`` at a time, with at most ``waiting`` behind them.

    Every question of every surface passes here, so here is where each answer is told to ``tell``.
    """

    def __init__(self, running: int, waiting: int, tell: Callable[[Answer], None] | None = None) -> None:
        self._computing = CapacityLimiter(running)
        self._waiting_elsewhere = CapacityLimiter(_ELSEWHERE)
        self._most_waiting = waiting
        self._tell = tell
        self._under_way: set[asyncio.Future[None]] = set()  # one for each question; done where it is given up
        self._at_work = 0
        self._lock = threading.Lock()  # around the count

    def give_up(self) -> None:
        """Fail every question that is under way: the server must stop. Their threads cannot be stopped, and go on."""
        for given_up in self._under_way:
            if not given_up.done():
                given_up.set_result(None)

    @property
    def running(self) -> int:
        """How many questions are being answered, those included whose client has left: threads cannot be stopped."""
        return self._at_work

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return sum(limiter.statistics().tasks_waiting for limiter in (self._computing, self._waiting_elsewhere))

    async def run(self, work: Callable[[], T], mode: Mode = "extractive") -> T:
        """Return what ``work`` returns, once a place is free.

        A question for a language model mostly waits for another machine, so that it has places of its own: however
        slow that machine is, the others are answered.

        Raises:
            BusyError: the queue is full.
            StoppingError: the server stops before it is done.
        """
        limiter = self._waiting_elsewhere if mode == "llm" else self._computing
        state = limiter.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._most_waiting:
            raise BusyError("Too many questions are waiting; ask again in a moment.")

        def counted() -> T:
            with self._counted():
                return work()

        done = await self._unless_stopped(asyncio.create_task(to_thread.run_sync(counted, limiter=limiter)))
        if self._tell is not None and isinstance(done, Answer):
            self._tell(done)
        return done

    async def _unless_stopped(self, task: asyncio.Task[T]) -> T:
        given_up = asyncio.get_running_loop().create_future()
        self._under_way.add(given_up)
        try:
            await asyncio.wait({task, given_up}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise StoppingError("The server is stopping; ask again when it is back.")
            return task.result()
        finally:
            self._under_way.discard(given_up)
            task.cancel()  # so that one which still waits for its turn leaves the queue

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
