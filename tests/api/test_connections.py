"""Clients that send slowly, read slowly, or are too many: the others are served meanwhile, and memory stays bounded."""

import asyncio
import select
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.connections import half_open, half_uploads, health_seconds, opened, peak_memory, unread_downloads
from index.records import LedgerEntry, Provenance
from qa.answering.records import DocumentView
from qa.api import ApiSettings
from qa.api.connections import GuardedProtocol
from tests.documents import document
from tests.fakes import FakeAssistant
from tests.serving import served, served_by_a_process

MB = 1_000_000
HAS_PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
UPLOAD = (
    "POST /api/documents?name=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
    "Content-Length: {}\r\n\r\n"
)
HALF = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


class Impatient(GuardedProtocol):
    head_seconds = 0.3
    stall_seconds = 0.3
    most = 5


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def closed_after(connection: socket.socket) -> float:
    """Return how long the server keeps this connection, which sends no more."""
    connection.settimeout(10)
    began = time.monotonic()
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("sent", [b"", b"G", HALF, HALF + b"\r\n" + HALF], ids=["silent", "a letter", "half", "second"])
def test_a_head_that_does_not_end_is_not_waited_for(sent: bytes) -> None:
    """Nor a connection that says nothing, nor the second request of one whose first was answered."""
    with served(FakeAssistant(), protocol=Impatient) as address, opened(port_of(address), 1, sent) as (connection,):
        assert closed_after(connection) < 8  # the second has five seconds to begin, as any has behind another


def test_a_request_that_takes_its_time_to_be_answered_is_not_cut_off() -> None:
    """The deadline is for what the client has to do."""

    class Slow(FakeAssistant):
        def documents(self) -> Sequence[LedgerEntry]:
            time.sleep(1)
            return super().documents()

    with served(Slow(), protocol=Impatient) as address:
        request = b"GET /api/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with opened(port_of(address), 1, request) as (connection,):
            connection.settimeout(10)
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_where_there_are_too_many_the_longest_idle_goes() -> None:
    """A new connection is served whatever lies open; one that was heard of lately stays."""
    with (
        served(FakeAssistant(), protocol=type("Full", (GuardedProtocol,), {"most": 5})) as address,
        opened(port_of(address), 5, b"") as (oldest, *others),
    ):
        assert health_seconds(port_of(address)) < 1
        assert closed_after(oldest) < 1
        for other in others[1:]:
            other.sendall(HALF + b"\r\n")
            other.settimeout(5)
            assert other.recv(100).startswith(b"HTTP/1.1 200 ")


def test_what_is_not_read_on_is_given_up() -> None:
    """The connection is closed, and with it what was to be sent is forgotten."""
    size = 20 * MB
    large = document("x" * size, id="large", source="large.txt", title="Large")

    class Ready(FakeAssistant):
        def document(self, document_id: str) -> DocumentView:
            assert document_id == large.id
            return DocumentView(LedgerEntry.of(large, 1, Provenance()), large)

    with served(Ready(), protocol=Impatient) as address:
        request = b"GET /api/documents/large HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with opened(port_of(address), 1, request) as (connection,):
            connection.settimeout(10)
            seen = len(connection.recv(1))
            time.sleep(2)
            try:
                while piece := connection.recv(MB):
                    seen += len(piece)
            except ConnectionError:
                pass

    assert 0 < seen < size


def test_the_server_is_there_beside_three_hundred_requests_that_never_end() -> None:
    """A probe gets its answer within a second, on a connection of its own."""
    with served_by_a_process("") as (port, _):
        assert half_open(port, 300) < 1


@HAS_PROC
def test_half_uploads_lie_on_the_disk() -> None:
    """Thirty of them, each of which may be held: none lies in memory."""
    with served_by_a_process("write=True, upload_limit=8_000_000") as (port, pid):
        health_seconds(port)
        before = peak_memory(pid)

        assert half_uploads(port, 30, 7 * MB) < 1
        assert peak_memory(pid) - before < 30 * MB  # of the 105 that were sent


def test_uploads_that_are_there_at_once_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond twenty of the largest, who sends is told to come back: strangers cannot fill the disk."""
    monkeypatch.setattr("qa.api.body._DRAIN_SECONDS", 0.2)  # for the rest of a body that is refused
    with (
        served(FakeAssistant(write=True), ApiSettings(write=True, upload_limit=100_000)) as address,
        opened(port_of(address), 45, UPLOAD.format(90_000).encode() + b"x" * 50_000) as connections,
    ):
        answered, _, _ = select.select(connections, [], [], 30)
        answer = answered[0].recv(1000)

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 10" in answer


@HAS_PROC
def test_downloads_that_nobody_reads_share_the_memory_of_a_few() -> None:
    """Sixty clients ask for one document and read nothing of it."""
    with served_by_a_process("write=True") as (port, pid):
        health_seconds(port)
        before = peak_memory(pid)

        assert unread_downloads(port, 60, 7 * MB) < 1
        assert peak_memory(pid) - before < 250 * MB  # of 420 that are asked for, and what came in


def test_a_body_follows_its_head_at_once() -> None:
    """Nagle's algorithm would hold it back until the client acknowledges the head, 40 ms in every answer."""
    delayed: list[bool] = []

    class Recording(GuardedProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            delayed.append(not transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    with served(FakeAssistant(), protocol=Recording) as address, opened(port_of(address), 1, HALF + b"\r\n") as (one,):
        one.settimeout(10)
        one.recv(1)

    assert delayed == [False]
