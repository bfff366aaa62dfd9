"""A real cluster of Ray on this machine: each node is a `ray start` with processes and an address of its own."""

import os
import secrets
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.waiting import eventually

_RAY = Path(sys.executable).parent / "ray"
_STORE_BYTES = 80_000_000  # the least that Ray takes


class Node:
    """One node; as much of it as is running is killed by `kill`."""

    def __init__(self, folder: Path, environment: dict[str, str], *arguments: str) -> None:
        self._log = folder / f"{len(list(folder.glob('*.log')))}.log"
        common = ["--block", "--num-cpus=1", f"--object-store-memory={_STORE_BYTES}"]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [_RAY, "start", *common, *arguments], env=environment, stdout=log, stderr=log, start_new_session=True
            )
        eventually(self._has_started, 120)

    def _has_started(self) -> bool:
        said = self._log.read_text(errors="replace")
        assert self.process.poll() is None, said
        return "Ray runtime started" in said

    def holds(self, pid: int) -> bool:
        """Say whether a process is one of this node's."""
        with suppress(ProcessLookupError):
            return os.getsid(pid) == self.process.pid
        return False

    def kill(self) -> None:
        """End all its processes at once, as if the machine had lost its power."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self.holds(int(entry.name)):
                with suppress(ProcessLookupError):
                    os.kill(int(entry.name), signal.SIGKILL)
        self.process.wait(30)


class Cluster:
    """Nodes that let nobody in without the token, and send nothing home."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Start nothing yet; ``settings`` are those of every node."""
        self._folder = folder
        token = folder / "token"
        token.touch(mode=0o600)
        token.write_text(secrets.token_hex(32))
        port = 6390 + os.getpid() % 3000  # below those that Ray gives to its workers
        self.address = f"127.0.0.2:{port}"
        self.environment = {
            **os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token), "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_ADDRESS": self.address, "RAY_worker_niceness": "0", **settings,
        }  # fmt: skip
        self._nodes: list[Node] = []

    def add(self) -> Node:
        """Start one more node; the first is the head."""
        place = f"--node-ip-address=127.0.0.{2 + len(self._nodes)}"  # Ray replaces 127.0.0.1 by the host's address
        if self._nodes:
            joining = {name: value for name, value in self.environment.items() if name != "RAY_ADDRESS"}
            node = Node(self._folder, joining, place, f"--address={self.address}")
        else:
            head = ["--head", f"--port={self.address.rpartition(':')[2]}", "--include-dashboard=false"]
            starting = {name: value for name, value in self.environment.items() if name != "RAY_ADDRESS"}
            node = Node(self._folder, starting, place, *head, f"--temp-dir={self._folder}")
        self._nodes.append(node)
        return node

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for node in reversed(self._nodes):
            node.kill()
