"""Admission control: everything that computes waits here in a line of its kind; what would wait too long gets 503."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Literal, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from qa.answering.ports import Assistant, Query, Question
from qa.answering.records import Answer, SearchResult
from qa.api.costs import Cost
from qa.api.lines import Bounds, Line
from qa.api.problems import StoppingError

T = TypeVar("T")

# "extractive" computes: answers, checks, examples. "search" too, but shortly. "llm" mostly waits for another machine:
# however slow that is, the others are answered. "files" are read, or pages of them drawn: a reader may ask for many.
# "changes" are made one at a time. "feedback" is written one at a time, too, and never waits for an upload. "reading"
# looks documents up, and is quick. "downloads" last until the client has read a document, which lies in memory for it.
Kind = Literal["extractive", "search", "llm", "files", "changes", "feedback", "reading", "downloads"]

_MEASURED: tuple[Kind, ...] = ("extractive", "search", "llm", "files")
_WITH_LANGUAGE_MODEL = 4  # questions that wait for a language model at once
_FILES = 2  # files that are read, or pages that are drawn, at once: each may take some 100 MB meanwhile
_CHANGES_WAITING = 8  # each has its file on the disk
_FEEDBACK_WAITING = 64  # each waits for the disk, some milliseconds
_READING, _READING_WAITS = 4, 64  # a page checks all its quotes at once
_DOWNLOADS, _DOWNLOADS_WAITING = 4, 64
_CLIENT_LEFT = 499  # nobody gets it; nginx's number, for the log


class Admission:
    """Runs work in worker threads: of each kind a number at once, and a number that waits."""

    def __init__(
        self, assistant: Assistant, bounds: Bounds, searching: int, on_answer: Callable[[Answer], None]
    ) -> None:
        """Ask ``assistant``; every question of every surface passes here, so ``on_answer`` gets every answer.

        ``bounds`` are those of questions; of other kinds as many may wait, and as long, with places of their own:
        ``searching`` of searches.
        """
        self._assistant = assistant
        self._on_answer = on_answer
        self._lines: dict[Kind, Line] = {
            "extractive": Line(bounds),
            "search": Line(replace(bounds, places=searching)),
            "llm": Line(replace(bounds, places=_WITH_LANGUAGE_MODEL)),
            "files": Line(replace(bounds, places=_FILES)),
            # Each may take minutes, and is waited for.
            "changes": Line(Bounds(1, min(bounds.waiting, _CHANGES_WAITING))),
            "feedback": Line(Bounds(1, _FEEDBACK_WAITING)),
            "reading": Line(Bounds(_READING, _READING_WAITS)),
            "downloads": Line(Bounds(_DOWNLOADS, _DOWNLOADS_WAITING)),
        }
        self._given_up: set[asyncio.Future[None]] = set()  # one for each request under way; done once it is given up

    def give_up(self) -> None:
        """Fail every request that is under way: the server must stop. Their threads cannot be stopped, and go on."""
        for given_up in self._given_up:
            if not given_up.done():
                given_up.set_result(None)

    @property
    def running(self) -> int:
        """How many questions and files are at work, those included whose client has left: threads cannot be stopped."""
        return sum(self._lines[kind].running for kind in _MEASURED)

    @property
    def waiting(self) -> int:
        """How many questions and files wait for their turn."""
        return sum(self._lines[kind].waiting for kind in _MEASURED)

    async def ask(self, question: Question) -> Answer:
        """Return the assistant's answer; see `run` and `qa.answering.ports.Assistant.ask`."""
        answer = await self.run(lambda: self._assistant.ask(question), question.mode, Cost("answer"))
        self._on_answer(answer)
        return answer

    async def search(self, query: Query) -> SearchResult:
        """Return what the assistant finds; see `run` and `qa.answering.ports.Assistant.search`."""
        return await self.run(lambda: self._assistant.search(query), "search")

    async def look_up(self, work: Callable[[Assistant], T]) -> T:
        """Return what ``work`` gets from the assistant, shortly; see `run`."""
        return await self.run(lambda: work(self._assistant), "reading")

    def held(self, kind: Kind) -> AbstractAsyncContextManager[None]:
        """Hold a place of this kind while the block runs.

        Raises:
            BusyError: too many are waiting already.
        """
        return self._lines[kind].held(Cost(kind))

    async def run(self, work: Callable[[], T], kind: Kind = "extractive", cost: Cost | None = None) -> T:
        """Return what ``work`` returns, once a place of its kind is free.

        Args:
            work: what to do.
            kind: the line in which it waits.
            cost: what it is and how much of it; one of its kind if None.

        Raises:
            BusyError: it would have to wait too long.
            StoppingError: the server stops before it is done.
        """
        task = asyncio.create_task(self._lines[kind].run(work, cost or Cost(kind)))
        given_up = asyncio.get_running_loop().create_future()
        self._given_up.add(given_up)
        try:
            await asyncio.wait({task, given_up}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise StoppingError("The server is stopping; ask again when it is back.")
            return task.result()
        finally:
            self._given_up.discard(given_up)
            task.cancel()  # so that one which still waits for its turn leaves the line


async def while_connected(request: Request, work: Awaitable[T]) -> T:
    """Return what ``work`` returns; where the client leaves before, it is cancelled, and so leaves its line.

    The request's body must have been read.
    """
    task = asyncio.ensure_future(work)
    leaving = asyncio.create_task(_until_left(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HTTPException(_CLIENT_LEFT, "The client left before the answer was there.")
        return task.result()
    finally:
        leaving.cancel()
        task.cancel()


async def _until_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
