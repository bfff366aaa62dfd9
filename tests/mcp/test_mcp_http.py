"""MCP over HTTP: the official client against a real server, behind the same gate as everything else."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import httpx2
import pytest
from mcp import Client, MCPError, types
from mcp.client.streamable_http import streamable_http_client

from qa.api import ApiSettings, create_app
from tests.clients import client_for
from tests.fakes import FakeAssistant
from tests.serving import served

T = TypeVar("T")
FINE = "What is the fine for drying nets?"
KEY = {"authorization": "Bearer correct horse"}
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": FINE, "k": 1}},
}
ACCEPT = {"accept": "application/json, text/event-stream"}


def over_http(
    address: str, work: Callable[[Client], Awaitable[T]], mode: str = "auto", headers: dict[str, str] | None = None
) -> T:
    """Return what ``work`` does with a client of the server at ``address``."""

    async def run() -> T:
        async with (
            httpx2.AsyncClient(headers=headers or {}) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
        ):
            return await work(client)

    return anyio.run(run)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_all_four_tools_answer_over_http(mode: str) -> None:
    """With clients of today, who send everything with each request, and of yesterday, who shake hands first."""

    async def work(client: Client) -> list[types.CallToolResult]:
        calls: list[tuple[str, dict[str, object]]] = [
            ("ask", {"question": FINE}),
            ("ask", {"question": "Who is the king of France?"}),
            ("search", {"question": FINE, "k": 1}),
            ("read_document", {"document_id": "rules-pdf", "start": 288, "end": 301}),
            ("verify_quote", {"document_id": "rules-pdf", "start": 288, "end": 301, "quote": "two shillings"}),
            ("read_document", {"document_id": "nowhere"}),
        ]
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    with served(FakeAssistant()) as address:
        answer, silence, found, piece, verified, unknown = over_http(address, work, mode)

    assert answer.structured_content["citations"][0]["document_id"] == "rules-pdf"
    assert silence.structured_content["answerable"] is False
    assert len(found.structured_content["passages"]) == 1
    assert piece.structured_content["text"] == "two shillings"
    assert verified.structured_content["verified"] is True
    assert unknown.is_error


def test_the_fields_are_those_of_the_http_api() -> None:
    """Whoever reads the one can read the other."""
    with served(FakeAssistant()) as address:
        result = over_http(address, lambda client: client.call_tool("ask", {"question": FINE}))
        plain = httpx2.post(f"{address}/api/ask", json={"question": FINE}).json()

    assert result.structured_content == plain


@pytest.mark.parametrize(("headers", "let_in"), [(KEY, True), ({}, False), ({"authorization": "Bearer no"}, False)])
def test_the_key_is_wanted_here_too(headers: dict[str, str], let_in: bool) -> None:
    """The same key as for every other route; without it the client does not even get to know the tools."""
    with served(FakeAssistant(), ApiSettings(api_key="correct horse")) as address:
        if let_in:
            assert len(over_http(address, lambda client: client.list_tools(), headers=headers).tools) == 4
        else:
            with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
                over_http(address, lambda client: client.list_tools(), headers=headers)
            status = httpx2.post(f"{address}/mcp", json=CALL, headers={**ACCEPT, **headers}).status_code
            assert status == 401


@pytest.mark.parametrize(("host", "status"), [("qa.example:8000", 200), ("localhost", 200), ("evil.example", 400)])
def test_a_name_that_the_gate_allows_is_not_refused_behind_it(host: str, status: int) -> None:
    """One list of names holds for every route; the SDK's own, of loopback alone, is not in the way."""
    client = client_for(FakeAssistant(), ApiSettings(allowed_hosts=("qa.example",)))

    response = client.post("/mcp", json=CALL, headers={**ACCEPT, "host": host, "origin": f"https://{host}"})

    assert response.status_code == status


def test_the_address_is_answered_as_it_is() -> None:
    """No redirect to a slash: clients follow none with a body. Sessions there are none, so nothing to GET or DELETE."""
    client = client_for(FakeAssistant())

    responses = [
        client.request(method, "/mcp", json=CALL if method == "POST" else None, headers=ACCEPT, follow_redirects=False)
        for method in ("POST", "GET", "DELETE")
    ]

    assert [response.status_code for response in responses] == [200, 405, 405]
    assert responses[1].headers["allow"] == "POST"


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    """The limit of every JSON body holds here too."""
    response = client_for(FakeAssistant(), ApiSettings(body_limit=100)).post("/mcp", json=CALL, headers=ACCEPT)

    assert response.status_code == 413
    assert response.json()["type"] == "urn:cited-qa:too-large"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"jsonrpc": "2.0"}', b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_a_bad_request(body: bytes) -> None:
    """The answer is JSON-RPC's, as the client expects, and never a trace."""
    headers = {**ACCEPT, "content-type": "application/json"}

    response = client_for(FakeAssistant()).post("/mcp", content=body, headers=headers)

    assert response.status_code == 400
    assert response.json()["error"]["code"] < 0


def test_questions_of_models_wait_in_the_same_queue() -> None:
    """A model cannot take more than its turn, and is told to come back in the words of the HTTP API."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings(running=1, waiting=0))

    async def flood() -> tuple[httpx2.Response, httpx2.Response, httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=ACCEPT) as client:
            held = asyncio.create_task(client.post("/mcp", json=CALL))
            while not assistant.asked:
                await asyncio.sleep(0.01)
            refused = await client.post("/mcp", json=CALL)
            also = await client.post("/api/ask", json={"question": FINE})
            assert assistant.gate is not None
            assistant.gate.set()
            return await held, refused, also

    held, refused, also = asyncio.run(flood())

    assert held.json()["result"]["structuredContent"]["answerable"] is True
    assert refused.json()["result"]["isError"] is True
    assert "ask again in a moment" in refused.json()["result"]["content"][0]["text"]
    assert also.status_code == 503
