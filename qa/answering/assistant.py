"""From one question to one answer over one generation of the index. Reads like the pipeline."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from index.library import Index
from index.records import Document, Hit
from qa.answering.calibrations import similarity_reader
from qa.answering.confidence import CalibratedReader, Calibration, Strictness
from qa.answering.llm.model import LanguageModelError
from qa.answering.llm.writer import Writer
from qa.answering.overview import leads
from qa.answering.ports import NoLanguageModelError, Question, UnknownDocumentError, check_text
from qa.answering.question.conversation import needs_context, searched
from qa.answering.question.intent import Intent, intent_of
from qa.answering.question.spelling import Speller
from qa.answering.quoting import Quoter, QuoteSettings
from qa.answering.reading.reader import READ_MOST, Reader, Reading, worth_reading
from qa.answering.records import Answer, Citation, Mode, NearPassage, Reason
from qa.answering.wording import answer_text, instead_text, silence_text

_ALONE = frozenset({Intent.GREETING, Intent.OVERVIEW})
_SEVERAL = frozenset({Intent.REASONS, Intent.KEYWORDS})


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """What may be set about answering; part of an answer's identity."""

    first_hits: int = 2  # read before the others, which a sure answer leaves unread
    quotes: QuoteSettings = field(default_factory=QuoteSettings)
    strictness: Strictness = "balanced"
    abstain: bool = True  # False: answer whatever the confidence, for evaluation


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question as it is searched for, and what was found."""

    question: str
    intent: Intent
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is said, before it is put on record."""

    text: str
    confidence: float
    ranked: Sequence[Hit]
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
    readings: Sequence[Reading] = ()  # what the citations were chosen from
    mode: Mode = "extractive"  # who worded the text


class ExtractiveAssistant:
    """Answers with exact quotes from one opened index. Thread-safe: it holds nothing that changes."""

    def __init__(
        self,
        index: Index,
        reader: CalibratedReader,
        settings: AnswerSettings = AnswerSettings(),
        writer: Writer | None = None,
    ) -> None:
        self._index = index
        self._reader = reader
        # Keywords without a question have no answer: what speaks of them is found by similarity.
        self._keyword_reader = similarity_reader(index)
        self._settings = settings
        self._writer = writer
        self._quoter = Quoter(self._document, index.structure)
        self._speller = Speller(index.vocabulary(), index.is_common_word)

    @property
    def index(self) -> Index:
        """The generation that this assistant answers from."""
        return self._index

    def ask(self, question: Question, examples: Sequence[str] = ()) -> Answer:
        """See `qa.answering.ports.Assistant.ask`; ``examples`` are offered where nothing was asked."""
        self._check(question)
        clock = _Clock()
        with clock.stage("conversation"):
            intent = intent_of(question.text)
            leaning = intent not in _ALONE  # a greeting asks nothing, so nothing said before belongs to it
            asked = searched(question.text, question.history if leaning else (), self._speller.correct)
            alone = asked.meaning
        with clock.stage("search"):
            vector = self._index.embed_question(alone)
            hits = self._index.search(asked.words, max(question.k, READ_MOST), question.documents, vector)
        reply = self._reply(question, _Asked(alone, intent, hits), examples, clock)
        if question.mode == "llm" and self._writer is not None and reply.citations:
            with clock.stage("llm"):
                reply = self._reworded(self._writer, alone, reply)
        return Answer(
            answer_id=self._identity(question, alone),
            question=question.text,
            standalone_question=alone,
            answerable=bool(reply.citations),
            confidence=round(reply.confidence, 4),
            reason=reply.reason,
            answer=reply.text,
            citations=reply.citations,
            passages=tuple(self._near(hit) for hit in reply.ranked[: question.k]),
            mode=reply.mode,
            generation=self._index.generation,
            timings_ms=clock.timings(),
        )

    def _check(self, question: Question) -> None:
        check_text(question)
        if question.mode == "llm" and self._writer is None:
            raise NoLanguageModelError(
                'no language model is set up; set QA_LLM_URL and QA_LLM_MODEL, or use mode "extractive"'
            )
        for document_id in question.documents or ():
            self._document(document_id)

    def _reply(self, question: Question, asked: "_Asked", examples: Sequence[str], clock: "_Clock") -> _Reply:
        intent = asked.intent
        if intent is Intent.GREETING:
            return _silent("not_a_question", asked.hits, examples=examples)
        if intent is Intent.OVERVIEW:
            with clock.stage("quote"):
                citations = self._overview(question.documents)
            return _said(intent, citations, 1.0, asked.hits) if citations else _silent("nothing_near", asked.hits)
        if needs_context(question.text, question.history):
            return _silent("needs_context", asked.hits)
        return self._read(asked, clock)

    def _read(self, asked: "_Asked", clock: "_Clock") -> _Reply:
        intent = asked.intent
        chosen = self._keyword_reader if intent is Intent.KEYWORDS else self._reader
        calibration = (chosen.calibration.reasons if intent is Intent.REASONS else None) or chosen.calibration
        with clock.stage("read"):
            readings = self._readings(chosen.reader, calibration, asked)
            confidence = calibration.confidence(readings)
            # What answers comes first; but a claim asks nothing, and what bears on it is found by likeness.
            ranked = asked.hits if intent is Intent.CLAIM else chosen.calibration.reranked(asked.hits, readings)
        if self._settings.abstain and confidence < calibration.thresholds.of(self._settings.strictness):
            return _silent(calibration.silence(readings), ranked, confidence)
        with clock.stage("quote"):
            citations = self._quotes(readings, calibration.share if intent in _SEVERAL else None, asked.question)
        if not citations:
            return _silent("nothing_near", ranked, confidence)
        return replace(_said(intent, citations, confidence, ranked), readings=readings)

    def _reworded(self, writer: Writer, question: str, reply: _Reply) -> _Reply:
        """Have a language model say it, or say why it did not; what was found and how sure it is stays the same."""
        quotes = self._quoter.material(reply.citations, reply.readings, question)
        try:
            prose = writer.write(question, quotes, len(reply.citations), self._document)
        except LanguageModelError as error:
            return replace(reply, text=instead_text(error.failure, reply.text))
        return replace(reply, text=prose.text, citations=prose.citations, mode="llm")

    def _readings(self, reader: Reader, calibration: Calibration, asked: "_Asked") -> list[Reading]:
        """Read the likeliest passages, and the others unless those answer a question for one thing surely."""
        hits, first = worth_reading(asked.hits), self._settings.first_hits
        if asked.intent in _SEVERAL:
            return reader.read(asked.question, hits)
        readings = reader.read(asked.question, hits[:first])
        if calibration.is_sure(readings):
            return readings
        return [*readings, *reader.read(asked.question, hits[first:])]

    def _quotes(self, readings: Sequence[Reading], share: float | None, question: str) -> tuple[Citation, ...]:
        chosen = self._quoter.choose(readings, share, self._settings.quotes, several=share is not None)
        return self._quoter.cite(chosen, readings, question)

    def _overview(self, scope: Sequence[str] | None) -> tuple[Citation, ...]:
        indexed = [entry for entry in self._index.entries() if entry.status == "indexed"]
        within = [entry for entry in indexed if scope is None or entry.id in scope]
        return leads(within, self._document)

    def _document(self, document_id: str) -> Document:
        document = self._index.document(document_id)
        if document is None:
            raise UnknownDocumentError.of(document_id)
        return document

    def _near(self, hit: Hit) -> NearPassage:
        document = self._document(hit.passage.document_id)
        return NearPassage(
            document_id=document.id,
            start=hit.passage.span.start,
            end=hit.passage.span.end,
            text=hit.passage.text,
            title=document.title,
            source=document.source,
            score=round(hit.score, 4),
        )

    def _identity(self, question: Question, alone: str) -> str:
        asked = (alone, self._index.generation, question.k, question.documents, question.mode)
        made = (self._reader.reader.name, self._reader.calibration, self._settings)
        worded = (self._writer.name,) if question.mode == "llm" and self._writer is not None else ()
        return hashlib.sha256(repr((asked, made, *worded)).encode("utf-8", "replace")).hexdigest()[:16]


def _said(intent: Intent, citations: tuple[Citation, ...], confidence: float, ranked: Sequence[Hit]) -> _Reply:
    return _Reply(answer_text(intent, citations), confidence, ranked, citations)


def _silent(reason: Reason, ranked: Sequence[Hit], confidence: float = 0.0, examples: Sequence[str] = ()) -> _Reply:
    return _Reply(silence_text(reason, examples), confidence, ranked, reason=reason)


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + (time.perf_counter() - began) * 1000

    def timings(self) -> dict[str, float]:
        total = (time.perf_counter() - self._began) * 1000
        return {name: round(value, 2) for name, value in {**self._stages, "total": total}.items()}
