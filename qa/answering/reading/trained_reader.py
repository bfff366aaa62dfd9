"""The trained reader: windows of whole sentences go through the span model, best passages first."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.records import Hit, Passage, Span
from index.sentences import sentence_spans
from qa.answering.reading.reader import Reading, ScoredSpan, asked_terms, coverage
from qa.answering.reading.span_model import Window
from qa.answering.reading.span_scores import SpanScore, WindowScore

COVERAGE_WEIGHT = 0.5  # of the question's rare words in a sentence, beside the probability that it answers
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

    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]:
        """Read the question with each window."""
        ...


@dataclass(frozen=True, slots=True)
class _Place:
    hit: int  # its place among the hits
    span: Span  # in the document
    read: Window


class Rarity(Protocol):
    """What the reader needs of an index."""

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """Return each term's inverse passage frequency."""
        ...


class TrainedReader:
    """Reads every sentence of the passages it is given, several sentences at a time."""

    def __init__(self, model: WindowScorer, index: Rarity, coverage_weight: float = COVERAGE_WEIGHT) -> None:
        self._model = model
        self._index = index
        self._coverage_weight = coverage_weight

    @property
    def name(self) -> str:
        return self._model.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        rarity = self._index.rarity(asked_terms(question))
        sentences = [self._sentences(hit.passage) for hit in hits]
        windows = [
            _Place(i, span, Window(hits[i].passage.context, _slice(hits[i].passage, span)))
            for i, found in enumerate(sentences)
            for span in self._windows(hits[i].passage, found)
        ]
        scores = self._model.score(question, [window.read for window in windows])
        read = list(zip(windows, scores, strict=True))
        readings = []
        for i, hit in enumerate(hits):
            mine = [(window, score) for window, score in read if window.hit == i]
            spans = _spans(mine)
            evidence = max((score.both for _, score in mine), default=float("-inf"))
            # Words that would answer the question elsewhere do not answer it in a passage that is about something else.
            about = coverage(hit.passage.indexed_text, rarity)
            scored = tuple(
                ScoredSpan(s, about * _best_inside(s, spans) + self._shared(hit.passage, s, rarity))
                for s in sentences[i]
            )
            readings.append(Reading(hit, evidence, scored, spans, about))
        return readings

    def _shared(self, passage: Passage, sentence: Span, rarity: Mapping[str, float]) -> float:
        return self._coverage_weight * coverage(_slice(passage, sentence), rarity)

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


def _spans(read: Sequence[tuple[_Place, WindowScore]]) -> tuple[ScoredSpan, ...]:
    """Return the answering words of a passage's windows in the document's offsets, likeliest first."""
    found: dict[Span, float] = {}
    for window, score in read:
        for part in score.spans:
            span = Span(window.span.start + part.start, window.span.start + part.end)
            found[span] = max(found.get(span, 0.0), _probability(score, part))
    return tuple(ScoredSpan(span, p) for span, p in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _best_inside(sentence: Span, spans: Sequence[ScoredSpan]) -> float:
    return max((found.score for found in spans if found.span.overlaps(sentence)), default=0.0)


def _probability(window: WindowScore, span: SpanScore) -> float:
    """Return how likely it is that the window answers with this span; both heads have their say."""
    return 1.0 / (1.0 + math.exp(-max(min(window.answers + span.score / 2, 60.0), -60.0)))


def _slice(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]
