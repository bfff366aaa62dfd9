"""Untrusted files are parsed and rendered in a child process: none can hang, crash or exhaust the one that asks.

One process serves file after file: its start is paid once. It ends with its parent, after a fault, or when idle.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.errors import UnreadableDocumentError
from index.parsers.registry import FileLimits
from index.parsers.sandbox.protocol import Answer, Operation, Refusal, Request, read_reply, write_request
from index.records import Content

_ROOT = str(Path(__file__).parents[3])  # where the child finds `index`, however its parent did
_PATIENCE = 5  # times the seconds of computing, by the clock: a busy machine is not the file's fault
_GRACE = 30  # seconds after which the child ends itself, should the parent have been unable to
_USUAL = FileLimits()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, and one process, may take."""

    seconds: int = _USUAL.seconds  # of computing, per file
    memory_bytes: int = _USUAL.memory_bytes  # address space
    files: int = 500  # per process: what libraries leak ends with it
    idle_seconds: float = 60.0
    by_suffix: Mapping[str, FileLimits] = field(default_factory=dict)  # of formats that need other ones

    def of(self, suffix: str) -> FileLimits:
        """Return what a file of that suffix may take."""
        return self.by_suffix.get(suffix) or FileLimits(self.seconds, self.memory_bytes)

    @property
    def process_memory_bytes(self) -> int:
        """The most that any file may take."""
        return max(self.memory_bytes, *(limits.memory_bytes for limits in self.by_suffix.values()), 0)


class _FaultError(Exception):
    """The process failed at a file; the message is half a sentence for the reason."""


class _TimeoutError(_FaultError):
    """The file took too long."""


class _Process:
    """One running child. Not for two threads at once."""

    def __init__(self, table: str, limits: Limits, path: str) -> None:
        self._limits = limits
        self.files = 0
        self.last_used = time.monotonic()
        self.owner = os.getpid()
        numbers = (limits.process_memory_bytes, int(limits.idle_seconds) + _GRACE)
        # S603: the command is fixed; -P and the explicit path keep the working directory's modules out of the child.
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", "index.parsers.sandbox.child", table, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, path, os.environ.get("PYTHONPATH")))),
                # A library in Rust that is out of memory would want some to say where, and wait for its own lock.
                "RUST_BACKTRACE": "0",
            },
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )

    def ask(self, request: Request, data: bytes) -> Answer | Refusal:
        """Return the reply.

        Raises:
            _FaultError: too slow, or the process ended, or replied nonsense.
        """
        clock = request.seconds * _PATIENCE
        timer = threading.Timer(clock, self._popen.send_signal, (signal.SIGALRM,))
        timer.start()
        try:
            return self._exchange(request, data)
        except (OSError, ValueError) as error:
            ending = self._ending()
            if ending in (signal.SIGXCPU.name, signal.SIGALRM.name):
                raise _TimeoutError(f"takes longer than {request.seconds} seconds to read") from error
            raise _FaultError(f"makes its parser crash ({ending})") from error
        finally:
            timer.cancel()
            self.last_used = time.monotonic()

    def _exchange(self, request: Request, data: bytes) -> Answer | Refusal:
        pipe_in, pipe_out = self._popen.stdin, self._popen.stdout
        if pipe_in is None or pipe_out is None:
            raise OSError("no pipes")
        self.files += 1
        write_request(request, data, pipe_in)
        return read_reply(pipe_out)

    def _ending(self) -> str:
        """Say how the process ended; one that still runs, after a reply that was none, is ended."""
        try:
            code = self._popen.wait(1)
        except subprocess.TimeoutExpired:
            self.stop()
            code = self._popen.returncode
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"exit code {code}"

    def is_spent(self) -> bool:
        """Say whether the next file should go to a fresh process."""
        idle = time.monotonic() - self.last_used
        ended = self._popen.poll() is not None
        return ended or self.files >= self._limits.files or idle > self._limits.idle_seconds

    def kill(self) -> None:
        """End the process."""
        self._popen.kill()

    def stop(self) -> None:
        """End the process and wait for it."""
        self.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # a request that was never taken is still in the buffer
                    continue


class Worker:
    """Reads and renders files in a child process. Threads may share one: they take turns.

    Args:
        table: the module whose ``PARSERS`` and ``RENDERERS`` the child uses.
        limits: what a file may take.
        path: where that module is, if not where `index` is.
    """

    def __init__(self, table: str = "index.parsers.registry", limits: Limits | None = None, path: str = "") -> None:
        self._table, self._limits, self._path = table, limits or Limits(), path
        self._process: _Process | None = None
        self._lock = threading.Lock()
        self._has_ended = False

    def read(self, suffix: str, data: bytes, name: str) -> Content:
        """Read one file with the parser of ``suffix``.

        Raises:
            UnreadableDocumentError: the parser refused it, or it went over a limit, or broke the parser.
        """
        content = self._serve(self._request("parse", suffix, data, name), data)
        if isinstance(content, Content):
            return content
        raise self._verdict(name, "is no text")

    def render(self, suffix: str, data: bytes, name: str, page: int, scale: float) -> bytes:
        """Return one page, counted from 1, of a file as a PNG picture of ``scale`` times 72 dots an inch.

        Raises:
            UnreadableDocumentError: there is no such page, or it went over a limit, or broke the renderer.
        """
        request = replace(self._request("render", suffix, data, name), arguments={"page": page, "scale": scale})
        picture = self._serve(request, data)
        if isinstance(picture, bytes):
            return picture
        raise self._verdict(name, f"page {page} cannot be drawn")

    def _request(self, operation: Operation, suffix: str, data: bytes, name: str) -> Request:
        limits = self._limits.of(suffix)
        clock = limits.seconds * _PATIENCE + _GRACE
        return Request(operation, suffix, name, len(data), limits.seconds, clock, limits.memory_bytes)

    def _serve(self, request: Request, data: bytes) -> Answer:
        name = request.name
        with self._lock:
            process = self._running()
            if process.files:
                # It may fail on what other files left in it, so a fault now is not yet this file's; too slow is.
                try:
                    return self._try(process, request, data)
                except _TimeoutError as fault:
                    raise self._verdict(name, fault) from fault
                except _FaultError:
                    process = self._running()
            try:
                return self._try(process, request, data)
            except _FaultError as fault:
                raise self._verdict(name, fault) from fault

    def end(self) -> None:
        """End the child process for good, whatever it is at: whoever waits for that is refused soon."""
        self._has_ended = True
        process = self._process
        if process is not None and process.owner == os.getpid():
            process.kill()
        if self._lock.acquire(timeout=1):
            self._stop()
            self._lock.release()

    def _try(self, process: _Process, request: Request, data: bytes) -> Answer:
        healthy = False
        try:
            reply = process.ask(request, data)
            if isinstance(reply, Refusal) and reply.refused == "memory":
                raise _FaultError(f"needs more than {request.memory_bytes >> 20} MB of memory to read")
            healthy = True
        finally:
            if not healthy:  # Ctrl-C included: a reply may still be under way in the pipe
                self._stop()
        if not isinstance(reply, Refusal):
            return reply
        if reply.refused == "unreadable":
            raise UnreadableDocumentError(reply.message)
        raise self._verdict(request.name, f"is broken or unusual: its parser says {reply.message}")

    def _running(self) -> _Process:
        process = self._process
        if process is not None and process.owner != os.getpid():
            process = self._process = None  # inherited by a fork: it is the parent's to use and to end
        if process is not None and process.is_spent():
            self._stop()
            process = None
        if process is None:
            if self._has_ended:
                raise UnreadableDocumentError("not read any more, as the program ends")
            process = self._process = _Process(self._table, self._limits, self._path)
        return process

    def _stop(self) -> None:
        if self._process is not None and self._process.owner == os.getpid():
            self._process.stop()
        self._process = None

    def _verdict(self, name: str, fault: _FaultError | str) -> UnreadableDocumentError:
        return UnreadableDocumentError(f"{name}: {fault}; save it anew, split it, or convert it to plain text.")
