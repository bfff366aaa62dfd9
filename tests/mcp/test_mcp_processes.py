"""Both transports as they are used: real processes over a real index, the official client at the other end."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client, types
from mcp.client.streamable_http import streamable_http_client

from tests.processes import HARBOUR, QUESTION, ROOT, environment, furnish, serving

pytestmark = [pytest.mark.model, pytest.mark.slow]
KEY = "correct-horse-battery"


async def use(client: Client) -> None:
    """Call every tool, and see that each tells the truth about the one document there is."""
    tools = await client.list_tools()
    assert [tool.name for tool in tools.tools] == ["ask", "search", "read_document", "verify_quote"]

    answer = await client.call_tool("ask", {"question": QUESTION})
    (cited,) = answer.structured_content["citations"]
    assert HARBOUR[cited["start"] : cited["end"]] == cited["quote"]
    assert "1849" in cited["quote"]
    (block,) = answer.content
    assert isinstance(block, types.TextContent)
    assert "[1]" in block.text
    assert cited["quote"] in block.text

    silence = await client.call_tool("ask", {"question": "Who is the prime minister of Norway?"})
    assert silence.structured_content["answerable"] is False

    found = await client.call_tool("search", {"question": "keeper", "k": 1})
    assert "Marion Teale" in found.structured_content["passages"][0]["text"]

    read = await client.call_tool("read_document", {"document_id": cited["document_id"]})
    assert read.structured_content["text"] == HARBOUR

    place = {name: cited[name] for name in ("document_id", "start", "end", "quote", "sha256")}
    right = await client.call_tool("verify_quote", place)
    wrong = await client.call_tool("verify_quote", {**place, "quote": "The lighthouse was first lit in 1894."})
    assert (right.structured_content["verified"], wrong.structured_content["verified"]) == (True, False)

    for name, arguments in (("ask", {"question": " "}), ("read_document", {"document_id": "nowhere"})):
        failed = await client.call_tool(name, arguments)
        assert failed.is_error


def test_a_client_that_starts_the_process_can_ask_at_once(tmp_path: Path) -> None:
    """Nothing is indexed yet: `qa mcp` speaks at once, indexes, and the first question is answered after that."""
    folder = furnish(tmp_path)
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "qa.cli", "mcp"], cwd=ROOT, env=environment(folder)
    )
    said = tmp_path / "stderr"

    async def run() -> None:
        with said.open("w") as errors:
            async with Client(stdio_client(parameters, errlog=errors)) as client:
                await use(client)

    anyio.run(run)

    assert any(json.loads(line)["event"] == "indexing" for line in said.read_text().splitlines())
    assert QUESTION not in said.read_text()


def test_stdout_carries_the_protocol_and_nothing_else(tmp_path: Path) -> None:
    """Every line is a JSON-RPC message, though the documents are indexed meanwhile; at the end of stdin it exits."""
    ask = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": QUESTION}},
    }
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.cli", "mcp"],
        cwd=ROOT, env=environment(furnish(tmp_path)),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    lines: list[dict[str, Any]] = []

    try:
        process.stdin.write("".join(f"{json.dumps(message)}\n" for message in (hello, ready, ask)))
        process.stdin.flush()
        while not lines or lines[-1].get("id") != 2:
            lines.append(json.loads(process.stdout.readline()))
        rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()

    assert [line["jsonrpc"] for line in lines] == ["2.0", "2.0"]
    assert lines[1]["result"]["structuredContent"]["answerable"] is True
    assert rest == ""
    assert process.returncode == 0


def test_a_server_process_serves_tools_beside_the_page(tmp_path: Path) -> None:
    """`qa serve` with a key: the official client with it can use every tool, without it gets nothing."""

    async def run(address: str, key: str) -> None:
        async with (
            httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"}) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            await use(client)

    with serving(furnish(tmp_path), QA_API_KEY=KEY) as server:
        anyio.run(run, f"{server.address}/mcp", KEY)
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
            anyio.run(run, f"{server.address}/mcp", "wrong-key-entirely")
        server.stop()

    assert server.code == 0
    calls = [line for line in server.lines if line.get("route") == "/mcp"]
    assert calls
    assert any(line.get("answerable") is True for line in calls)
    refusals = [line for line in server.lines if line.get("status") == 401]
    assert refusals
    assert all(word not in server.out + server.err for word in (KEY, "wrong-key", "lighthouse", "Norway", "1849"))
