"""Documents of every shape, ways of counting tokens, and what must hold of passages whatever they are cut from."""

import string
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from index.chunking import CountTokens
from index.reading_text import reading_of
from index.records import Document, Passage
from index.structure import Structure
from tests.fakes_embedding import HashingEmbedder
from tests.index.drawing import contents

WORDS = HashingEmbedder().count_tokens


def characters(texts: Sequence[str]) -> list[int]:
    """Count every character, blanks too: joined pieces are then more than the sum of them."""
    return [len(text) + 2 for text in texts]


def utf8(texts: Sequence[str]) -> list[int]:
    """Count bytes: a single character may be several tokens."""
    return [len(text.encode()) + 2 for text in texts]


def documents() -> st.SearchStrategy[Document]:
    """Draw a text with boilerplate, rows and headings anywhere in it, over and under each other, and any title."""
    drawn = contents(("boilerplate", "row", "heading", "paragraph"))
    return drawn.map(lambda content: Document("d", "d.txt", content))


def assert_well_cut(document: Document, passages: Sequence[Passage], count: CountTokens, limit: int) -> None:
    text, content = document.text, document.content
    structure = Structure(content)
    spans = [passage.span for passage in passages]

    assert all(p == Passage.cut(document, p.span, p.context, p.reading) for p in passages)
    assert all(p.reading in ("", reading_of(structure, p.span).text) for p in passages)
    assert all(passage.text.strip() == passage.text != "" for passage in passages)
    assert all(size <= limit for size in count([passage.indexed_text for passage in passages]))

    assert all(before.start < after.start and before.end < after.end for before, after in pairwise(spans))
    covered = {place for span in spans for place in range(span.start, span.end)}
    dropped = {place for block in content.of_kind("boilerplate") for place in range(block.start, block.end)}
    assert covered.isdisjoint(dropped)
    left = set(range(len(text))) - covered - dropped  # signs without a word are nothing to read
    assert all(text[place].isspace() or text[place] in string.punctuation for place in left)

    borders = {block.start for block in content.of_kind("heading")}
    borders |= {place for block in content.of_kind("row") for place in (block.start, block.end)}
    assert not any(span.start < border < span.end for span in spans for border in borders)
