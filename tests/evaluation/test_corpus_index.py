"""The index of a set's documents, kept from run to run."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.records import Content, Document
from index.search import SearchSettings
from qa.evaluation.corpus_index import CorpusIndex, build_index
from qa.evaluation.sets import EvaluationSet
from tests.fakes_embedding import HashingEmbedder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return where an index is kept that an older program left."""
    built(tmp_path)
    (catalogue,) = tmp_path.glob("*/catalogue.sqlite")
    with closing(sqlite3.connect(catalogue)) as connection, connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    return tmp_path


def built(folder: Path) -> CorpusIndex:
    documents = {"d": Document("d", "d.txt", Content(text="Herons hunt at dawn.", title="Herons"))}
    data = EvaluationSet(name="birds", documents=documents, queries=())
    return build_index(
        data, lambda name: EmbeddedStore(folder / name), HashingEmbedder(), ChunkSettings(), SearchSettings()
    )


def test_what_an_older_program_kept_is_made_anew(kept: Path) -> None:
    """Nobody is told to mend by hand what can be made again."""
    found = built(kept).index.search("herons", 3)

    assert [hit.passage.text for hit in found] == ["Herons hunt at dawn."]
