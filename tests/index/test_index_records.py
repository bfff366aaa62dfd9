"""The records: spans, places and names."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.records import Block, Content, LedgerEntry, Passage, PlacedLine, Provenance, Span
from tests.documents import boilerplate, document, heading, row
from tests.index.drawing import contents


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2)])
def test_a_span_is_not_empty_reversed_or_negative(start: int, end: int) -> None:
    """Every citation is some text."""
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_spans_overlap_where_they_share_a_character() -> None:
    """Ends are not part of them."""
    span = Span(2, 5)

    assert len(span) == 3
    assert [span.overlaps(other) for other in (Span(0, 2), Span(0, 3), Span(4, 9), Span(5, 9))] == [
        *(False, True, True, False)
    ]
    assert [span.contains(other) for other in (Span(2, 5), Span(3, 4), Span(1, 3), Span(4, 6))] == [
        *(True, True, False, False)
    ]


def test_pages_hold_from_where_they_start() -> None:
    """Up to the next; a document without any has none anywhere."""
    whole = document("0123456789", pages=(0, 4, 4))

    assert [whole.page_at(place) for place in (0, 3, 4, 9)] == [1, 1, 3, 3]
    assert document("0123456789", pages=(2,)).page_at(1) is None
    assert document("text").page_at(2) is None


def test_a_document_without_a_title_is_called_after_its_source() -> None:
    """And its hash is of its text alone."""
    whole = document("text", source="sub/d.txt", title=None)

    assert whole.title == "sub/d.txt"
    assert whole.sha256 == document("text", id="e", source="e.txt").sha256


def test_a_ledger_entry_says_what_was_indexed_or_why_not() -> None:
    """Sizes, hash and warnings of a document; of a file that was skipped, the reason, under its source's name."""
    whole = document("0123", pages=(0, 2), warnings=["a picture holds no text"])

    entry = LedgerEntry.of(whole, 7, Provenance("upload", "f"))
    plain = LedgerEntry.of(document("0"), 0, Provenance())
    skipped = LedgerEntry.skipped("s", "s.pdf", Provenance("folder", "g"), "is encrypted")

    assert (entry.id, entry.source, entry.title, entry.sha256) == ("d", "d.txt", "T", whole.sha256)
    assert (entry.status, entry.reason, entry.characters, entry.pages, entry.passages) == ("indexed", None, 4, 2, 7)
    assert entry.warnings == ("a picture holds no text",)
    assert (entry.is_uploaded, skipped.is_uploaded, plain.pages) == (True, False, None)
    assert (skipped.id, skipped.title, skipped.status, skipped.reason) == ("s", "s.pdf", "skipped", "is encrypted")
    assert (skipped.sha256, skipped.characters, skipped.pages, skipped.passages) == (None, 0, None, 0)


def test_a_passage_is_cut_and_never_searched_for() -> None:
    """Its id changes with its place, its context and its text; what is embedded, with the last two alone."""
    whole = document("tide tide ebb")
    first, second = Passage.cut(whole, Span(0, 4)), Passage.cut(whole, Span(5, 9))
    named = Passage.cut(whole, Span(0, 4), "Title")

    assert len({first.id, second.id, named.id}) == 3
    assert first.embedding_key == second.embedding_key != named.embedding_key
    assert (first.indexed_text, named.indexed_text) == ("tide", "Title\ntide")
    with pytest.raises(ValueError, match="is not in d"):
        Passage.cut(whole, Span(10, 14))


def test_blocks_are_found_by_their_kind() -> None:
    """In the order of the text."""
    blocks = (row(0, 1), heading(2, "A"), row(3, 5))

    content = Content("012345", blocks=blocks)

    assert content.of_kind("row") == (blocks[0], blocks[2])
    assert content.of_kind("boilerplate") == ()
    assert [(block.start, block.end) for block in content.blocks] == [(0, 1), (2, 3), (3, 5)]


NO_PLACES: dict[str, dict[str, Any]] = {
    "past the end": {"blocks": (boilerplate(2, 5),)},
    "out of order": {"blocks": (boilerplate(2, 3), boilerplate(1, 2))},
    "a cell past its row": {"blocks": (row(0, 2, [Span(0, 1), Span(1, 3)]),)},
    "its own parent": {"blocks": (Block("item", Span(0, 2), parent=0),)},
    "a later parent": {"blocks": (Block("item", Span(0, 2), parent=1), Block("list", Span(0, 3)))},
    "a negative parent": {"blocks": (Block("list", Span(0, 3)), Block("item", Span(0, 2), parent=-1))},
    "its own header": {"blocks": (row(0, 2, header=0),)},
    "a later header": {"blocks": (row(0, 2, header=1), row(2, 4))},
    "a negative header": {"blocks": (row(0, 2), row(2, 4, header=-1))},
    "a page past the end": {"pages": (0, 5)},
    "a negative page": {"pages": (-1, 2)},
    "pages out of order": {"pages": (2, 1)},
    "a line past the end": {"lines": (PlacedLine(3, 5, 1, 0, 0, 1, 1),)},
    "an empty line": {"lines": (PlacedLine(3, 3, 1, 0, 0, 1, 1),)},
}


@pytest.mark.parametrize("fields", NO_PLACES.values(), ids=NO_PLACES.keys())
def test_content_refuses_what_has_no_place_in_its_text(fields: dict[str, Any]) -> None:
    """Nothing that is read from it has to be held against the text again."""
    with pytest.raises(ValueError, match=r"has no such place|do not stand in the text"):
        Content("0123", **fields)


@given(contents())
def test_content_refuses_blocks_out_of_order(content: Content) -> None:
    """Whatever they are, two that begin at different places can stand in one order only."""
    backwards = tuple(replace(block, parent=None, header=None) for block in reversed(content.blocks))
    assume(backwards and backwards[0].start > backwards[-1].start)

    with pytest.raises(ValueError, match="has no such place"):
        replace(content, blocks=backwards)


@given(contents(), st.data())
def test_content_refuses_a_block_outside_of_the_text(content: Content, data: st.DataObject) -> None:
    """One character more than there is."""
    assume(content.blocks)
    number = data.draw(st.integers(0, len(content.blocks) - 1))
    beyond = replace(content.blocks[number], span=Span(content.blocks[number].start, len(content.text) + 1))

    with pytest.raises(ValueError, match=f"block {number} .* has no such place"):
        replace(content, blocks=(*content.blocks[:number], beyond, *content.blocks[number + 1 :]))


@given(contents(), st.data())
def test_content_refuses_a_block_that_belongs_to_no_earlier_one(content: Content, data: st.DataObject) -> None:
    """To itself, to a later one, or to one that there is not, as a parent or as a header."""
    assume(content.blocks)
    number = data.draw(st.integers(0, len(content.blocks) - 1))
    block = content.blocks[number]
    place = data.draw(st.integers(max_value=-1) | st.integers(min_value=number))

    for lost in (replace(block, parent=place), replace(block, header=place)):
        with pytest.raises(ValueError, match=f"block {number} .* has no such place"):
            replace(content, blocks=(*content.blocks[:number], lost, *content.blocks[number + 1 :]))
