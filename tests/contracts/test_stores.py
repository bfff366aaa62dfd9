"""What every Store promises of writing and reading back, held against each of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreMissingError
from index.records import Block, Content, Document, PlacedLine, Provenance, Span
from index.store import Store
from tests.documents import boilerplate, heading, row
from tests.fakes_documents import DOCUMENTS, RULES
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, ENGINES, FILE, Engine, put, text, unit, vectors_of


def test_what_was_written_is_read_back_unchanged(store: Store) -> None:
    """Documents keep every field, passages their places, and vectors their values."""
    passages = put(store, *DOCUMENTS)

    store.commit()

    ids = [passage.id for passage in reversed(passages)]
    assert [store.document(document.id) for document in DOCUMENTS] == list(DOCUMENTS)
    assert store.passages(ids) == passages[::-1]
    assert np.array_equal(store.vectors(ids), vectors_of(passages[::-1]))


def test_a_document_keeps_what_stands_where(store: Store) -> None:
    """Blocks with what belongs to what, pages, url, date, warnings come back with the text, NUL characters and all."""
    content = Content(
        text="Menu\0 Head. Row 😀 one. Row two.",
        title="A title",
        url="https://harbour.example/x?y=1",
        date="2024-10",
        pages=(0, 12),
        page_labels=("iv", "v"),
        lines=(PlacedLine(12, 22, 2, 72.0, 700.5, 180.25, 712.0),),
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

    put(store, document)
    store.commit()

    assert store.document("places") == document
    assert store.entries()[0].characters == len(content.text)
    assert store.entries()[0].pages == 2
    assert store.entries()[0].warnings == content.warnings


def test_nothing_is_visible_before_a_commit(engine: Engine) -> None:
    """Neither to the writer, nor to whoever opens the store."""
    store = engine.write()
    put(store, BOATS)

    with pytest.raises(StoreMissingError):
        store.stats()
    with pytest.raises(StoreMissingError):
        engine.read().stats()

    store.commit()
    put(store, BREAD)
    store.remove(BOATS.id)

    for each in (store, engine.read()):
        assert each.document(BREAD.id) is None
        assert each.document(BOATS.id) == BOATS
        assert each.stats().documents == 1
        assert each.lexical(["yeast"], 5) == []


def test_an_open_store_stays_with_its_generation(engine: Engine) -> None:
    """What another publishes is seen by those who open the store afterwards."""
    writer = engine.write()
    put(writer, BOATS)
    first = writer.commit()
    reader = engine.read()

    put(writer, BREAD)
    writer.remove(BOATS.id)
    second = writer.commit()

    assert first != second
    assert reader.stats().generation == first
    assert reader.document(BOATS.id) == BOATS
    assert engine.read().stats().generation == second
    assert writer.stats().generation == second


def test_replacing_leaves_nothing_of_the_old_document(store: Store) -> None:
    """Its passages, words and vectors are found no more."""
    old = put(store, BOATS)
    store.commit()

    put(store, text("boats", "Only rowing is allowed now."))
    store.commit()

    assert store.stats().passages == 1
    assert store.lexical(["pilot"], 5) == []
    assert "pilot" not in store.vocabulary()
    with pytest.raises(KeyError):
        store.passages([old[0].id])
    with pytest.raises(KeyError):
        store.vectors([old[0].id])


def test_removing_an_unknown_document_is_no_error(store: Store) -> None:
    """It is gone already."""
    put(store, BOATS)

    store.remove("nobody")
    store.commit()

    assert store.stats().documents == 1


def test_removing_and_putting_back_gives_the_same_generation(store: Store) -> None:
    """A generation is named by its content, not by its history."""
    put(store, BOATS, BREAD)
    before = store.commit()

    store.remove(BOATS.id)
    between = store.commit()
    put(store, BOATS)
    after = store.commit()

    assert before == after != between


def test_the_order_of_writing_does_not_matter(folder: Path) -> None:
    """Two stores with the same documents have generations of the same name, and the same rankings."""
    for make in ENGINES.values():
        one, other = make(folder / "one").write(), make(folder / "other").write()
        put(one, *DOCUMENTS)
        put(other, *reversed(DOCUMENTS))

        assert one.commit() == other.commit()
        question = EMBEDDER.embed_question("when was the lamp moved")
        assert one.dense(question, 99) == other.dense(question, 99)
        assert one.lexical(["lamp", "gallery"], 99) == other.lexical(["lamp", "gallery"], 99)


@pytest.mark.parametrize(
    "change",
    [
        lambda store: put(store, text("boats", "The ferry sails at one.")),
        lambda store: store.skip("broken", "broken.pdf", FILE, "is encrypted"),
        lambda store: store.remove(BREAD.id),
    ],
)
def test_another_content_has_another_name(store: Store, change: Callable[[Store], object]) -> None:
    """A new text, a skipped file, a removed document."""
    put(store, BOATS, BREAD)
    before = store.commit()

    change(store)

    assert store.commit() != before


def test_bytes_that_read_the_same_are_the_same_content(store: Store) -> None:
    """The fingerprint of the file is for the next reading, and no part of a generation."""
    passages = put(store, BOATS)
    before = store.commit()

    store.replace(BOATS, passages, vectors_of(passages), Provenance("folder", "other bytes"))

    assert store.commit() == before
    assert store.written()["boats"].provenance.fingerprint == "other bytes"


def test_the_ledger_lists_documents_and_skipped_files_by_source(store: Store) -> None:
    """Each with its status, size and reason."""
    put(store, RULES, BOATS)
    store.skip("z", "aaa.pdf", Provenance("upload", "f"), "is encrypted")
    store.commit()

    entries = {entry.source: entry for entry in store.entries()}

    assert list(entries) == ["aaa.pdf", "boats.txt", "harbour/rules.pdf"]
    skipped, boats, rules = entries.values()
    assert (skipped.status, skipped.reason, skipped.passages) == ("skipped", "is encrypted", 0)
    assert (skipped.sha256, skipped.pages, skipped.provenance.origin) == (None, None, "upload")
    assert (boats.status, boats.reason, boats.passages, boats.pages) == ("indexed", None, 2, None)
    assert (boats.sha256, boats.characters) == (BOATS.sha256, len(BOATS.text))
    assert (rules.title, rules.pages) == ("Harbour rules", 2)


def test_a_skipped_file_takes_the_place_of_its_document(store: Store) -> None:
    """What cannot be read any more is not quoted any more; and the other way round."""
    put(store, BOATS)
    store.commit()

    store.skip(BOATS.id, BOATS.source, FILE, "is encrypted")
    store.commit()

    assert store.document(BOATS.id) is None
    assert store.stats().documents == store.stats().passages == 0
    assert store.lexical(["ferry"], 5) == []

    put(store, BOATS)
    store.commit()

    assert store.document(BOATS.id) == BOATS
    assert len(store.entries()) == 1


def test_written_tells_what_the_next_commit_will_hold(store: Store) -> None:
    """With fingerprints, so that a caller knows what it need not read again."""
    assert store.written() == {}

    put(store, BOATS, BREAD)
    store.commit()
    store.remove(BREAD.id)
    store.skip("broken", "broken.pdf", FILE, "is encrypted")

    written = store.written()
    assert written.keys() == {"boats", "broken"}
    assert written["boats"].provenance == FILE
    assert written["broken"].status == "skipped"


def test_an_empty_store_answers_everything_with_nothing(store: Store) -> None:
    """It can be published and opened like any other."""
    store.commit()

    assert store.dense(unit(0), 5) == []
    assert store.lexical(["ferry"], 5) == []
    assert store.frequencies(["ferry"]) == {"ferry": 0}
    assert store.vocabulary() == {}
    assert store.passages([]) == []
    assert store.vectors([]).shape == (0, DIM)
    assert store.entries() == []
    assert store.document("boats") is None
    assert store.verify() == []
    assert (store.stats().documents, store.stats().passages) == (0, 0)


def test_a_document_without_passages_can_be_held(store: Store) -> None:
    """It has a text to show, and nothing to find."""
    store.replace(BOATS, [], np.zeros((0, DIM), dtype=np.float32))

    store.commit()

    assert store.document(BOATS.id) == BOATS
    assert store.dense(unit(0), 5) == []


def test_unknown_ids_are_told_apart_from_empty_answers(store: Store) -> None:
    """A passage must be there; a document may not be."""
    known = put(store, BOATS)
    store.commit()

    assert store.document("unknown") is None
    for ask in (store.passages, store.vectors):
        with pytest.raises(KeyError):
            ask([known[0].id, "unknown"])


def test_the_same_passage_may_be_asked_for_twice_and_by_the_thousand(store: Store) -> None:
    """Answers keep the order and number of the ids."""
    known = put(store, BOATS)
    store.commit()
    ids = [known[i % 2].id for i in range(1501)]

    assert [passage.id for passage in store.passages(ids)] == ids
    assert store.vectors(ids).shape == (1501, DIM)


def test_a_whole_store_has_no_findings(store: Store) -> None:
    """Over documents of every kind."""
    put(store, *DOCUMENTS)
    store.skip("broken", "broken.pdf", FILE, "is encrypted")

    store.commit()

    assert store.verify() == []
