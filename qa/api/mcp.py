"""POST /mcp: the same assistant as tools for models (MCP, streamable HTTP).

Stateless: a request carries all it needs, and its answer is one JSON object. So nothing outlives a request, and there
is nothing to end when the server shuts down. GET and DELETE belong to sessions, which there are none of: 405.
"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Message, Receive, Scope, Send

from qa.api.body import check_content_type
from qa.api.openapi import problems, reply, request_body

router = APIRouter()

# What is no message of the protocol is answered in the protocol's own way; the rest is a problem like any other.
_ERRORS = problems(401, 408, 413, 415)
_ERRORS[400]["content"]["application/json"] = {"schema": {"type": "object"}}

# Access control has checked the Host header, with the names that its settings allow; the SDK knows loopback alone.
_HOST_IS_CHECKED = TransportSecuritySettings(enable_dns_rebinding_protection=False)


@router.post(
    "/mcp",
    response_class=Response,
    openapi_extra=request_body(
        "One JSON-RPC message of the Model Context Protocol.", "application/json", type="object"
    ),
    responses={
        **reply(
            "The JSON-RPC response; what goes wrong in a tool is a result with `isError`.",
            "application/json",
            type="object",
        ),
        202: {"description": "A notification was taken."},
        **_ERRORS,
    },
)
async def call(request: Request) -> Response:
    """Take one JSON-RPC message of the Model Context Protocol."""
    check_content_type(request)
    return _McpResponse(request.app.state.mcp, await request.body())


class _McpResponse(Response):
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
