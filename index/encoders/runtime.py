"""The encoder as it serves: ONNX Runtime over the verified safetensors, without torch."""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.embedding import Embedded
from index.encoders.batching import Batcher
from index.encoders.session import open_session, usable_cores
from index.errors import ModelError
from index.model import MINILM, MODEL_ID, TOKENIZER, WEIGHTS
from index.store import Vectors

DIM = 384
MAX_TOKENS = 256  # what the model was trained and published with (sentence_bert_config.json)
BATCH_TOKENS = 512  # padding included. Larger batches leave the cache and are slower (docs/decisions.md)
MAX_THREADS = 8
REMEMBERED_QUESTIONS = 512
_QUESTIONS_AT_ONCE = 32
_QUESTION_STEP = 8  # tokens; questions are padded to a multiple of it


class OnnxEmbedder:
    """all-MiniLM-L6-v2. Safe to call from several threads."""

    def __init__(self, files: Mapping[str, bytes], threads: int | None = None) -> None:
        """Load the model from the bytes of its ``files`` (see ``index.model.read_verified``).

        Args:
            files: at least the weights and the tokenizer, by name.
            threads: batches of passages embedded at once; as many as there are cores, up to 8, if None.

        Raises:
            ModelError: the files are no model this runner can load.
        """
        graph = resources.files("index.encoders").joinpath("minilm.onnx").read_bytes()
        try:
            self._session = open_session(graph, {WEIGHTS: files[WEIGHTS]})
            self._tokenizer = Tokenizer.from_str(files[TOKENIZER].decode())
        except Exception as error:
            raise ModelError(f"The encoder could not be loaded: {error}") from error
        # The published file says: cut at 128, pad to 128. Counting needs the whole text, and the model reads 256.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._threads = threads or min(usable_cores(), MAX_THREADS)
        self._remembered = lru_cache(REMEMBERED_QUESTIONS)(Batcher(self._embed_questions, _QUESTIONS_AT_ONCE))

    @property
    def name(self) -> str:
        return f"{MODEL_ID}@{MINILM[WEIGHTS][:12]}"

    @property
    def dim(self) -> int:
        return DIM

    @property
    def max_tokens(self) -> int:
        return MAX_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(self._tokenizer.encode(text).ids) for text in texts]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        offsets: list[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return offsets

    def embed_passages(self, texts: Sequence[str], embedded: Embedded | None = None) -> Vectors:
        """Embed in batches of like lengths, several at once; ``embedded`` is told as each is done.

        Raises:
            ModelError: the model gave a vector that is not finite.
        """
        rows = [self._ids(text) for text in texts]
        vectors = np.empty((len(rows), DIM), dtype=np.float32)
        batches = like_lengths([len(row) for row in rows], BATCH_TOKENS)
        tokens, all_tokens = 0, sum(map(len, rows))
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            done = pool.map(lambda batch: self._run([rows[i] for i in batch]), batches)
            try:
                for batch, part in zip(batches, done, strict=True):
                    vectors[batch] = part
                    tokens += sum(len(rows[i]) for i in batch)
                    if embedded is not None:
                        embedded(tokens, all_tokens)
            except BaseException:  # whoever is told may end the work
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Embed a question; those that wait while another is at work are embedded together."""
        return self._remembered(text)

    def _embed_questions(self, texts: Sequence[str]) -> list[Vectors]:
        """Embed those of like lengths together; padded as when it is alone, each has the same vector in any company."""
        rows = [self._ids(text) for text in texts]
        widths = [min(MAX_TOKENS, math.ceil(len(row) / _QUESTION_STEP) * _QUESTION_STEP) for row in rows]
        vectors = np.empty((len(rows), DIM), dtype=np.float32)
        for width in set(widths):
            alike = [i for i, each in enumerate(widths) if each == width]
            vectors[alike] = self._run([rows[i] for i in alike], width)
        vectors.setflags(write=False)  # the same array is handed to everyone who asks the same question
        return list(vectors)

    def _ids(self, text: str) -> list[int]:
        """Return the token ids the model reads: an over-long text loses its end, never its closing token."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]

    def _run(self, rows: Sequence[Sequence[int]], width: int = 0) -> Vectors:
        width = max(width, *(len(row) for row in rows))
        ids: npt.NDArray[np.int64] = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        if not np.isfinite(vectors).all():
            raise ModelError("The encoder gave a vector that is not finite; its weights or this machine are at fault.")
        return vectors


def like_lengths(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Group positions so that little is padded: longest first, at most ``budget`` tokens a group, one text at least."""
    groups: list[list[int]] = []
    room = 0
    for i in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if not room:
            groups.append([])
            room = max(1, budget // max(1, lengths[i]))  # the first is the longest, so it sets the width
        groups[-1].append(i)
        room -= 1
    return groups
