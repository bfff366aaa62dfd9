"""A line of work: so many things are done at once, others wait as long as that is bearable, the rest is turned away."""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from qa.api.costs import Cost, Costs
from qa.api.problems import BusyError

T = TypeVar("T")

_LONGEST_NOTICE = 300  # seconds: nobody is told to come back later than that


@dataclass(eq=False, slots=True)
class _Work:
    """A piece of work that waits or runs."""

    cost: Cost
    began: float = 0.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a line takes on."""

    places: int  # pieces of work at once
    waiting: int  # and behind them; each holds its request in memory
    longest_wait: float = math.inf  # seconds that the last of those should have to wait for its turn


class Line:
    """Runs work in threads within its bounds.

    A place is held until its work has ended, whether or not anyone waits for it any more: threads cannot be stopped.
    """

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.monotonic) -> None:
        self._bounds = bounds
        self._running: set[_Work] = set()
        self._queue: deque[tuple[_Work, asyncio.Future[None]]] = deque()
        self._clock = clock  # in seconds
        self._costs = Costs()
        self._lock = threading.Lock()  # around all of these
        self._pool = ThreadPoolExecutor(bounds.places, "work")

    @property
    def running(self) -> int:
        """How many pieces of work are done now."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._queue)

    async def run(self, work: Callable[[], T], cost: Cost) -> T:
        """Return what ``work`` returns, once a place is free.

        Raises:
            BusyError: it would have to wait too long; says in how many seconds there should be room.
        """
        entered = await self._enter(cost)
        future = self._pool.submit(copy_context().run, work)
        future.add_done_callback(lambda _: self._leave(entered, done=True))
        return await asyncio.wrap_future(future)

    @asynccontextmanager
    async def held(self, cost: Cost) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            BusyError: as for `run`.
        """
        entered = await self._enter(cost)
        try:
            yield
        finally:
            self._leave(entered, done=True)

    async def _enter(self, cost: Cost) -> _Work:
        work = _Work(cost)
        turn = asyncio.get_running_loop().create_future()
        with self._lock:
            if len(self._running) < self._bounds.places:
                self._begin(work)
                return work
            wait = self._wait()
            if len(self._queue) >= self._bounds.waiting or wait > self._bounds.longest_wait:
                raise BusyError("Too many requests of this kind are waiting; ask again in a moment.", _notice(wait))
            self._queue.append((work, turn))
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock, suppress(ValueError):
                self._queue.remove((work, turn))
            if turn.done() and not turn.cancelled():
                self._leave(work, done=False)
            raise
        return work

    def _wait(self) -> float:
        """Return in how many seconds all that run and wait now should have had their turn."""
        now = self._clock()
        left = sum(max(0.0, self._costs.expected(each.cost) - (now - each.began)) for each in self._running)
        return (left + sum(self._costs.expected(work.cost) for work, _ in self._queue)) / self._bounds.places

    def _begin(self, work: _Work) -> None:
        work.began = self._clock()
        self._running.add(work)

    def _leave(self, work: _Work, *, done: bool) -> None:
        """Give its place to whoever has waited longest; called from any thread."""
        with self._lock:
            self._running.discard(work)
            if done:
                self._costs.learn(work.cost, self._clock() - work.began)
            while self._queue:
                following, turn = self._queue.popleft()
                with suppress(RuntimeError):  # the loop that it waited in is closed
                    turn.get_loop().call_soon_threadsafe(partial(self._call, following, turn))
                    self._begin(following)
                    return

    def _call(self, work: _Work, turn: asyncio.Future[None]) -> None:
        if turn.done():  # it has left in the meantime
            self._leave(work, done=False)
        else:
            turn.set_result(None)


def _notice(wait: float) -> int:
    return min(_LONGEST_NOTICE, max(1, math.ceil(wait)))
