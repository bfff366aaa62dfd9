"""Commands of ours as processes of their own, with documents and data of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
HARBOUR = "# The harbour\n\nThe lighthouse was first lit in 1849. Its keeper was Marion Teale.\n"
QUESTION = "When was the lighthouse first lit?"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return this process's environment with the settings for documents and data in ``folder``, and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    return {**kept, "QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data"), **settings}


def furnish(folder: Path) -> Path:
    """Put one document into ``folder``."""
    (folder / "docs").mkdir()
    (folder / "docs" / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return folder


@dataclass
class Running:
    """A `qa serve` that runs, and what it wrote once it was stopped."""

    process: "subprocess.Popen[str]"
    address: str
    out: str = ""
    err: str = ""
    code: int | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)

    def stop(self) -> None:
        """Tell it to stop, and take in what it said."""
        self.process.send_signal(signal.SIGTERM)
        self.out, self.err = self.process.communicate(timeout=30)
        self.code = self.process.returncode
        self.lines = [json.loads(line) for line in self.err.splitlines()]


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Running]:
    """Run `qa serve` over the documents in ``folder`` until the block ends; it is ready to answer."""
    running = _started(folder, subprocess.PIPE, settings)
    try:
        wait_until_ready(running.process, running.address)
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()


@contextmanager
def serving_long(folder: Path, **settings: str) -> Iterator[str]:
    """Run `qa serve` as `serving` does, for as much as one likes: it writes into a file, and no pipe fills.

    Gives its address; in the end it is told to stop and waited for.
    """
    with (folder / "log").open("w") as log:
        running = _started(folder, log, settings)
        try:
            wait_until_ready(running.process, running.address)
            yield running.address
        finally:
            running.process.terminate()
            running.process.wait(30)


def _started(folder: Path, output: int | IO[str], settings: Mapping[str, str]) -> Running:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.cli", "serve"],
        cwd=ROOT, env=environment(folder, QA_PORT=str(port), **settings),
        stdout=output, stderr=output, text=True,
    )  # fmt: skip
    return Running(process, f"http://127.0.0.1:{port}")


def wait_until_ready(process: "subprocess.Popen[str]", address: str) -> None:
    """Wait until the server that ``process`` is answers questions at ``address``."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()  # noqa: S310 - a loopback address
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    raise TimeoutError("the server did not get ready")
