"""Test clients of the HTTP surface."""

from starlette.testclient import TestClient

from qa.answering.ports import Assistant
from qa.api import ApiSettings, create_app


def client_for(assistant: Assistant, settings: ApiSettings | None = None) -> TestClient:
    """Return a client of an app of its own; the base URL's host is one that the gate lets in."""
    return TestClient(create_app(assistant, settings or ApiSettings()), base_url="http://localhost")
