"""Systems in this process: retrieval alone, or the whole assistant."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from index.records import Hit
from index.store import Vectors
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.confidence import Calibration
from qa.answering.ports import Question
from qa.answering.question.conversation import Searched
from qa.answering.reading.reader import Reader, Reading
from qa.answering.records import Turn
from qa.evaluation.bench import DEPTH, Bench, PassageCounter, question_vectors
from qa.evaluation.responses import RankedPassage, Response, response
from qa.evaluation.sets import Query
from qa.evaluation.system import Setting

_SHOWN = 5  # passages a person is shown: what is timed

Rewrite = Callable[[str, Sequence[Turn]], Searched]  # of a question and its history


class RankingSystem:
    """Retrieval alone. It answers nothing, and so is fast; questions are embedded in one batch."""

    def __init__(self, bench: Bench, rewrite: Rewrite) -> None:
        self._bench = bench
        self._rewrite = rewrite
        self._counter = PassageCounter(bench)
        self._vectors: dict[str, Vectors] = {}
        self._share_ms = 0.0  # of embedding all questions together, for one

    @property
    def settings(self) -> Mapping[str, Setting]:
        return {"system": "index", "reader": "none", **self._bench.settings}

    def prepare(self, queries: Sequence[Query]) -> None:
        texts = list(dict.fromkeys(self._rewrite(query.text, query.history).meaning for query in queries))
        began = time.perf_counter()
        self._vectors = question_vectors(self._bench.embedder, texts)
        self._share_ms = 1000 * (time.perf_counter() - began) / len(texts)

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        began = time.perf_counter()
        asked = self._rewrite(query.text, query.history)
        hits = self._bench.index.search(asked.words, DEPTH, within, self._vectors[asked.meaning])
        elapsed = 1000 * (time.perf_counter() - began) + self._share_ms
        return Response(
            id=query.id,
            passages=tuple(map(_ranked, hits)),
            latency_ms=elapsed,
            relevant_passages=self._counter.relevant(query),
        )


class AnsweringSystem:
    """The whole assistant, as shipped; and once more with abstention off, for what it would have quoted."""

    def __init__(
        self,
        bench: Bench,
        reader: Reader,
        calibration: Calibration,
        settings: AnswerSettings,
        *,
        history: bool = True,
    ) -> None:
        self._bench = bench
        self._answering = settings
        self._reader = _Remembering(reader)
        self._calibration = calibration
        self._history = history
        self._shipped = ExtractiveAssistant(bench.index, self._reader, calibration, settings)
        self._forced = ExtractiveAssistant(bench.index, self._reader, calibration, replace(settings, abstain=False))
        self._counter = PassageCounter(bench)

    @property
    def settings(self) -> Mapping[str, Setting]:
        return {
            "system": "assistant",
            "reader": self._reader.name,
            "threshold": self._calibration.thresholds.of(self._answering.strictness),
            "history": self._history,
            **self._bench.settings,
        }

    def prepare(self, queries: Sequence[Query]) -> None:
        """Nothing: a latency is one question's own."""

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        history = query.history if self._history else ()
        began = time.perf_counter()
        answer = self._shipped.ask(Question(query.text, history, k=_SHOWN, documents=within))
        elapsed = 1000 * (time.perf_counter() - began)
        forced = self._forced.ask(Question(query.text, history, k=DEPTH, documents=within))
        said, forced_said = asdict(answer), asdict(forced)
        return response(
            said
            | {
                "id": query.id,
                "passages": forced_said["passages"],  # as many as are ranked, and not as many as are shown
                "latency_ms": elapsed,
                "forced_citations": forced_said["citations"],
                "relevant_passages": self._counter.relevant(query),
            }
        )


class _Remembering:
    """A reader that reads nothing twice for one question: asking it again costs no reading."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._question = ""
        self._readings: dict[tuple[str, ...], list[Reading]] = {}

    @property
    def name(self) -> str:
        return self._reader.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        if question != self._question:
            self._question, self._readings = question, {}
        passages = tuple(hit.passage.id for hit in hits)
        if passages not in self._readings:
            self._readings[passages] = self._reader.read(question, hits)
        return self._readings[passages]


def _ranked(hit: Hit) -> RankedPassage:
    span = hit.passage.span
    return RankedPassage(hit.passage.document_id, span.start, span.end, round(hit.score, 4))
