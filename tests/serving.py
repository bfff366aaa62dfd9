"""Real servers on a free loopback port, in this process or one of their own, for tests that need more than a client."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from qa.answering.ports import Assistant
from qa.api import ApiSettings, create_app
from qa.api.connections import GuardedProtocol

PROGRAM = """
import uvicorn
from qa.api import ApiSettings, create_app
from qa.api.connections import GuardedProtocol
from tests.fakes import FakeAssistant
app = create_app(FakeAssistant(write=True), ApiSettings({settings}))
uvicorn.run(app, http=GuardedProtocol, port={port}, log_level="critical", ws="none", timeout_graceful_shutdown=2)
"""


@contextmanager
def served(
    assistant: Assistant, settings: ApiSettings | None = None, protocol: type[GuardedProtocol] = GuardedProtocol
) -> Iterator[str]:
    """Serve ``assistant`` while the block runs; gives the address without a slash at its end."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(assistant, settings or ApiSettings())
    # websockets are switched off: the app has none, and their library warns when it is imported
    config = uvicorn.Config(
        app,
        http=protocol,
        log_level="critical",
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_until_started(server)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _wait_until_started(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("the test server did not start")
        time.sleep(0.01)


@contextmanager
def served_by_a_process(settings: str) -> Iterator[tuple[int, int]]:
    """Serve the fake assistant from a process of its own; gives its port and its process id.

    ``settings`` are the arguments of its `ApiSettings`, as Python writes them.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = PROGRAM.format(port=port, settings=settings)
    child = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[1])
    try:
        _wait_until_reachable(port)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(10)


def _wait_until_reachable(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")
