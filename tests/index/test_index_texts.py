"""Long texts in a segment: kept in pieces, and read back whole or in part."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedded.layout import composition_of
from index.embedded.store import EmbeddedStore
from index.errors import StoreDamagedError
from index.records import Document, Passage, Span
from tests.documents import document
from tests.folders import made_folder
from tests.stores import DIM, EMBEDDER, opened, text, vectors_of, writing

PIECE = 8192
PLACES = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 1, 2 * PIECE, 3 * PIECE, 3 * PIECE + 7])


def long_document(key: str, characters: int) -> Document:
    """Return a document in which no two places read the same, with letters of one to four bytes."""
    words = "".join(f"{number} é ß 漢 𝔸 tide\r\n" for number in range(characters // 10))
    return document(words[:characters], id=key, source=f"{key}.txt", title="Long")


@settings(max_examples=25, deadline=None)
@given(spans=st.lists(st.tuples(PLACES, PLACES).filter(lambda s: s[0] < s[1]), min_size=1, max_size=5, unique=True))
def test_passages_are_cut_wherever_a_text_is_divided(spans: list[tuple[int, int]]) -> None:
    """They are what stands at their place in the document, over as many pieces as it takes."""
    whole = long_document("long", 3 * PIECE + 7)
    passages = [Passage.cut(whole, Span(*sorted(span))) for span in spans]
    with made_folder() as folder:
        store = EmbeddedStore(folder)

        with writing(store) as writer:
            writer.replace(whole, passages, vectors_of(passages))
            writer.commit()
        reader = opened(store)

        assert reader.passages([each.id for each in passages]) == passages
        assert reader.document("long") == whole
        assert reader.verify() == []


@pytest.mark.parametrize("characters", [PIECE - 1, PIECE, PIECE + 1, 5 * PIECE])
def test_long_texts_stay_themselves_through_merges(folder: Path, characters: int) -> None:
    """Beside others that were written before and behind them, some of which are gone."""
    store = EmbeddedStore(folder)
    wholes = [long_document(f"long-{number}", characters + number) for number in range(4)]
    cut = {each.id: [Passage.cut(each, Span(at, min(at + 900, characters))) for at in (0, 700)] for each in wholes}

    with writing(store) as writer:
        for number in range(20):
            short = text(f"short-{number:02}", f"The ferry number {number} sails at noon.")
            own = [Passage.cut(short, Span(0, len(short.text)))]
            writer.replace(short, own, vectors_of(own))
            if number % 5 == 0:
                whole = wholes[number // 5]
                writer.replace(whole, cut[whole.id], vectors_of(cut[whole.id]))
            writer.commit()
        for number in range(0, 20, 2):
            writer.remove(f"short-{number:02}")
        name = writer.commit()
    reader = opened(store)

    assert len(composition_of(folder, name).segments) < 20
    for whole in wholes:
        assert reader.document(whole.id) == whole
        assert reader.passages([each.id for each in cut[whole.id]]) == cut[whole.id]
    assert reader.verify() == []


def test_a_piece_that_is_missing_is_damage(folder: Path) -> None:
    """Neither a passage nor a document is given out in part."""
    store = EmbeddedStore(folder)
    whole = long_document("long", 3 * PIECE)
    passages = [Passage.cut(whole, Span(PIECE - 5, PIECE + 5)), Passage.cut(whole, Span(0, 9))]
    with writing(store) as writer:
        writer.replace(whole, passages, vectors_of(passages))
        writer.commit()
    reader = store.open(EMBEDDER.name, DIM)
    (texts,) = folder.glob("segments/*/texts.sqlite")

    with sqlite3.connect(texts) as db:
        db.execute("DELETE FROM pieces WHERE row = 1")
    db.close()

    assert reader.passages([passages[1].id]) == [passages[1]]
    with pytest.raises(StoreDamagedError, match="run: qa index"):
        reader.passages([passages[0].id])
    with pytest.raises(StoreDamagedError, match="run: qa index"):
        reader.document("long")
