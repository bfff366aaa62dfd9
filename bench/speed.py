"""How fast it is, over HTTP, beside other checkouts and other systems, in one run: writes bench/RESULTS.md.

    python -m bench.speed --texts FOLDER --questions FILE [--before CHECKOUT] [--peer NAME=PYTHON] [--seconds 20]

FOLDER holds one paragraph in each .txt file, FILE one question in each line of JSON (`text`). Nothing else should run
on the machine. A peer is a script of bench/peers/, run by the Python of an environment of its own, which has what the
script says it needs.
"""

import argparse
import datetime
import http.client
import json
import os
import platform
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
_PATIENCE = 300.0  # seconds until a server must have answered
_CLIENTS = 16


@dataclass(frozen=True)
class System:
    """A server that is measured: how it indexes, how it is started, and what it can be asked."""

    name: str
    index: Sequence[str]
    serve: Sequence[str]
    folder: Path
    routes: Mapping[str, str]  # by "answer" or "search": the path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Load:
    """What came of asking: seconds of each request that was answered, and how many were refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    took: float = 0.0

    def text(self) -> str:
        """Return p50, p95 and rate."""
        if len(self.seconds) < 2:
            return "none answered"
        cuts = statistics.quantiles(self.seconds, n=20)
        refused = f", {self.refused} refused" if self.refused else ""
        return (
            f"{statistics.median(self.seconds) * 1000:.0f} / {cuts[18] * 1000:.0f} ms, "
            f"{len(self.seconds) / self.took:.1f}/s{refused}"
        )


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
    script = [python, str(ROOT / "bench" / "peers" / f"{name}.py"), str(texts), str(data)]
    return System(name, [*script, "index"], [*script, "serve"], ROOT, {"search": "/search"})


def indexed(system: System) -> float:
    """Index, and return the seconds that it took, process start included."""
    began = time.monotonic()
    subprocess.run(system.index, cwd=system.folder, env=_environment(system), capture_output=True, check=True)
    return time.monotonic() - began


@contextmanager
def started(system: System, question: str) -> Iterator[tuple[int, int, float]]:
    """Start the server; give its port, its process and the seconds until it has answered its first question."""
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
            yield port, process.pid, time.monotonic() - began
        finally:
            process.terminate()


def ask(port: int, path: str, question: str) -> int:
    """Ask on a connection of its own, and return the status; 0 where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with suppress(OSError):
        return _sent(connection, path, question)
    return 0


def load(port: int, path: str, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Let clients ask one question after the other, each other ones, and none twice, for so many seconds."""
    found = Load()
    lock = threading.Lock()
    waiting = iter(questions)
    began = time.monotonic()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < began + seconds:
            with lock:
                question = next(waiting, None)
            if question is None:
                return
            sent = time.monotonic()
            status = _sent(connection, path, question)
            with lock:
                if status == 200:
                    found.seconds.append(time.monotonic() - sent)
                else:
                    found.refused += 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.took = time.monotonic() - began
    return found


def measured(system: System, questions: Sequence[str], seconds: float) -> dict[str, str]:
    """Return every figure of a system, by the name of its row."""
    found = {"index": f"{indexed(system):.1f} s"}
    given = iter(range(0, len(questions), len(questions) // 5))
    with started(system, questions[0]) as (port, pid, cold):
        found["cold start to first answer"] = f"{cold:.2f} s"
        for what, path in system.routes.items():
            for clients in (1, _CLIENTS):
                part = questions[next(given) + 1 :]
                found[f"{what}, {clients} client{'s' * (clients > 1)}"] = load(
                    port, path, part, clients, seconds
                ).text()
        memory = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        found["resident after that"] = f"{int(memory[1]) / 1024:.0f} MB" if memory else "?"
    return found


def page(results: Mapping[str, Mapping[str, str]], command: str) -> str:
    """Return the text of RESULTS.md."""
    rows = list(dict.fromkeys(row for found in results.values() for row in found))
    lines = [f"| | {' | '.join(results)} |", f"|---|{'---|' * len(results)}"]
    lines += [f"| {row} | {' | '.join(found.get(row, '–') for found in results.values())} |" for row in rows]
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    about = [
        "# Speed",
        "",
        "Every column was measured in one run, one system after the other, over HTTP on one machine: p50 / p95 of a",
        "request, and requests a second. An answer is read by our reader; a search gives passages alone, as peers do.",
        "",
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores of "
        f"{model[1] if model else platform.machine()}, Python {platform.python_version()}, load average of the five",
        f"minutes before the end {os.getloadavg()[1]:.1f}; `{command}`",
        "",
    ]
    return "\n".join([*about, *lines, ""])


def _environment(system: System) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QA_", "OMP_"))}
    return {**kept, **system.environment}


def _sent(connection: http.client.HTTPConnection, path: str, question: str) -> int:
    body = {"query" if path.endswith("search") else "question": question}
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response.status


def main() -> None:
    """Measure every system, and write the page."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left behind
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each load")
    args = parser.parse_args()
    lines = args.questions.read_text(encoding="utf-8").splitlines()
    questions = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    with tempfile.TemporaryDirectory() as name:
        systems = [ours("this", ROOT, args.texts, Path(name, "this"))]
        if args.before is not None:
            systems.append(ours("before", args.before, args.texts, Path(name, "before")))
        for each in args.peer:
            called, _, python = each.partition("=")
            systems.append(peer(called, python, args.texts, Path(name, called)))
        results: dict[str, dict[str, str]] = {}
        for system in systems:
            results[system.name] = measured(system, questions, args.seconds)
            RESULTS.write_text(page(results, shlex.join(["python", "-m", "bench.speed", *sys.argv[1:]])), "utf-8")
            print(RESULTS.read_text(encoding="utf-8"), flush=True)


if __name__ == "__main__":
    main()
