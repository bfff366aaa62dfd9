"""The retriever for LlamaIndex, in LlamaIndex."""

import asyncio
from typing import Any

import pytest

from qa.integrations.server import Passage
from tests.fakes_documents import EXAMPLES
from tests.integrations.conftest import KEY

llamaindex: Any = pytest.importorskip(
    "qa.integrations.llamaindex", reason="LlamaIndex is not installed; make test-adapters has it", exc_type=ImportError
)


def test_nodes_carry_their_place(keyed: str, expected: list[Passage]) -> None:
    """In the metadata and in the fields that LlamaIndex has for it, also from a coroutine."""
    retriever = llamaindex.CitedRetriever(keyed, KEY, k=3)

    found = retriever.retrieve(EXAMPLES[0])
    awaited = asyncio.run(retriever.aretrieve(EXAMPLES[0]))

    assert [(scored.node.text, scored.node.metadata, scored.score) for scored in found] == [
        (passage.text, passage.metadata, passage.metadata["score"]) for passage in expected
    ]
    assert [(scored.node.start_char_idx, scored.node.end_char_idx) for scored in found] == [
        (passage.metadata["start"], passage.metadata["end"]) for passage in expected
    ]
    assert [scored.text for scored in awaited] == [passage.text for passage in expected]
