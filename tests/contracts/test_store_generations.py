"""What every Store promises to those who open it at the same time: one writer, readers of one generation each."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.errors import StoreLockedError, StoreMismatchError, StoreMissingError
from index.library import Index
from index.library import writing as writing_index
from index.store import Store
from tests.items import given_text
from tests.stores import BOATS, BREAD, DIM, EMBEDDER, opened, passages_of, published, put, writing


def test_nothing_is_there_before_the_first_commit(store: Store) -> None:
    """There is no generation to name, and none to open; once there is, others see it at once."""
    with writing(store) as writer:
        put(writer, BOATS)

        assert store.current() is None
        with pytest.raises(StoreMissingError, match="qa index"):
            opened(store)

        name = writer.commit()

        assert store.current() == name == opened(store).stats().generation


def test_nothing_is_visible_before_a_commit(store: Store) -> None:
    """Neither what was added, nor what was removed."""
    published(store, BOATS)

    with writing(store) as writer:
        put(writer, BREAD)
        writer.remove(BOATS.id)

        reader = opened(store)

    for each in (reader, opened(store)):
        assert each.document(BREAD.id) is None
        assert each.document(BOATS.id) == BOATS
        assert each.stats().documents == 1
        assert each.lexical(["yeast"], 5) == []


def test_a_reader_stays_with_its_generation(store: Store) -> None:
    """What another publishes is seen by those who open the store afterwards."""
    first = published(store, BOATS)

    with writing(store) as writer:
        put(writer, BREAD)
        writer.remove(BOATS.id)
        name = writer.commit()

    assert store.current() == name != first.stats().generation
    assert first.document(BOATS.id) == BOATS
    assert [hit.passage_id for hit in first.lexical(["yeast"], 5)] == []
    assert opened(store).stats().generation == name


def test_a_writer_goes_on_where_the_last_one_stopped(store: Store) -> None:
    """What was written and not published is neither lost nor done again."""
    with writing(store) as writer:
        passages = put(writer, BOATS)

    with writing(store) as writer:
        assert writer.written().keys() == {"boats"}
        assert writer.embedded([passages[0].embedding_key]).keys() == {passages[0].embedding_key}
        writer.commit()

    assert opened(store).document(BOATS.id) == BOATS


def test_there_is_one_writer_at_a_time(store: Store) -> None:
    """A second one is refused, from another thread as well, and welcome when the first has ended, in whatever way."""

    def write(error: Exception | None = None) -> None:
        with writing(store):
            if error:
                raise error

    with writing(store), ThreadPoolExecutor(1) as pool:
        with pytest.raises(StoreLockedError, match="wait"):
            write()
        with pytest.raises(StoreLockedError, match="wait"):
            pool.submit(write).result()
    with pytest.raises(RuntimeError, match="of ours"):
        write(RuntimeError("of ours"))

    write()


def test_vectors_of_another_model_are_refused(store: Store) -> None:
    """To read and to write, with the command that repairs."""
    published(store, BOATS)

    with pytest.raises(StoreMismatchError, match="qa index --rebuild"):
        store.open("other@2", DIM)
    with pytest.raises(StoreMismatchError, match="qa index --rebuild"), store.writing("other@2", DIM):
        pass

    assert opened(store).document(BOATS.id) == BOATS


def test_rebuilding_forgets_what_was_written_and_serves_what_was_published(store: Store) -> None:
    """Whatever the model was; until the next commit."""
    published(store, BOATS)
    keys = [passage.embedding_key for passage in passages_of(BOATS)]

    with store.writing("other@2", 16, rebuild=True) as writer:
        assert writer.written() == {}
        assert writer.embedded(keys) == {}
        assert opened(store).document(BOATS.id) == BOATS

        writer.commit()

    assert store.open("other@2", 16).stats().documents == 0
    with pytest.raises(StoreMismatchError, match="qa index --rebuild"):
        opened(store)


def test_an_index_is_kept_by_any_engine(store: Store) -> None:
    """The index knows the port alone: it syncs into, opens and searches whatever store it is given."""
    items = [given_text("boats", "boats.txt", "Boats", BOATS.text), given_text("bread", "b.txt", "Bread", BREAD.text)]

    with writing_index(store, EMBEDDER) as writer:
        report = writer.sync(items)

    index = Index.open(store, EMBEDDER)
    assert report.added == ["boats.txt", "b.txt"]
    assert report.generation == index.generation == store.current()
    assert index.search("when does the ferry sail", 1)[0].passage.document_id == "boats"
