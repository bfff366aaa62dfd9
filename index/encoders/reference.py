"""Any sentence-transformers model, run by that library on torch: the reference, and the path for other models."""

import importlib
import logging
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import Embedded
from index.errors import ModelError
from index.model import fingerprint, refuse_foreign_modules, refuse_runnable_files
from index.store import Vectors

REMEMBERED_QUESTIONS = 512
_SAFE_FILES = ["*.json", "*.txt", "*.safetensors", "*.model"]
_NO_LIMIT = 512  # for models that name none

log = logging.getLogger(__name__)


class SentenceTransformerEmbedder:
    """A model folder with safetensors weights. Safe to call from several threads, one at a time runs."""

    def __init__(self, folder: Path, label: str | None = None) -> None:
        """Load the model in ``folder``; imports torch, which takes seconds.

        Raises:
            ModelError: the folder holds files that could run code, no safetensors, or no model.
        """
        refuse_runnable_files(folder)
        refuse_foreign_modules(folder)
        self._name = f"{label or folder.resolve().name}@{fingerprint(folder)[:12]}"
        self._model = _load(folder)
        self._tokenizer = self._model.tokenizer
        # The tokenizer keeps its settings between calls, so two threads may not use it at once.
        self._lock = threading.Lock()
        self._remembered = lru_cache(REMEMBERED_QUESTIONS)(self._embed_one)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """What is left for a passage when the model's own prompt has been put before it."""
        prompts = self._model.prompts
        prompt = next((prompts[key] for key in ("document", "passage", "corpus") if prompts.get(key)), "")
        with self._lock:
            taken = len(self._tokenize(prompt, special=False)["input_ids"]) if prompt else 0
        return int(self._model.max_seq_length or _NO_LIMIT) - taken

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._lock:
            return [len(self._tokenize(text, special=True)["input_ids"]) for text in texts]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        with self._lock:
            offsets: list[tuple[int, int]] = self._tokenize(text, special=False)["offset_mapping"]
        return offsets

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        vectors = self._finite(self._model.encode_document, list(texts))
        if embedded is not None:
            embedded(len(texts), len(texts))  # it does not say more
        return vectors

    def embed_question(self, text: str) -> Vectors:
        return self._remembered(text)

    def _embed_one(self, text: str) -> Vectors:
        vector: Vectors = self._finite(self._model.encode_query, [text])[0]
        vector.setflags(write=False)  # the same array is handed to everyone who asks the same question
        return vector

    def _tokenize(self, text: str, special: bool) -> Any:  # noqa: ANN401 (untyped library)
        return self._tokenizer(
            text, add_special_tokens=special, return_offsets_mapping=True, truncation=False, verbose=False
        )

    def _finite(self, encode: Any, texts: list[str]) -> Vectors:  # noqa: ANN401 (untyped library)
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with self._lock:
            found = encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        vectors: Vectors = np.asarray(found, dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise ModelError(f"The model {self._name} gave a vector that is not finite.")
        return vectors


def hub_folder(model_id: str, allow_download: bool) -> Path:
    """Return the local copy of a model of the Hugging Face hub; fetch it only where that is allowed.

    Raises:
        ModelError: there is no local copy and no download is allowed, or the download failed.
    """
    _set_network(allowed=allow_download)
    hub = importlib.import_module("huggingface_hub")
    try:
        return Path(hub.snapshot_download(model_id, allow_patterns=_SAFE_FILES, local_files_only=not allow_download))
    except (OSError, ValueError) as error:  # the hub's own errors are of these kinds
        log.debug("no copy of %s", model_id, exc_info=True)
        raise ModelError(
            f"The model {model_id!r} is neither a folder nor in the local cache. Give the path of a folder"
            + (f" ({_in_one_line(error)})." if allow_download else ", or allow its download with QA_ALLOW_DOWNLOAD=1.")
        ) from error


def _load(folder: Path) -> Any:  # noqa: ANN401 (untyped library)
    _set_network(allowed=False)
    library = importlib.import_module("sentence_transformers")
    try:
        return library.SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # four libraries load here, and safetensors raises bare Exceptions
        raise ModelError(
            f"{folder} could not be loaded as a sentence-transformers model: {_in_one_line(error)}"
        ) from error


def _set_network(allowed: bool) -> None:
    """Tell the libraries below whether they may use the network; they look once, when first imported."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "0" if allowed else "1"


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
