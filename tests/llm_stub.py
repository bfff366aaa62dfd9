"""An OpenAI-compatible server on a loopback port that behaves as well or as badly as a test wants."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from qa.answering.llm.model import Message
from qa.answering.llm.server import OpenAiServer, ServerSettings

Behave = Callable[[socket.socket], None]  # what is done to a connection once its request has been read


def reply(body: bytes, status: str = "200 OK", extra: str = "") -> bytes:
    """Return a whole HTTP response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{extra}Connection: close\r\n\r\n".encode() + body


def completion(text: object, reason: str = "stop") -> bytes:
    """Return a chat completion that says ``text``."""
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": reason}]}
    ).encode()


def saying(text: object, reason: str = "stop") -> Behave:
    """Answer properly."""
    return sending(reply(completion(text, reason)))


def sending(data: bytes) -> Behave:
    """Send these bytes and close."""
    return lambda connection: connection.sendall(data)


def silent(connection: socket.socket) -> None:
    """Take the request and never answer."""
    while connection.recv(4096):
        pass


def dripping(head: bytes, drop: bytes) -> Behave:
    """Send ``head``, then ``drop`` over and over, so that something always comes and nothing ever ends."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            time.sleep(0.01)

    return drip


def flooding(head: bytes, chunk: bytes) -> Behave:
    """Send ``chunk`` as fast as it is taken, without end."""

    def flood(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(chunk)

    return flood


@dataclass
class Stub:
    """The server; ``behave`` may be changed between calls."""

    behave: Behave = silent
    heads: list[str] = field(default_factory=list)  # of the requests that came
    prompts: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def model(self, seconds: float = 5.0, key: str | None = None) -> OpenAiServer:
        return OpenAiServer(ServerSettings(self.url, "stub", key, seconds))

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._read(connection)
                self.behave(connection)
            except OSError:
                return  # the client has left, which is what some of the tests want of it

    def _read(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(next(line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line))
        while len(body) < length:
            body += connection.recv(65536)
        self.heads.append(head.decode())
        self.prompts.append(json.loads(body))


@contextmanager
def stubbed(behave: Behave = silent) -> Iterator[Stub]:
    """Run the server while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    stub = Stub(behave, port=listener.getsockname()[1])
    thread = threading.Thread(target=stub.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@dataclass
class ScriptedModel:
    """A LanguageModel in this process that says what it is told to."""

    text: str = ""
    asked: list[Sequence[Message]] = field(default_factory=list)
    name: str = "scripted"

    def complete(self, messages: Sequence[Message]) -> str:
        self.asked.append(messages)
        return self.text
