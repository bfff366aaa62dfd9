"""Passages against the encoder's own tokenizer: it must read each of them to its end."""

from functools import cache

import pytest
from hypothesis import given, settings

from index.chunking import ChunkSettings, split
from index.embedding import Embedder
from index.encoders import open_embedder
from index.records import Document
from tests.documents import document
from tests.index.cutting import assert_well_cut, documents


@cache
def encoder() -> Embedder:
    return open_embedder()


@pytest.mark.model
@given(documents())
@settings(deadline=None, max_examples=50)
def test_the_encoder_reads_every_passage_to_its_end(whole: Document) -> None:
    """Counted with its own tokenizer, context and special tokens included."""
    count = encoder().count_tokens

    assert_well_cut(whole, split(whole, count, 256, ChunkSettings()), count, 256)


@pytest.mark.model
def test_the_encoder_reads_text_made_of_what_it_does_not_know() -> None:
    """Runs that are one token, characters that are none or three, words cut in two."""
    count = encoder().count_tokens
    texts = [
        "f" * 5000,
        "deadbeef" * 900,
        "\ufffd" * 9000,
        "각" * 3000,
        "漢" * 3000,
        "😀" * 3000,
        "ab cd" * 3000,
        "1 " * 6000,
    ]

    for text in texts:
        whole = document(text, title="x" * 3000)
        passages = split(whole, count, 256, ChunkSettings())

        assert_well_cut(whole, passages, count, 256)
        assert max(len(passage.text) for passage in passages) < 256 * 17
