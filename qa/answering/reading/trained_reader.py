"""The trained reader: windows of whole sentences go through the span model, best passages first."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.context import context_of
from index.library import Index
from index.notation import exact_values, in_notation_of
from index.reading_text import ReadingText, reading_of
from index.records import Hit, Span
from index.structure import Piece, Structure
from qa.answering.question.measures import fits, is_number_of_clause
from qa.answering.question.ranges import in_ranges_of
from qa.answering.question.synonyms import in_words_of
from qa.answering.reading.reader import Reading, ScoredSpan, content_terms, coverage
from qa.answering.reading.relevance import WEIGHTS, Relevance, is_defined, is_named, log_odds, relevance
from qa.answering.reading.span_model import WINDOW_TOKENS, Window
from qa.answering.reading.span_scores import SpanScore, WindowScore

_READ_ALONG = ("lead_in", "term", "question")
_MAX_ALONG = 150  # characters of each
_OVERLAP = 1  # pieces shared by neighbouring windows, so that an answer across a border is seen whole
_NAMING = ("heading", "page_header", "page_footer")
_SYNOPSIS = re.compile(r"\W*synopsis\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and how much each of its terms tells."""

    question: str
    idf: Mapping[str, float]
    values: frozenset[str]  # dates and numbers in it


@dataclass(frozen=True, slots=True)
class _Read:
    """A window with what was read in it."""

    hit: int  # its place among the hits
    text: ReadingText
    window: Window


class Network(Protocol):
    """What reads windows: `qa.answering.reading.span_model.SpanModel`, whose methods say more."""

    @property
    def name(self) -> str: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...
    def score(self, question: str, windows: Sequence[Window]) -> list[WindowScore]: ...


@dataclass(frozen=True, slots=True)
class Observation:
    """What was read in one passage, before it is weighed: a `Reading` whose pieces have no scores yet."""

    hit: Hit
    evidence: float
    pieces: tuple[tuple[Span, Relevance], ...]
    spans: tuple[ScoredSpan, ...]
    coverage: float

    def weighed(self, weights: Relevance = WEIGHTS) -> Reading:
        """Return the reading, each piece scored with ``weights``."""
        pieces = tuple(ScoredSpan(span, relevance(found, weights)) for span, found in self.pieces)
        return Reading(self.hit, self.evidence, pieces, self.spans, self.coverage)


class TrainedReader:
    """Reads every sentence, item and row of the passages it is given, several at a time."""

    def __init__(self, model: Network, index: Index) -> None:
        self._model = model
        self._index = index

    @property
    def name(self) -> str:
        return self._model.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [observed.weighed() for observed in self.observe(question, hits)]

    def observe(self, question: str, hits: Sequence[Hit]) -> list[Observation]:
        """Read as `read` does, and return what the pieces' scores are made of in their place."""
        asked = _Asked(question, self._index.idf(content_terms(question)), exact_values(question))
        structures = [self._index.structure(hit.passage.document_id) for hit in hits]
        pieces = [s.pieces(hit.passage.span) for s, hit in zip(structures, hits, strict=True)]
        windows = [
            _Read(i, text, Window(hits[i].passage.context, text.text))
            for i, found in enumerate(pieces)
            for text in self._windows(structures[i], found)
        ]
        scored = self._scored([_asked_of(question, hit) for hit in hits], windows)
        observed = []
        for i, hit in enumerate(hits):
            own = [(read, score) for read, score in scored if read.hit == i]
            spans = _spans(own, structures[i].text, question)
            evidence = max((score.both for _, score in own), default=float("-inf"))
            whole = coverage(hit.passage.indexed_text, asked.idf)
            found = tuple(
                (piece.span, _features(piece, structures[i], hit, spans, asked, whole)) for piece in pieces[i]
            )
            observed.append(Observation(hit, evidence, found, spans, whole))
        return observed

    def _scored(self, questions: Sequence[str], windows: Sequence[_Read]) -> list[tuple[_Read, WindowScore]]:
        """Read each window with the question as its passage would write it: the network knows no other notation."""
        scored: list[tuple[_Read, WindowScore]] = []
        for question in dict.fromkeys(questions):
            asked = [read for read in windows if questions[read.hit] == question]
            scored += zip(asked, self._model.score(question, [read.window for read in asked]), strict=True)
        return scored

    def _windows(self, structure: Structure, pieces: Sequence[Piece]) -> list[ReadingText]:
        """Join neighbouring pieces up to the model's window; the last of one is the first of the next.

        A window that begins inside of a list, a description or the like begins with what that belongs to.
        """
        sizes = self._model.count_tokens([reading_of(structure, piece.span).text for piece in pieces])
        spans: list[Span] = []
        first = 0
        size = 0
        for i, tokens in enumerate(sizes):
            if i > first and size + tokens > WINDOW_TOKENS:
                spans.append(Span(pieces[first].span.start, pieces[i - 1].span.end))
                first = i - _OVERLAP if sizes[i - 1] + tokens <= WINDOW_TOKENS else i
                size = sum(sizes[first:i])
            size += tokens
        if pieces:
            spans.append(Span(pieces[first].span.start, pieces[-1].span.end))
        return [window_text(structure, span) for span in spans]


def _asked_of(question: str, hit: Hit) -> str:
    """Return the question in a passage's own words and notation."""
    question = in_ranges_of(in_words_of(question, hit.passage.indexed_text), hit.passage.text)
    return in_notation_of(question, hit.passage.text)


def window_text(structure: Structure, span: Span) -> ReadingText:
    """Return what is read of a window: behind what its list, description or answer belongs to."""
    text = ReadingText(structure.words)
    for part in context_of(structure, _below_headings(structure, span)):
        if part.kind in _READ_ALONG and part.span.end <= span.start:
            text.insert(" ".join(structure.text[part.span.start : part.span.end].split())[:_MAX_ALONG] + " ")
    text.append(reading_of(structure, span))
    return text


def _below_headings(structure: Structure, span: Span) -> Span:
    """Return what of ``span`` stands below the headings that it begins with, or all of it if it is nothing else."""
    number = structure.at(span.start)
    while number is not None and structure.kind_of(number) == "heading":
        number = structure.behind(structure.block(number).end)
    start = span.start if number is None else max(span.start, structure.block(number).start)
    return Span(start, span.end) if start < span.end else span


def _spans(read: Sequence[tuple[_Read, WindowScore]], document: str, question: str) -> tuple[ScoredSpan, ...]:
    """Return the answering words of a passage's windows in the document's offsets, likeliest first."""
    found: dict[Span, float] = {}
    for window, score in read:
        for part in score.spans:
            span = window.text.span_of(part.start, part.end)
            if span is None or is_number_of_clause(document, span.start, span.end, question):
                continue  # what is only read along answers nothing
            found[span] = max(found.get(span, 0.0), _probability(score, part))
    return tuple(ScoredSpan(span, p) for span, p in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _features(
    piece: Piece,
    structure: Structure,
    hit: Hit,
    spans: Sequence[ScoredSpan],
    asked: _Asked,
    passage_coverage: float,
) -> Relevance:
    """Return what a piece's score is made of.

    Words that would answer elsewhere answer less in a passage on another subject; a row or a description is about what
    its columns, its term and its headings say.
    """
    best = max((found.score for found in spans if found.span.overlaps(piece.span)), default=0.0)
    context = [
        (part.kind, structure.text[part.span.start : part.span.end]) for part in context_of(structure, piece.span)
    ]
    is_synopsis = any(kind == "heading" and _SYNOPSIS.search(text) for kind, text in context)
    logit = min(log_odds(best), 0.0) if is_synopsis else log_odds(best)  # it has every option, and explains none
    around = " ".join(text for _, text in context)
    own = reading_of(structure, piece.span).text
    named = (
        is_defined(own, asked.question)
        or any(kind == "term" and is_named(text, asked.question) for kind, text in context)
        or (asked.values and not asked.values.isdisjoint(exact_values(own)))
    )
    shown = "\n".join([own, *(text for kind, text in context if kind != "heading")])
    return Relevance(
        logit=logit,
        on_subject=logit * passage_coverage,
        coverage=coverage(f"{around} {own}", asked.idf),
        similarity=hit.dense,
        rank_score=hit.score,
        heading=float(is_synopsis or piece.kind in _NAMING),
        unfit=float(not fits(shown, asked.question)),
        named=float(bool(named)),
    )


def _probability(window: WindowScore, span: SpanScore) -> float:
    """Return how likely it is that the window answers with this span, by both heads of the model."""
    return 1.0 / (1.0 + math.exp(-max(min(window.answers + span.score / 2, 60.0), -60.0)))
