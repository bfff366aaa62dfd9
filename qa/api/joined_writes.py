"""A response's head goes out with its body: each send lets other threads run, and waits until they let it go on."""

import asyncio
from typing import Any

_SMALL = 4096  # bytes: a head; what is larger is sent at once


class JoinedWrites:
    """A connection's transport that holds a small write back until the next one, or until the loop's next turn."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport has
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send, now or in a moment, in order."""
        if self._held:
            data, self._held = self._held + data, b""
        elif len(data) < _SMALL:
            self._held = data
            self._loop.call_soon(self._flush)
            return
        self._transport.write(data)

    def close(self) -> None:
        """Close once everything is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)
