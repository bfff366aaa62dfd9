"""Connections that send or read too slowly, or are too many: uvicorn waits for all of them without end.

A deadline for the head of each request, one for a client to read what is sent to it, and a number of connections; the
deadline for a body is `body.py`'s, which can still answer.
"""

import asyncio
import resource
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.api.joined_writes import JoinedWrites

HEAD_SECONDS = 10.0  # for the head of a request, from the connection or from its first byte on
STALL_SECONDS = 30.0  # for a client to read on, where it has left more than the usual in its buffer
_MOST_CONNECTIONS = 500
_OTHER_FILES = 100  # of the descriptors that the system grants: the index's, the log's, the listener's


def most_connections() -> int:
    """Return how many connections may be open at once: fewer where the system grants few descriptors."""
    granted, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(10, min(_MOST_CONNECTIONS, granted - _OTHER_FILES))


class GuardedProtocol(H11Protocol):
    """A connection with deadlines. Where there are too many, the one that has been idle longest goes for a new one."""

    head_seconds = HEAD_SECONDS
    stall_seconds = STALL_SECONDS
    most = most_connections()

    _timer: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether no request is being read or answered."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._since = self.loop.time()
        super().connection_made(JoinedWrites(transport, self.loop))  # type: ignore[arg-type]
        _send_at_once(transport)
        if len(self.connections) > self.most:
            self._make_room()
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.is_idle:
            self._cancel_timer()
        elif self._timer is None:
            self._expect_head()

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        # What was not read keeps a closed connection open.
        self._stall = self._stall or self.loop.call_later(self.stall_seconds, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timer()
        if self._stall is not None:
            self._stall.cancel()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _make_room(self) -> None:
        ours = [each for each in self.connections if isinstance(each, GuardedProtocol) and each is not self]
        idle = [each for each in ours if each.is_idle]
        oldest = min(idle, key=lambda each: each._since, default=self)
        oldest.transport.abort()
        self.connections.discard(oldest)  # at once: it is told that it is lost only in the next turn of the loop


def _send_at_once(transport: asyncio.Transport) -> None:
    """Have a body follow its head at once, and not 40 ms later, when the client has acknowledged the head.

    asyncio does this for sockets of its own making; the connections of a listener made by hand it does not know as TCP.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
