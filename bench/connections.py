"""What many bad connections cost a server: half-open ones, half uploads, downloads that nobody reads.

    python -m bench.connections [--half-open 300] [--uploads 40] [--downloads 40] [--megabytes 49]

Starts a server of the tests' assistant in a process of its own, and prints how long /healthz takes meanwhile and the
most memory that the process held.
"""

import argparse
import http.client
import re
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.serving import served_by_a_process

MB = 1_000_000
_HEAD = "{} HTTP/1.1\r\nHost: localhost\r\n"
_UPLOAD = _HEAD + "Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n"


def peak_memory(pid: int) -> int:
    """Return the most memory that the process has held so far, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise ValueError(f"/proc/{pid}/status does not say how much memory is held")
    return int(found[1]) * 1024


def health_seconds(port: int) -> float:
    """Return how long /healthz takes on a new connection, the median of three: what waits for a server waits always."""
    return statistics.median(_probed(port) for _ in range(3))


def _probed(port: int) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise ValueError(f"/healthz answered {status}")
    return time.monotonic() - began


@contextmanager
def opened(port: int, number: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Open so many connections, send the same on each as far as it is taken, and read nothing."""
    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            connection.settimeout(0.5)
            with suppress(OSError):  # refused, or not read on: that is what is measured
                connection.sendall(sent)
            connections.append(connection)
        yield connections


def half_open(port: int, number: int) -> float:
    """Return how long /healthz takes beside so many connections whose request has no end."""
    with opened(port, number, _HEAD.format("GET /healthz").encode()):
        return health_seconds(port)


def half_uploads(port: int, number: int, size: int) -> float:
    """Return how long /healthz takes beside so many uploads of ``size`` bytes of which half has come."""
    head = _UPLOAD.format("POST /api/documents?name=a.txt", size).encode()
    with opened(port, number, head + b"x" * (size // 2)):
        time.sleep(3)  # for the server to take what the system has taken for it
        return health_seconds(port)


def unread_downloads(port: int, number: int, size: int) -> float:
    """Return how long /healthz takes beside so many requests for a document of ``size`` bytes that nobody reads."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    text = b"All of it is one long text. " * (size // 28)
    connection.request("POST", "/api/documents?name=b.txt", text, {"Content-Type": "application/octet-stream"})
    status = connection.getresponse().status
    connection.close()
    if status != 201:
        raise ValueError(f"the document was not taken: {status}")
    with opened(port, number, _HEAD.format("GET /api/documents/b-txt").encode() + b"\r\n"):
        time.sleep(5)
        return health_seconds(port)


def main() -> None:
    """Print one line for each kind of connection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half-open", type=int, default=300)
    parser.add_argument("--uploads", type=int, default=40)
    parser.add_argument("--downloads", type=int, default=40)
    parser.add_argument("--megabytes", type=int, default=49)
    args = parser.parse_args()
    size = args.megabytes * MB
    measures: dict[str, Callable[[int], float]] = {
        "half-open connections": lambda port: half_open(port, args.half_open),
        "half uploads": lambda port: half_uploads(port, args.uploads, size),
        "unread downloads": lambda port: unread_downloads(port, args.downloads, size),
    }
    for name, measure in measures.items():
        with served_by_a_process("write=True") as (port, pid):
            seconds = measure(port)
            print(f"{name:<22} /healthz {seconds:5.2f} s, peak {peak_memory(pid) / MB:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
