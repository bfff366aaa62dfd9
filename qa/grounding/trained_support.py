"""Whether texts support a claim, as a network reads it: the shipped reader with low-rank changes to its weights.

Of the network only those changes are kept beside the reader's own file (`training.train_support` learns them); they are
added to it as it is loaded, which happens once and when it is first asked. ONNX Runtime runs it, without torch.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.encoders.session import open_session
from index.errors import ModelError
from index.model import TOKENIZER, WEIGHTS, packaged_folder, read_verified

SUPPORT, CONFIG = "support.safetensors", "config.json"
READER, GRAPH = "reader.safetensors", "reader.onnx"
CLAIM_TOKENS, TEXT_TOKENS = 56, 112  # as in training; what is longer loses its end
_FOLDER = Path(__file__).parent / "weights"
_READER_FOLDER = Path(__file__).parents[1] / "answering" / "weights"
_BATCH = 8

Floats = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def support_model() -> "SupportModel":
    """Return the shipped model, loaded once.

    Raises:
        ModelError: files are missing, altered or do not fit together.
    """
    try:
        files = json.loads((_FOLDER / CONFIG).read_bytes())["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{_FOLDER / CONFIG} is no manifest of a support model ({error}).") from error
    learned = read_verified(_FOLDER, {SUPPORT: files[SUPPORT]})
    reader = read_verified(_READER_FOLDER, {name: files[name] for name in (READER, GRAPH)})
    return SupportModel(read_verified(packaged_folder()), reader, learned[SUPPORT])


class SupportModel:
    """Scores claims against texts. Safe to call from several threads; equal calls give equal results."""

    def __init__(self, encoder: Mapping[str, bytes], reader: Mapping[str, bytes], learned: bytes) -> None:
        """Load from bytes that were verified.

        Args:
            encoder: the encoder's weights and tokenizer, by name.
            reader: the reader's weights and graph, by name.
            learned: the low-rank changes, as safetensors.

        Raises:
            ModelError: the files are no model this runner can load.
        """
        try:
            weights = adapted(reader[READER], learned)
            self._session = open_session(reader[GRAPH], {WEIGHTS: encoder[WEIGHTS], READER: weights})
            self._tokenizer = Tokenizer.from_str(encoder[TOKENIZER].decode())
        except Exception as error:
            raise ModelError(f"The support model could not be loaded: {error}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = self._tokenizer.encode("").ids

    def score(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return for each text the log odds that it supports all of ``claim``.

        Raises:
            ModelError: the network gave a number that is not finite.
        """
        asked = [self._cls, *self._ids(claim, CLAIM_TOKENS), self._sep]
        rows = [[*asked, *self._ids(text, TEXT_TOKENS), self._sep] for text in texts]
        parts = [self._run(rows[at : at + _BATCH], len(asked)) for at in range(0, len(rows), _BATCH)]
        return [float(logit) for part in parts for logit in part]

    def _ids(self, text: str, most: int) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids[:most]
        return ids

    def _run(self, rows: Sequence[Sequence[int]], first: int) -> Floats:
        width = max(len(row) for row in rows)
        ids: npt.NDArray[np.int64] = np.zeros((len(rows), width), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
            types[i, first : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        logits: Floats = self._session.run(["answers"], inputs)[0][:, 0]
        if not np.isfinite(logits).all():
            raise ModelError("The support model gave a number that is not finite; its weights are at fault.")
        return logits


def adapted(reader: bytes, learned: bytes) -> bytes:
    """Return the reader's file with what was learned added to its weights; everything keeps its place.

    ``learned`` holds for a weight either both factors, "NAME.up" and "NAME.down", whose product is added to
    "NAME.weight", or the whole tensor under its own name.
    """
    tensors = load(learned)
    size = struct.unpack("<Q", reader[:8])[0]
    header = json.loads(reader[8 : 8 + size])
    changed = bytearray(reader)
    for name, entry in header.items():
        stem = name.removesuffix(".weight")
        start, end = (8 + size + offset for offset in entry["data_offsets"]) if name != "__metadata__" else (0, 0)
        if name in tensors:
            value = tensors[name]
        elif f"{stem}.up" in tensors and name != stem:
            old = np.frombuffer(reader[start:end], dtype=np.float16).reshape(entry["shape"]).astype(np.float32)
            value = old + tensors[f"{stem}.up"].astype(np.float32) @ tensors[f"{stem}.down"].astype(np.float32)
        else:
            continue
        changed[start:end] = value.astype(np.float16).tobytes()
    return bytes(changed)
