"""The servers that `bench.speed` measures: ours, of any checkout, and the peers of bench/peers/."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A peer too tells nobody what it does here, and asks no hub.
_UNTOLD = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
_PATIENCE = 300.0  # seconds until a server must have answered


@dataclass(frozen=True)
class System:
    """A server that is measured: how it indexes, how it is started, and what it can be asked."""

    name: str
    index: Sequence[str]
    serve: Sequence[str]
    folder: Path
    routes: Mapping[str, str]  # by "answer" or "search": the path
    environment: Mapping[str, str] = field(default_factory=dict)


def ours(name: str, checkout: Path, texts: Path, data: Path) -> System:
    """Return `qa serve` of a checkout."""
    qa = [sys.executable, "-m", "qa.cli"]
    routes = {"answer": "/api/ask", "search": "/api/search"}
    if not (checkout / "qa" / "commands" / "search.py").exists():
        del routes["search"]
    environment = {"QA_SOURCES": str(texts), "QA_DATA": str(data), "PYTHONPATH": str(checkout)}
    return System(name, [*qa, "index"], [*qa, "serve"], checkout, routes, environment)


def peer(name: str, python: str, texts: Path, data: Path) -> System:
    """Return the server of a peer's script."""
    script = [python, str(ROOT / "bench" / "peers" / f"peer_{name}.py"), str(texts), str(data)]
    return System(name, [*script, "index"], [*script, "serve"], ROOT, {"search": "/search"}, _UNTOLD)


def indexed(system: System) -> float:
    """Index, and return the seconds that it took, process start included."""
    began = time.monotonic()
    subprocess.run(system.index, cwd=system.folder, env=_environment(system), capture_output=True, check=True)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Server:
    """A system that answers."""

    system: System
    port: int
    pid: int
    cold: float  # seconds from its start to its first answer

    def resident(self) -> int:
        """Return the bytes of memory that its process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024


@contextmanager
def started(system: System, question: str) -> Iterator[Server]:
    """Start the server, and wait for its first answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**_environment(system), "QA_PORT": str(port), "PORT": str(port)}
    path = system.routes.get("answer") or system.routes["search"]
    began = time.monotonic()
    with subprocess.Popen(
        system.serve, cwd=system.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while ask(port, path, question) != 200:
                if process.poll() is not None or time.monotonic() > began + _PATIENCE:
                    raise RuntimeError(f"{system.name} does not answer")
                time.sleep(0.005)
            yield Server(system, port, process.pid, time.monotonic() - began)
        finally:
            process.terminate()


def ask(port: int, path: str, question: str) -> int:
    """Ask on a connection of its own, and return the status; 0 where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with suppress(OSError):
        return sent(connection, path, question)
    return 0


def _environment(system: System) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OMP_"))}
    return {**kept, **system.environment}


def sent(connection: http.client.HTTPConnection, path: str, question: str) -> int:
    """Ask on an open connection, read the response, and return its status."""
    body = {"query" if path.endswith("search") else "question": question}
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response.status
