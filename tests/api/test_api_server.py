"""What only a real server shows: large and slow bodies over a socket, memory, clients that leave."""

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.api import ApiSettings
from tests.fakes import FakeAssistant
from tests.serving import served, served_by_a_process

MB = 1_000_000


@pytest.fixture
def process() -> Iterator[tuple[int, int]]:
    """A server in a process of its own, whose memory can be measured: its port and its process id."""
    with served_by_a_process("write=True, upload_limit=2_000_000") as process:
        yield process


def peak_memory(pid: int) -> int:
    """Return the most memory the process has held so far, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def post(port: int, path: str, body: bytes | Iterator[bytes], kind: str = "application/json") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, body=body, headers={"Content-Type": kind})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def head(length: int) -> bytes:
    """The head of a question, but for the empty line that ends it."""
    lines = (
        "POST /api/ask HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        "",
    )
    return "\r\n".join(lines).encode()


def raw(address: str, sent: bytes) -> bytes:
    """Send these bytes and return the first that come back."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        return connection.recv(65536)


def in_pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is (chunked)."""
    for _ in range(size // MB):
        yield b"x" * MB


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("declared", [True, False], ids=["with its length", "without its length"])
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/ask", "application/json"), ("/api/documents?name=a.txt", "application/octet-stream")]
)
def test_a_large_body_is_refused_and_not_kept(process: tuple[int, int], path: str, kind: str, declared: bool) -> None:
    """The client, which is still sending, gets its answer; the server never holds what it refuses."""
    port, pid = process
    post(port, "/api/ask", b'{"question": "What is the fine for drying nets?"}')  # what is loaded lazily is loaded now
    before = peak_memory(pid)

    status, text = post(port, path, b"x" * 40 * MB if declared else in_pieces(40 * MB), kind)

    assert status == 413
    assert json.loads(text)["type"] == "urn:cited-qa:too-large"
    assert peak_memory(pid) - before < 10 * MB


def test_a_connection_goes_on_after_a_refusal() -> None:
    """A refused body is read to its end, so the next request on the connection is not taken for the rest of it."""
    with served(FakeAssistant()) as address:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        connection.request("POST", "/api/ask", body=b"x" * 3 * MB, headers={"Content-Type": "application/json"})
        refused = connection.getresponse()
        refused.read()
        connection.request("GET", "/healthz")
        healthy = connection.getresponse()
        healthy.read()
        connection.close()

    assert (refused.status, healthy.status) == (413, 200)


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """A connection that stops half-way is answered and given up."""
    with served(FakeAssistant(), ApiSettings(body_deadline=0.2)) as address:
        reply = raw(address, head(99) + b'\r\n{"question"')

    assert reply.startswith(b"HTTP/1.1 408 ")


def test_a_client_that_asks_before_it_sends_is_told_at_once() -> None:
    """With Expect: 100-continue the refusal comes before the body, which is then never sent."""
    with served(FakeAssistant()) as address:
        reply = raw(address, head(99_999_999) + b"Expect: 100-continue\r\n\r\n")

    assert reply.startswith(b"HTTP/1.1 413 ")


def test_clients_that_leave_do_not_use_up_the_places() -> None:
    """After more streams than there are places have been dropped, a question is answered again."""
    gate = threading.Event()
    settings = ApiSettings(running=1, waiting=1, patience=0.01, heartbeat=0.02)
    body = json.dumps({"question": "What is the fine for drying nets?", "stream": True}).encode()
    with served(FakeAssistant(gate=gate), settings) as address:
        port = int(address.rpartition(":")[2])
        for _ in range(6):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", "/api/ask", body=body, headers={"Content-Type": "application/json"})
            response = connection.getresponse()
            assert response.status == 200, "a stream that was left still holds its place"
            response.read(10)
            connection.close()
            time.sleep(0.1)
        gate.set()
        status, text = post(port, "/api/ask", body)

    assert status == 200
    assert "event: final" in text
