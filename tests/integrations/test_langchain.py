"""The retriever for LangChain, in LangChain."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from qa.integrations.server import Passage
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES
from tests.integrations.conftest import KEY
from tests.serving import served

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


def test_readme_shows_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Its lines print the place and the text of each passage of a running server."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(from qa\.integrations\.langchain .*?)```", readme, re.DOTALL)

    with served(FakeAssistant()) as address:
        exec(code.replace("http://127.0.0.1:8000", address))  # noqa: S102 - README's own lines

    lines = capsys.readouterr().out.splitlines()
    assert re.match(r"\S+ \d+ \d+ \S", lines[0])
