"""GET /metrics: what is counted, and that nothing private becomes a label."""

import asyncio
import re
import threading
from collections.abc import Sequence

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from index.records import LedgerEntry
from qa.answering.ports import Assistant, NotReadyError
from qa.api import ApiSettings, create_app
from tests.clients import client_for
from tests.fakes import FakeAssistant

FINE = "What is the fine for drying nets?"
FRANCE = "Who is the king of France?"


def figures(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Read Prometheus' text format, with the official parser."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def figure(client: TestClient, name: str, **labels: str) -> float | None:
    return figures(client.get("/metrics").text).get((name, frozenset(labels.items())))


def ask(client: TestClient, question: str) -> None:
    assert client.post("/api/ask", json={"question": question}).status_code == 200


def test_requests_are_counted_by_route_method_and_status(client: TestClient) -> None:
    """A route is its template, not its path."""
    for document_id in ("rules-pdf", "tides-md", "nowhere"):
        client.get(f"/api/documents/{document_id}")

    route = {"route": "/api/documents/{document_id}"}
    assert figure(client, "qa_http_requests_total", method="GET", status="200", **route) == 2
    assert figure(client, "qa_http_requests_total", method="GET", status="404", **route) == 1
    assert figure(client, "qa_http_request_seconds_count", **route) == 3


def test_answers_are_counted_by_outcome_and_their_time_by_stage(client: TestClient) -> None:
    """From the start every outcome is there, at zero; each answer's own timings are what is measured."""
    assert figure(client, "qa_answers_total", outcome="abstained", reason="needs_context") == 0

    ask(client, FINE)
    ask(client, FRANCE)
    ask(client, FRANCE)

    assert figure(client, "qa_answers_total", outcome="answered", reason="none") == 1
    assert figure(client, "qa_answers_total", outcome="abstained", reason="nothing_near") == 2
    assert figure(client, "qa_answer_stage_seconds_count", stage="total") == 3
    assert figure(client, "qa_answer_stage_seconds_sum", stage="total") == pytest.approx(3 * 0.00125)


def test_streamed_answers_and_those_of_other_surfaces_are_counted_too(client: TestClient) -> None:
    """Whatever way a question comes in."""
    call = {"name": "ask", "arguments": {"question": FINE}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    chat = {"model": "cited-qa", "messages": [{"role": "user", "content": FINE}]}

    client.post("/api/ask", json={"question": FINE, "stream": True})
    client.post("/mcp", json=message, headers={"accept": "application/json, text/event-stream"})
    client.post("/v1/chat/completions", json=chat)
    client.post("/v1/chat/completions", json={**chat, "stream": True})

    assert figure(client, "qa_answers_total", outcome="answered", reason="none") == 4
    assert figure(client, "qa_http_requests_total", route="/v1/chat/completions", method="POST", status="200") == 2


def test_the_index_and_its_size_are_told_as_they_are(assistant: FakeAssistant) -> None:
    """A new generation takes the place of the old one; it does not stand beside it."""
    client = client_for(assistant)
    before = figures(client.get("/metrics").text)
    assistant.generation = "g2"
    del assistant.library["rules-pdf"]

    after = figures(client.get("/metrics").text)

    found = [
        {name: value for (name, _), value in sample.items() if name in {"qa_passages", "qa_ready"}}
        for sample in (before, after)
    ]
    assert found == [{"qa_passages": 21, "qa_ready": 1}, {"qa_passages": 17, "qa_ready": 1}]
    assert [set(labels) for (name, labels) in after if name == "qa_index_info"] == [{("generation", "g2")}]
    assert after["qa_documents", frozenset({("status", "indexed")})] == 3
    assert after["qa_documents", frozenset({("status", "skipped")})] == 1
    assert any(name == "process_resident_memory_bytes" for name, _ in after)


def test_while_loading_there_is_no_generation_to_tell() -> None:
    """The rest is told all the same."""
    client = client_for(FakeAssistant(ready=False))

    assert figure(client, "qa_ready") == 0
    assert "qa_index_info" not in client.get("/metrics").text


def test_an_index_that_goes_away_meanwhile_leaves_the_rest_standing() -> None:
    """Between two looks the assistant may have changed its mind."""

    class Fading(FakeAssistant):
        def documents(self) -> Sequence[LedgerEntry]:
            raise NotReadyError("gone")

    text = client_for(Fading()).get("/metrics").text

    assert "qa_index_info" in text
    assert "qa_documents" not in text


def test_questions_running_and_waiting_are_told() -> None:
    """The queue as it is at this moment."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings(running=1, waiting=2))

    async def look() -> str:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            held = [asyncio.create_task(client.post("/api/ask", json={"question": FINE})) for _ in range(3)]
            while not assistant.asked:
                await asyncio.sleep(0.01)
            text = (await client.get("/metrics")).text
            assert assistant.gate is not None
            assistant.gate.set()
            await asyncio.gather(*held)
            return text

    found = figures(asyncio.run(look()))

    assert found["qa_questions_running", frozenset()] == 1
    assert found["qa_questions_waiting", frozenset()] == 2


def test_labels_are_few_and_hold_nothing_private(client: TestClient) -> None:
    """Unknown paths are one label, strange methods another; no question, text, id or name is in any."""
    for word in ("a", "b", "c"):
        client.get(f"/nothing/{word}")
        client.get(f"/api/documents/{word}-secret")
        client.request(f"BREW{word.upper()}", "/api/ask")
    ask(client, FINE)

    text = client.get("/metrics").text

    labels = [dict(labels) for name, labels in figures(text) if name == "qa_http_requests_total"]
    assert [row["status"] for row in labels if row["route"] == "none"] == ["404"]
    assert {row["method"] for row in labels} == {"GET", "POST", "other"}
    assert not re.search(r"secret|shilling|drying|rules-pdf|harbour|nothing/", text)


def test_every_app_counts_for_itself() -> None:
    """No registry of the whole process: two apps in one process do not mix."""
    one, other = client_for(FakeAssistant()), client_for(FakeAssistant())

    ask(one, FINE)

    assert figure(other, "qa_answers_total", outcome="answered", reason="none") == 0


@pytest.mark.parametrize(("header", "status"), [({}, 401), ({"authorization": "Bearer correct horse"}, 200)])
def test_figures_are_behind_the_key(header: dict[str, str], status: int) -> None:
    """How much is asked, and what of it is answered, is nobody's business but the operator's."""
    assistant: Assistant = FakeAssistant()

    response = client_for(assistant, ApiSettings(api_key="correct horse")).get("/metrics", headers=header)

    assert response.status_code == status
