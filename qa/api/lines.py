"""A line of work: so many things are done at once, so many more may wait, and the rest is turned away."""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from qa.api.problems import BusyError

T = TypeVar("T")

_FIRST_GUESS = 0.5  # seconds that one piece of work takes, before any was measured
_NEWEST = 0.2  # weight of the last piece of work in what one is expected to take
_LONGEST_WAIT = 300  # seconds: nobody is told to come back later than that


class Line:
    """Runs work in threads, ``places`` pieces at once, with at most ``waiting`` behind them.

    A place is held until its work has ended, whether or not anyone waits for it any more: threads cannot be stopped.
    """

    def __init__(self, places: int, waiting: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._most_waiting = waiting
        self._free = places
        self._queue: deque[asyncio.Future[None]] = deque()
        self._clock = clock  # in seconds
        self._seconds = _FIRST_GUESS
        self._lock = threading.Lock()  # around all of these
        self._pool = ThreadPoolExecutor(places, "work")

    @property
    def running(self) -> int:
        """How many pieces of work are done now."""
        return self._places - self._free

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._queue)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, once a place is free.

        Raises:
            BusyError: as many wait already as may; says in how many seconds there should be room.
        """
        await self._enter()
        began = self._clock()
        future = self._pool.submit(copy_context().run, work)
        future.add_done_callback(lambda _: self._leave(self._clock() - began))
        return await asyncio.wrap_future(future)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            BusyError: as for `run`.
        """
        await self._enter()
        began = self._clock()
        try:
            yield
        finally:
            self._leave(self._clock() - began)

    async def _enter(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            if len(self._queue) >= self._most_waiting:
                raise BusyError("Too many requests of this kind are waiting; ask again in a moment.", self._expected())
            self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock, suppress(ValueError):
                self._queue.remove(turn)
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    def _expected(self) -> int:
        """Return in how many seconds all that wait now should have had their turn, from what work has cost so far."""
        return min(_LONGEST_WAIT, max(1, math.ceil(self._seconds * (len(self._queue) + 1) / self._places)))

    def _leave(self, seconds: float | None = None) -> None:
        """Give a place to whoever has waited longest; called from any thread."""
        with self._lock:
            if seconds is not None:
                self._seconds += _NEWEST * (seconds - self._seconds)
            while self._queue:
                turn = self._queue.popleft()
                with suppress(RuntimeError):  # the loop that it waited in is closed
                    turn.get_loop().call_soon_threadsafe(partial(self._call, turn))
                    return
            self._free += 1

    def _call(self, turn: asyncio.Future[None]) -> None:
        if turn.done():  # it has left in the meantime
            self._leave()
        else:
            turn.set_result(None)
