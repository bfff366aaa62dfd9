"""The records: spans, places and names."""

import pytest

from index.records import Content, Document, Passage, Section, Span


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


def test_pages_and_headings_hold_from_where_they_start() -> None:
    """Up to the next; before the first there are none."""
    sections = (Section(3, ("A",)), Section(6, ("A", "B")), Section(8, ()))
    document = Document("d", "d.txt", "T", "0123456789", pages=(0, 4, 4), sections=sections)

    assert [document.page_at(place) for place in (0, 3, 4, 9)] == [1, 1, 3, 3]
    assert [document.headings_at(place) for place in (0, 3, 5, 6, 8, 9)] == [(), ("A",), ("A",), ("A", "B"), (), ()]
    assert Document("d", "d.txt", "T", "text").page_at(2) is None


def test_a_document_without_a_title_is_called_after_its_source() -> None:
    """And its hash is of its text alone."""
    document = Document.of("d", "sub/d.txt", Content("text"))

    assert document.title == "sub/d.txt"
    assert document.sha256 == Document("e", "e.txt", "T", "text").sha256


def test_a_passage_is_cut_and_never_searched_for() -> None:
    """Its id changes with its place, its context and its text; what is embedded, with the last two alone."""
    document = Document("d", "d.txt", "T", "tide tide ebb")
    first, second = Passage.cut(document, Span(0, 4)), Passage.cut(document, Span(5, 9))
    named = Passage.cut(document, Span(0, 4), "Title")

    assert len({first.id, second.id, named.id}) == 3
    assert first.embedding_key == second.embedding_key != named.embedding_key
    assert (first.indexed_text, named.indexed_text) == ("tide", "Title\ntide")
    with pytest.raises(ValueError, match="is not in d"):
        Passage.cut(document, Span(10, 14))
