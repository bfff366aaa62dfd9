"""A server for the adapters, and the passages it gives to whoever asks it directly."""

from collections.abc import Iterator

import pytest

from qa.api import ApiSettings
from qa.integrations.server import Passage, Server
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES
from tests.serving import served

KEY = "correct horse"


@pytest.fixture
def keyed() -> Iterator[str]:
    """The address of a server that wants `KEY`."""
    with served(FakeAssistant(), ApiSettings(api_key=KEY)) as address:
        yield address


@pytest.fixture
def expected(keyed: str) -> list[Passage]:
    """What every adapter must return for the first example and k=3."""
    return Server(keyed, KEY).passages(EXAMPLES[0], 3)
