"""The encoder as it serves: ONNX Runtime over the verified safetensors, without torch.

Passages are embedded in 32 bits, so that an index is the same wherever and in whatever company they were. A question is
multiplied in 8 bits, in half the time; what that changes is in docs/decisions.md.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.cores import usable_cores
from index.embedding import Embedded
from index.encoders.quantising import quantised
from index.encoders.session import open_session
from index.errors import ModelError
from index.model import MINILM, MODEL_ID, TOKENIZER, WEIGHTS
from index.store import Vectors

DIM = 384
MAX_TOKENS = 256  # what the model was trained and published with (sentence_bert_config.json)
BATCH_TOKENS = 512  # padding included. Larger batches leave the cache and are slower (docs/decisions.md)
MAX_THREADS = 8
REMEMBERED_QUESTIONS = 512
GRAPH = "minilm.onnx"
GRAPH_8BIT = "minilm.int8.onnx"  # the same over the matrices that `quantised` makes
QUANTISED = "minilm.int8"  # what that graph calls them

Read = Callable[[], Mapping[str, bytes]]


class OnnxEmbedder:
    """all-MiniLM-L6-v2. Safe to call from several threads."""

    def __init__(self, read: Read, threads: int | None = None) -> None:
        """Load what embeds questions; what embeds passages is loaded with the first of them.

        Args:
            read: gives the model's files by name (see ``index.model.read_verified``), at least weights and tokenizer.
            threads: batches of passages embedded at once; as many as there are cores, up to 8, if None.

        Raises:
            ModelError: the files are no model this runner can load.
        """
        self._read = read
        files = read()
        with _loading():
            matrices = quantised(files[WEIGHTS])
            self._questions = _session(GRAPH_8BIT, {WEIGHTS: files[WEIGHTS], QUANTISED: matrices})
            self._tokenizer = Tokenizer.from_str(files[TOKENIZER].decode())
        # The published file says: cut at 128, pad to 128. Counting needs the whole text, and the model reads 256.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._threads = threads or min(usable_cores(), MAX_THREADS)
        self._passages: Any = None
        self._lock = threading.Lock()
        self._remembered = lru_cache(REMEMBERED_QUESTIONS)(self._embed_question)

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
            ModelError: the model cannot be loaded, or gave a vector that is not finite.
        """
        session = self._passage_session()
        rows = [self._ids(text) for text in texts]
        vectors = np.empty((len(rows), DIM), dtype=np.float32)
        batches = like_lengths([len(row) for row in rows], BATCH_TOKENS)
        tokens, all_tokens = 0, sum(map(len, rows))
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            done = pool.map(lambda batch: _run(session, [rows[i] for i in batch]), batches)
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
        """Embed a question, alone: nothing is padded, so that it has the same vector in any company."""
        return self._remembered(text)

    def _embed_question(self, text: str) -> Vectors:
        ids: npt.NDArray[np.int64] = np.array([self._ids(text)], dtype=np.int64)
        vector: Vectors = _checked(self._questions.run(None, {"input_ids": ids})[0])[0]
        vector.setflags(write=False)  # the same array is handed to everyone who asks the same question
        return vector

    def _passage_session(self) -> Any:  # noqa: ANN401 (untyped library)
        with self._lock, _loading():
            if self._passages is None:
                self._passages = _session(GRAPH, {WEIGHTS: self._read()[WEIGHTS]})
            return self._passages

    def _ids(self, text: str) -> list[int]:
        """Return the token ids the model reads: an over-long text loses its end, never its closing token."""
        ids: list[int] = self._tokenizer.encode(text).ids
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]


@contextmanager
def _loading() -> Iterator[None]:
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"The encoder could not be loaded: {error}") from error


def _session(graph: str, weights: Mapping[str, bytes]) -> Any:  # noqa: ANN401 (untyped library)
    return open_session(resources.files("index.encoders").joinpath(graph).read_bytes(), weights)


def _run(session: Any, rows: Sequence[Sequence[int]]) -> Vectors:  # noqa: ANN401 (untyped library)
    width = max(len(row) for row in rows)
    ids: npt.NDArray[np.int64] = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return _checked(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def _checked(vectors: Vectors) -> Vectors:
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
