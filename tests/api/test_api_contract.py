"""The server and its OpenAPI document say the same, whatever schemathesis makes of the latter."""

from pathlib import Path

import pytest

from bench.contract import failures
from tests.clients import client_for
from tests.fakes import FakeAssistant
from tests.serving import served_by_a_process


@pytest.mark.slow
def test_no_request_is_answered_otherwise_than_the_document_says(tmp_path: Path) -> None:
    """Sound ones, unsound ones and chains of them, for half a minute; `make contract` asks the real assistant."""
    with served_by_a_process("write=True") as (port, _):
        assert failures(f"http://127.0.0.1:{port}", 30, 1, tmp_path) is None


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/documents", "GET, POST"),
        ("OPTIONS", "/api/documents/nowhere", "GET, DELETE"),
        ("GET", "/api/ask", "POST"),
        ("POST", "/healthz", "GET"),
    ],
)
def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(method: str, path: str, allowed: str) -> None:
    """All that the path takes, of however many routes."""
    refused = client_for(FakeAssistant()).request(method, path)

    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
