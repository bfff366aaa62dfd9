"""What every adapter stands on: passages over HTTP, with the hash of the text they were taken from."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.api import ApiSettings
from qa.integrations.server import Server, ServerError
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES
from tests.serving import served

ROOT = Path(__file__).parents[2]
ADAPTERS = {
    "langchain": ("langchain_core", "langchain-core"),
    "llamaindex": ("llama_index", "llama-index-core"),
    "haystack": ("haystack", "haystack-ai"),
}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def address(assistant: FakeAssistant) -> Iterator[str]:
    with served(assistant) as address:
        yield address


@pytest.mark.parametrize("question", [*EXAMPLES, "Who is the king of France?"])
def test_a_passage_is_the_text_at_its_place(address: str, assistant: FakeAssistant, question: str) -> None:
    """Whoever has the document can check it, and see by the hash that it is the same document."""
    passages = Server(address).passages(question, 4)

    assert len(passages) == 4
    for passage in passages:
        about = passage.metadata
        document = assistant.library[str(about["document_id"])]
        assert list(about) == [
            *("document_id", "start", "end", "context", "title", "source", "sha256"),
            *("page", "score", "dense", "lexical"),
        ]
        assert document.text[int(about["start"] or 0) : int(about["end"] or 0)] == passage.text
        assert about["sha256"] == document.sha256
        assert (about["title"], about["source"]) == (document.title, document.source)


def test_what_is_published_meanwhile_is_found(address: str, assistant: FakeAssistant) -> None:
    """Each passage comes with the hash of its document as it is now, in the same reply; nothing is answered for it."""
    server = Server(address)
    before = server.passages("What of the gale?", 1)
    assistant.write = True
    row = assistant.add_document("gale.txt", b"What of the gale? It blows.")

    after = server.passages("What of the gale?", 1)

    assert before[0].metadata["document_id"] != row.id
    assert (after[0].metadata["document_id"], after[0].metadata["sha256"]) == (row.id, row.sha256)
    assert assistant.asked == []


def test_a_refusal_says_what_the_server_said() -> None:
    """The key, the question, and no server at all: each in one sentence."""
    with served(FakeAssistant(), ApiSettings(api_key="correct horse")) as address:
        with pytest.raises(ServerError, match=r"401: Send the server's key"):
            Server(address, "wrong").passages("When?", 1)
        with pytest.raises(ServerError, match="422: query: the query is empty"):
            Server(address, "correct horse").passages(" ", 1)
        with pytest.raises(ServerError, match="answers 404; is it a server of qa"):
            Server(f"{address}/v1", "correct horse").passages("When?", 1)
    with pytest.raises(ServerError, match=r"does not answer .* start it with qa serve"):
        Server(address).passages("When?", 1)


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_without_its_framework_says_what_to_install(adapter: str) -> None:
    """Only then: the package itself needs none of them."""
    module, requirement = ADAPTERS[adapter]
    code = f"import sys; sys.modules[{module!r}] = None; import qa.integrations; import qa.integrations.{adapter}"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"pip install '{requirement}>=" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_stays_thin(adapter: str) -> None:
    """What grows past this belongs to the framework or to the server."""
    lines = (ROOT / "qa" / "integrations" / f"{adapter}.py").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 40
