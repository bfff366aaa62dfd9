"""Models other than the packaged one: by folder or hub id, through sentence-transformers."""

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoders import open_embedder
from index.encoders.reference import SentenceTransformerEmbedder
from index.errors import ModelError
from index.model import packaged_folder

pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # torch's and transformers' own, on import
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one small layer with drawn weights, a prompt for passages and the packaged model's tokenizer."""
    torch: Any = importlib.import_module("torch")
    transformers: Any = importlib.import_module("transformers")
    library: Any = importlib.import_module("sentence_transformers")
    modules: Any = importlib.import_module("sentence_transformers.sentence_transformer.modules")
    torch.manual_seed(20261122)
    config = transformers.BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, vocab_size=30522
    )
    parts = tmp_path_factory.mktemp("parts")
    transformers.BertModel(config).save_pretrained(parts)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        shutil.copy(packaged_folder() / name, parts)
    body = modules.Transformer(str(parts), max_seq_length=40)
    prompts = {"query": "query: ", "document": "passage: "}
    model = library.SentenceTransformer(modules=[body, modules.Pooling(32)], prompts=prompts, device="cpu")
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    model.save_pretrained(str(folder))
    return folder


def test_another_model_serves_under_its_own_name(tiny: Path) -> None:
    """Its folder names it, its own dimension and limit hold, and its prompts tell questions from passages."""
    embedder = open_embedder(str(tiny))

    passage = embedder.embed_passages(["Bread rises."])[0]

    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.name.startswith("tiny-bert@")
    assert embedder.dim == 32
    assert embedder.max_tokens == 40 - len(embedder.token_offsets("passage: "))
    assert np.linalg.norm(passage) == pytest.approx(1, abs=1e-5)
    assert np.abs(passage - embedder.embed_question("Bread rises.")).max() > 1e-4


def test_other_weights_are_another_name(tiny: Path, tmp_path: Path) -> None:
    """Vectors of a retrained model are never mixed with the old one's."""
    copy = tmp_path / "tiny-bert"
    shutil.copytree(tiny, copy)
    weights = copy / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)

    assert open_embedder(str(copy)).name != open_embedder(str(tiny)).name


@pytest.mark.parametrize("extra", ["pytorch_model.bin", "modeling_custom.py"])
def test_another_model_may_not_bring_code(tiny: Path, tmp_path: Path, extra: str) -> None:
    """Pickled weights and Python files are refused before anything is loaded."""
    copy = tmp_path / "tiny-bert"
    shutil.copytree(tiny, copy)
    (copy / extra).write_text("raise SystemExit")

    with pytest.raises(ModelError, match=extra):
        open_embedder(str(copy))


def test_a_module_of_the_models_own_is_not_run(tiny: Path, tmp_path: Path) -> None:
    """modules.json cannot have a class of its choice imported."""
    copy = tmp_path / "tiny-bert"
    shutil.copytree(tiny, copy)
    listing = copy / "modules.json"
    listing.write_text(json.dumps([*json.loads(listing.read_text()), {"type": "antigravity.Module", "path": ""}]))

    with pytest.raises(ModelError, match="antigravity"):
        open_embedder(str(copy))


def test_broken_weights_are_our_error(tiny: Path, tmp_path: Path) -> None:
    """A cut weights file is reported with the folder's name."""
    copy = tmp_path / "cut-model"
    shutil.copytree(tiny, copy)
    (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:100])

    with pytest.raises(ModelError, match="cut-model"):
        open_embedder(str(copy))


def test_an_unknown_model_is_not_downloaded_unasked() -> None:
    """Neither a folder nor in the local cache: the message names the setting that allows a download."""
    with pytest.raises(ModelError, match="QA_ALLOW_DOWNLOAD=1"):
        open_embedder("nobody-here/no-such-model")
