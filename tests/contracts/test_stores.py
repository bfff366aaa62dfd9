"""What every Store promises of writing and reading back, held against each of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.records import Block, Content, Document, Passage, PlacedLine, Provenance, Span
from index.store import Store, StoreWriter
from tests.documents import boilerplate, heading, row
from tests.fakes_documents import DOCUMENTS, RULES
from tests.stores import (
    BOATS,
    BREAD,
    DIM,
    EMBEDDER,
    FILE,
    STORES,
    opened,
    passages_of,
    published,
    put,
    skipped,
    text,
    unit,
    vectors_of,
    writing,
)


def test_what_was_written_is_read_back_unchanged(store: Store) -> None:
    """Documents keep every field, passages their places, and vectors their values."""
    passages = [passage for document in DOCUMENTS for passage in passages_of(document)]

    reader = published(store, *DOCUMENTS)

    ids = [passage.id for passage in reversed(passages)]
    assert [reader.document(document.id) for document in DOCUMENTS] == list(DOCUMENTS)
    assert reader.passages(ids) == passages[::-1]
    stored = np.stack([reader.similarities(unit(place), ids) for place in range(DIM)], axis=1)
    assert stored == pytest.approx(vectors_of(passages[::-1]), abs=1e-6)


def test_a_document_keeps_what_stands_where(store: Store) -> None:
    """Blocks with what belongs to what, pages, url, date, warnings come back with the text, NUL characters and all."""
    content = Content(
        text="Menu\0 Head. Row 😀 one. Row two.",
        title="A title",
        url="https://harbour.example/x?y=1",
        date="2024-10",
        pages=(0, 12),
        page_labels=("iv", "v"),
        lines=(PlacedLine(12, 22, 2, 72.0, 700.5, 180.25, 712.0, 3),),
        page_sizes=((595.3, 841.9), (841.9, 595.3)),
        blocks=(
            boilerplate(0, 4, "list of links"),
            heading(6, "Head", length=5),
            heading(6, "Sub › head", level=2),
            Block("table", Span(12, 31)),
            Block("row", Span(12, 22), parent=3, cells=(Span(12, 15), None, Span(16, 17))),
            row(23, 31, [Span(23, 26), Span(27, 31), None], header=4),
        ),
        warnings=("a picture on page 2 holds no text",),
    )
    document = Document("places", "places.txt", content)

    reader = published(store, document)

    assert reader.document("places") == document
    assert reader.entries()[0].characters == len(content.text)
    assert reader.entries()[0].pages == 2
    assert reader.entries()[0].warnings == content.warnings


def test_a_passage_keeps_how_it_is_to_be_read(store: Store) -> None:
    """Its text is what stands in the document; what is indexed may be in another form."""
    document = text("row", "42\tTrieste.")
    passage = Passage.cut(document, Span(0, 11), "Ports", "number: 42; name: Trieste.")
    with writing(store) as writer:
        writer.replace(document, [passage], unit(0)[None])
        writer.commit()

    reader = opened(store)

    assert reader.passages([passage.id]) == [passage]
    assert "number" in reader.vocabulary()


def test_replacing_leaves_nothing_of_the_old_document(store: Store) -> None:
    """Its passages, words and vectors are found no more."""
    old = passages_of(BOATS)
    published(store, BOATS)

    reader = published(store, text("boats", "Only rowing is allowed now."))

    assert reader.stats().passages == 1
    assert reader.lexical(["pilot"], 5) == []
    assert "pilot" not in reader.vocabulary()
    with pytest.raises(KeyError):
        reader.passages([old[0].id])
    with pytest.raises(KeyError):
        reader.similarities(unit(0), [old[0].id])


def test_removing_an_unknown_document_is_no_error(store: Store, writer: StoreWriter) -> None:
    """It is gone already."""
    put(writer, BOATS)

    writer.remove("nobody")
    writer.commit()

    assert opened(store).stats().documents == 1


def test_removing_and_putting_back_gives_the_same_generation(writer: StoreWriter) -> None:
    """A generation is named by its content, not by its history."""
    put(writer, BOATS, BREAD)
    before = writer.commit()

    writer.remove(BOATS.id)
    between = writer.commit()
    put(writer, BOATS)
    after = writer.commit()

    assert before == after != between


@pytest.mark.parametrize("make", STORES.values(), ids=STORES)
def test_the_order_of_writing_does_not_matter(make: Callable[[Path], Store], folder: Path) -> None:
    """Two stores with the same documents have generations of the same name, and the same rankings."""
    stores = make(folder / "one"), make(folder / "other")

    one, other = (published(s, *d) for s, d in zip(stores, (DOCUMENTS, DOCUMENTS[::-1]), strict=True))

    question = EMBEDDER.embed_question("when was the lamp moved")
    assert one.stats() == other.stats()
    assert one.dense(question, 99) == other.dense(question, 99)
    assert one.lexical(["lamp", "gallery"], 99) == other.lexical(["lamp", "gallery"], 99)


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: put(writer, text("boats", "The ferry sails at one.")),
        lambda writer: writer.skip(skipped("broken")),
        lambda writer: writer.remove(BREAD.id),
    ],
)
def test_another_content_has_another_name(writer: StoreWriter, change: Callable[[StoreWriter], object]) -> None:
    """A new text, a skipped file, a removed document."""
    put(writer, BOATS, BREAD)
    before = writer.commit()

    change(writer)

    assert writer.commit() != before


def test_bytes_that_read_the_same_are_the_same_content(writer: StoreWriter) -> None:
    """The fingerprint of the file is for the next reading, and no part of a generation."""
    passages = put(writer, BOATS)
    before = writer.commit()

    writer.replace(BOATS, passages, vectors_of(passages), Provenance("folder", "other bytes"))

    assert writer.commit() == before
    assert writer.written()["boats"].provenance.fingerprint == "other bytes"


def test_the_ledger_lists_documents_and_skipped_files_by_source(store: Store, writer: StoreWriter) -> None:
    """Each with its status, size and reason."""
    put(writer, RULES, BOATS)
    writer.skip(skipped("z", "aaa.pdf", Provenance("upload", "f")))
    writer.commit()

    entries = {entry.source: entry for entry in opened(store).entries()}

    assert list(entries) == ["aaa.pdf", "boats.txt", "harbour/rules.pdf"]
    broken, boats, rules = entries.values()
    assert (broken.status, broken.reason, broken.passages) == ("skipped", "is encrypted", 0)
    assert (broken.sha256, broken.pages, broken.provenance.origin) == (None, None, "upload")
    assert (boats.status, boats.reason, boats.passages, boats.pages) == ("indexed", None, 2, None)
    assert (boats.sha256, boats.characters) == (BOATS.sha256, len(BOATS.text))
    assert (rules.title, rules.pages) == ("Harbour rules", 2)


def test_a_skipped_file_takes_the_place_of_its_document(store: Store, writer: StoreWriter) -> None:
    """What cannot be read any more is not quoted any more; and the other way round."""
    put(writer, BOATS)
    writer.commit()

    writer.skip(skipped(BOATS.id, BOATS.source))
    writer.commit()

    reader = opened(store)
    assert reader.document(BOATS.id) is None
    assert reader.stats().documents == reader.stats().passages == 0
    assert reader.lexical(["ferry"], 5) == []

    put(writer, BOATS)
    writer.commit()

    reader = opened(store)
    assert reader.document(BOATS.id) == BOATS
    assert len(reader.entries()) == 1


def test_written_says_what_the_next_commit_will_hold(writer: StoreWriter) -> None:
    """With fingerprints, so that a caller knows what it need not read again."""
    assert writer.written() == {}

    put(writer, BOATS, BREAD)
    writer.commit()
    writer.remove(BREAD.id)
    writer.skip(skipped("broken"))

    written = writer.written()
    assert written.keys() == {"boats", "broken"}
    assert written["boats"].provenance == FILE
    assert written["broken"].status == "skipped"


def test_an_empty_store_answers_everything_with_nothing(store: Store) -> None:
    """It can be published and opened like any other."""
    reader = published(store)

    assert reader.dense(unit(0), 5) == []
    assert reader.lexical(["ferry"], 5) == []
    assert reader.frequencies(["ferry"]) == {"ferry": 0}
    assert reader.vocabulary() == {}
    assert reader.passages([]) == []
    assert reader.similarities(unit(0), []).shape == (0,)
    assert reader.entries() == []
    assert reader.document("boats") is None
    assert reader.verify() == []
    assert (reader.stats().documents, reader.stats().passages) == (0, 0)


def test_a_document_without_passages_can_be_held(store: Store, writer: StoreWriter) -> None:
    """It has a text to show, and nothing to find."""
    writer.replace(BOATS, [], np.zeros((0, DIM), dtype=np.float32))

    writer.commit()

    assert opened(store).document(BOATS.id) == BOATS
    assert opened(store).dense(unit(0), 5) == []


def test_unknown_ids_are_told_apart_from_empty_answers(store: Store) -> None:
    """A passage must be there; a document may not be."""
    known = passages_of(BOATS)
    reader = published(store, BOATS)

    assert reader.document("unknown") is None
    ids = [known[0].id, "unknown"]
    for ask in (lambda: reader.passages(ids), lambda: reader.similarities(unit(0), ids)):
        with pytest.raises(KeyError):
            ask()


def test_the_same_passage_may_be_asked_for_twice_and_by_the_thousand(store: Store) -> None:
    """Answers keep the order and number of the ids."""
    known = passages_of(BOATS)
    reader = published(store, BOATS)
    ids = [known[i % 2].id for i in range(1501)]

    assert [passage.id for passage in reader.passages(ids)] == ids
    assert reader.similarities(unit(0), ids).tolist() == [*reader.similarities(unit(0), ids[:2])] * 750 + [
        reader.similarities(unit(0), ids[:1])[0]
    ]


def test_a_whole_store_has_no_findings(store: Store, writer: StoreWriter) -> None:
    """Over documents of every kind."""
    put(writer, *DOCUMENTS)
    writer.skip(skipped("broken"))

    writer.commit()

    assert opened(store).verify() == []
