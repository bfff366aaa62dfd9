"""What answers a call over MCP: the SDK, which takes long to import and is loaded with the first call."""

from typing import Any

from fastapi.responses import Response
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Message, Receive, Scope, Send

from qa.mcp import Backend, build_server

__all__ = ["Backend", "McpResponse", "build_server"]

# Access control has checked the Host header, with the names that its settings allow; the SDK knows loopback alone.
_HOST_IS_CHECKED = TransportSecuritySettings(enable_dns_rebinding_protection=False)


class McpResponse(Response):
    """A response that the SDK writes, to a body that we have read (and so counted, timed and maybe refused)."""

    def __init__(self, server: Server[Any], sent: bytes) -> None:
        super().__init__()
        self._server = server
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pending: list[Message] = [{"type": "http.request", "body": self._sent, "more_body": False}]

        async def receive_again() -> Message:
            return pending.pop() if pending else await receive()

        manager = StreamableHTTPSessionManager(
            self._server,
            json_response=True,
            stateless=True,
            security_settings=_HOST_IS_CHECKED,
            max_request_body_size=len(self._sent) + 1,  # our own limit has let it pass
        )
        async with manager.run():
            await manager.handle_request(scope, receive_again, send)
