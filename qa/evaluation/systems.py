"""Systems under test in this process, retrieval alone or the whole assistant, and the choice of one."""

import importlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from index.records import Hit
from index.search import Retriever
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.confidence import CalibratedReader
from qa.answering.ports import Question
from qa.answering.question.conversation import search_query
from qa.answering.question.spelling import Speller
from qa.answering.reading.reader import Reader, Reading
from qa.evaluation.components import NO_READER, Components
from qa.evaluation.corpus_index import DEPTH, CorpusIndex, build_index
from qa.evaluation.errors import SetError
from qa.evaluation.responses import RankedPassage, Response, response
from qa.evaluation.runner import System
from qa.evaluation.sets import EvaluationSet, Query

_SHOWN = 5  # passages a person is shown: what is timed


@dataclass(frozen=True, slots=True)
class SystemOptions:
    """Which system is asked; what is None is as users get it."""

    url: str | None = None  # a running server
    own_index: bool = False  # the user's own index, and not one made of the set's documents
    retriever: Retriever | None = None
    reader: str | None = None
    history: bool = True  # False: follow-ups are asked as if nothing had been said before


def open_system(options: SystemOptions, components: Components, data: EvaluationSet) -> System:
    """Return the system, ready to be asked about the documents of ``data``.

    Raises:
        SetError: there is no such reader, or one was chosen for a server.
        ServerError: the server cannot be reached, or lacks a document.
        IndexingError: an index cannot be built or read.
    """
    if options.url:
        if options.retriever or options.reader:
            raise SetError("--retriever and --reader cannot be chosen for a running server")
        remote = importlib.import_module("qa.evaluation.remote")  # its HTTP client takes .2 s to load
        server: System = remote.RemoteSystem(options.url, data.documents, components.api_key, history=options.history)
        return server
    name = options.reader or components.shipped_reader
    if name != NO_READER and name not in components.readers:
        raise SetError(f'there is no reader "{name}"; choose from: {", ".join([*components.readers, NO_READER])}')
    corpus = open_corpus(options, components, data)
    if name == NO_READER:
        return RankingSystem(corpus, history=options.history)
    settings = AnswerSettings(strictness=components.strictness)
    return AnsweringSystem(corpus, components.readers[name](corpus.index), settings, history=options.history)


def open_corpus(options: SystemOptions, components: Components, data: EvaluationSet) -> CorpusIndex:
    """Return the index that is asked, ready: the user's own, or one made of the documents of ``data``.

    Raises:
        IndexingError: an index cannot be built or read.
    """
    search = replace(components.search, retriever=options.retriever) if options.retriever else components.search
    if options.own_index:
        index = components.open_index(search)
        corpus = CorpusIndex(index, data.documents, components.embedder, components.chunks, search)
    else:
        corpus = build_index(data, components.cache, components.embedder, components.chunks, search)
    corpus.embedder.embed_question("ready?")  # loads what is loaded on first use: no question is to be charged for it
    return corpus


class RankingSystem:
    """Retrieval alone, of the question that the assistant would search for."""

    def __init__(self, corpus: CorpusIndex, *, history: bool = True) -> None:
        self._corpus = corpus
        self._history = history
        self._speller = Speller.of(corpus.index)

    @property
    def settings(self) -> Mapping[str, object]:
        return {"system": "index", "reader": NO_READER, **self._corpus.settings}

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        began = time.perf_counter()
        asked = search_query(query.text, query.history if self._history else (), self._speller.correct)
        meaning = self._corpus.embedder.embed_question(asked.standalone)
        hits = self._corpus.index.search(asked.text, DEPTH, within, meaning)
        return Response(
            id=query.id,
            passages=tuple(map(_ranked, hits)),
            latency_ms=1000 * (time.perf_counter() - began),
            relevant_passages=self._corpus.relevant_passages(query),
        )


class AnsweringSystem:
    """The whole assistant, as shipped; and once more with abstention off, for what it would have quoted."""

    def __init__(
        self,
        corpus: CorpusIndex,
        reader: CalibratedReader,
        settings: AnswerSettings,
        *,
        history: bool = True,
    ) -> None:
        self._corpus = corpus
        self._history = history
        caching = replace(reader, reader=_CachingReader(reader.reader))
        self._shipped = ExtractiveAssistant(corpus.index, caching, settings)
        self._forced = ExtractiveAssistant(corpus.index, caching, replace(settings, abstain=False))
        self.settings: Mapping[str, object] = {
            "system": "assistant",
            "reader": reader.reader.name,
            "calibration": reader.calibration.fingerprint,
            "threshold": reader.calibration.thresholds.of(settings.strictness),
            "history": history,
            **corpus.settings,
        }

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        history = query.history if self._history else ()
        began = time.perf_counter()
        answer = self._shipped.ask(Question(query.text, history, k=_SHOWN, documents=within))
        elapsed = 1000 * (time.perf_counter() - began)
        forced = asdict(self._forced.ask(Question(query.text, history, k=DEPTH, documents=within)))
        own = {
            "id": query.id,
            "passages": forced["passages"],  # as many as are ranked, and not as many as are shown
            "latency_ms": elapsed,
            "forced_citations": forced["citations"],
            "relevant_passages": self._corpus.relevant_passages(query),
        }
        return response(asdict(answer) | own)


class _CachingReader:
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
