"""Admission as it is counted: exactly so many, a place as long as its work runs, a waiting time that was measured."""

import asyncio
import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable

import httpx2
import pytest

from index.records import LedgerEntry
from qa.answering.ports import Feedback, UploadProgress, unwatched
from qa.answering.records import Overview, Verification
from qa.api import ApiSettings, create_app
from qa.api.costs import Cost
from qa.api.lines import Bounds, Line
from qa.api.problems import BusyError
from tests.fakes import FakeAssistant
from tests.fakes_documents import DOCUMENTS
from tests.serving import served
from tests.waiting import eventually

LIT = {"question": "When was it first lit?"}


def test_a_burst_is_admitted_to_the_last_place_and_no_further() -> None:
    """Two hundred at the same moment: two run, eight wait, and a hundred and ninety are turned away."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings(running=2, waiting=8))

    async def burst() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            sent = [asyncio.create_task(client.post("/api/ask", json=LIT)) for _ in range(200)]
            while sum(task.done() for task in sent) < 190:
                await asyncio.sleep(0.01)
            assert assistant.gate is not None
            assistant.gate.set()
            return list(await asyncio.gather(*sent))

    answers = asyncio.run(asyncio.wait_for(burst(), 60))

    assert Counter(answer.status_code for answer in answers) == {200: 10, 503: 190}


def test_a_place_is_taken_until_its_work_has_ended() -> None:
    """Who gives up waiting stops nothing: the thread goes on, and nobody else begins beside it."""
    gate, begun = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        gate.wait(10)

    async def leave_and_come() -> list[object]:
        line = Line(Bounds(1, 1))
        left = asyncio.create_task(line.run(slow, Cost("test")))
        await asyncio.to_thread(begun.wait, 10)
        left.cancel()
        next_one = asyncio.create_task(line.run(lambda: "done", Cost("test")))
        await asyncio.sleep(0.05)
        seen: list[object] = [line.running, line.waiting, next_one.done()]
        gate.set()
        return [*seen, await next_one, line.running]

    assert asyncio.run(asyncio.wait_for(leave_and_come(), 20)) == [1, 1, False, "done", 0]


def test_who_leaves_the_queue_makes_room_in_it() -> None:
    """And when the place comes free it goes to who is still there."""
    gate = threading.Event()

    async def leave() -> list[object]:
        line = Line(Bounds(1, 2))
        running = asyncio.create_task(line.run(lambda: gate.wait(10), Cost("test")))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(line.run(lambda number=number: number, Cost("test"))) for number in range(2)]  # type: ignore[misc]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await line.run(lambda: None, Cost("test"))
        waiting[0].cancel()
        await asyncio.sleep(0)
        last = asyncio.create_task(line.run(lambda: "last", Cost("test")))
        await asyncio.sleep(0)
        gate.set()
        await running
        return [await waiting[1], await last, line.running, line.waiting]

    assert asyncio.run(asyncio.wait_for(leave(), 20)) == [1, "last", 0, 0]


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def learnt(line: Line, clock: Clock, cost: Cost, seconds: float) -> None:
    """Have the line learn what work of this cost takes."""

    def work() -> None:
        clock.now += seconds

    for _ in range(60):
        await line.run(work, cost)


def test_the_time_to_come_back_is_what_the_queue_will_take() -> None:
    """Ten seconds a piece: two just begun and three behind them, two at a time, is twenty-five seconds, not one."""
    clock, gate = Clock(), threading.Event()

    async def fill() -> int:
        line = Line(Bounds(2, 3), clock)
        await learnt(line, clock, Cost("test"), 10)
        held = [asyncio.create_task(line.run(lambda: gate.wait(10), Cost("test"))) for _ in range(5)]
        await asyncio.sleep(0)
        with pytest.raises(BusyError) as refused:
            await line.run(lambda: None, Cost("test"))
        gate.set()
        await asyncio.gather(*held)
        return refused.value.retry_after

    assert asyncio.run(asyncio.wait_for(fill(), 20)) in (25, 26)


def test_how_many_wait_depends_on_what_each_of_them_costs() -> None:
    """Up to ten seconds, at one for each unit: ten pieces of one unit, or two of five; what has passed is counted."""
    clock, gate = Clock(), threading.Event()

    async def admitted(size: float, passed: float = 0.0) -> int:
        line = Line(Bounds(1, 100, longest_wait=10.01), clock)
        await learnt(line, clock, Cost("test", 2), 2)
        gate.clear()
        running = asyncio.create_task(line.run(lambda: gate.wait(10), Cost("test", size)))
        await asyncio.sleep(0)
        clock.now += passed
        held = [asyncio.create_task(line.run(lambda: None, Cost("test", size))) for _ in range(50)]
        await asyncio.sleep(0)
        waiting = line.waiting
        gate.set()
        await asyncio.gather(running, *held, return_exceptions=True)
        return waiting

    async def counts() -> list[int]:
        return [await admitted(1), await admitted(5), await admitted(5, passed=5)]

    assert asyncio.run(asyncio.wait_for(counts(), 20)) == [10, 2, 3]


def test_sixteen_clients_are_all_answered() -> None:
    """By the first guess of what a question costs, none of them would have to wait too long."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings())

    async def burst() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            sent = [asyncio.create_task(client.post("/api/ask", json=LIT)) for _ in range(16)]
            while len(assistant.asked) < 2:
                await asyncio.sleep(0.01)
            assert assistant.gate is not None
            assistant.gate.set()
            return list(await asyncio.gather(*sent))

    answers = asyncio.run(asyncio.wait_for(burst(), 60))

    assert Counter(answer.status_code for answer in answers) == {200: 16}


def test_a_client_that_leaves_while_it_waits_is_not_answered() -> None:
    """It need not stream for that: its place in the queue is free for the next, and its question is never asked."""
    assistant = FakeAssistant(gate=threading.Event())
    settings = ApiSettings(running=1, waiting=1)
    with served(assistant, settings) as address:
        clients = [http.client.HTTPConnection(address.removeprefix("http://"), timeout=20) for _ in range(3)]
        headers = {"Content-Type": "application/json"}
        clients[0].request("POST", "/api/ask", json.dumps(LIT), headers)
        eventually(lambda: len(assistant.asked) == 1)
        clients[1].request("POST", "/api/ask", json.dumps({"question": "Who left?"}), headers)
        time.sleep(0.2)
        clients[1].close()
        time.sleep(0.2)
        clients[2].request("POST", "/api/ask", json.dumps({"question": "Who stayed?"}), headers)
        time.sleep(0.2)
        assert assistant.gate is not None
        assistant.gate.set()
        statuses = [clients[number].getresponse().status for number in (0, 2)]
        for client in clients:
            client.close()

    assert statuses == [200, 200]
    assert [question.text for question in assistant.asked] == [LIT["question"], "Who stayed?"]


class Counting(FakeAssistant):
    """Notes how many of these are done at once."""

    at_once = 0
    most = 0

    def _count(self) -> None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        time.sleep(0.05)
        self.at_once -= 1

    def add_document(
        self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched
    ) -> LedgerEntry:
        self._count()
        return super().add_document(name, data, folder, progress)

    def examples(self, document_id: str | None = None) -> list[str]:
        self._count()
        return list(super().examples(document_id))

    def feedback(self, feedback: Feedback) -> None:
        self._count()
        super().feedback(feedback)

    def overview(self, document_id: str) -> Overview:
        self._count()
        return super().overview(document_id)

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        self._count()
        return super().verify(document_id, start, end, quote, sha256)


QUOTE = {"document_id": DOCUMENTS[0].id, "start": 0, "end": 3, "quote": "The"}


def called(client: httpx2.AsyncClient) -> asyncio.Future[httpx2.Response]:
    """Have a model's tool verify a quote."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "verify_quote", "arguments": QUOTE}}
    accept = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
    return asyncio.ensure_future(client.post("/mcp", json=call, headers=accept))


@pytest.mark.parametrize(
    ("send", "most", "admitted"),
    [
        (lambda client: client.post("/api/documents?name=a.txt", content=b"x", headers={"content-type": BYTES}), 1, 5),
        (lambda client: client.get("/api/examples"), 2, 6),
        (lambda client: client.get("/api/examples?document=rules-pdf"), 2, 6),
        (lambda client: client.post("/api/feedback", json={"answer_id": "a", "kind": "helpful"}), 1, 12),
        (lambda client: client.get(f"/api/documents/{DOCUMENTS[0].id}/overview"), 4, 12),
        (called, 4, 12),
    ],
    ids=["uploads", "examples", "questions", "feedback", "overviews", "a model's tools"],
)
def test_everything_that_computes_waits_in_a_line(
    send: Callable[[httpx2.AsyncClient], asyncio.Future[httpx2.Response]], most: int, admitted: int
) -> None:
    """What writes is done one behind the other; examples with the questions, as they are asked; look-ups a few at once.

    Of what takes long no more than four may wait here.
    """
    assistant = Counting(write=True)
    app = create_app(assistant, ApiSettings(write=True, running=2, waiting=4))

    async def burst() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return list(await asyncio.gather(*(send(client) for _ in range(12))))

    answers = asyncio.run(asyncio.wait_for(burst(), 60))

    assert assistant.most == most
    assert Counter(answer.is_success for answer in answers) == Counter({True: admitted, False: 12 - admitted})


BYTES = "application/octet-stream"
