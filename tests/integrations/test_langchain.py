"""The retriever for LangChain, in LangChain."""

import asyncio
from typing import Any

import pytest

from qa.integrations.server import Passage
from tests.fakes_documents import EXAMPLES
from tests.integrations.conftest import KEY

langchain: Any = pytest.importorskip(
    "qa.integrations.langchain", reason="LangChain is not installed; make test-adapters has it", exc_type=ImportError
)


def test_documents_carry_their_place(keyed: str, expected: list[Passage]) -> None:
    """Invoked as any runnable, also in a chain and from a coroutine."""
    retriever = langchain.CitedRetriever(url=keyed, api_key=KEY, k=3)

    found = retriever.invoke(EXAMPLES[0])
    chained = (retriever | (lambda documents: [document.page_content for document in documents])).invoke(EXAMPLES[0])
    awaited = asyncio.run(retriever.ainvoke(EXAMPLES[0]))

    assert [(document.page_content, document.metadata) for document in found] == [
        (passage.text, passage.metadata) for passage in expected
    ]
    assert chained == [passage.text for passage in expected]
    assert awaited == found


def test_the_key_is_not_shown() -> None:
    """Chains are printed and traced."""
    assert KEY not in repr(langchain.CitedRetriever(api_key=KEY))
