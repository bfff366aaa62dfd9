"""Heading paths: what stands over a place of the text, and what the columns of a table are called."""

from hypothesis import given

from index.outline import Outline, heading_name
from index.records import Block, Content, Span
from tests.documents import document, heading, path, row
from tests.index.drawing import contents


def test_headings_hold_from_where_they_start() -> None:
    """Up to the next of their level; before the first there are none, and one without a name ends others."""
    headings = [heading(3, "A"), heading(6, "B", level=2), heading(8, "")]

    outline = Outline.of(document("0123456789", blocks=headings).content)

    assert [outline.at(place) for place in (0, 3, 5, 6, 8, 9)] == [(), ("A",), ("A",), ("A", "B"), (), ()]


def test_a_heading_ends_those_of_its_level_and_below() -> None:
    """And none above; levels that are left out make no steps."""
    levels = [("A", 1), ("B", 4), ("C", 2), ("D", 3), ("E", 3), ("F", 1)]
    headings = [heading(place, label, level) for place, (label, level) in enumerate(levels)]

    outline = Outline.of(document("0123456789", blocks=headings).content)

    assert [outline.at(place) for place in range(6)] == [
        *(("A",), ("A", "B"), ("A", "C"), ("A", "C", "D"), ("A", "C", "E"), ("F",))
    ]


def test_of_headings_that_begin_at_one_place_the_last_holds() -> None:
    """Under those of higher levels before it."""
    outline = Outline.of(document("0123", blocks=[heading(1, "Gone"), *path(1, "A", "B", "C")]).content)

    assert list(outline.starts) == [1]
    assert outline.at(1) == ("A", "B", "C")


def test_other_blocks_stand_over_nothing() -> None:
    """Nor is a heading without a level anything but one of the outermost."""
    blocks = [Block("heading", Span(0, 1), label="A"), row(1, 2), Block("heading", Span(2, 3), label="B")]

    outline = Outline.of(document("0123", blocks=blocks).content)

    assert [outline.at(place) for place in range(4)] == [("A",), ("A",), ("B",), ("B",)]


def test_a_heading_without_a_label_is_called_by_its_own_words() -> None:
    """On one line, as is a label."""
    text = "The old\r\n  harbour\nwall"
    own = Block("heading", Span(0, len(text)), level=1)

    assert heading_name(text, own) == "The old harbour wall"
    assert heading_name(text, heading(0, " The\tnew\none ")) == "The new one"
    assert heading_name(text, heading(0, " \n")) == ""


@given(contents())
def test_any_outline_is_ascending_and_made_of_names(content: Content) -> None:
    """Places are in the text, none twice, and every step of a path is a heading's name."""
    outline = Outline.of(content)

    names = {heading_name(content.text, block) for block in content.of_kind("heading")}
    assert list(outline.starts) == sorted({block.start for block in content.of_kind("heading")})
    assert {name for each in outline.paths for name in each} <= names - {""}
