"""A network that reads each window once: what it said is kept, one line of JSON for each question."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from qa.answering.reading.span_model import SpanModel, Window
from qa.answering.reading.span_scores import SpanScore, WindowScore


class CachedNetwork:
    """Gives a model's scores, and writes new ones into ``folder``, in a file named for the model's weights."""

    def __init__(self, model: SpanModel, folder: Path) -> None:
        self._model = model
        self._file = folder / f"{model.name.replace('@', '-')}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self._known = _read(self._file)

    @property
    def name(self) -> str:
        return self._model.name

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._model.count_tokens(texts)

    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]:
        key = _key(question, windows)
        if key not in self._known:
            self._known[key] = self._model.score(question, windows)
            line = json.dumps([key, [asdict(score) for score in self._known[key]]])
            with self._file.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        return self._known[key]


def _key(question: str, windows: Sequence[Window]) -> str:
    given = json.dumps([question, *((window.title, window.text) for window in windows)])
    return hashlib.sha256(given.encode()).hexdigest()


def _read(file: Path) -> dict[str, list[WindowScore]]:
    if not file.exists():
        return {}
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            key, scores = json.loads(line)
        except ValueError:  # the last line of a run that was interrupted: it is read again
            continue
        found[key] = [
            WindowScore(**{**score, "spans": tuple(SpanScore(**span) for span in score["spans"])}) for score in scores
        ]
    return found
