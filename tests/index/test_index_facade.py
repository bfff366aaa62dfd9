"""The index as others use it: one writer, readers that are never in the way, and what it knows of words."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.encoders import open_embedder
from index.errors import StoreLockedError, StoreMissingError
from index.library import Index, writing
from index.progress import Step
from tests.exact_store import ExactStore
from tests.index.syncing import File, files, hits, sync
from tests.items import given_text
from tests.recording import RecordingEmbedder

HOLD = """
import sys
from pathlib import Path
from index.embedded.lock import writer_lock

with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_the_first_is(folder: Path, embedder: RecordingEmbedder) -> None:
    """By process id; readers go on; and when the first is gone, however it went, the way is free."""
    kept = files("a.txt")
    sync(folder, embedder, *kept)
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        with pytest.raises(StoreLockedError, match=rf"pid {holder.pid}\)"):
            sync(folder, embedder, *kept)
        assert hits(folder, embedder)

        holder.kill()

    assert sync(folder, embedder, *kept).unchanged == 1


def test_a_second_writer_in_the_same_process_is_refused(folder: Path, embedder: RecordingEmbedder) -> None:
    """Threads of a server are writers like others."""
    with writing(EmbeddedStore(folder), embedder), pytest.raises(StoreLockedError, match=rf"pid {os.getpid()}\)"):
        sync(folder, embedder)


def test_progress_is_told_before_each_item_while_embedding_and_at_the_end(embedder: RecordingEmbedder) -> None:
    """With the item's source; its share of the work is only done once it is embedded. Over any store."""
    told: list[Step] = []

    with writing(ExactStore(), embedder) as writer:
        writer.sync([file.item() for file in files("a.txt", "b.txt")], progress=told.append)

    assert [(step.done, step.share, step.what) for step in told] == [
        (0, 0.0, "a.txt"),
        (1, 0.0, "b.txt"),
        (1, 0.5, "embedding"),
        (1, 1.0, "embedding"),
        (2, 1.0, "publishing"),
    ]
    assert all(step.documents == 2 for step in told)
    assert [step.tokens for step in told][-1] == sum(embedder.count_tokens(embedder.embedded))


def test_what_is_known_is_no_work(embedder: RecordingEmbedder) -> None:
    """One new document beside many known ones is all that is left to do, however large those are."""
    told: list[Step] = []
    large = [replace(file.item(), size=10**9) for file in files("a.txt", "b.txt")]
    with writing(ExactStore(), embedder) as writer:
        writer.sync(large)

        writer.sync([*large, *(file.item() for file in files("c.txt"))], progress=told.append)

    assert [step.share for step in told if step.what != "publishing"] == [0.0, 0.0, 0.0, 1.0]


def test_progress_goes_on_within_one_long_document(embedder: RecordingEmbedder) -> None:
    """Its passages are embedded in several pieces, each told of; it never goes back."""
    told: list[Step] = []
    long = File("long.txt", " ".join(f"Boat number {n} sails from berth {n} at noon." for n in range(1200)))

    with writing(ExactStore(), embedder, ChunkSettings(target=12)) as writer:
        writer.sync([long.item()], progress=told.append)

    shares = [step.share for step in told]
    assert len(set(shares)) > 1000
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_opening_writes_nothing(folder: Path, embedder: RecordingEmbedder) -> None:
    """Nor does asking what an index holds that is not there."""
    with pytest.raises(StoreMissingError, match="run: qa index"):
        Index.open(EmbeddedStore(folder / "nowhere"), embedder)
    assert not (folder / "nowhere").exists()

    sync(folder, embedder, *files("a.txt"))
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file())
    index = Index.open(EmbeddedStore(folder), embedder)
    index.search("noon", 3)
    assert index.verify() == []
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()) == before


def test_an_index_is_verified_beside_a_writer(folder: Path, embedder: RecordingEmbedder) -> None:
    """Whose catalogue is in the middle of something."""
    sync(folder, embedder, *files("a.txt"))

    with writing(EmbeddedStore(folder), embedder) as writer:
        writer.sync([file.item() for file in files("b.txt")], exactly=False)

        assert (folder / "catalogue.sqlite-wal").exists()
        assert Index.open(EmbeddedStore(folder), embedder).verify() == []


def test_an_open_index_goes_on_while_others_publish(folder: Path, embedder: RecordingEmbedder) -> None:
    """Also when its files are gone from the disk, two generations later."""
    sync(folder, embedder, *files("ferry.txt"))
    old = Index.open(EmbeddedStore(folder), embedder)
    before = old.search("when does the ferry return", 5)

    for name in ("b.txt", "c.txt", "d.txt"):
        sync(folder, embedder, *files(name))

    assert not (folder / "generations" / f"{old.generation}.json").exists()
    assert EmbeddedStore(folder).current() != old.generation
    assert old.search("when does the ferry return", 5) == before
    assert old.document("ferry-txt") is not None
    assert old.idf(["ferri"]).keys() == {"ferri"}
    assert [entry.source for entry in old.entries()] == ["ferry.txt"]
    assert len(list((folder / "generations").iterdir())) == 2


@pytest.fixture
def index(embedder: RecordingEmbedder) -> Index:
    """Give an index of four one-passage documents over the store in memory."""
    store = ExactStore()
    words = ("The ferry sails.", "The ferry returns.", "The ferry waits.", "Bread rises.")
    items = [given_text(f"d{i}", f"d{i}.txt", "T", text) for i, text in enumerate(words)]
    with writing(store, embedder) as writer:
        writer.sync(items)
    embedder.embedded.clear()
    return Index.open(store, embedder)


def test_idf_is_the_inverse_passage_frequency(index: Index) -> None:
    """Worked by hand for 4 passages: 3 hold the one word, 1 the other, none the third."""
    found = index.idf(["ferri", "bread", "nothing"])

    assert found["ferri"] == pytest.approx(math.log(1 + 1.5 / 3.5))
    assert found["bread"] == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert found["nothing"] == pytest.approx(math.log(1 + 4.5 / 0.5))


def test_whoever_has_the_questions_vector_passes_it_on(index: Index) -> None:
    """It is not embedded again then; and it decides, not the words."""
    vector = index.embed_question("when does bread rise")

    assert index.search("when does bread rise", 4, vector=vector) == index.search("when does bread rise", 4)
    assert index.search("x", 1, vector=vector)[0].passage.document_id == "d3"
    assert index.search("when does bread rise", 4, ["d0"])[0].passage.document_id == "d0"


def test_an_index_tells_what_it_knows_of_words(index: Index, embedder: RecordingEmbedder) -> None:
    """How often each occurs, which the encoder has whole, and what they mean as vectors."""
    assert index.vocabulary()["ferry"] == 3
    assert index.is_common_word("ferry")
    assert not index.is_common_word("ferry-boat")
    assert index.embed(["a", "b"]).shape == (2, 32)
    assert embedder.embedded == ["a", "b"]
    assert index.verify() == []
    assert index.stats().documents == 4


@pytest.mark.model
def test_a_word_with_a_common_ending_is_no_misspelling(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder has many of them in two pieces, but misspelt words in others."""
    monkeypatch.setattr(index, "_embedder", open_embedder())

    assert all(map(index.is_common_word, ("caption", "tensile", "wheelchair", "Kindness")))
    assert not any(map(index.is_common_word, ("insted", "relase", "defualt", "donwload", "bookng", "seperation")))
