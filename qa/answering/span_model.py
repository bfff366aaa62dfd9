"""Our trained reader's network, run by ONNX Runtime without torch: which words of a window answer, and whether any do.

A window is a few whole sentences of one document; whoever calls cuts them. Question and window are read together:
``[CLS] question [SEP] window [SEP]``. The null answer stands at [CLS].
"""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.encoders.runtime import like_lengths
from index.encoders.session import open_session, usable_cores
from index.errors import ModelError
from index.model import MINILM, TOKENIZER, WEIGHTS, packaged_folder, read_verified

READER, GRAPH, CONFIG = "reader.safetensors", "reader.onnx", "config.json"
QUESTION_TOKENS = 48  # as in training; the end of a longer question is not read
WINDOW_TOKENS = 100  # of the window alone; what its figures were measured with
MAX_TOKENS = 256  # question and window; trained on at most 161
SPAN_TOKENS = 30  # longest highlight
TOP_SPANS = 5
BATCH_TOKENS = 512  # padding included, as for the encoder
MAX_THREADS = 4

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpanScore:
    """Words of a window and how directly they answer. Half-open code points of the window."""

    start: int
    end: int
    score: float  # start logit + end logit - null: above 0, the span beats "no answer"


@dataclass(frozen=True, slots=True)
class WindowScore:
    """What the network says of one window; logits, not probabilities."""

    answers: float  # logit of "this window answers"
    span_score: float  # the best span's score; minus infinity where the window holds no words
    start: int  # the best span, half-open code points of the window; 0, 0 where there is none
    end: int
    null: float  # start + end logit of the null answer
    spans: tuple[SpanScore, ...]  # best first, none overlapping another

    @property
    def both(self) -> float:
        """Both heads together: what the "answers" target was tuned and measured with."""
        return self.answers + self.span_score / 2


def read_reader(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a reader folder's graph and weights, checked against its manifest.

    Raises:
        ModelError: the manifest is unreadable, a file is missing or altered, or another encoder is meant.
    """
    try:
        manifest = json.loads((folder / CONFIG).read_bytes())
        files = {name: str(manifest["files"][name]) for name in (READER, GRAPH)}
        encoder = str(manifest["encoder_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CONFIG} is no reader's manifest ({error}).") from error
    if encoder != MINILM[WEIGHTS]:
        raise ModelError(f"The reader in {folder} was trained over another encoder ({encoder[:12]}).")
    return read_verified(folder, files)


def open_span_model(folder: Path, threads: int | None = None) -> "SpanModel":
    """Load the reader in ``folder`` over the installed encoder's embeddings and tokenizer.

    Raises:
        ModelError: files are missing, altered or do not fit together.
    """
    return SpanModel(read_verified(packaged_folder()), read_reader(folder), threads)


class SpanModel:
    """Scores windows against a question. Safe to call from several threads; equal calls give equal results."""

    def __init__(self, encoder: Mapping[str, bytes], reader: Mapping[str, bytes], threads: int | None = None) -> None:
        """Load from bytes that were verified (`index.model.read_verified`, `read_reader`).

        Args:
            encoder: the encoder's weights and tokenizer, by name.
            reader: the reader's weights and graph, by name.
            threads: batches run at once; as many as there are cores, up to 4, if None.

        Raises:
            ModelError: the files are no model this runner can load.
        """
        try:
            self._session = open_session(reader[GRAPH], {WEIGHTS: encoder[WEIGHTS], READER: reader[READER]})
            self._tokenizer = Tokenizer.from_str(encoder[TOKENIZER].decode())
        except Exception as error:
            raise ModelError(f"The reader could not be loaded: {error}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = self._tokenizer.encode("").ids  # what stands around every text
        self._pool = ThreadPoolExecutor(threads or min(usable_cores(), MAX_THREADS), thread_name_prefix="read")
        self._name = f"reader@{hashlib.sha256(reader[READER]).hexdigest()[:12]}"
        self._lock = threading.Lock()  # one question's batches at a time: two would only slow each other down

    @property
    def name(self) -> str:
        """Names the weights."""
        return self._name

    @property
    def window_tokens(self) -> int:
        """Tokens of a window, question and special tokens aside."""
        return WINDOW_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in tokens, without special tokens."""
        return [len(self._tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]

    def score(self, question: str, windows: Sequence[str]) -> list[WindowScore]:
        """Return one score per window, in order. A window's tokens past ``MAX_TOKENS`` are not read.

        Raises:
            ModelError: the network gave a number that is not finite.
        """
        head = self._head(question)
        first = len(head)
        encoded = [self._tokenizer.encode(window, add_special_tokens=False) for window in windows]
        rows = [self._row(head, one) for one in encoded]
        batches = like_lengths([len(row) for row in rows], BATCH_TOKENS)
        scores: dict[int, WindowScore] = {}
        with self._lock:
            done = list(self._pool.map(lambda batch: self._run([rows[i] for i in batch], first), batches))
        for batch, (span, answers) in zip(batches, done, strict=True):
            for place, i in enumerate(batch):
                logits = span[place, : len(rows[i])]
                scores[i] = _read_off(logits, float(answers[place, 0]), encoded[i], first, windows[i])
        return [scores[i] for i in range(len(windows))]

    def ids(self, question: str, window: str) -> tuple[list[int], list[int]]:
        """Return what the network is given for one window: token ids and segment ids (1 from the window on)."""
        head = self._head(question)
        row = self._row(head, self._tokenizer.encode(window, add_special_tokens=False))
        return row, [int(i >= len(head)) for i in range(len(row))]

    def _head(self, question: str) -> list[int]:
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        return [self._cls, *asked, self._sep]

    def _row(self, head: list[int], window: Encoding) -> list[int]:
        return [*head, *window.ids[: MAX_TOKENS - len(head) - 1], self._sep]

    def _run(self, rows: Sequence[Sequence[int]], first: int) -> tuple[Floats, Floats]:
        width = max(len(row) for row in rows)
        ids: npt.NDArray[np.int64] = np.zeros((len(rows), width), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
            types[i, first : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        span, answers = self._session.run(["span", "answers"], inputs)
        if not (np.isfinite(span).all() and np.isfinite(answers).all()):
            raise ModelError("The reader gave a number that is not finite; its weights or this machine are at fault.")
        return span, answers


def _read_off(logits: Floats, answers: float, encoded: Encoding, first: int, window: str) -> WindowScore:
    """Turn one window's logits, shape (tokens, 2), into spans of its text."""
    null = float(logits[0].sum())
    found = _best_spans(logits[first:-1], TOP_SPANS)  # the last token is [SEP]
    spans: list[SpanScore] = []
    for start, end, score in found:
        place = _whole_words(encoded, start, end)
        if place[0] < place[1] and not any(s.start < place[1] and place[0] < s.end for s in spans):
            spans.append(SpanScore(*place, score - null))
    if not spans or not window.strip():
        return WindowScore(answers, float("-inf"), 0, 0, null, ())
    best = spans[0]
    return WindowScore(answers, best.score, best.start, best.end, null, tuple(spans))


def _best_spans(logits: Floats, count: int) -> list[tuple[int, int, float]]:
    """Return up to ``count`` spans of tokens (both ends inside) that do not overlap, best first; ties: the earliest."""
    length = len(logits)
    if not length:
        return []
    total = logits[:, 0][:, None].astype(np.float64) + logits[:, 1][None, :]
    width = np.arange(length)[None, :] - np.arange(length)[:, None]
    total[(width < 0) | (width >= SPAN_TOKENS)] = -np.inf
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        start, end = divmod(int(total.argmax()), length)
        score = float(total[start, end])
        if score == -np.inf:
            break
        found.append((start, end, score))
        total[: end + 1, start:] = -np.inf  # every span that touches this one begins by its end and ends past its start
    return found


def _whole_words(encoded: Encoding, start: int, end: int) -> tuple[int, int]:
    """Return the code points of tokens ``start`` to ``end`` (inclusive), widened to whole words."""
    words = encoded.word_ids
    offsets = encoded.offsets
    while start > 0 and words[start - 1] == words[start]:
        start -= 1
    while end + 1 < len(words) and words[end + 1] == words[end]:
        end += 1
    return offsets[start][0], offsets[end][1]
