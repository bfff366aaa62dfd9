"""The component for Haystack, in a pipeline of Haystack's."""

from typing import Any

import pytest

from qa.integrations.server import Passage
from tests.fakes_documents import EXAMPLES
from tests.integrations.conftest import KEY

ours: Any = pytest.importorskip(
    "qa.integrations.haystack", reason="Haystack is not installed; make test-adapters has it", exc_type=ImportError
)
haystack: Any = pytest.importorskip("haystack")


def test_documents_carry_their_place(keyed: str, expected: list[Passage], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipeline that was saved and loaded again, with the key from the environment and not from the file."""
    monkeypatch.setenv("QA_API_KEY", KEY)
    pipeline = haystack.Pipeline()
    pipeline.add_component("retriever", ours.CitedRetriever(keyed, k=3))

    saved = pipeline.dumps()
    found = haystack.Pipeline.loads(saved, allowed_modules=["qa.integrations.*"]).run(
        {"retriever": {"query": EXAMPLES[0]}}
    )["retriever"]["documents"]

    assert [(document.content, document.meta, document.score) for document in found] == [
        (passage.text, passage.metadata, passage.metadata["score"]) for passage in expected
    ]
    assert KEY not in saved
