"""The trained reader: windows of whole sentences go through the span model, best passages first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.records import Hit, Passage, Span
from index.sentences import sentence_spans
from qa.answering.reading import Reading, ScoredSpan
from qa.answering.span_model import SpanScore, WindowScore

_OVERLAP = 1  # sentences shared by neighbouring windows, so that an answer across a border is seen whole


class WindowScorer(Protocol):
    """What the reader needs of a model."""

    @property
    def name(self) -> str:
        """Names the weights."""
        ...

    @property
    def window_tokens(self) -> int:
        """Tokens of a window, the question aside."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in tokens, without special tokens."""
        ...

    def score(self, question: str, windows: Sequence[str]) -> list[WindowScore]:
        """Read the question with each window."""
        ...


@dataclass(frozen=True, slots=True)
class _Window:
    hit: int  # its place among the hits
    span: Span  # in the document
    text: str


class TrainedReader:
    """Reads every sentence of the passages it is given, several sentences at a time."""

    def __init__(self, model: WindowScorer) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        sentences = [self._sentences(hit.passage) for hit in hits]
        windows = [
            _Window(i, span, _slice(hits[i].passage, span))
            for i, found in enumerate(sentences)
            for span in self._windows(hits[i].passage, found)
        ]
        scores = self._model.score(question, [window.text for window in windows])
        read = list(zip(windows, scores, strict=True))
        return [_reading(hit, sentences[i], [(w, s) for w, s in read if w.hit == i]) for i, hit in enumerate(hits)]

    @staticmethod
    def _sentences(passage: Passage) -> list[Span]:
        base = passage.span.start
        return [Span(base + s.start, base + s.end) for s in sentence_spans(passage.text)]

    def _windows(self, passage: Passage, sentences: Sequence[Span]) -> list[Span]:
        """Join neighbouring sentences up to the model's window; the last of one is the first of the next."""
        sizes = self._model.count_tokens([_slice(passage, s) for s in sentences])
        windows: list[Span] = []
        first = 0
        size = 0
        for i, tokens in enumerate(sizes):
            if i > first and size + tokens > self._model.window_tokens:
                windows.append(Span(sentences[first].start, sentences[i - 1].end))
                first = i - _OVERLAP if sizes[i - 1] + tokens <= self._model.window_tokens else i
                size = sum(sizes[first:i])
            size += tokens
        return [*windows, Span(sentences[first].start, sentences[-1].end)] if sentences else []


def _reading(hit: Hit, sentences: Sequence[Span], read: Sequence[tuple[_Window, WindowScore]]) -> Reading:
    """Put a passage's windows together: the best says whether it answers, each sentence gets its best span's share."""
    spans = {
        Span(window.span.start + found.start, window.span.start + found.end): _probability(score, found)
        for window, score in reversed(read)
        for found in reversed(score.spans)
    }
    ranked = tuple(ScoredSpan(span, p) for span, p in sorted(spans.items(), key=lambda pair: (-pair[1], pair[0])))
    return Reading(
        hit=hit,
        answers=max((score.both for _, score in read), default=float("-inf")),
        sentences=tuple(
            ScoredSpan(s, max((f.score for f in ranked if f.span.overlaps(s)), default=0.0)) for s in sentences
        ),
        spans=ranked,
    )


def _probability(window: WindowScore, span: SpanScore) -> float:
    """Return how likely it is that the window answers with this span; both heads have their say."""
    return 1.0 / (1.0 + math.exp(-max(min(window.answers + span.score / 2, 60.0), -60.0)))


def _slice(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]
