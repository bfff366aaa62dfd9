"""Documents of every shape, ways of counting tokens, and what must hold of passages whatever they are cut from."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from index.chunking import CountTokens
from index.records import Document, Furniture, Passage, Section, Span
from tests.fakes_embedding import HashingEmbedder
from tests.texts import TEXTS

WORDS = HashingEmbedder().count_tokens


def characters(texts: Sequence[str]) -> list[int]:
    """Count every character, blanks too: joined pieces are then more than the sum of them."""
    return [len(text) + 2 for text in texts]


def utf8(texts: Sequence[str]) -> list[int]:
    """Count bytes: a single character may be several tokens."""
    return [len(text.encode()) + 2 for text in texts]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a text with furniture, rows and sections anywhere in it, and any title."""
    text = draw(TEXTS)
    marks = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    blocks = [Span(start, end) for start, end in pairwise(marks)]
    kinds = draw(st.lists(st.sampled_from(["text", "furniture", "row"]), min_size=len(blocks), max_size=len(blocks)))
    starts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    headings = st.lists(st.sampled_from(["Head", "A longer heading with words", "章", "x" * 2000]), max_size=3)
    return Document(
        id="d",
        source="d.txt",
        title=draw(st.one_of(st.just("Title"), TEXTS)),
        text=text,
        sections=tuple(Section(start, tuple(draw(headings))) for start in starts),
        furniture=tuple(Furniture(b, "menu") for b, kind in zip(blocks, kinds, strict=True) if kind == "furniture"),
        rows=tuple(b for b, kind in zip(blocks, kinds, strict=True) if kind == "row"),
    )


def assert_well_cut(document: Document, passages: Sequence[Passage], count: CountTokens, limit: int) -> None:
    text = document.text
    spans = [passage.span for passage in passages]

    assert all(passage == Passage.cut(document, passage.span, passage.context) for passage in passages)
    assert all(passage.text.strip() == passage.text != "" for passage in passages)
    assert all(size <= limit for size in count([passage.indexed_text for passage in passages]))

    assert all(before.start < after.start and before.end < after.end for before, after in pairwise(spans))
    covered = {place for span in spans for place in range(span.start, span.end)}
    dropped = {place for block in document.furniture for place in range(block.span.start, block.span.end)}
    assert covered.isdisjoint(dropped)
    assert all(text[place].isspace() for place in set(range(len(text))) - covered - dropped)

    borders = {section.start for section in document.sections}
    borders |= {place for row in document.rows for place in (row.start, row.end)}
    assert not any(span.start < border < span.end for span in spans for border in borders)
