"""Blocks in any order come out in the order of the text, and still belong to each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parsers.blocks import BlockBuilder
from index.records import Content, Span
from tests.documents import boilerplate
from tests.index.drawing import KINDS, LABELS, spans

END = 60
# Each place once, so that a block is known by its place again.
PLACES = st.lists(spans(END), unique=True, max_size=12)
FAMILIES = PLACES.flatmap(
    lambda places: st.tuples(
        st.just(places),
        st.lists(
            st.tuples(*[st.none() | st.integers(0, len(places) - 1)] * 2), min_size=len(places), max_size=len(places)
        ),
    )
)


def key(span: Span) -> tuple[int, int]:
    """Say what blocks are sorted by."""
    return span.start, -span.end


@given(FAMILIES, st.data())
def test_any_blocks_are_put_in_order_and_point_at_the_same_blocks(
    family: tuple[list[Span], list[tuple[int | None, int | None]]], data: st.DataObject
) -> None:
    """By where they begin, the wider first; parents and headers are those that were named when they were added."""
    places, relations = family
    builder = BlockBuilder()
    kinds = [data.draw(st.sampled_from(KINDS)) for _ in places]

    numbers = [
        builder.add(kind, place, parent, (place, None), header)
        for kind, place, (parent, header) in zip(kinds, places, relations, strict=True)
    ]
    built = builder.build()

    assert numbers == list(range(len(places)))
    assert [block.span for block in built] == sorted(places, key=key)
    assert {(block.kind, block.span, block.cells) for block in built} == {
        (kind, place, (place, None)) for kind, place in zip(kinds, places, strict=True)
    }

    def span_of(number: int | None) -> Span | None:
        return None if number is None else built[number].span

    named: dict[Span, tuple[Span | None, ...]] = {
        place: tuple(None if number is None else places[number] for number in relation)
        for place, relation in zip(places, relations, strict=True)
    }
    assert {block.span: (span_of(block.parent), span_of(block.header)) for block in built} == named


@given(PLACES, st.data())
def test_what_belongs_to_blocks_that_stand_before_it_is_content(places: list[Span], data: st.DataObject) -> None:
    """In whatever order they were found, headings, boilerplate and all: `Content` takes them."""
    builder = BlockBuilder()
    added: dict[int, Span] = {}

    for place in places:
        way = data.draw(st.sampled_from(["add", "heading", "extend"]))
        if way == "extend":
            builder.extend([boilerplate(place.start, place.end)])
        elif way == "heading":
            number = builder.heading(place, 1, data.draw(st.none() | LABELS))
            added.update({} if number is None else {number: place})
        else:
            before = [number for number, span in added.items() if key(span) < key(place)]
            parent, header = (data.draw(st.sampled_from([None, *before])) for _ in range(2))
            added[builder.add("row", place, parent, header=header)] = place
    content = Content("x" * END, blocks=builder.build())

    assert set(added.values()) <= {block.span for block in content.blocks}


def test_of_equal_places_the_one_added_first_comes_first() -> None:
    """A table of one row stands before its row, a list before its item."""
    builder = BlockBuilder()
    item = builder.add("item", Span(4, 9))
    table = builder.add("table", Span(0, 9))
    builder.add("row", Span(0, 9), table)
    builder.add("note", Span(4, 6), item)

    built = builder.build()

    assert [(block.kind, block.parent) for block in built] == [
        *(("table", None), ("row", 0), ("item", None), ("note", 2))
    ]


@pytest.mark.parametrize(
    ("label", "length", "expected"),
    [
        (None, 200, [("heading", None, 3)]),
        (None, 201, [("paragraph", None, None)]),
        ("  A\nlabel ", 201, [("heading", "A label", 3)]),
        ("x" * 200, 1, [("heading", "x" * 200, 3)]),
        ("x" * 201, 1, []),
        (" \n", 1, []),
    ],
    ids=["short", "long", "named", "longest name", "too long a name", "no name"],
)
def test_what_is_too_long_or_has_no_name_is_no_heading(
    label: str | None, length: int, expected: list[tuple[str, str | None, int | None]]
) -> None:
    """Its words are kept as a paragraph; a name that is given is set on one line, or there is no block at all."""
    builder = BlockBuilder()

    number = builder.heading(Span(0, length), 3, label)

    assert [(block.kind, block.label, block.level) for block in builder.build()] == expected
    assert number == (0 if expected else None)
