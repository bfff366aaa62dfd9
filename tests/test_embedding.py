"""The encoder served by ONNX Runtime against its reference, and what is particular to it."""

import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders import open_embedder
from index.encoders.reference import SentenceTransformerEmbedder
from index.encoders.runtime import OnnxEmbedder, like_lengths
from index.errors import ModelError
from index.model import MINILM, WEIGHTS, packaged_folder, read_verified
from training.export_encoder import TARGET, build, read_places

TEXTS = [
    "The cat sits outside",
    "Why did Project Texas matter?",
    "who is the ceo of tiktok",
    "",
    " ",
    "?",
    "No.",
    "E=mc²; ½ of 3 is 1½ — naïve façade, Łódź, İstanbul",
    "北京是中华人民共和国的首都。",
    "한국어 문장입니다.",
    "مرحبا بالعالم",
    "😀👩‍👩‍👧‍👦 emoji and ZWJ",
    "x" * 300,
    "https://example.org/a/very/long/path?with=query&and=more#fragment",
    "tab\tnew\nline\r\nand\x00control\u200b",
    "The quick brown fox jumps over the lazy dog. " * 3,
    "In 1905, Einstein published four papers; each changed physics. " * 10,
    "word " * 253,
    "word " * 254,
    "A text far past what the model reads, which must be cut the same way. " * 60,
]


@cache
def _embedder() -> OnnxEmbedder:
    embedder = open_embedder()
    assert isinstance(embedder, OnnxEmbedder)
    return embedder


@cache
def _reference() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(packaged_folder(), "reference")


@given(st.lists(st.integers(0, 256), max_size=60), st.integers(1, 600))
def test_batches_hold_every_text_once_and_keep_to_the_budget(lengths: list[int], budget: int) -> None:
    """Longest first; with its padding no batch of two or more passes the budget."""
    batches = like_lengths(lengths, budget)

    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(
        len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget
        for batch in batches
        if any(lengths[i] for i in batch)
    )
    flat = [lengths[i] for batch in batches for i in batch]
    assert flat == sorted(flat, reverse=True)


@pytest.mark.model
def test_the_committed_graphs_are_what_the_script_writes() -> None:
    """The files in the repository can be made again, byte for byte, and carry no weights."""
    graphs = build(packaged_folder())

    assert set(graphs) == {"minilm.onnx", "minilm.int8.onnx"}
    for name, graph in graphs.items():
        assert (TARGET / name).read_bytes() == graph
        assert len(graph) < 50_000


@pytest.mark.model
def test_known_sentences_have_known_vectors() -> None:
    """Drift in any library below shows here; the numbers are sentence-transformers' own."""
    golden = {
        "The cat sits outside": (0.13919, 0.00303, 0.04701),
        "Why did Project Texas matter?": (-0.0108, 0.03761, 0.09735),
        "北京是中华人民共和国的首都。": (0.08642, 0.12797, 0.04583),
    }

    for text, head in golden.items():
        assert _embedder().embed_passages([text])[0, :3] == pytest.approx(head, abs=1e-4)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_vectors_are_those_of_sentence_transformers() -> None:
    """Cosine of at least .9999 on twenty texts, cut, empty and foreign ones included; of questions, at least .96."""
    ours, theirs = _embedder(), _reference()

    reference = theirs.embed_passages(TEXTS)
    passages = (ours.embed_passages(TEXTS) * reference).sum(axis=1)
    questions = [float(ours.embed_question(text) @ row) for text, row in zip(TEXTS, reference, strict=True)]

    assert len(TEXTS) == 20
    assert passages.min() >= 0.9999
    assert min(questions) >= 0.96


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tokens_are_those_of_sentence_transformers() -> None:
    """Counts, places and the limit agree, so passages cut for one model fit the other."""
    ours, theirs = _embedder(), _reference()

    assert ours.count_tokens(TEXTS) == theirs.count_tokens(TEXTS)
    assert [ours.token_offsets(text) for text in TEXTS] == [theirs.token_offsets(text) for text in TEXTS]
    assert (ours.max_tokens, ours.dim) == (theirs.max_tokens, theirs.dim)


@pytest.mark.model
def test_a_text_is_read_up_to_the_limit_and_no_further() -> None:
    """256 tokens with the two special ones: what stands behind them changes nothing."""
    fits, long, other = "word " * 254, "word " * 254 + "banana " * 50, "word " * 253 + "banana"

    vectors = _embedder().embed_passages([fits, long, other])

    assert _embedder().count_tokens([fits]) == [_embedder().max_tokens]
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-6
    assert np.abs(vectors[0] - vectors[2]).max() > 1e-3


@pytest.mark.model
def test_progress_is_told_in_tokens() -> None:
    """As each batch is done, up to all of them."""
    steps: list[tuple[int, int]] = []

    _embedder().embed_passages(TEXTS, lambda *step: steps.append(step))

    all_tokens = sum(min(count, _embedder().max_tokens) for count in _embedder().count_tokens(TEXTS))
    assert [of for _, of in steps] == [all_tokens] * len(steps)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})
    assert steps[-1] == (all_tokens, all_tokens)
    assert len(steps) > 1


@pytest.mark.model
def test_a_question_has_the_same_vector_in_any_company() -> None:
    """Bit for bit, asked alone or while others are embedded, by one that has answered before or not."""
    questions = [f"Which {thing} was moved first?" for thing in ("lamp", "boat", "very long and heavy anchor", "bell")]
    alone = [open_embedder().embed_question(question) for question in questions]
    fresh = open_embedder()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(fresh.embed_question, questions))

    assert np.array_equal(alone, together)


@pytest.mark.model
def test_a_remembered_question_cannot_be_spoilt() -> None:
    """The vector is shared between askers, so it refuses to be written to."""
    vector = _embedder().embed_question("Who asked first?")

    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0


@pytest.mark.model
def test_a_vector_that_is_not_finite_is_refused() -> None:
    """NaN from broken weights never reaches an index."""
    files = read_verified(packaged_folder())
    place = read_places(packaged_folder() / WEIGHTS)["encoder.layer.5.output.LayerNorm.bias"]
    weights = bytearray(files[WEIGHTS])
    struct.pack_into("<f", weights, place.offset, float("nan"))
    broken = OnnxEmbedder(lambda: {**files, WEIGHTS: bytes(weights)})

    with pytest.raises(ModelError, match="not finite"):
        broken.embed_question("anything")
    with pytest.raises(ModelError, match="not finite"):
        broken.embed_passages(["anything"])


@pytest.mark.model
def test_files_that_are_no_model_are_refused_in_our_words() -> None:
    """A library's own exception does not get out."""
    files = read_verified(packaged_folder())

    with pytest.raises(ModelError, match="could not be loaded"):
        OnnxEmbedder(lambda: {**files, WEIGHTS: files[WEIGHTS][:1000]})
    with pytest.raises(ModelError, match="could not be loaded"):
        OnnxEmbedder(lambda: {**files, "tokenizer.json": b"{}"})


@pytest.mark.model
def test_a_copy_of_the_model_given_by_path_is_the_same_model(tmp_path: Path) -> None:
    """It runs without torch and its vectors may be mixed with the packaged one's, so it has the same name."""
    copy = tmp_path / "mine"
    for name, data in read_verified(packaged_folder()).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)

    found = open_embedder(str(copy))

    assert isinstance(found, OnnxEmbedder)
    assert found.name == _embedder().name == f"all-MiniLM-L6-v2@{MINILM[WEIGHTS][:12]}"
    assert open_embedder("sentence-transformers/all-MiniLM-L6-v2").name == found.name


@pytest.mark.model
def test_embedding_does_not_import_torch() -> None:
    """The serving path starts without the heavy libraries."""
    code = (
        "import sys; from index.encoders import open_embedder; open_embedder().embed_question('x');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
