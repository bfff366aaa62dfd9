"""The id of a request, and the line that is written about it."""

import logging
import re

import pytest
from starlette.testclient import TestClient
from structlog.contextvars import get_contextvars

from qa.answering.ports import Question
from qa.answering.records import Answer
from qa.api import ApiSettings
from tests.clients import client_for
from tests.fakes import FakeAssistant, failing_assistant

FINE = "What is the fine for drying nets?"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="qa")
    return caplog


def fields(record: logging.LogRecord) -> dict[str, object]:
    names = ("method", "route", "status", "answerable", "reason", "generation")
    return {name: getattr(record, name) for name in names if hasattr(record, name)}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/nothing", 404),
        ("PUT", "/api/ask", 405),
        ("POST", "/api/ask", 415),
        ("POST", "/mcp", 415),
        ("POST", "/v1/chat/completions", 415),
    ],
)
def test_every_response_carries_an_id(client: TestClient, method: str, path: str, status: int) -> None:
    """Errors too, and each its own."""
    ids = set()

    for _ in range(2):
        response = client.request(method, path)
        assert response.status_code == status
        ids.add(response.headers["x-request-id"])

    assert len(ids) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", request_id) for request_id in ids)


@pytest.mark.parametrize(
    ("settings", "headers"),
    [
        (ApiSettings(api_key="correct horse"), {}),
        (ApiSettings(), {"host": "evil.example"}),
        (ApiSettings(body_limit=3), {}),
    ],
)
def test_whoever_is_turned_away_gets_an_id_too(settings: ApiSettings, headers: dict[str, str]) -> None:
    """So that a user's report of a refusal can be found in the log."""
    response = client_for(FakeAssistant(), settings).post("/api/ask", json={"question": "x"}, headers=headers)

    assert response.status_code in {400, 401, 413}
    assert response.headers["x-request-id"]


def test_a_server_that_fails_tells_the_id_and_logs_it_with_the_cause(lines: pytest.LogCaptureFixture) -> None:
    """What a user can quote leads to what happened."""
    ids: list[object] = []

    class Asking(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            if record.exc_info:
                ids.append(get_contextvars().get("request_id"))
            return True

    lines.handler.addFilter(note := Asking())

    response = client_for(failing_assistant(RuntimeError("boom"))).post("/api/ask", json={"question": FINE})

    lines.handler.removeFilter(note)
    assert response.status_code == 500
    assert ids == [response.headers["x-request-id"]]


@pytest.mark.parametrize("given", ["abc", "7f3e-1_2.Z", "x" * 64])
def test_a_plain_id_of_the_caller_is_kept(client: TestClient, given: str) -> None:
    """A proxy before us can follow its request through."""
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "two words", "a\tb", '"quoted"', "{}", "é", "a/b", "a\\nb"])
def test_any_other_is_replaced(client: TestClient, given: str) -> None:
    """Nobody writes into our log what they like."""
    headers = [(b"x-request-id", given.encode("latin-1"))]

    made = client.get("/healthz", headers=headers).headers["x-request-id"]

    assert re.fullmatch(r"[0-9a-f]{16}", made)


def test_each_request_is_one_line(client: TestClient, lines: pytest.LogCaptureFixture) -> None:
    """Method, route, status and time; for questions the outcome too, and never what was asked or answered."""
    client.post("/api/ask", json={"question": FINE})
    client.post("/api/ask", json={"question": "Who is the king of France?", "stream": True})
    client.post("/v1/chat/completions", json={"model": "cited-qa", "messages": [{"role": "user", "content": FINE}]})
    client.get("/api/documents/rules-pdf")

    records = [record for record in lines.records if record.name == "qa.api.request_log"]
    asked = {"method": "POST", "route": "/api/ask", "status": 200, "generation": "g1"}
    assert [fields(record) for record in records] == [
        {**asked, "answerable": True, "reason": None},
        {**asked, "answerable": False, "reason": "nothing_near"},
        {**asked, "route": "/v1/chat/completions", "answerable": True, "reason": None},
        {"method": "GET", "route": "/api/documents/{document_id}", "status": 200},
    ]
    assert all(record.__dict__["duration_ms"] >= 0 for record in records)
    assert [record.__dict__.get("read_ms") for record in records] == [1.0, 1.0, 1.0, None]
    told = " ".join(str(record.__dict__) for record in records)
    assert not re.search(r"drying|shilling|France|rules-pdf", told)


def test_outcomes_do_not_stray_into_other_requests(lines: pytest.LogCaptureFixture) -> None:
    """A question that fails has no outcome, whatever the one before it had."""

    class Moody(FakeAssistant):
        def ask(self, question: Question) -> Answer:
            if "fail" in question.text:
                raise RuntimeError("boom")
            return super().ask(question)

    client = client_for(Moody())
    client.post("/api/ask", json={"question": FINE})
    client.post("/api/ask", json={"question": "fail"})

    *_, last = (record for record in lines.records if record.name == "qa.api.request_log")
    assert fields(last) == {"method": "POST", "route": "/api/ask", "status": 500}
