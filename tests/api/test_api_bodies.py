"""Bodies that are not what they should be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.clients import client_for
from tests.fakes import FakeAssistant

JSON = {"content-type": "application/json"}
CLIENT = client_for(FakeAssistant())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"question": "x", "k": NaN}',
        b"Infinity",
        b'{"k": ' + b"9" * 5_000 + b"}",
        b'{"question": "x"} {}',
    ],
    ids=["empty", "cut", "no text", "deep list", "deep object", "NaN", "Infinity", "long number", "two values"],
)
def test_what_is_not_json_is_a_bad_request(client: TestClient, body: bytes) -> None:
    """400 and a sentence, never a trace. An empty body lacks its fields, which is 422."""
    response = client.post("/api/ask", content=body, headers=JSON)

    assert response.status_code == (422 if not body else 400)
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "question",
        None,
        3,
        {"question": None},
        {"question": ""},
        {"question": " \n\t\u3000"},
        {"question": ["x"]},
        {"question": "x" * 2_001},
        {"question": "x", "k": 0},
        {"question": "x", "k": 51},
        {"question": "x", "k": "5"},
        {"question": "x", "k": 5.5},
        {"question": "x", "k": True},
        {"question": "x", "mode": "magic"},
        {"question": "x", "mode": "llm"},
        {"question": "x", "documents": []},
        {"question": "x", "documents": "all"},
        {"question": "x", "stream": "yes"},
        {"question": "x", "history": [{"role": "system", "content": "x"}]},
        {"question": "x", "history": [{"role": "user"}]},
        {"question": "x", "history": [{"role": "user", "content": "x", "extra": 1}]},
        {"question": "x", "temperature": 1},
        {"question": "nul \0 byte"},
    ],
)
def test_what_is_not_a_question_is_refused(client: TestClient, body: object) -> None:
    """Unknown fields, wrong types and values out of range: nothing is guessed."""
    response = client.post("/api/ask", content=json.dumps(body).encode(), headers=JSON)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "\\ud83d"}',
        b'{"question": "x", "documents": ["\\udc00"]}',
        b'{"question": "x", "\\ud800": 1}',
        b'{"question": "x", "history": [{"role": "user", "content": "a\\ud83d b"}]}',
        b'{"question": "x", "mode": "\\ud800"}',
    ],
)
def test_half_a_character_is_refused(client: TestClient, body: bytes) -> None:
    """A lone surrogate passes JSON and explodes wherever it is written; it stops here."""
    response = client.post("/api/ask", content=body, headers=JSON)

    assert response.status_code == 422
    response.content.decode()


def test_half_a_character_in_a_quote_is_refused(client: TestClient) -> None:
    """Verification gets the same guard as asking."""
    body = b'{"document_id": "tides-md", "start": 0, "end": 1, "quote": "\\ud83d"}'

    assert client.post("/api/verify", content=body, headers=JSON).status_code == 422


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "",
        "application/json; charset=utf-16",
        'application/json; charset="iso-8859-1"',
    ],
)
def test_only_json_is_read(client: TestClient, kind: str) -> None:
    """415, which also keeps other sites' forms from asking in the user's name."""
    response = client.post("/api/ask", content=b'{"question": "x"}', headers={"content-type": kind})

    assert response.status_code == 415


def test_a_content_type_may_name_its_charset(client: TestClient) -> None:
    """Many clients add it."""
    headers = {"content-type": "Application/JSON; charset=utf-8"}

    assert client.post("/api/ask", content=b'{"question": "When?"}', headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("encoding", "status"), [("utf-8", 200), ("utf-8-sig", 200), ("utf-16", 400), ("utf-32-le", 400)]
)
def test_json_is_utf8(client: TestClient, encoding: str, status: int) -> None:
    """As RFC 8259 has it between systems; nothing is guessed."""
    response = client.post("/api/ask", content='{"question": "When?"}'.encode(encoding), headers=JSON)

    assert response.status_code == status


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_fields = st.sampled_from(
    ["question", "history", "k", "documents", "mode", "stream", "document_id", "start", "end", "quote"]
)


@given(path=st.sampled_from(["ask", "verify", "feedback"]), body=st.dictionaries(_fields, _json, max_size=6) | _json)
def test_no_body_whatever_breaks_the_server(path: str, body: object) -> None:
    """Any JSON at all gets an answer that is not a server error and can be decoded."""
    response = CLIENT.post(f"/api/{path}", content=json.dumps(body).encode(), headers=JSON)

    assert response.status_code < 500, response.text
    response.content.decode()


@pytest.mark.parametrize(("end", "status"), [("5", 200), ("5.0", 200), ("5e0", 200), ("5.5", 422), ("1e400", 422)])
def test_a_whole_number_is_an_integer_however_it_is_written(client: TestClient, end: str, status: int) -> None:
    """As JSON Schema has it, by which others check what they send."""
    body = f'{{"document_id": "nowhere", "start": 0, "end": {end}, "quote": "a"}}'

    response = client.post("/api/verify", content=body, headers={"content-type": "application/json"})

    assert response.status_code == status
