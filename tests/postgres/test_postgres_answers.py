"""What users get: the answers over a database are those over a folder, on questions that people asked."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bench.differential import Pair
from index.encoders import open_embedder
from index.library import writing
from index.parsers import PARSERS_VERSION, parse
from index.sources import SourceItem, discover
from qa.answering.ports import Question
from qa.evaluation.sets import Query
from qa.settings import read_settings
from qa.wiring import open_store
from tests.items import given_text
from tests.postgres.reaching import reached

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA does not name the folder of public sets"),
]

EVERYDAY = ("crontab.5.txt", "pandoc-faqs.md", "cups-options.html", "debian-releases.csv", "family-day.eml")
PARAGRAPHS = 60
QUESTIONS = 16  # of either set


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def everyday(data: Path) -> tuple[list[SourceItem], list[Query]]:
    """Give some of the everyday files, and questions about them, also such as they do not answer."""
    files = [data / "everyday" / "docs" / name for name in EVERYDAY]
    asked = [
        row
        for row in rows(data / "everyday" / "gold.jsonl")
        if {row.get("doc"), row["metadata"].get("near")} & set(EVERYDAY)
    ]
    return discover(files, parse, PARSERS_VERSION), [Query(row["id"], row["text"]) for row in asked]


def squad2(data: Path) -> tuple[list[SourceItem], list[Query]]:
    """Give some paragraphs, and questions that were written for them, half of which they do not answer."""
    documents = rows(data / "squad2" / "corpus.jsonl")[:PARAGRAPHS]
    known = {row["id"] for row in documents}
    asked = [row for row in rows(data / "squad2" / "queries.jsonl") if row["metadata"]["source_doc_id"] in known]
    items = [given_text(row["id"], f"{row['id']}.txt", row["title"], row["text"]) for row in documents]
    return items, [Query(row["id"], row["text"]) for row in asked]


@pytest.mark.parametrize("chosen", [everyday, squad2])
def test_the_answers_are_those_of_the_folder(chosen: Any, folder: Path, url: str) -> None:  # noqa: ANN401
    """With the same citations, confidence and passages; all of either set is asked by bench/differential.py."""
    items, queries = chosen(Path(os.environ["QA_TEST_DATA"]))
    store, embedder = open_store(read_settings({"QA_DATA": str(folder)})), open_embedder()
    with writing(store, embedder) as writer:
        writer.sync(items)

    both = Pair(store, reached(url), embedder)
    asked = queries[:: max(1, len(queries) // QUESTIONS)]

    assert len(asked) >= QUESTIONS // 2
    assert [found for query in asked if (found := both.difference(query)) is not None] == []
    assert any(both.assistants[1].ask(Question(query.text)).citations for query in asked)
