"""Our trained reader's network, run by ONNX Runtime without torch: which words of a window answer, and whether any do.

A window is a few whole sentences of one document; whoever calls cuts them. Question and window are read together:
``[CLS] question [SEP] window [SEP]``. The null answer stands at [CLS].
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.cores import usable_cores
from index.encoders.quantising import quantised
from index.encoders.session import open_session
from index.errors import ModelError
from index.model import MINILM, TOKENIZER, WEIGHTS, packaged_folder, read_verified
from qa.answering.reading.runs import RememberedRuns
from qa.answering.reading.span_scores import Floats, WindowScore, read_off

READER, GRAPH, CONFIG = "reader.safetensors", "reader.onnx", "config.json"
GRAPH_8BIT = "reader.int8.onnx"  # the same over the matrices that `quantised` makes
QUANTISED = "reader.int8"  # what that graph calls them
QUESTION_TOKENS = 48  # in training too; the end of a longer question is not read
TITLE_TOKENS = 16  # likewise
WINDOW_TOKENS = 100  # of the window's text alone; what its figures were measured with
MAX_TOKENS = 320  # question, title and window
REMEMBERED_WINDOWS = 2048  # with their questions; about 3 kB each
MAX_THREADS = 4


@dataclass(frozen=True, slots=True)
class Window:
    """A few sentences to read, and what they are part of."""

    title: str  # of the document, with its headings; read before the text and never part of an answer; may be empty
    text: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What the network is given: token ids, and how many of them are the question's."""

    ids: tuple[int, ...]
    first: int


def read_reader(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a reader folder's graphs and weights, checked against its manifest.

    Raises:
        ModelError: the manifest is unreadable, a file is missing or altered, or another encoder is meant.
    """
    return read_verified(folder, _files(folder))


def reader_name(folder: Path) -> str:
    """Return what the reader in ``folder`` is called once it is loaded, by its manifest alone.

    Raises:
        ModelError: the manifest is unreadable, or another encoder is meant.
    """
    return _name(_files(folder)[READER], GRAPH_8BIT)


def _files(folder: Path) -> dict[str, str]:
    """Return the hashes that a reader folder's manifest states, by file."""
    try:
        manifest = json.loads((folder / CONFIG).read_bytes())
        files = {name: str(manifest["files"][name]) for name in (READER, GRAPH, GRAPH_8BIT)}
        encoder = str(manifest["encoder_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CONFIG} is no reader's manifest ({error}).") from error
    if encoder != MINILM[WEIGHTS]:
        raise ModelError(f"The reader in {folder} was trained over another encoder ({encoder[:12]}).")
    return files


def _name(sha256: str, graph: str) -> str:
    return f"reader@{sha256[:12]}{'-int8' if graph == GRAPH_8BIT else ''}"


def open_span_model(folder: Path, threads: int | None = None, graph: str = GRAPH_8BIT) -> "SpanModel":
    """Load the reader in ``folder`` over the installed encoder's embeddings and tokenizer; see `SpanModel`.

    Raises:
        ModelError: files are missing, altered or do not fit together.
    """
    return SpanModel(read_verified(packaged_folder()), read_reader(folder), threads, graph)


class SpanModel:
    """Scores windows against a question. Safe to call from several threads; equal calls give equal results."""

    def __init__(
        self,
        encoder: Mapping[str, bytes],
        reader: Mapping[str, bytes],
        threads: int | None = None,
        graph: str = GRAPH_8BIT,
    ) -> None:
        """Load from bytes that were verified (`index.model.read_verified`, `read_reader`).

        Args:
            encoder: the encoder's weights and tokenizer, by name.
            reader: the reader's weights and graphs, by name.
            threads: windows read at once; as many as there are cores, up to 4, if None.
            graph: which of them to run: `GRAPH` multiplies in 32 bits, to compare with.

        Raises:
            ModelError: the files are no model this runner can load.
        """
        try:
            weights = {WEIGHTS: encoder[WEIGHTS], READER: reader[READER]}
            if graph == GRAPH_8BIT:
                weights[QUANTISED] = quantised(reader[READER])
            self._session = open_session(reader[graph], weights)
            self._is_masked = "attention_mask" in {each.name for each in self._session.get_inputs()}
            self._tokenizer = Tokenizer.from_str(encoder[TOKENIZER].decode())
        except Exception as error:
            raise ModelError(f"The reader could not be loaded: {error}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = self._tokenizer.encode("").ids  # what stands around every text
        self._colon = self._tokenizer.encode(":", add_special_tokens=False).ids
        self._runs = RememberedRuns(self._run, threads or min(usable_cores(), MAX_THREADS), REMEMBERED_WINDOWS)
        self._name = _name(hashlib.sha256(reader[READER]).hexdigest(), graph)

    @property
    def name(self) -> str:
        """Names the weights."""
        return self._name

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in tokens, without special tokens."""
        return [len(self._tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]

    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]:
        """Return one score per window, in order. A window's tokens past ``MAX_TOKENS`` are not read.

        Raises:
            ModelError: the network gave a number that is not finite.
        """
        asked = self._asked(question)
        titles = {title: self._title(title) for title in {window.title for window in windows}}
        encoded = [self._tokenizer.encode(window.text, add_special_tokens=False) for window in windows]
        rows = [self._row(asked, titles[w.title], one) for w, one in zip(windows, encoded, strict=True)]
        longest_first = sorted({_Given(tuple(row), len(asked)) for row in rows}, key=lambda each: -len(each.ids))
        read = dict(zip(longest_first, self._runs(longest_first), strict=True))
        scores = []
        for row, window, one in zip(rows, windows, encoded, strict=True):
            span, answers = read[_Given(tuple(row), len(asked))]
            first = len(asked) + len(titles[window.title])
            scores.append(read_off(span, answers, one, first, window.text))
        return scores

    def ids(self, question: str, window: Window) -> tuple[list[int], list[int]]:
        """Return what the network is given for one window: token ids and segment ids (1 after the question)."""
        asked = self._asked(question)
        row = self._row(asked, self._title(window.title), self._tokenizer.encode(window.text, add_special_tokens=False))
        return row, [int(i >= len(asked)) for i in range(len(row))]

    def _asked(self, question: str) -> list[int]:
        ids = self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        return [self._cls, *ids, self._sep]

    def _title(self, title: str) -> list[int]:
        ids = self._tokenizer.encode(title, add_special_tokens=False).ids[:TITLE_TOKENS]
        return [*ids, *self._colon] if ids else []

    def _row(self, asked: Sequence[int], title: Sequence[int], window: Encoding) -> list[int]:
        before = [*asked, *title]
        return [*before, *window.ids[: MAX_TOKENS - len(before) - 1], self._sep]

    def _run(self, given: _Given) -> tuple[Floats, float]:
        """Return the logits of one window, shape (tokens, 2), and that of "this window answers".

        Windows are read one by one: nothing is padded, so that a window reads the same in any company, every core has
        one, and nothing is lost, as one window fills a core (docs/decisions.md).
        """
        ids: npt.NDArray[np.int64] = np.array([given.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[0, given.first :] = 1
        inputs = {"input_ids": ids, "token_type_ids": types}
        if self._is_masked:
            inputs["attention_mask"] = np.ones_like(ids)
        span, answers = self._session.run(["span", "answers"], inputs)
        if not (np.isfinite(span).all() and np.isfinite(answers).all()):
            raise ModelError("The reader gave a number that is not finite; its weights or this machine are at fault.")
        return span[0], float(answers[0, 0])
