"""POST /api/ask with stream: the events, their order, and what happens when the answer is late or fails."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.answering.ports import NotReadyError, Question
from qa.answering.records import Answer
from qa.api import ApiSettings
from qa.api.stream import event, pieces, streamed
from tests.clients import client_for
from tests.fakes import FakeAssistant, failing_assistant
from tests.fakes_documents import EXAMPLES
from tests.gates import LateGate

Event = tuple[str, dict[str, Any]]
QUICK = ApiSettings(patience=0.01, heartbeat=0.01)


def events_of(text: str) -> list[Event]:
    """Read server-sent events the way a browser does: blocks end with an empty line, comments start with a colon."""
    events = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            fields = dict(line.split(": ", 1) for line in lines)
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def stream(client: TestClient, question: str) -> list[Event]:
    response = client.post("/api/ask", json={"question": question, "stream": True})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_of(response.text)


@pytest.mark.parametrize("question", [*EXAMPLES, "Who is the king of France?", "the fine nets pilot"])
def test_a_stream_tells_the_same_answer(client: TestClient, question: str) -> None:
    """Sources come first, deltas joined are the text, citations are all told once, and the end is the whole answer."""
    plain = client.post("/api/ask", json={"question": question}).json()

    events = stream(client, question)

    names = [name for name, _ in events]
    assert names[0] == "sources"
    assert names[-1] == "final"
    assert events[0][1] == {"passages": plain["passages"]}
    assert "".join(data["text"] for name, data in events if name == "delta") == plain["answer"]
    assert [data["citation"] for name, data in events if name == "citation"] == plain["citations"]
    assert events[-1][1] == plain


def test_a_citation_follows_the_piece_with_its_marker(client: TestClient) -> None:
    """A reader who shows the stream as it comes never shows a number without its quote for long."""
    events = stream(client, EXAMPLES[0])

    places = [index for index, (name, _) in enumerate(events) if name == "citation"]
    for place in places:
        assert events[place - 1][1]["text"].endswith(f"[{events[place][1]['citation']['number']}]")


def test_what_fails_at_once_fails_with_its_own_status() -> None:
    """No stream begins for a question that cannot be asked now."""
    client = client_for(FakeAssistant(ready=False))

    response = client.post("/api/ask", json={"question": "When?", "stream": True})

    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"


def test_a_late_answer_is_waited_for_with_heartbeats() -> None:
    """The connection shows life while the answer is being made."""
    client = client_for(FakeAssistant(gate=LateGate()), ApiSettings(patience=0.01, heartbeat=0.02))

    response = client.post("/api/ask", json={"question": EXAMPLES[0], "stream": True})

    assert response.text.startswith(": still working\n\n: still working\n\n")
    assert events_of(response.text)[-1][0] == "final"


@pytest.mark.parametrize(
    ("error", "kind"),
    [(NotReadyError("gone"), "urn:cited-qa:not-ready"), (RuntimeError("secret"), "urn:cited-qa:internal-error")],
)
def test_a_late_failure_is_told_in_the_stream(error: Exception, kind: str) -> None:
    """After the stream has begun only an event can say what went wrong; it says no more than a response would."""

    async def late() -> str:
        async def fail() -> Answer:
            await asyncio.sleep(0.05)
            return failing_assistant(error).ask(Question("When?"))

        response = await streamed(asyncio.create_task(fail()), "/api/ask", QUICK)
        return b"".join([bytes(chunk) async for chunk in response.body_iterator]).decode()  # type: ignore[arg-type]

    ((name, data),) = events_of(asyncio.run(late()))

    assert name == "error"
    assert data["type"] == kind
    assert "secret" not in json.dumps(data)


def test_a_client_that_leaves_frees_its_place_in_the_queue() -> None:
    """Closing the stream cancels the work that still waits."""
    started: list[Callable[[], bool]] = []

    async def leave() -> None:
        work = asyncio.create_task(asyncio.sleep(60))
        response = await streamed(work, "/api/ask", QUICK)  # type: ignore[arg-type]
        body = response.body_iterator
        assert isinstance(body, AsyncGenerator)
        await anext(body)
        await body.aclose()
        await asyncio.sleep(0)
        started.append(work.cancelled)

    asyncio.run(leave())

    assert started[0]() is True


@given(st.text(alphabet=st.sampled_from("ab [1]23\n😀"), max_size=60))
def test_pieces_joined_are_the_text(text: str) -> None:
    """Nothing is lost or added where an answer is cut for the stream."""
    parts = list(pieces(text))

    assert "".join(parts) == text
    assert all(parts)


@given(st.text(max_size=200))
def test_an_event_is_one_line_of_data(text: str) -> None:
    """No character of an answer ends the event early, whatever a client takes for the end of a line."""
    written = event("delta", {"text": text}).decode()

    assert len(written.splitlines()) == 3
    assert events_of(written) == [("delta", {"text": text})]


@pytest.mark.parametrize("path", ["/api/ask", "/api/documents", "/api/documents/fetch", "/v1/chat/completions"])
def test_the_document_describes_one_event(client: TestClient, path: str) -> None:
    """Its schema is that of an event, an object with data, as validators of streams take it; not of the whole text."""
    content = client.get("/openapi.json").json()["paths"][path]["post"]["responses"]["200"]["content"]

    schema = content["text/event-stream"]["schema"]

    assert schema["type"] == "object"
    assert schema["required"] == ["data"]
    assert set(schema["properties"]) == {"event", "data"}
