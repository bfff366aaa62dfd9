"""A real server in this process, on a free loopback port, for tests that need more than a test client."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from qa.answering.ports import Assistant
from qa.api import ApiSettings, create_app


@contextmanager
def served(assistant: Assistant, settings: ApiSettings | None = None) -> Iterator[str]:
    """Serve ``assistant`` while the block runs; gives the address without a slash at its end."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(assistant, settings or ApiSettings())
    # websockets are switched off: the app has none, and their library warns when it is imported
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=2)
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
