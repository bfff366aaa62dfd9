"""Who is let in, and what every response carries."""

import pytest
from starlette.testclient import TestClient

from qa.api import ApiSettings, create_app, refusal_to_bind
from tests.clients import client_for
from tests.fakes import FakeAssistant

KEYED = ApiSettings(api_key="correct horse", allowed_hosts=("qa.example", "ask.example:443"))
OPEN_PATHS = ("/", "/healthz", "/readyz", "/web/chat.js", "/web/chat.css", "/favicon.ico")
CLOSED_PATHS = ("/api/documents", "/api/examples", "/api/nothing", "/openapi.json", "/metrics", "/v1/models", "/mcp")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1:9",
        "[::1]",
        "[::1]:8000",
        "localhost.",
        "qa.example",
        "ask.example",
        "10.0.0.7",
    ],
)
def test_own_names_are_let_in(host: str) -> None:
    """Loopback, the configured address and the allowed names, at any port."""
    settings = ApiSettings(host="10.0.0.7", allowed_hosts=KEYED.allowed_hosts)

    assert client_for(FakeAssistant(), settings).get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.evil",
        "",
        "[::2]",
        "a@localhost",
        "[::1]evil.com",
        "[::1]:80evil.com",
        "localhost:80:80",
        "localhost/evil.com",
        "localhost:evil",
        "[::1",
    ],
)
def test_foreign_names_are_not(host: str) -> None:
    """DNS rebinding: a page of another site that points its own name here gets nothing, not even the page."""
    client = client_for(FakeAssistant(), ApiSettings())

    responses = [client.get(path, headers={"host": host}) for path in ("/", "/healthz", "/api/documents")]

    assert [response.status_code for response in responses] == [400, 400, 400]
    assert all(response.json()["type"] == "urn:cited-qa:bad-host" for response in responses)


@pytest.mark.parametrize("path", CLOSED_PATHS)
@pytest.mark.parametrize(
    "header", [None, "Bearer wrong", "Bearer ", "Basic correct horse", "correct horse", "Bearer correct horse battery"]
)
def test_everything_but_the_page_needs_the_key(path: str, header: str | None) -> None:
    """Closed unless listed as open: a route added tomorrow is behind the key too."""
    headers = {} if header is None else {"authorization": header}

    response = client_for(FakeAssistant(), KEYED).get(path, headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "correct horse" not in response.text


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_the_page_and_the_probes_are_open(path: str) -> None:
    """The page must load to ask for the key; a probe has none."""
    assert client_for(FakeAssistant(), KEYED).get(path).status_code == 200


@pytest.mark.parametrize(
    ("settings", "headers", "knows"),
    [
        (KEYED, {}, False),
        (KEYED, {"authorization": "Bearer wrong"}, False),
        (KEYED, {"authorization": "Bearer correct horse"}, True),
        (ApiSettings(host="0.0.0.0", allow_anonymous=True), {}, False),  # noqa: S104 - that is the point
        (ApiSettings(), {}, True),
    ],
    ids=["no key", "wrong key", "right key", "anybody", "own machine"],
)
def test_a_stranger_learns_the_state_and_nothing_else(
    settings: ApiSettings, headers: dict[str, str], knows: bool
) -> None:
    """Why the server is not ready may name files and folders."""
    response = client_for(FakeAssistant(ready=False), settings).get("/readyz", headers=headers)

    assert response.status_code == 503
    assert response.json()["reason"] == ("reading the documents" if knows else "The documents are being loaded.")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_key_opens(scheme: str) -> None:
    """The scheme's case does not matter (RFC 9110)."""
    headers = {"authorization": f"{scheme} correct horse"}

    assert client_for(FakeAssistant(), KEYED).get("/api/documents", headers=headers).status_code == 200


def test_without_a_key_any_token_will_do() -> None:
    """Clients that must send one (OpenAI's) can."""
    headers = {"authorization": "Bearer sk-anything"}

    assert client_for(FakeAssistant()).get("/api/documents", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/api/documents"), ("GET", "/nothing"), ("POST", "/api/ask")]
)
def test_every_response_is_shielded(client: TestClient, method: str, path: str) -> None:
    """No inline code, no other origin, no sniffing, no frame, no referrer, no sharing across origins."""
    response = client.request(method, path, headers={"origin": "https://evil.example"})

    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert all(part in policy for part in ("script-src 'self'", "form-action 'none'", "frame-ancestors 'none'"))
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in response.headers


def test_a_preflight_is_not_granted(client: TestClient) -> None:
    """There is no CORS: a browser will not let other sites call."""
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}

    response = client.options("/api/ask", headers=headers)

    assert response.status_code == 405
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LocalHost"])
def test_loopback_may_be_bound_without_a_key(host: str) -> None:
    """Nobody else can reach it."""
    assert refusal_to_bind(ApiSettings(host=host)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.4", "example.com", "127.0.0.1.nip.example"])  # noqa: S104 - that is the point
def test_any_other_address_needs_a_key_or_the_owners_word(host: str) -> None:
    """The refusal names both ways out."""
    refusal = refusal_to_bind(ApiSettings(host=host))

    assert refusal is not None
    assert "QA_API_KEY" in refusal
    assert "QA_ALLOW_ANONYMOUS=1" in refusal
    assert refusal_to_bind(ApiSettings(host=host, api_key="k")) is None
    assert refusal_to_bind(ApiSettings(host=host, allow_anonymous=True)) is None


def test_the_key_is_not_shown_with_the_settings() -> None:
    """Settings may be logged."""
    assert "correct horse" not in repr(KEYED)
    assert "correct horse" not in str(create_app(FakeAssistant(), KEYED).openapi())
