"""What every Embedder promises, held against each of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import Embedder
from index.encoders import open_embedder
from index.encoders.lazy import LazyEmbedder
from index.encoders.reference import SentenceTransformerEmbedder
from index.model import packaged_folder
from tests.fakes_embedding import HashingEmbedder

TEXTS = [
    "The court upheld the law that bans the app unless it is sold.",
    "Bread rises because yeast turns sugar into gas.",
    "",
    "Naïve café owners — 北京, 한국어 and 😀 — paid €5.",
    "A long text. " * 40,
    "No.",
]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's and transformers' own, on import


@cache
def _onnx() -> Embedder:
    return open_embedder()


@cache
def _reference() -> Embedder:
    return SentenceTransformerEmbedder(packaged_folder(), "reference")


EMBEDDERS = [
    pytest.param(HashingEmbedder, id="hashing"),
    pytest.param(lambda: LazyEmbedder(HashingEmbedder, "hashing-fake@1", 64, 256), id="lazy"),
    pytest.param(_onnx, id="onnx", marks=pytest.mark.model),
    pytest.param(_reference, id="sentence-transformers", marks=[pytest.mark.model, pytest.mark.slow]),
]


@pytest.fixture(params=EMBEDDERS)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    make: Callable[[], Embedder] = request.param
    return make()


def test_its_name_carries_a_hash(embedder: Embedder) -> None:
    """Vectors of different models can be told apart by name alone."""
    label, _, sha256 = embedder.name.rpartition("@")

    assert label
    assert sha256


def test_passages_become_unit_rows_of_float32(embedder: Embedder) -> None:
    """One row a text, each of length 1, the empty text included."""
    vectors = embedder.embed_passages(TEXTS)

    assert vectors.shape == (len(TEXTS), embedder.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_no_passages_are_no_rows(embedder: Embedder) -> None:
    """The shape keeps its second number, so that rows can be stacked."""
    assert embedder.embed_passages([]).shape == (0, embedder.dim)


def test_a_question_becomes_one_unit_vector(embedder: Embedder) -> None:
    """Shape (dim,), float32, length 1, and the same each time it is asked."""
    vector = embedder.embed_question("Who upheld the ban?")

    assert vector.shape == (embedder.dim,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector, embedder.embed_question("Who upheld the ban?"))


def test_rows_stay_with_their_texts(embedder: Embedder) -> None:
    """Neither the order nor the neighbours of a text change its row."""
    forward = embedder.embed_passages(TEXTS)
    backward = embedder.embed_passages(TEXTS[::-1])
    alone = [embedder.embed_passages([text])[0] for text in TEXTS]

    assert np.abs(forward - backward[::-1]).max() < 1e-5
    assert np.abs(forward - np.stack(alone)).max() < 1e-5


def test_a_question_lies_nearest_to_the_passage_about_it(embedder: Embedder) -> None:
    """Inner product ranks the passage that shares the question's subject first."""
    scores = embedder.embed_passages(TEXTS) @ embedder.embed_question("Which court upheld the ban of the app?")

    assert scores.argmax() == 0


def test_tokens_are_counted_past_the_limit(embedder: Embedder) -> None:
    """Counting never stops at what the model reads: that is how over-long passages are noticed."""
    words = embedder.max_tokens * 3

    count = embedder.count_tokens(["word " * words, "word", ""])

    assert count[0] > words
    assert count[0] > count[1] > count[2] >= 0


def test_counts_are_the_offsets_and_the_special_tokens(embedder: Embedder) -> None:
    """A count exceeds the offsets by the same number for every text."""
    counts = embedder.count_tokens(TEXTS)

    extra = {count - len(embedder.token_offsets(text)) for count, text in zip(counts, TEXTS, strict=True)}

    assert len(extra) == 1


def _assert_places(embedder: Embedder, text: str) -> None:
    offsets = embedder.token_offsets(text)
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)
    assert all(b[0] >= a[1] or b == a for a, b in pairwise(offsets))


@given(st.text(max_size=80))
def test_token_offsets_are_places_in_the_text(text: str) -> None:
    """Half-open ranges of code points, ascending, inside the text, overlapping only where equal (fake)."""
    _assert_places(HashingEmbedder(), text)


@pytest.mark.model
@given(st.text(max_size=80))
def test_token_offsets_are_places_in_the_text_for_the_model(text: str) -> None:
    """The same of the model's tokenizer, which takes letters apart before it cuts."""
    _assert_places(_onnx(), text)


def test_words_stand_where_their_offsets_say(embedder: Embedder) -> None:
    """Characters outside the basic plane and accents do not shift what follows."""
    text = "😀 naïve 北京 café bread"

    pieces = [text[start:end] for start, end in embedder.token_offsets(text)]

    assert pieces[0] == "😀"
    assert pieces[-1] == "bread"
    assert "naïve" in pieces


def test_threads_get_the_same_rows(embedder: Embedder) -> None:
    """Eight threads asking at once get what one alone would get."""
    topics = "trade bread ships taxes music snow bees glass horses rivers law maps salt wool clocks tea iron".split()
    questions = [f"What is said about {topic}?" for topic in topics]
    alone = embedder.embed_passages(questions)

    with ThreadPoolExecutor(8) as pool:
        asked = np.stack(list(pool.map(embedder.embed_question, questions)))
        counted = list(pool.map(lambda question: embedder.count_tokens([question])[0], questions))

    assert (asked * alone).sum(axis=1).min() > 0.96  # a question may be embedded in 8 bits
    assert (asked @ alone.T).argmax(axis=1).tolist() == list(range(len(topics)))
    assert counted == embedder.count_tokens(questions)
