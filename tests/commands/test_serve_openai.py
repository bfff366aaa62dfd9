"""`qa serve` as a whole, model and index and all, asked by OpenAI's own client."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from openai import OpenAI

from tests.llm_stub import saying, stubbed

ROOT = Path(__file__).parents[2]
TEXT = "# The harbour\n\nThe lighthouse was first lit in 1849. Its keeper was Marion Teale.\n"


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[OpenAI]:
    """A client of `qa serve` over one document; it waits as long as the server loads."""
    (folder / "docs").mkdir()
    (folder / "docs" / "harbour.md").write_text(TEXT, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    given = {"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data"), "QA_PORT": "0", **settings}
    command = [sys.executable, "-m", "qa.cli", "serve"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**kept, **given}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().removeprefix("Listening on ").strip()
            with OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=60) as client:
                yield client
        finally:
            server.terminate()


@pytest.mark.model
def test_a_question_is_answered_with_the_documents_words(tmp_path: Path) -> None:
    """From nothing: the client has to wait while the documents are indexed, and then gets a quote and its place."""
    with serving(tmp_path) as client:
        names = [model.id for model in client.models.list()]
        completion = client.chat.completions.create(
            model="cited-qa", messages=[{"role": "user", "content": "When was the lighthouse first lit?"}]
        )

    assert names == ["cited-qa"]
    assert completion.model_extra is not None
    citation = completion.model_extra["citations"][0]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert "1849" in citation["quote"]
    assert f"“{citation['quote']}”" in (completion.choices[0].message.content or "")


@pytest.mark.model
@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"QA_LLM_URL": "http://127.0.0.1:9/v1", "QA_LLM_MODEL": "any"}, ["cited-qa", "cited-qa-llm"]),
        ({"QA_LLM_MODEL": "any"}, ["cited-qa"]),
    ],
    ids=["with", "without"],
)
def test_prose_is_offered_where_a_language_model_is_configured(
    tmp_path: Path, settings: dict[str, str], names: list[str]
) -> None:
    """Both settings are needed to reach one. The list is there before the documents are."""
    with serving(tmp_path, **settings) as client:
        listed = [model.id for model in client.models.list()]

    assert listed == names


@pytest.mark.model
def test_prose_comes_from_the_language_model_held_to_the_quotes(tmp_path: Path) -> None:
    """What the documents support of its words, and under them the quotes as always."""
    with (
        stubbed(saying("It was in 1849 that the lighthouse was first lit [1]. It is haunted [1].")) as stub,
        serving(tmp_path, QA_LLM_URL=stub.url, QA_LLM_MODEL="stub") as client,
    ):
        completion = client.chat.completions.create(
            model="cited-qa-llm", messages=[{"role": "user", "content": "When was the lighthouse first lit?"}]
        )
        offered = httpx2.get(str(client.base_url.join("/api/capabilities"))).json()["modes"]

    assert offered == ["extractive", "llm"], "the page offers it too"
    said, _, sources = (completion.choices[0].message.content or "").partition("\n\n**Sources**\n\n")
    assert said == "It was in 1849 that the lighthouse was first lit [1]."
    assert "“The lighthouse was first lit in 1849." in sources
    assert completion.model_extra is not None
    assert completion.model_extra["cited_qa"]["mode"] == "llm"
    (annotation,) = completion.choices[0].message.annotations or []
    assert said[annotation.url_citation.start_index : annotation.url_citation.end_index] == "[1]"
