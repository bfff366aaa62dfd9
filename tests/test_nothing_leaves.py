"""Nothing leaves the machine, and all that is written lies in QA_DATA: every command is watched while it works."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.processes import HARBOUR, QUESTION, ROOT, wait_until_ready
from tests.watching import strace

REQUIRED = "QA_REQUIRE_STRACE"
HOOK = ROOT / "tests" / "watching"
HARMLESS = "pass"
HARMFUL = {
    "a connection": "import socket; socket.socket().connect_ex(('192.0.2.1', 9))",
    "a datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'hello', ('192.0.2.1', 9))",
    "a name looked up": "import socket\ntry: socket.getaddrinfo('cited-qa.invalid', 80)\nexcept OSError: pass",
    "a file at home": "import pathlib; pathlib.Path.home().joinpath('.seen').touch()",
    "a folder at home": "import pathlib; pathlib.Path.home().joinpath('.cache').mkdir()",
    "a file taken away": "import os, pathlib; os.rename(os.environ['QA_DATA'], pathlib.Path.home() / 'moved')",
    "a child's file": (
        "import subprocess, sys; child = 'import pathlib; pathlib.Path.home().joinpath(\".seen\").touch()'\n"
        "sys.exit(subprocess.run([sys.executable, '-c', child]).returncode)"
    ),
}


@dataclass
class Watched:
    """A user's folders, and how their processes are watched."""

    folder: Path
    by_strace: bool
    logs: int = 0

    @property
    def allowed(self) -> tuple[Path, ...]:
        return self.folder / "data", self.folder / "tmp"

    def environment(self, **settings: str) -> dict[str, str]:
        """What a user's process has: nothing of this one's but where programs are."""
        hook = (
            {}
            if self.by_strace
            else {"PYTHONPATH": f"{HOOK}{os.pathsep}{ROOT}", "WATCH_ALLOWED": os.pathsep.join(map(str, self.allowed))}
        )
        return {
            "PATH": os.environ["PATH"],
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "QA_SOURCES": str(self.folder / "docs"),
            "QA_DATA": str(self.folder / "data"),
            **hook,
            **settings,
        }

    def command(self, *words: str) -> list[str]:
        """The command for running Python with ``words`` under watch."""
        self.logs += 1
        python = [sys.executable, *words]
        return strace.traced(python, self.folder / f"{self.logs}.trace") if self.by_strace else python

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run Python with ``words`` from the beginning to the end."""
        return subprocess.run(
            self.command(*words),
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    def faults(self) -> list[str]:
        """Everything that was seen to leave; processes without strace end at it, with a code of its own."""
        traces = [
            strace.finished(self.folder / f"{number}.trace") for number in range(1, self.logs + 1) if self.by_strace
        ]
        at_home = [f"leaves {path}" for path in (self.folder / "home").rglob("*")]
        return [*(fault for trace in traces for fault in strace.faults(trace, ROOT, self.allowed)), *at_home]


def watching(folder: Path, *, by_strace: bool) -> Watched:
    for name in ("docs", "home", "tmp"):
        (folder / name).mkdir()
    return Watched(folder.resolve(), by_strace)


def traceable() -> bool:
    if strace.works():
        return True
    assert not os.environ.get(REQUIRED), f"{REQUIRED} is set, and strace is missing or may not trace"
    return False


@pytest.fixture(params=["strace", "Python"])
def watch(tmp_path: Path, request: pytest.FixtureRequest) -> Watched:
    if request.param == "strace" and not traceable():
        pytest.skip("strace is not installed, or may not trace here")
    return watching(tmp_path, by_strace=request.param == "strace")


@pytest.mark.parametrize("code", HARMFUL.values(), ids=HARMFUL)
def test_the_watch_sees(watch: Watched, code: str) -> None:
    """What must not happen is seen, by both kinds of watch, in the process and in those that it starts."""
    (watch.folder / "data").mkdir()

    done = watch.run("-c", code)

    assert watch.faults() or "watched: " in done.stderr


def test_the_watch_is_silent_where_there_is_nothing_to_see(watch: Watched) -> None:
    """Starting Python, using what is ours to use, and talking to oneself are no faults."""
    code = (
        "import os, pathlib, socket, tempfile\n"
        "pathlib.Path(os.environ['QA_DATA']).mkdir(); tempfile.mkstemp(); open(os.devnull, 'w').close()\n"
        "here = socket.create_server(('127.0.0.1', 0)); socket.create_connection(here.getsockname())"
    )

    done = watch.run("-c", code)

    assert (done.returncode, watch.faults(), done.stderr) == (0, [], "")


@contextmanager
def served(watch: Watched) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A server that is ready, and stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        watch.command("-m", "qa.cli", "serve"),
        cwd=ROOT, env=watch.environment(QA_PORT=str(port)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def ask_over_mcp(watch: Watched) -> bool:
    command, *words = watch.command("-m", "qa.cli", "mcp")
    parameters = StdioServerParameters(command=command, args=words, cwd=ROOT, env=watch.environment())

    async def ask() -> bool:
        async with Client(stdio_client(parameters)) as client:
            answer = await client.call_tool("ask", {"question": QUESTION})
            return bool(answer.structured_content["answerable"])

    return anyio.run(ask)


def furnish(docs: Path) -> None:
    """A document of each way of reading, in this process and in the one for untrusted files, and questions."""
    (docs / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (docs / "harbour.html").write_text(f"<h1>Harbour</h1><p>{HARBOUR[15:]}</p>", encoding="utf-8")
    (docs / "lamp.pdf").write_bytes((ROOT / "tests" / "data" / "sample.pdf").read_bytes())
    rows: Sequence[dict[str, object]] = [
        {"text": QUESTION, "doc": "harbour.md", "quote": "first lit in 1849"},
        {"text": "Who is the prime minister of Norway?", "answerable": False},
    ]
    (docs / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.model
@pytest.mark.slow
def test_no_command_leaves_the_machine_or_its_folders(tmp_path: Path) -> None:
    """Serving, indexing, asking, measuring and the tools for models: no talk beyond loopback, no file beyond QA_DATA
    and the temporary folder, and nothing in the home folder (onnxruntime would put a device id there)."""
    watch = watching(tmp_path, by_strace=traceable())
    furnish(watch.folder / "docs")

    with served(watch) as (address, server):
        answer = httpx2.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=60).json()
    indexed = watch.run("-m", "qa.cli", "index", "--strict", "--rebuild")
    asked = watch.run("-m", "qa.cli", "ask", QUESTION)
    measured = watch.run("-m", "qa.cli", "evaluate", str(watch.folder / "docs"))
    answered_over_mcp = ask_over_mcp(watch)

    assert watch.faults() == []
    codes = [server.returncode, indexed.returncode, asked.returncode, measured.returncode]
    assert codes == [0, 0, 0, 0], indexed.stderr + asked.stderr + measured.stderr
    assert "1849" in answer["citations"][0]["quote"]
    assert "1849" in asked.stdout
    assert answered_over_mcp
