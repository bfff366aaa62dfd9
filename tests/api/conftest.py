import pytest
from starlette.testclient import TestClient

from tests.clients import client_for
from tests.fakes import FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> TestClient:
    return client_for(assistant)
