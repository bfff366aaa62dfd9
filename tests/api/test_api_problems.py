"""Every route and every error it declares: provoked, and found to be a problem as RFC 9457 has it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.types import Message, Scope

from index.errors import StoreLockedError, StoreReadOnlyError
from qa.answering.ports import Assistant, NotReadyError, TooManyRequestsError
from qa.api import ApiSettings, create_app
from qa.api.admission import Admission
from qa.api.problems import BusyError
from tests.clients import client_for
from tests.fakes import FakeAssistant, failing_assistant

JSON = {"content-type": "application/json"}
BYTES = {"content-type": "application/octet-stream"}
SCHEMA = create_app(FakeAssistant(), ApiSettings()).openapi()


@dataclass(frozen=True)
class Sent:
    """One request that is answered well, to be spoilt in one way at a time."""

    method: str
    path: str
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def to(self, assistant: Assistant | None = None, settings: ApiSettings | None = None) -> Response:
        client = client_for(
            assistant or FakeAssistant(write=True, uploads={"rules-pdf"}),
            replace(settings or ApiSettings(write=True), fetch=True),
        )
        cast(FastAPI, client.app).state.fetch = lambda *_: SimpleNamespace(folder="a.org", name="a.txt", data=b"text")
        return client.request(self.method, self.path, content=self.content, headers=self.headers)


def sent_json(path: str, body: dict[str, object]) -> Sent:
    return Sent("POST", path, json.dumps(body).encode(), JSON)


CHAT: dict[str, object] = {"model": "cited-qa", "messages": [{"role": "user", "content": "When was it first lit?"}]}
ASKING = {"/api/ask", "/api/search", "/api/verify", "/v1/chat/completions"}

CALL = {"name": "ask", "arguments": {"question": "When was it first lit?"}}
GOOD = {
    ("post", "/api/ask"): sent_json("/api/ask", {"question": "When was it first lit?"}),
    ("post", "/api/search"): sent_json("/api/search", {"query": "first lit"}),
    ("post", "/api/verify"): sent_json("/api/verify", {"document_id": "x", "start": 0, "end": 1, "quote": "x"}),
    ("post", "/api/check"): sent_json("/api/check", {"answer": "So [1].", "sources": [{"text": "So."}]}),
    ("get", "/api/documents"): Sent("GET", "/api/documents"),
    ("get", "/api/documents/{document_id}"): Sent("GET", "/api/documents/rules-pdf"),
    ("get", "/api/documents/{document_id}/file"): Sent("GET", "/api/documents/rules-pdf/file"),
    ("get", "/api/documents/{document_id}/pages/{page}.png"): Sent("GET", "/api/documents/rules-pdf/pages/1.png"),
    ("get", "/api/documents/{document_id}/overview"): Sent("GET", "/api/documents/rules-pdf/overview"),
    ("get", "/api/documents/{document_id}/boxes"): Sent("GET", "/api/documents/rules-pdf/boxes?start=0&end=3"),
    ("get", "/api/examples"): Sent("GET", "/api/examples"),
    ("get", "/api/capabilities"): Sent("GET", "/api/capabilities"),
    ("post", "/api/feedback"): sent_json("/api/feedback", {"answer_id": "a", "kind": "wrong_quote"}),
    ("post", "/api/documents"): Sent("POST", "/api/documents?name=a.txt", b"text", BYTES),
    ("post", "/api/documents/fetch"): sent_json("/api/documents/fetch", {"url": "http://a.org/"}),
    ("delete", "/api/documents/{document_id}"): Sent("DELETE", "/api/documents/rules-pdf"),
    ("get", "/v1/models"): Sent("GET", "/v1/models"),
    ("get", "/v1/models/{model}"): Sent("GET", "/v1/models/cited-qa"),
    ("post", "/v1/chat/completions"): sent_json("/v1/chat/completions", CHAT),
    ("post", "/mcp"): sent_json("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": CALL}),
    ("get", "/metrics"): Sent("GET", "/metrics"),
    ("get", "/healthz"): Sent("GET", "/healthz"),
    ("get", "/readyz"): Sent("GET", "/readyz"),
}

LOCKED = failing_assistant(StoreLockedError("process 12 is writing; try again when it is done"))
LOADING = failing_assistant(NotReadyError("the documents are being read"))
READ_ONLY = failing_assistant(StoreReadOnlyError("the folder may not be written; set QA_DATA to another"))

SPOIL: dict[int, Callable[[Sent], Response]] = {
    400: lambda sent: replace(sent, headers={**sent.headers, "host": "evil.example"}).to(),
    401: lambda sent: sent.to(settings=ApiSettings(write=True, api_key="right")),
    403: lambda sent: sent.to(settings=ApiSettings(write=False)),
    408: lambda sent: slow(sent),
    409: lambda sent: sent.to(FakeAssistant(files={"rules-pdf": b"another file"})),
    413: lambda sent: sent.to(settings=ApiSettings(write=True, body_limit=3, upload_limit=3)),
    415: lambda sent: replace(sent, headers={"content-type": "text/plain"}).to(),
    429: lambda sent: sent.to(failing_assistant(TooManyRequestsError("Send it again in a minute."))),
    500: lambda sent: sent.to(failing_assistant(RuntimeError("the secret cause"))),
    503: lambda sent: unavailable(sent),
    507: lambda sent: sent.to(READ_ONLY),
}


def declared() -> list[tuple[str, str, int]]:
    return [
        (method, path, int(status))
        for path, methods in SCHEMA["paths"].items()
        for method, operation in methods.items()
        for status in operation["responses"]
        if int(status) >= 400 and (path, status) != ("/readyz", "503")  # a state and not a problem: tested below
    ]


def slow(sent: Sent) -> Response:
    """Send the first half of the body and then nothing."""
    path, _, query = sent.path.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"localhost"),
            (b"content-length", b"9"),
            (b"content-type", sent.headers["content-type"].encode()),
        ],
    }
    replies: list[Message] = []

    async def receive() -> Message:
        if not hasattr(receive, "called"):
            receive.called = True  # type: ignore[attr-defined] # the half that arrives
            return {"type": "http.request", "body": b"{", "more_body": True}
        await asyncio.sleep(60)
        raise AssertionError("the deadline did not fall")

    async def send(message: Message) -> None:
        replies.append(message)

    app = create_app(FakeAssistant(write=True), ApiSettings(write=True, body_deadline=0.01))
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 10))
    body = b"".join(reply.get("body", b"") for reply in replies)
    return Response(replies[0]["status"], headers=replies[0]["headers"], content=body)


def unavailable(sent: Sent) -> Response:
    if sent.path == "/api/check":  # nothing of the documents is asked for: it is refused where the queue is full alone
        client = client_for(FakeAssistant())
        with patch.object(Admission, "run", side_effect=BusyError("Too many questions are waiting.")):
            return client.request(sent.method, sent.path, content=sent.content, headers=sent.headers)
    return sent.to(LOADING if sent.method == "GET" or sent.path in ASKING else LOCKED)


def not_valid(sent: Sent) -> Response:
    """Spoil the body, or the query where there is no JSON body."""
    if sent.headers == JSON:
        return replace(sent, content=json.dumps({**json.loads(sent.content or b""), "surprise": 1}).encode()).to()
    if sent.path == "/api/documents" and sent.method == "GET":
        return replace(sent, path="/api/documents?limit=0").to()
    if sent.path.endswith(".png"):
        return replace(sent, path=f"{sent.path}?scale=99").to()
    return replace(sent, path=sent.path.partition("?")[0]).to()


def unknown(sent: Sent) -> Response:
    if sent.path == "/api/ask":
        return replace(sent, content=b'{"question": "When?", "documents": ["nowhere"]}').to()
    if sent.path == "/api/search":
        return replace(sent, content=b'{"query": "When?", "documents": ["nowhere"]}').to()
    if sent.path == "/api/documents" and sent.method == "GET":
        return replace(sent, path="/api/documents?after=nowhere").to()
    if sent.path == "/api/examples":
        return replace(sent, path="/api/examples?document=nowhere").to()
    if sent.path == "/v1/chat/completions":
        return sent_json(sent.path, {**CHAT, "model": "gpt-4o"}).to()
    return replace(sent, path=sent.path.replace("cited-qa", "gpt-4o").replace("rules-pdf", "nowhere")).to()


SPOIL |= {404: unknown, 422: not_valid}


def assert_problem(response: Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    body = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    assert body["type"].startswith("urn:cited-qa:")
    assert len(body["detail"]) > 10, "a problem says what happened"
    assert "secret cause" not in response.text
    if status == 503:
        assert int(response.headers["retry-after"]) > 0


def assert_openai_error(response: Response, status: int) -> None:
    """What OpenAI's clients read of an error, and no trace of a problem document."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert list(response.json()) == ["error"]
    error = response.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    assert error["type"] == ("server_error" if status >= 500 else "invalid_request_error")
    assert error["code"].replace("_", "").isalpha()
    assert len(error["message"]) > 10, "an error says what happened"
    assert "secret cause" not in response.text
    if status == 503:
        assert int(response.headers["retry-after"]) > 0


def test_every_route_is_known_here() -> None:
    """A route that is added must be added to these tests too."""
    assert {(method, path) for path, methods in SCHEMA["paths"].items() for method in methods} == set(GOOD)


@pytest.mark.parametrize(("method", "path"), GOOD)
def test_every_route_answers_a_good_request(method: str, path: str) -> None:
    """What is spoilt below is good before it is spoilt."""
    response = GOOD[method, path].to()

    assert response.is_success
    assert str(response.status_code) in SCHEMA["paths"][path][method]["responses"]


@pytest.mark.parametrize(("method", "path", "status"), declared())
def test_every_declared_error_happens_and_is_a_problem(method: str, path: str, status: int) -> None:
    """The OpenAPI document promises no error that is not there, and each has the one shape of its path."""
    right = assert_openai_error if path.startswith("/v1/") else assert_problem

    right(SPOIL[status](GOOD[method, path]), status)


@pytest.mark.parametrize(("method", "path"), GOOD)
@pytest.mark.parametrize("status", [400, 401, 403, 413, 415, 422, 500])
def test_no_undeclared_error_happens(method: str, path: str, status: int) -> None:
    """Whatever is done to a request, its route answers with a status that it declares."""
    sent = GOOD[method, path]

    response = SPOIL[status](sent)

    assert str(response.status_code) in SCHEMA["paths"][path][method]["responses"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1nothing", "/api/nothing", "/web/nothing.js", "/web/..%2f..%2fapi%2fapp.py", "/docs"]
)
def test_nothing_is_found_where_nothing_is(path: str) -> None:
    """No such path, no file outside the page's own folder, no documentation page that needs a network."""
    assert_problem(Sent("GET", path).to(), 404)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/ask"), ("GET", "/api/ask"), ("POST", "/"), ("DELETE", "/readyz")]
)
def test_other_methods_are_refused(method: str, path: str) -> None:
    """405 says which methods there are."""
    response = Sent(method, path).to()

    assert_problem(response, 405)
    assert response.headers["allow"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1", 404),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/models/a/b", 404),
        ("GET", "/v1/chat/completions", 405),
        ("POST", "/v1/models", 405),
        ("OPTIONS", "/v1/models", 405),
    ],
)
def test_under_v1_even_what_is_not_there_speaks_openais_shape(method: str, path: str, status: int) -> None:
    """Clients of that surface can read no other."""
    assert_openai_error(Sent(method, path).to(), status)


def test_each_fault_of_a_body_is_named_with_its_place() -> None:
    """A client can show the message beside the field; what was sent is not repeated."""
    body = {"question": "x" * 2_001, "k": 51, "history": [{"role": "system", "content": 7}], "a/b": "hunter2"}

    response = sent_json("/api/ask", body).to()

    assert_problem(response, 422)
    errors = {error["pointer"]: error["detail"] for error in response.json()["errors"]}
    assert set(errors) == {"#/question", "#/k", "#/history/0/role", "#/history/0/content", "#/a~1b"}
    assert "2,000" in errors["#/question"]
    assert "hunter2" not in response.text


def test_readiness_is_a_state_and_not_a_problem() -> None:
    """Until a generation is loaded, a probe gets 503 with the reason and how far the loading is."""
    loading = Sent("GET", "/readyz").to(FakeAssistant(ready=False, progress=0.25))
    ready = Sent("GET", "/readyz").to(FakeAssistant())

    assert (loading.status_code, loading.json()) == (503, {"reason": "reading the documents", "progress": 0.25})
    assert (ready.status_code, ready.json()) == (200, {"generation": "g1"})
