"""Bringing an index in line with its sources: what is read, embedded, kept, skipped and published."""

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.errors import StoreMismatchError, StoreMissingError, UnreadableDocumentError
from index.library import Index, writing
from index.records import Content
from tests.documents import boilerplate
from tests.index.syncing import File, files, hits, sync
from tests.items import given_text
from tests.recording import RecordingEmbedder


def test_a_sync_adds_changes_removes_and_leaves(folder: Path, embedder: RecordingEmbedder) -> None:
    """And says what it did, by source."""
    a, b, c = files("a.txt", "b.txt", "c.txt")
    first = sync(folder, embedder, a, b)

    b.text = "Now it is rowed."
    second = sync(folder, embedder, b, c)

    assert (first.added, first.changed, first.removed, first.unchanged) == (["a.txt", "b.txt"], [], [], 0)
    assert (second.added, second.changed, second.removed, second.unchanged) == (["c.txt"], ["b.txt"], ["a.txt"], 0)
    index = Index.open(EmbeddedStore(folder), embedder)
    assert [entry.source for entry in index.entries()] == ["b.txt", "c.txt"]
    assert second.generation == index.generation != first.generation
    assert second.seconds > 0
    found = index.document("b-txt")
    assert found is not None
    assert found.text == "Now it is rowed."


def test_nothing_changed_means_nothing_done(folder: Path, embedder: RecordingEmbedder) -> None:
    """Nothing is parsed, embedded or written, not even for a file that cannot be read."""
    kept = files("a.txt", "b.txt")
    broken = File("broken.txt", "x", error=UnreadableDocumentError("is encrypted"))
    closed = File("closed.txt", "x", error=PermissionError(errno.EACCES, "Permission denied"))
    first = sync(folder, embedder, *kept, broken, closed)
    before = {path: path.stat().st_mtime_ns for path in folder.glob("[gs]e*/**/*")}
    embedder.embedded.clear()

    second = sync(folder, embedder, *kept, broken, closed)

    assert (second.unchanged, second.added, second.changed, second.removed) == (2, [], [], [])
    assert second.skipped == first.skipped
    assert second.generation == first.generation
    assert embedder.embedded == []
    assert [file.parses for file in (*kept, broken, closed)] == [1, 1, 1, 0]
    assert {path: path.stat().st_mtime_ns for path in folder.glob("[gs]e*/**/*")} == before


def test_a_broken_file_is_skipped_with_its_reason(folder: Path, embedder: RecordingEmbedder) -> None:
    """The others go on, and the ledger tells; once it can be read, it is."""
    good = files("a.txt")[0]
    broken = File("b.txt", "Mended now.", error=UnreadableDocumentError("is encrypted"))
    first = sync(folder, embedder, broken, good)

    entries = {entry.source: entry for entry in Index.open(EmbeddedStore(folder), embedder).entries()}
    assert first.skipped == [("b.txt", "is encrypted")]
    assert (entries["b.txt"].status, entries["b.txt"].reason) == ("skipped", "is encrypted")
    assert entries["a.txt"].status == "indexed"

    broken.error = None
    broken.text = "Mended now, in other bytes."
    second = sync(folder, embedder, broken, good)

    assert second.added == ["b.txt"]
    assert second.skipped == []


def test_a_file_that_breaks_is_quoted_no_more(folder: Path, embedder: RecordingEmbedder) -> None:
    """What it said before may not be what it says now."""
    (file,) = files("ferry.txt")
    sync(folder, embedder, file)

    file.error = OSError(errno.EIO, "Input/output error")
    report = sync(folder, embedder, file)

    assert report.skipped == [("ferry.txt", "cannot be read (Input/output error); check the file and its permissions")]
    assert hits(folder, embedder) == []

    file.error = None
    assert sync(folder, embedder, file).added == ["ferry.txt"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (Content(text="Menu", blocks=(boilerplate(0, 4),)), "boilerplate"),
        (Content(text=" \n "), "no text"),
        (Content(text="half \ud83d of one"), "surrogates"),
    ],
)
def test_what_holds_no_text_is_skipped(
    folder: Path, embedder: RecordingEmbedder, content: Content, reason: str
) -> None:
    """With the reason, whatever its reader made of it."""
    item = replace(File("a.txt", "x").item(), parse=lambda _: content)

    with writing(EmbeddedStore(folder), embedder) as writer:
        report = writer.sync([item])

    assert reason in report.skipped[0][1]


def test_what_could_not_be_read_of_a_file_is_told(folder: Path, embedder: RecordingEmbedder) -> None:
    """By the sync that reads it and by every later one, in the ledger too; of a file that is skipped as well."""
    partly = replace(File("a.txt", "x").item(), parse=lambda _: Content("Text.", warnings=("page 2 is a picture",)))
    nothing = replace(File("b.txt", "x").item(), parse=lambda _: Content(" ", warnings=("page 1 is a picture",)))
    expected = [("a.txt", "page 2 is a picture"), ("b.txt", "page 1 is a picture")]

    with writing(EmbeddedStore(folder), embedder) as writer:
        first = writer.sync([partly, nothing])
        second = writer.sync([partly, nothing])

    assert first.warnings == second.warnings == expected
    assert (first.added, second.unchanged) == (["a.txt"], 1)
    assert [source for source, _ in second.skipped] == ["b.txt"]
    entries = Index.open(EmbeddedStore(folder), embedder).entries()
    assert [(entry.source, *entry.warnings) for entry in entries] == expected


def test_halves_of_characters_in_names_do_not_stop_the_run(folder: Path, embedder: RecordingEmbedder) -> None:
    """JSON can hold them, UTF-8 cannot."""
    item = replace(File("a.txt", "x").item(), parse=lambda _: Content("Text.", title="T\ud83d", url="http://x/\ud83d"))

    with writing(EmbeddedStore(folder), embedder) as writer:
        writer.sync([item])

    document = Index.open(EmbeddedStore(folder), embedder).document("a-txt")
    assert document is not None
    assert (document.title, document.content.url) == ("T?", "http://x/?")


def test_only_new_passages_are_embedded(folder: Path, embedder: RecordingEmbedder) -> None:
    """Of a changed document, those that changed; of a moved or doubled one, none."""
    sentences = [f"Boat number {name} sails on every day of the week." for name in ("one", "two", "three", "four")]
    file = File("a.txt", " ".join(sentences))
    sync(folder, embedder, file)
    assert len(embedder.embedded) == 4
    embedder.embedded.clear()

    file.text = " ".join([sentences[0], "An altogether new sentence stands here in its place.", *sentences[2:]])
    report = sync(folder, embedder, file)

    assert embedder.embedded == ["a.txt\nAn altogether new sentence stands here in its place."]
    assert (report.embedded, report.reused, report.changed) == (1, 3, ["a.txt"])

    doubled = File("b.txt", file.text)
    items = [replace(doubled.item(), parse=lambda data: Content(data.decode(), title="a.txt"))]
    with writing(EmbeddedStore(folder), embedder, ChunkSettings(target=12)) as writer:
        report = writer.sync([file.item(), *items])

    assert (report.embedded, report.reused) == (0, 4)


def test_passages_of_equal_text_are_embedded_once(folder: Path, embedder: RecordingEmbedder) -> None:
    """Within one run as well; each keeps its own place."""
    items = [given_text(name, f"{name}.txt", "Same", "The same words. ") for name in ("a", "b", "c")]

    with writing(EmbeddedStore(folder), embedder) as writer:
        report = writer.sync(items)

    assert (report.embedded, report.reused) == (1, 2)
    assert len(hits(folder, embedder, "same words")) == 3


def test_an_interrupted_sync_goes_on_where_it_stopped(folder: Path, embedder: RecordingEmbedder) -> None:
    """The old generation is served meanwhile; nothing that was written is embedded again."""
    old = files("old.txt")
    before = sync(folder, embedder, *old).generation
    many = [File(f"{i:03}.txt", f"Text of document number {i}.") for i in range(300)]
    embedder.embedded.clear()
    embedder.interrupt_after = 256

    with pytest.raises(KeyboardInterrupt):
        sync(folder, embedder, *old, *many)

    assert Index.open(EmbeddedStore(folder), embedder).generation == before
    assert len(embedder.embedded) == 256
    embedder.interrupt_after = None
    report = sync(folder, embedder, *old, *many)
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 300
    assert (len(report.added), report.unchanged) == (44, 257)
    assert Index.open(EmbeddedStore(folder), embedder).stats().documents == 301


def test_an_interrupted_long_document_is_not_begun_anew(folder: Path, embedder: RecordingEmbedder) -> None:
    """Its vectors are kept as they come, though it is written as a whole."""
    sentences = [f"Boat number {i} sails on every single day of the week." for i in range(1300)]
    book = File("book.txt", " ".join(sentences))
    embedder.interrupt_after = 1200

    with pytest.raises(KeyboardInterrupt):
        sync(folder, embedder, book)

    assert len(embedder.embedded) == 1024
    with pytest.raises(StoreMissingError):
        Index.open(EmbeddedStore(folder), embedder)
    embedder.interrupt_after = None
    report = sync(folder, embedder, book)
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 1300
    assert (report.embedded, report.reused) == (276, 1024)


def test_the_rest_stays_when_one_document_is_indexed(folder: Path, embedder: RecordingEmbedder) -> None:
    """Only a sync of everything removes what is not among it, wherever that came from."""
    (in_folder,) = files("folder.txt")
    sync(folder, embedder, in_folder)

    with writing(EmbeddedStore(folder), embedder, ChunkSettings(target=12)) as writer:
        writer.sync([files("upload.txt")[0].item("upload")], exactly=False)
    both = Index.open(EmbeddedStore(folder), embedder).entries()
    report = sync(folder, embedder)

    assert [(entry.source, entry.provenance.origin) for entry in both] == [
        ("folder.txt", "folder"),
        ("upload.txt", "upload"),
    ]
    assert report.removed == ["folder.txt", "upload.txt"]


def test_one_document_can_be_removed(folder: Path, embedder: RecordingEmbedder) -> None:
    """It is gone from the next generation."""
    sync(folder, embedder, *files("a.txt", "b.txt"))

    with writing(EmbeddedStore(folder), embedder) as writer:
        generation = writer.remove("a-txt")

    index = Index.open(EmbeddedStore(folder), embedder)
    assert index.generation == generation
    assert [entry.source for entry in index.entries()] == ["b.txt"]


def test_deleting_and_putting_back_gives_the_same_index(folder: Path, embedder: RecordingEmbedder) -> None:
    """The same generation, and the same answers to the last digit; rebuilding gives them too."""
    ferry, boat = files("ferry.txt", "boat.txt")
    first = sync(folder, embedder, ferry, boat).generation
    before = hits(folder, embedder)

    sync(folder, embedder, boat)
    assert hits(folder, embedder) != before
    again = sync(folder, embedder, boat, ferry).generation
    assert (again, hits(folder, embedder)) == (first, before)

    opened = Index.open(EmbeddedStore(folder), embedder)
    rebuilt = sync(folder, embedder, ferry, boat, rebuild=True).generation
    assert (rebuilt, hits(folder, embedder)) == (first, before)
    assert opened.document("ferry-txt") is not None  # readers of the same are not disturbed


def test_rebuilding_embeds_everything_and_serves_meanwhile(folder: Path, embedder: RecordingEmbedder) -> None:
    """What is published stays until there is something in its place."""
    kept = files("a.txt", "b.txt")
    before = sync(folder, embedder, *kept).generation
    first = list(embedder.embedded)
    embedder.interrupt_after = len(first)

    with pytest.raises(KeyboardInterrupt):
        sync(folder, embedder, *kept, rebuild=True)
    assert Index.open(EmbeddedStore(folder), embedder).generation == before

    embedder.interrupt_after = None
    sync(folder, embedder, *kept, rebuild=True)
    assert embedder.embedded == first * 2


def test_another_model_is_refused_with_the_command_that_repairs(folder: Path, embedder: RecordingEmbedder) -> None:
    """To read, and to write; rebuilding takes it."""
    kept = files("a.txt")
    sync(folder, embedder, *kept)
    other = RecordingEmbedder("other@2", dim=16)

    with pytest.raises(StoreMismatchError, match=r"hashing-fake@1.*other@2.*qa index --rebuild"):
        Index.open(EmbeddedStore(folder), other)
    with pytest.raises(StoreMismatchError, match=r"hashing-fake@1.*other@2.*qa index --rebuild"):
        sync(folder, other, *kept)

    sync(folder, other, *kept, rebuild=True)
    assert len(hits(folder, other)) == 2
    with pytest.raises(StoreMismatchError, match=r"other@2.*hashing-fake@1.*qa index --rebuild"):
        Index.open(EmbeddedStore(folder), embedder)


def test_other_sizes_of_passages_mean_reading_again(folder: Path, embedder: RecordingEmbedder) -> None:
    """The way of cutting is a part of what is known of a file."""
    (file,) = files("a.txt")
    sync(folder, embedder, file)

    with writing(EmbeddedStore(folder), embedder, ChunkSettings(target=100)) as writer:
        report = writer.sync([file.item()])

    assert report.changed == ["a.txt"]
    assert Index.open(EmbeddedStore(folder), embedder).stats().passages == 1
