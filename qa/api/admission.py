"""Admission control: a bounded number of questions at once; a few more wait, and the rest are refused with 503.

Files and pictures of pages have a queue of their own, so that questions are answered however many pages are looked at.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from typing import Literal, TypeVar

from anyio import CapacityLimiter, to_thread

from qa.answering.ports import Assistant, Question
from qa.answering.records import Answer
from qa.api.problems import BusyError, StoppingError

T = TypeVar("T")
Queue = Literal["extractive", "llm", "files"]  # questions by their mode, and what is no question

_WITH_LANGUAGE_MODEL = 4  # questions that wait for a language model at once
_FILES = 2  # files that are read, or pages that are drawn, at once: each may take some 100 MB meanwhile


class Admission:
    """Runs CPU work in worker threads, ``running`` at a time, with at most ``waiting`` behind them."""

    def __init__(self, assistant: Assistant, running: int, waiting: int, on_answer: Callable[[Answer], None]) -> None:
        """Ask ``assistant``; every question of every surface passes here, so ``on_answer`` gets every answer."""
        self._assistant = assistant
        self._on_answer = on_answer
        self._limiters: dict[Queue, CapacityLimiter] = {
            "extractive": CapacityLimiter(running),
            "llm": CapacityLimiter(_WITH_LANGUAGE_MODEL),
            "files": CapacityLimiter(_FILES),
        }
        self._most_waiting = waiting
        self._admitted: Counter[Queue] = Counter()  # at work or waiting
        self._given_up: set[asyncio.Future[None]] = set()  # one for each question under way; done once it is given up
        self._running = 0
        self._lock = threading.Lock()  # around the count

    def give_up(self) -> None:
        """Fail every question that is under way: the server must stop. Their threads cannot be stopped, and go on."""
        for given_up in self._given_up:
            if not given_up.done():
                given_up.set_result(None)

    @property
    def running(self) -> int:
        """How many questions and files are at work, those included whose client has left: threads cannot be stopped."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many questions and files wait for their turn."""
        return sum(limiter.statistics().tasks_waiting for limiter in self._limiters.values())

    async def ask(self, question: Question) -> Answer:
        """Return the assistant's answer; see `run` and `qa.answering.ports.Assistant.ask`."""
        answer = await self.run(lambda: self._assistant.ask(question), question.mode)
        self._on_answer(answer)
        return answer

    async def run(self, work: Callable[[], T], queue: Queue = "extractive") -> T:
        """Return what ``work`` returns, once a place is free.

        A question for a language model mostly waits for another machine, so that it has places of its own: however
        slow that machine is, the others are answered. So have files and pages, of which a reader may ask for many.

        Raises:
            BusyError: the queue is full.
            StoppingError: the server stops before it is done.
        """
        limiter = self._limiters[queue]
        # Counted here and not read off the limiter, which knows of a request only once its task has begun.
        if self._admitted[queue] >= limiter.total_tokens + self._most_waiting:
            raise BusyError("Too many requests of this kind are waiting; ask again in a moment.")
        self._admitted[queue] += 1
        task = asyncio.create_task(to_thread.run_sync(self._counted, work, limiter=limiter))
        given_up = asyncio.get_running_loop().create_future()
        self._given_up.add(given_up)
        try:
            await asyncio.wait({task, given_up}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise StoppingError("The server is stopping; ask again when it is back.")
            return task.result()
        finally:
            self._admitted[queue] -= 1
            self._given_up.discard(given_up)
            task.cancel()  # so that one which still waits for its turn leaves the queue

    def _counted(self, work: Callable[[], T]) -> T:
        """Work, in its thread: a limiter forgets a thread whose task is cancelled, though it goes on."""
        with self._lock:
            self._running += 1
        try:
            return work()
        finally:
            with self._lock:
                self._running -= 1
