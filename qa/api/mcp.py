"""POST /mcp: the same assistant as tools for models (MCP, streamable HTTP).

Stateless: a request carries all it needs, and its answer is one JSON object. So nothing outlives a request, and there
is nothing to end when the server shuts down. GET and DELETE belong to sessions, which there are none of: 405.
"""

import importlib
import threading
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from qa.answering.ports import Assistant
from qa.api.admission import Admission
from qa.api.body import check_content_type
from qa.api.openapi import problems, reply, request_body

router = APIRouter()

# What is no message of the protocol is answered in the protocol's own way; the rest is a problem like any other.
_ERRORS = problems(401, 408, 413, 415)
_ERRORS[400]["content"]["application/json"] = {"schema": {"type": "object"}}


class Tools:
    """The SDK's server, made with the first call: importing the SDK would take a third of the program's start."""

    def __init__(self, assistant: Assistant, admission: Admission) -> None:
        self._assistant = assistant
        self._admission = admission
        self._server: Any = None  # the SDK's own type, which is not loaded
        self._lock = threading.Lock()

    def response(self, sent: bytes) -> Response:
        """Return what answers ``sent``, one JSON-RPC message."""
        module = importlib.import_module("qa.api.mcp_response")
        with self._lock:
            if self._server is None:
                self._server = module.build_server(module.Backend(self._assistant, self._admission))
        response: Response = module.McpResponse(self._server, sent)
        return response


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
    tools: Tools = request.app.state.mcp
    return await run_in_threadpool(tools.response, await request.body())
