"""POST /api/search: passages without an answer."""

from typing import Any

import pytest

from tests.clients import client_for
from tests.fakes import FakeAssistant

LIT = {"query": "When was the lighthouse first lit?"}


def search(body: dict[str, Any], assistant: FakeAssistant | None = None) -> tuple[int, dict[str, Any]]:
    answer = client_for(assistant or FakeAssistant()).post("/api/search", json=body)
    return answer.status_code, answer.json()


def test_passages_come_with_their_places_and_nothing_is_answered() -> None:
    """As many as were asked for, sliced out of their documents."""
    assistant = FakeAssistant()

    status, found = search({**LIT, "k": 3}, assistant)

    assert (status, set(found), len(found["passages"])) == (200, {"passages", "generation", "timings_ms"}, 3)
    for near in found["passages"]:
        document = assistant.library[near["document_id"]]
        assert document.text[near["start"] : near["end"]] == near["text"]
        assert near["sha256"] == document.sha256
    assert assistant.asked == []


@pytest.mark.parametrize(("retriever", "missing"), [("dense", "lexical"), ("lexical", "dense")])
def test_what_was_not_compared_is_null(retriever: str, missing: str) -> None:
    """So that nobody takes a 0 for a score."""
    _, found = search({**LIT, "retriever": retriever})

    assert found["passages"][0][missing] is None
    assert found["passages"][0][retriever] is not None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"question": "x"}, "#/query"),
        ({**LIT, "mode": "llm"}, "#/mode"),
        ({"query": " "}, "#/query"),
        ({"query": "x" * 2001}, "#/query"),
        ({**LIT, "k": 0}, "#/k"),
        ({**LIT, "k": 51}, "#/k"),
        ({**LIT, "k": "3"}, "#/k"),
        ({**LIT, "documents": []}, "#/documents"),
        ({**LIT, "retriever": "best"}, "#/retriever"),
    ],
)
def test_a_field_that_is_wrong_is_named(body: dict[str, Any], pointer: str) -> None:
    """Nothing is guessed at."""
    status, problem = search(body)

    assert status == 422
    assert pointer in [fault["pointer"] for fault in problem["errors"]]


@pytest.mark.parametrize(
    ("where", "kind"),
    [({"documents": ["nowhere"]}, "unknown-document"), ({"collections": ["nowhere"]}, "unknown-collection")],
)
def test_what_is_not_there_is_a_404(where: dict[str, Any], kind: str) -> None:
    """Of a document and of a collection."""
    status, problem = search({**LIT, **where})

    assert (status, problem["type"]) == (404, f"urn:cited-qa:{kind}")


def test_before_the_index_is_loaded_it_is_a_503() -> None:
    """That says when to come back."""
    answer = client_for(FakeAssistant(ready=False)).post("/api/search", json=LIT)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
